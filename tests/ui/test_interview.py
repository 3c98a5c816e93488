from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from textual import events as textual_events
from textual.command import CommandPalette
from textual.widgets import OptionList

from coach.errors import EngineError
from coach.interview import events
from coach.text import MAX_ANSWER_CHARACTERS
from coach.ui.screens.confirm import Confirm
from coach.ui.screens.correction import CorrectionDialog
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.start import StartPage
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.conversation import Bubble, Conversation
from coach.ui.widgets.heard import FactList, HeardPanel
from tests.ui import demo
from tests.ui.fakes import FakeWorkspace, Gate, Save
from tests.ui.pictures import (
    PictureApp,
    begun,
    idle,
    say,
    status,
    talked,
    until,
    until_page,
)

OPENING = [demo.said("work", "What do you do?"), demo.progress("work", 0, 10)]


def talk(home: Path, *script: Any) -> tuple[PictureApp, FakeWorkspace]:
    workspace = demo.workspace(home, script=[OPENING, *script])
    return PictureApp(workspace), workspace


def typed(interview: InterviewPage) -> str:
    return interview.query_one("#answer", AnswerBox).text


def bubbles(interview: InterviewPage) -> list[tuple[str, str]]:
    return [(bubble.speaker, bubble.said) for bubble in interview.query(Bubble)]


def notes(interview: InterviewPage) -> str:
    return "\n".join(str(note.visual) for note in interview.query(".note"))  # type: ignore[attr-defined]


async def test_a_whole_talk_to_the_plan(app: PictureApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        interview = await talked(pilot)
        assert [speaker for speaker, _ in bubbles(interview)] == ["coach", "employee"] * 3 + [
            "coach"
        ]
        assert bubbles(interview)[-1][1] == demo.REPLIES[-1]
        assert interview.query_one(HeardPanel).count == 7
        await say(pilot, interview, "Yes, that is right.")
        await until(pilot, lambda: interview.finished)
        await idle(pilot, interview)
        assert not interview.query_one("#answer").display
        await pilot.press("enter")
        await until_page(pilot, PlanPage)


async def test_the_page_is_never_blocked_while_the_coach_works(tmp_path: Path) -> None:
    gate = Gate()
    app, workspace = talk(
        tmp_path / "home",
        [
            Save(),
            events.Working("reading"),
            *demo.words("Who uses"),
            gate,
            demo.said("work", "Who uses it?"),
        ],
    )
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "I mend pumps.")
        await until(pilot, gate.reached.is_set)
        await until(pilot, lambda: "Reading your answer" in status(interview))
        assert "Esc stops" in status(interview)
        assert bubbles(interview)[-1] == ("coach", "Who uses ")
        await pilot.press(*"next")
        assert typed(interview) == "next"
        await pilot.press("enter")  # sending waits
        assert typed(interview) == "next"
        assert len(workspace.interviews[-1].calls) == 2
        await pilot.press("f2")
        gate.open()
        await idle(pilot, interview)
        assert bubbles(interview)[-1] == ("coach", "Who uses it?")
        assert typed(interview) == "next"
        assert status(interview) == ""


async def test_escape_stops_the_model_and_the_interview_goes_on(tmp_path: Path) -> None:
    gate = Gate()
    app, _workspace = talk(
        tmp_path / "home",
        [Save(), events.Working("wording"), *demo.words("Half a"), gate],
        [Save(), demo.said("work", "And then?")],
    )
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "I mend pumps.")
        await until(pilot, gate.reached.is_set)
        await pilot.press("escape")
        await idle(pilot, interview)
        assert gate.cancelled
        assert bubbles(interview)[-1] == ("employee", "I mend pumps.")
        await say(pilot, interview, "For the fire brigade.")
        await idle(pilot, interview)
        assert bubbles(interview)[-1] == ("coach", "And then?")


async def test_text_comes_back_when_it_was_not_saved_and_the_retry_works(tmp_path: Path) -> None:
    gate = Gate()
    app, workspace = talk(
        tmp_path / "home",
        [gate, EngineError("The disk is full.", "Make room.")],
        [Save(), demo.said("work", "And then?")],
    )
    app_workspace = workspace
    original = app_workspace.new_interview

    def unsaved(form: Any) -> Any:
        interview = original(form)
        interview.save_first = False
        return interview

    app_workspace.new_interview = unsaved  # type: ignore[method-assign]
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "I mend [/b] pumps.")
        await until(pilot, gate.reached.is_set)
        await pilot.press(*"more")
        gate.open()
        await idle(pilot, interview)
        assert typed(interview) == "I mend [/b] pumps.\n\nmore"
        assert "The disk is full. Make room." in notes(interview)
        assert [speaker for speaker, _ in bubbles(interview)] == ["coach"]
        await pilot.press("enter")
        await idle(pilot, interview)
        assert typed(interview) == ""
        assert bubbles(interview)[-1] == ("coach", "And then?")
        session_id = interview.runner.session_id or ""
        await until(pilot, lambda: workspace.store.draft(session_id) == "")


async def test_a_failed_reply_to_a_saved_answer_is_asked_for_again(tmp_path: Path) -> None:
    app, _workspace = talk(
        tmp_path / "home",
        [Save(), demo.heard("work", "role", "mend pumps"), EngineError("The model stopped.")],
        [demo.said("work", "Who uses the pumps?")],
    )
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "I mend pumps.")
        await idle(pilot, interview)
        assert typed(interview) == ""
        assert "The model stopped." in notes(interview)
        await pilot.press("f5")
        await until(pilot, lambda: bubbles(interview)[-1] == ("coach", "Who uses the pumps?"))
        await idle(pilot, interview)
        assert bubbles(interview).count(("employee", "I mend pumps.")) == 1
        assert interview.query_one(HeardPanel).count == 1


async def test_an_interview_that_cannot_open_says_so_and_can_be_tried_again(
    tmp_path: Path,
) -> None:
    app, workspace = talk(tmp_path / "home")
    original, failures = workspace.new_interview, [EngineError("No model.", "Run: coach setup")]

    def fails_once(form: Any) -> Any:
        if failures:
            raise failures.pop()
        return original(form)

    workspace.new_interview = fails_once  # type: ignore[method-assign]
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        assert "Run: coach setup" in notes(interview)
        await pilot.press(*"early", "f5")
        await idle(pilot, interview)
        assert bubbles(interview) == [("coach", "What do you do?")]
        assert typed(interview) == "early"


async def test_an_unexpected_failure_shows_plain_words_only(tmp_path: Path) -> None:
    app, _ = talk(tmp_path / "home", [Save(), RuntimeError("secret [/b] detail")])
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "I mend pumps.")
        await idle(pilot, interview)
        assert "Something went wrong" in notes(interview)
        assert "secret" not in notes(interview)


async def test_trouble_and_passages_stand_in_the_conversation(tmp_path: Path) -> None:
    app, _ = talk(
        tmp_path / "home",
        [
            Save(),
            events.Trouble("The model had to be started again."),
            events.PassageFound("next-process", "The next [process]", "a book"),
            demo.said("work", "Go on."),
        ],
    )
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "What is a customer?")
        await idle(pilot, interview)
        assert "The model had to be started again." in notes(interview)
        assert "The next [process]" in notes(interview)
        assert interview.query_one(AnswerBox).has_focus


async def test_skip_back_and_finish(tmp_path: Path) -> None:
    app, workspace = talk(
        tmp_path / "home",
        [demo.said("work", "Two?")],
        [demo.said("work", "One?")],
        [demo.said("work", "Thank you.", "closing"), events.Finished("asked")],
    )
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        for name in ("f3", "f4"):
            await pilot.press(name)
            await idle(pilot, interview)
        await pilot.press("f8")
        await until_page(pilot, Confirm)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: interview.finished)
        assert [call[0] for call in workspace.interviews[-1].calls] == [
            "start",
            "skip",
            "back",
            "finish",
        ]


async def test_a_fact_is_corrected_in_place(app: PictureApp, workspace: FakeWorkspace) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        interview = await talked(pilot, 1)
        await pilot.press("f2")
        await until(pilot, lambda: interview.query_one(FactList).has_focus)
        await pilot.press("home", "enter")
        await until_page(pilot, CorrectionDialog)
        await pilot.press(*" and the office", "enter")
        await idle(pilot, interview)
        role = workspace.interviews[-1].notes.facts("work", "role")
        assert [fact.value for fact in role] == ["run the payroll for the warehouse and the office"]
        await until(pilot, lambda: interview.query_one(HeardPanel).count == 2)


async def test_a_fact_is_withdrawn_while_the_coach_is_busy(tmp_path: Path) -> None:
    gate = Gate()
    app, workspace = talk(
        tmp_path / "home",
        [Save(), demo.heard("work", "role", "mend pumps"), gate, demo.said("work", "Go on.")],
    )
    async with app.run_test(size=(120, 40)) as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "I mend pumps.")
        await until(pilot, gate.reached.is_set)
        await until(pilot, lambda: interview.query_one(HeardPanel).count == 1)
        await pilot.press("f2")
        await until(pilot, lambda: interview.query_one(FactList).has_focus)
        await pilot.press("end", "enter")
        dialog = await until_page(pilot, CorrectionDialog)
        dialog.query_one(AnswerBox).replace_text("")
        await pilot.press("enter")
        await until_page(pilot, InterviewPage)
        assert len(workspace.interviews[-1].calls) == 2
        gate.open()
        await until(pilot, lambda: interview.query_one(HeardPanel).count == 0)
        assert workspace.interviews[-1].calls[-1] == ("correct", "work", "role", "mend pumps", None)


async def test_the_draft_is_there_after_quitting(tmp_path: Path) -> None:
    app, workspace = talk(tmp_path / "home")
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await pilot.press(*"half a thought", "ctrl+q")
        await until(pilot, lambda: app._exit)
        session_id = interview.runner.session_id or ""
    assert workspace.store.draft(session_id) == "half a thought"
    again = PictureApp(workspace)
    async with again.run_test() as pilot:
        await until_page(pilot, StartPage)
        again.open_interview(session_id=session_id)
        interview = await until_page(pilot, InterviewPage)
        await until(pilot, lambda: typed(interview) == "half a thought")


async def test_quitting_while_the_coach_works_keeps_everything(tmp_path: Path) -> None:
    gate = Gate()
    app, workspace = talk(tmp_path / "home", [Save(), gate, demo.said("work", "Go on.")])
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "I mend pumps.")
        await until(pilot, gate.reached.is_set)
        await pilot.press(*"and", "ctrl+q")
        await until(pilot, lambda: app._exit)
        session_id = interview.runner.session_id or ""
    assert gate.cancelled
    assert workspace.store.messages(session_id)[-1].text == "I mend pumps."
    assert workspace.store.draft(session_id) == "and"


async def test_pausing_goes_to_the_start_page(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        await talked(pilot, 1)
        await pilot.press("f10")
        start = await until_page(pilot, StartPage)
        await until(pilot, lambda: len(start.shelf.sessions) == 1)


async def test_enter_with_nothing_or_too_much_sends_nothing(tmp_path: Path) -> None:
    app, workspace = talk(tmp_path / "home")
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "   ")
        assert "F3" in status(interview)
        interview.query_one(AnswerBox).focus()
        app.post_message(textual_events.Paste("x\x1b[31m" + "y" * 100_000))
        await until(pilot, lambda: len(typed(interview)) > 100_000)
        await pilot.press("enter")
        assert f"{MAX_ANSWER_CHARACTERS:,}" in status(interview)
        assert "\x1b" not in typed(interview)
        assert len(workspace.interviews[-1].calls) == 1


async def test_the_field_grows_with_the_text(tmp_path: Path) -> None:
    app, _ = talk(tmp_path / "home")
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        box = interview.query_one(AnswerBox)
        assert box.size.height == 1
        await pilot.press(*"one", "ctrl+j", *"two", "alt+enter", *"three")
        await until(pilot, lambda: box.size.height == 3)
        assert typed(interview) == "one\ntwo\nthree"
        box.replace_text("long " * 1_000)
        await until(pilot, lambda: box.size.height > 3)
        assert box.size.height < 12
        assert interview.query_one(Conversation).size.height >= 5


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_every_size_shows_question_and_field(app: PictureApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        interview = await talked(pilot)
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: app.size.width == size[0])
        await pilot.pause(0)
        wide = size[0] >= 104
        assert interview.query_one("#side").display is wide
        assert interview.query_one("#strip").display is not wide
        assert interview.query_one("#answer").region.bottom <= size[1] - 1
        last = [*interview.query(Bubble)][-1].region
        talk_region = interview.query_one(Conversation).region
        assert last.bottom - 1 <= talk_region.bottom
        await pilot.press("f2")
        await until(pilot, lambda: interview.query_one(FactList).has_focus)
        assert interview.query_one("#side").display
        await pilot.press("escape")
        await until(pilot, lambda: interview.query_one("#answer").has_focus)
        assert interview.query_one("#side").display is wide


async def test_threads_never_touch_the_screen(tmp_path: Path) -> None:
    """Handlers of events run on the thread of the event loop."""
    app, _ = talk(tmp_path / "home", [Save(), demo.said("work", "Go on.")])
    seen: set[int] = set()

    async with app.run_test() as pilot:
        interview = await begun(pilot)
        conversation = interview.query_one(Conversation)
        original = conversation.said

        async def said(*args: Any) -> None:
            seen.add(threading.get_ident())
            await original(*args)

        conversation.said = said  # type: ignore[method-assign]
        await say(pilot, interview, "I mend pumps.")
        await idle(pilot, interview)
    assert seen == {threading.get_ident()}


async def test_reading_back_and_the_next_answer_shows_the_newest(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        interview = await talked(pilot, 2)
        conversation = interview.query_one(Conversation)
        await pilot.press("pageup")
        await until(pilot, lambda: conversation.scroll_y < conversation.max_scroll_y)
        assert interview.query_one("#answer").has_focus
        await say(pilot, interview, demo.ANSWERS[2])
        await idle(pilot, interview)
        await until(pilot, lambda: conversation.scroll_y >= conversation.max_scroll_y)


async def test_the_palette_does_what_a_key_does(tmp_path: Path) -> None:
    app, workspace = talk(tmp_path / "home", [demo.said("work", "Two?")])
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press(*"skip")
        listed = app.screen.query_one(OptionList)
        await until(pilot, lambda: listed.option_count)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is interview)
        await until(pilot, lambda: workspace.interviews[-1].calls[-1] == ("skip",))
        await idle(pilot, interview)


async def test_a_note_that_changed_meanwhile_is_not_put_right_by_mistake(tmp_path: Path) -> None:
    gate = Gate()
    app, workspace = talk(
        tmp_path / "home",
        [Save(), demo.heard("work", "role", "mend pumps"), gate, demo.said("work", "Go on.")],
    )
    async with app.run_test(size=(120, 40)) as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "I mend pumps.")
        await until(pilot, gate.reached.is_set)
        await until(pilot, lambda: interview.query_one(HeardPanel).count == 1)
        await pilot.press("f2")
        await until(pilot, lambda: interview.query_one(FactList).has_focus)
        await pilot.press("end", "enter")
        await until_page(pilot, CorrectionDialog)
        notes_ = workspace.interviews[-1].notes
        fact = notes_.facts("work", "role")[0]
        notes_.change("work", "role", fact, fact.model_copy(update={"value": "mend valves"}))
        await pilot.press("x", "enter")
        gate.open()
        await until(pilot, lambda: "has changed meanwhile" in notes(interview))
        assert notes_.facts("work", "role")[0].value == "mend valves"


async def test_what_is_typed_is_told_while_the_interview_waits(tmp_path: Path) -> None:
    gate = Gate()
    app, workspace = talk(
        tmp_path / "home",
        [gate, demo.said("work", "And who gets it?"), demo.progress("work", 0, 9)],
    )
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        told = workspace.interviews[-1].typed
        await pilot.press(*"my list")
        await until(pilot, lambda: told[-1:] == ["my list"])
        await pilot.press("enter")
        await until(pilot, lambda: interview.runner.busy)
        before = list(told)
        await pilot.press(*"more")
        await until(pilot, lambda: interview._telling is None)
        assert told == before, "the coach is busy with the answer"
        gate.open()
        await idle(pilot, interview)
        assert told[-1] == "more", "what was typed meanwhile is told as soon as it may be"


async def test_leaving_lets_go_of_what_was_typed(tmp_path: Path) -> None:
    app, workspace = talk(tmp_path / "home")
    async with app.run_test() as pilot:
        await begun(pilot)
        await pilot.press(*"secret")
        await pilot.press("f10")
        await until_page(pilot, StartPage)
        await until(pilot, lambda: workspace.interviews[-1].left)
