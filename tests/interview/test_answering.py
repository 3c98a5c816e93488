"""The reply begins while the answer is still being read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coach.errors import EngineError
from coach.interview.events import Event, Heard, ReplyWords, Said, Trouble
from coach.llm.engine import Request
from tests.interview.helpers import interview, said
from tests.interview.test_session import CUSTOMERS, FOCUS, WORK, known, up_to_readback
from tests.scripted import Reply

GOOD = "What do they say when it is late?"


def shown(events: Sequence[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, ReplyWords)]


def test_the_anchor_is_shown_before_anything_is_noted(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, known())
    list(talk.start())
    events = list(talk.answer(WORK))
    kinds = [type(event) for event in events]
    assert kinds.index(ReplyWords) < kinds.index(Heard)
    assert shown(events)[0] == "You plan the rota for the ward and send it out."
    assert "".join(shown(events)) == said(events).text
    assert said(events).text.count("?") == 1


def test_the_model_goes_on_from_the_anchor(tmp_path: Path) -> None:
    def wording(request: Request) -> Reply:
        begun.append(request.begin)
        return GOOD

    begun: list[str] = []
    talk, _, _ = interview(tmp_path, known(wording=wording))
    list(talk.start())
    list(talk.answer(WORK))
    message = said(list(talk.answer("The nurses on ward 3.")))
    assert (message.kind, message.origin) == ("probe", "model")
    assert message.text == f"{begun[-1]} {GOOD}"
    assert begun[-1] == "The nurses on ward 3."


def test_a_read_back_takes_the_answer_up_first(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, known())
    list(talk.start())
    for text in (WORK, CUSTOMERS):
        list(talk.answer(text))
    events = list(talk.answer(FOCUS))
    assert said(events).kind == "readback"
    assert shown(events)[0] == "Dr. Lund, because she waits the longest."
    assert shown(events)[1].startswith(" This is what I heard:\n- ")


def test_the_closing_stands_for_itself(tmp_path: Path) -> None:
    last = "Nobody asked about the weekend before."
    script = known()
    script.notes[last] = {"missed": [last]}
    talk, _, _ = interview(tmp_path, script, form="short")
    list(talk.start())
    for _ in range(60):
        if talk.progress().topic == "missed":
            break
        list(talk.answer("Rosa waits for the list."))
    events = list(talk.answer(last))
    assert said(events).kind == "closing"
    assert shown(events)[0] == said(events).text
    kinds = [type(event) for event in events]
    assert kinds.index(ReplyWords) < kinds.index(Heard), "what the reply does not need comes after"


def test_a_model_that_dies_after_the_anchor_leaves_a_whole_reply(tmp_path: Path) -> None:
    def wording(_request: Request) -> Reply:
        return EngineError("gone")

    talk, _, _ = interview(tmp_path, known(wording=wording))
    list(talk.start())
    list(talk.answer(WORK))
    events = list(talk.answer("The nurses on ward 3."))
    message = said(events)
    assert any(isinstance(event, Trouble) for event in events)
    assert message.origin == "stock"
    assert message.text.startswith("The nurses on ward 3. ")
    assert "".join(shown(events)) == message.text


def test_what_is_saved_is_what_was_shown(tmp_path: Path) -> None:
    talk, _, store = interview(tmp_path, known())
    up_to_readback(talk)
    events = list(talk.answer("Yes, that is right"))
    saved = store.messages(talk.session_id)[-1]
    whole = next(event for event in events if isinstance(event, Said))
    assert saved.text == whole.text == "".join(shown(events))
    assert saved.ttft_ms is not None
    assert saved.total_ms is not None
    assert saved.ttft_ms <= saved.total_ms
