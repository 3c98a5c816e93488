from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import NotFoundError, UsageError
from coach.files import load_yaml
from coach.llm.engine import Request
from coach.llm.local import LocalEngine
from coach.plan.editing import edited
from coach.plan.model import AnswerSource, PassageSource, Plan, Section, Statement, SuggestionSource
from coach.plan.rewording import (
    FREE,
    MAX_WISH,
    can_be_reworded,
    offered,
    reword,
    rewordable,
    task,
)
from tests.plan.changes import ADAPT, CAUSE, QUOTE, TODAY, changeable
from tests.scripted import ScriptedEngine

ANSWERS = {3: "I ask Noor which key she looks for first", 5: QUOTE}
LABELLED = Path(__file__).parent / "labelled" / "rewording.yaml"


def one_line(text: str, *sources: AnswerSource | PassageSource | SuggestionSource) -> Plan:
    """Return a plan of one line, a suggestion unless it has sources."""
    statement = Statement(text=text, sources=[*sources] or [SuggestionSource()], kind="x")
    section = Section(id="actions", title="A", statements=[statement])
    return changeable().model_copy(update={"sections": [section]})


def worded(
    plan: Plan, wish: str, reply: str | Callable[[Request], str], number: int = 1
) -> str | None:
    """Return what becomes of a line when the model always says ``reply``."""
    engine = ScriptedEngine(reply if callable(reply) else lambda _: reply)
    [result] = reword(plan, "actions", [number], wish, engine=engine, answers=ANSWERS)
    return result.text


def test_quotes_and_days_are_not_shown_to_the_model_and_come_back() -> None:
    asked: list[str] = []

    def reply(request: Request) -> str:
        asked.append(request.messages[-1].content)
        return "I note trips."

    own = f"What gets in the way: “{QUOTE}”."
    line = f"{own} Until Friday 15 May I note each and every trip there."
    text = worded(one_line(line, AnswerSource(turn=5, quote=QUOTE)), "Shorter", reply)
    assert text == f"{own} Until Friday 15 May I note trips."
    assert asked == ["I note each and every trip there."]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("I count 3 of the old cases for Noor.", "I count old cases for Noor."),
        ("I count 3 of the old cases for Noor.", "I count 3 old cases."),
        ("I count 3 of the old cases for Noor.", "I count 3 old Porto cases for Noor."),
        ("I count some of the old cases for Noor.", "I count 7 old cases for Noor."),
        ("I do not stop before Noor has told me so.", "I stop before Noor has told me."),
        ("What do you get from me that helps you?", "You get from me what helps you."),
        ("I ask Noor what I got wrong in the case.", "Ask Noor what went wrong."),
        ("I ask Noor what the others need from her.", "I ask Noor what we need."),
        ("I stop or change the step and call Noor.", "I stop. Or change the step and call Noor."),
        ("I stop or change the step and call Noor.", "I call Noor."),
        ("I stop or change the step and call Noor.", "I stop or alter the step, call Noor."),
        ("I stop or change the step and call Noor.", "I stop or change the step and call Noor"),
        ("I stop or change the step and call Noor.", "I stop or change “the step”, call Noor."),
        ("Before Friday 8 May, I count the cases there.", "I count the cases there."),
        ("Before Friday 8 May, I count the cases there.", "Before [A] and [A] I count cases."),
    ],
)  # fmt: skip
def test_what_a_shorter_wording_may_not_do(old: str, new: str) -> None:
    assert worded(one_line(old), "shorter", new) is None


def test_sentences_are_worded_one_by_one_and_those_that_fail_stay() -> None:
    def reply(request: Request) -> str:
        text = request.messages[-1].content
        return "I ask the boss." if "rule" in text else "I ask who gets it."

    line = "I also ask who it is that gets it. If a rule says so, I ask the one who keeps it."
    text = worded(one_line(line), "shorter", reply)
    assert text == "I ask who gets it. If a rule says so, I ask the one who keeps it."


def test_a_failed_wording_is_asked_for_at_most_twice_more() -> None:
    engine = ScriptedEngine(lambda _: "We leverage 99 synergies.")
    plan = one_line("I stop or change the step and ask Noor about it.")
    [result] = reword(plan, "actions", [1], "shorter", engine=engine, answers={})
    assert result.text is None
    assert len(engine.requests) == 3
    assert len({request.temperature for request in engine.requests}) == 3


def test_reviewed_phrases_stand_in_where_the_model_fails() -> None:
    plan = one_line("I do not stop before Noor has told me so.")
    text = worded(plan, "less formal", "Nope.")
    assert text == "I don't stop before Noor has told me so."


def test_a_wish_in_free_words_may_bring_its_own_words() -> None:
    line = "I ask Noor for a short talk by Thursday 7 May."
    new = "I ask Noor for a short talk about 2 keys by [A]."
    assert worded(one_line(line), "say that it is about 2 keys", new) == new.replace(
        "[A]", "Thursday 7 May"
    )
    assert worded(one_line(line), "say that it is about keys", new) is None
    assert worded(one_line(line), "say that Kasimir comes along", "I ask Noor by [A].") is None


def test_an_example_of_the_prompt_is_not_taken_over() -> None:
    for example in task(FREE).prompt.examples:
        line = "I write to the drivers what I need, and by when."
        assert worded(one_line(line), "as in the example", example.assistant) is None


@pytest.mark.parametrize("hostile", ["[A] [B] {x} {{7*7}}", "<script>", "[/b]", "A" * 300])
def test_hostile_words_of_the_owner_are_words(hostile: str) -> None:
    line = f"I stop or change the step {hostile} and ask Noor."
    plan = edited(one_line("I ask."), "actions", 1, line, today=TODAY)
    text = worded(plan, "shorter", lambda request: request.messages[-1].content)
    assert text is None or hostile in text


def test_what_can_be_reworded() -> None:
    plan = changeable()
    assert rewordable(plan, "actions") == [3]
    mine = edited(plan, "actions", 3, "I stop or change whatever I like to.", today=TODAY)
    assert rewordable(mine, "actions") == [], "own words stay"
    assert rewordable(mine, "actions", 3) == [3], "unless this line is asked for"
    assert rewordable(plan, "actions", 1) == [], "nothing but a label and a quote"
    passage = Statement(text=ADAPT, kind="passage.tip", sources=[PassageSource(id="p-1")])
    assert not can_be_reworded(passage)
    assert can_be_reworded(Statement(text=ADAPT))
    assert not can_be_reworded(Statement(text=CAUSE.split(". ")[0]))
    with pytest.raises(UsageError):
        rewordable(plan, "sources")
    with pytest.raises(NotFoundError):
        rewordable(plan, "actions", 9)


def test_wishes() -> None:
    assert offered("Shorter!") == "shorter"
    assert offered(" less  formal") == "informal"
    assert offered("warmer") == FREE
    for wish in ("", " … ", "x" * (MAX_WISH + 1)):
        with pytest.raises(UsageError):
            offered(wish)


@given(st.text(max_size=120), st.text(max_size=120))
def test_whatever_the_model_says_nothing_that_must_stay_is_lost(before: str, reply: str) -> None:
    line = f"By Friday 8 May I ask Noor about {QUOTE} and {before}.".replace("“", "").replace(
        "”", ""
    )
    for wish in ("shorter", "less formal", "say it kindly"):
        text = worded(one_line(line), wish, reply or "x")
        assert text is None or ("Friday 8 May" in text and "Noor" in text)


def labelled() -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = load_yaml(LABELLED.read_text("utf-8"))["lines"]
    return lines


def test_the_labelled_lines_are_complete() -> None:
    lines = labelled()
    assert len(lines) == 20
    for line in lines:
        assert line["keep"]
        assert line["want"]
        assert offered(line["free"]) == FREE
        assert all(isinstance(w, str) for one in line["keep"] + line["want"] for w in one)


@pytest.mark.default_model
def test_the_default_model_rewords(default_engine: LocalEngine) -> None:
    line = "If nobody needs it, I leave it out until Friday 22 May and see whether it is missed."
    engine = default_engine
    [informal] = reword(one_line(line), "actions", [1], "less formal", engine=engine, answers={})
    [free] = reword(
        one_line(line), "actions", [1], "say that I tell my team first", engine=engine, answers={}
    )
    assert informal.text is not None
    assert informal.text != line
    assert free.text is not None
    assert "team" in free.text
    for text in (informal.text, free.text):
        assert "Friday 22 May" in text
