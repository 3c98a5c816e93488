"""What the model words in a plan has to stand in the employee's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.checking.support import support
from coach.knowledge.passages import load_passages
from coach.plan.advice import advice_of
from coach.plan.model import AnswerSource
from coach.plan.rewording import reword
from coach.plan.tasks import Wording
from tests.plan.test_rewording import one_line
from tests.scripted import ScriptedEngine

HELP = "A list of confirmed dates on Monday by ten, with the doubtful ones in red"
REQUEST = "They should tell me the evening before when the heating goes off"


def wording(reply: str) -> Wording:
    return Wording(ScriptedEngine(lambda _: reply))


@pytest.mark.parametrize(
    ("reply", "stands"),
    [
        ("I send Thandi a list of confirmed dates on Monday by ten, with the doubtful ones.", True),
        ("I send Thandi a list of doubtful dates on Monday by ten, the confirmed in red.", False),
        ("I send Thandi a list of confirmed dates on Monday after ten, the doubtful ones.", False),
    ],
)
def test_a_small_test_says_what_would_help(reply: str, stands: bool) -> None:
    assert (wording(reply).test(customer="Thandi", help=HELP) == reply) is stands


@pytest.mark.parametrize(
    ("reply", "stands"),
    [
        ("I ring Thandi from the last stop.", True),
        ("I ring Bela from the last stop.", False),
        ("I ring Thandi from the last stop about the keys.", False),
    ],
)
def test_the_customer_may_stand_where_help_said_her(reply: str, stands: bool) -> None:
    help = "Ring her from the last stop"
    assert (wording(reply).test(customer="Thandi", help=help) == reply) is stands


@pytest.mark.parametrize(
    ("reply", "stands"),
    [
        ("Could you tell me the evening before when the heating goes off?", True),
        ("Could you tell me the evening after when the heating goes off?", False),
    ],
)
def test_a_request_asks_for_what_is_needed(reply: str, stands: bool) -> None:
    worded = wording(reply).request(supplier="the boiler room", request=REQUEST)
    assert (worded == reply) is stands


@pytest.mark.parametrize(
    ("reply", "stands"),
    [
        ("Did Rosa see on the list what was in it before the lorry left?", True),
        ("Did Rosa see on the list what was in it after the lorry left?", False),
    ],
)
def test_a_question_asks_whether_the_need_was_met(reply: str, stands: bool) -> None:
    need = "to see on the list what is in it before the lorry leaves"
    worded = wording(reply).yes_no(work="deliveries", customer="Rosa", cares="cares", need=need)
    assert (worded == reply) is stands


def test_a_rewording_still_says_what_the_answer_says() -> None:
    said = "I send Tom the list on Monday before lunch because he asked for it."
    plan = one_line(said, AnswerSource(turn=3, quote=said))
    replies = {
        "I send Tom the list Monday before lunch because he asked.": True,
        "Tom sends me the list Monday before lunch because he asked.": False,
    }
    for reply, stands in replies.items():
        engine = ScriptedEngine([reply, reply, reply])
        [found] = reword(plan, "actions", [1], "shorter", engine=engine, answers={3: said})
        assert (found.text == reply) is stands


def test_the_advice_of_every_passage_is_what_it_says() -> None:
    passages = load_passages(Path(__file__).resolve().parents[2] / "knowledge")
    told = [(passage, advice) for passage in passages if (advice := advice_of(passage))]
    assert told
    for passage, advice in told:
        assert support(advice, passage.text).problem is None, passage.id
