"""The first start: the set-up is offered, shown and stopped; questions come meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from coach.interview import placing
from coach.interview.early import load_early
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.set_up import SetUpPage
from coach.ui.screens.start import Choices, StartPage
from coach.ui.set_up import Far, Needs
from coach.ui.set_up_texts import set_up_texts
from coach.ui.widgets.heard import HeardPanel
from coach.ui.widgets.set_up_steps import time_left, told
from tests.interview.test_session import CUSTOMERS, FOCUS, WORK
from tests.ui.pictures import PictureApp, idle, say, started, until, until_page
from tests.ui.setting_up import EarlyWorkspace, Machine

SMALL = (60, 20)


@pytest.fixture(autouse=True)
def notes_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave finds where a script puts them."""
    monkeypatch.setattr(placing, "load_places", lambda: placing.Places(topics={}))


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A computer where nothing was set up; what was begun on it ends with the test."""
    machine = Machine()
    yield machine
    for set_up in machine.begun:
        set_up.end()


@pytest.fixture
def fresh(tmp_path: Path, machine: Machine) -> PictureApp:
    """The interface on a computer where nothing was set up."""
    workspace = EarlyWorkspace(tmp_path / "home")
    return PictureApp(workspace, look=machine.look, begin_set_up=machine.begin)


def text(page: Any, name: str) -> str:
    widget = page.query_one(name, Static)
    return " ".join(str(widget.visual).split()) if widget.display else ""


def offered(start: StartPage) -> str:
    return "\n".join(str(option.prompt) for option in start.query_one(Choices).options)


async def offering(pilot: Pilot[Any]) -> StartPage:
    """Wait for the start page to offer the set-up, marked."""
    start = await started(pilot)
    choices = start.query_one(Choices)
    await until(pilot, lambda: choices.highlighted_option.id == "set-up")  # type: ignore[union-attr]
    return start


async def setting_up(pilot: Pilot[Any]) -> SetUpPage:
    """Begin the set-up from the start page."""
    await offering(pilot)
    await pilot.press("enter")
    return await until_page(pilot, SetUpPage)  # type: ignore[no-any-return]


def remark(page: InterviewPage) -> str:
    return str(page.query_one("TopBar .remark", Static).visual)


def talk(page: InterviewPage) -> str:
    return "\n".join(str(widget.visual) for widget in page.query("#conversation Static"))


@pytest.mark.parametrize("size", [SMALL, (80, 24)])
async def test_from_a_fresh_computer_to_notes(
    fresh: PictureApp, machine: Machine, size: tuple[int, int]
) -> None:
    async with fresh.run_test(size=size) as pilot:
        start = await offering(pilot)
        notice = text(start, "#set-up-notice")
        assert "1.2 GB" in notice
        assert set_up_texts().start.private in notice
        assert machine.begun == []  # a download is never begun without asking
        await pilot.press("enter")
        page = await until_page(pilot, SetUpPage)
        machine.set_up.tell(step="model")
        machine.set_up.tell(done=305_000_000, total=1_220_000_000)
        await until(pilot, lambda: "25 percent" in text(page, "#steps"))
        assert "305 MB of 1.2 GB" in text(page, "#steps")
        for step in ("embedding", "index", "states"):
            assert set_up_texts().steps[step] in text(page, "#steps")  # type: ignore[index]
        # Everything that can be done is on the screen, and the keyboard is at the interview.
        assert page.focused is page.query_one("#begin")
        for name in ("#begin", "#stop"):
            assert page.region.contains_region(page.query_one(name).region)
        await pilot.press("enter")
        interview = await until_page(pilot, InterviewPage)
        await idle(pilot, interview)
        assert "25 percent" in remark(interview)
        assert set_up_texts().early.heard in text(interview, "#nothing-heard")
        await say(pilot, interview, WORK)
        await until(pilot, lambda: "Who" in talk(interview).split(WORK)[-1])
        await idle(pilot, interview)
        assert fresh.workspace.store.messages(interview.runner.session_id)[1].text == WORK  # type: ignore[arg-type]
        assert interview.query_one(HeardPanel).count == 0
        await say(pilot, interview, CUSTOMERS)
        await idle(pilot, interview)
        interview.query_one("#answer").replace_text("I am typing")  # type: ignore[attr-defined]
        machine.finish()
        await until(pilot, lambda: interview.query_one(HeardPanel).count > 2)
        await idle(pilot, interview)
        assert load_early().here in talk(interview)
        assert "set-up is still running" not in talk(interview)
        assert remark(interview) == ""
        assert interview.query_one("#answer").text == "I am typing"  # type: ignore[attr-defined]
        await say(pilot, interview, FOCUS)
        await until(pilot, lambda: "This is what I heard" in talk(interview))
        await idle(pilot, interview)
        await pilot.press("f10")
        start = await until_page(pilot, StartPage)
        await until(pilot, lambda: "Set up" not in offered(start))
        assert text(start, "#set-up-notice") == ""


async def test_stopped_and_gone_on_with(fresh: PictureApp, machine: Machine) -> None:
    async with fresh.run_test(size=SMALL) as pilot:
        page = await setting_up(pilot)
        await pilot.press("right", "enter")  # Stop
        assert machine.set_up.stopped.wait(20)
        machine.needs = Needs(("model", "states"), 610_000_000, begun=True)
        await until(pilot, lambda: not fresh.set_up.running)
        await until(pilot, lambda: text(page, "#what") == set_up_texts().page.stopped)
        assert text(page, "#problem") == ""
        await until(pilot, lambda: page.focused is page.query_one("#go-on"))
        await pilot.press("escape")
        start = await until_page(pilot, StartPage)
        await until(pilot, lambda: "610 MB left" in offered(start))
        await pilot.press("enter")
        page = await until_page(pilot, SetUpPage)
        assert len(machine.begun) == 2
        machine.finish()
        await until(pilot, lambda: text(page, "#what") == set_up_texts().page.done)
        assert page.focused is page.query_one("#begin")
        assert not page.query_one("#go-on").display
        assert not page.query_one("#stop").display


NETWORK = {
    "error": "The model could not be downloaded: the network or the server cannot be reached.",
    "remedy": "Connect to a network and run the command again; it continues where it stopped.",
    "kind": "NoNetworkError",
}
DISK = {"error": "The disk of ~/[b] is full.", "remedy": "", "kind": "DiskFullError"}
DAMAGED = {
    "error": "What was downloaded as x.gguf is not the file that was expected.",
    "remedy": "Run the command again.",
    "kind": "DamagedFileError",
}
OTHER = {"error": "This Python has no pip.", "remedy": "Run: python -m ensurepip", "kind": "X"}
BROKEN = {"error": "", "remedy": "", "kind": ""}


async def test_failures_say_what_to_do_next(fresh: PictureApp, machine: Machine) -> None:
    words = set_up_texts().failures
    async with fresh.run_test(size=(80, 24)) as pilot:
        page = await setting_up(pilot)
        stop, go_on = page.query_one("#stop"), page.query_one("#go-on")
        stop.focus()
        for line, remedy in (
            (NETWORK, words.NoNetworkError),
            (DISK, words.DiskFullError),
            (DAMAGED, words.DamagedFileError),
            (OTHER, "Run: python -m ensurepip"),
            (BROKEN, words.unexpected),
        ):
            machine.set_up.end(**line)
            await until(pilot, lambda: not fresh.set_up.running)
            await until(pilot, lambda: text(page, "#problem"))
            shown = text(page, "#problem")
            assert str(line["error"]) in shown
            assert remedy in shown
            assert "run the command" not in shown.lower()
            # Without a network there is another way, and it is named with the folder.
            assert 'folder "models"' in shown
            # It takes the keyboard by itself from the button whose place it has.
            await until(pilot, lambda: page.focused is go_on)
            # A button that was just pressed takes no second press for a fifth of a second.
            await until(pilot, lambda: not go_on.has_class("-active"))
            await pilot.press("enter")
            await until(pilot, lambda: fresh.set_up.running)
            assert text(page, "#problem") == ""
            await until(pilot, lambda: page.focused is stop)
        machine.set_up.end()  # it was killed
        await until(pilot, lambda: words.unexpected in text(page, "#problem"))


async def test_one_can_answer_without_a_set_up_and_start_it_later(
    fresh: PictureApp, machine: Machine
) -> None:
    async with fresh.run_test(size=(80, 24)) as pilot:
        await offering(pilot)
        await pilot.press("down", "enter")
        interview = await until_page(pilot, InterviewPage)
        await idle(pilot, interview)
        assert machine.begun == []
        assert set_up_texts().early.not_running in talk(interview)
        assert remark(interview) == set_up_texts().short.not_begun
        for answer in (WORK, CUSTOMERS, FOCUS):
            await say(pilot, interview, answer)
            await idle(pilot, interview)
        await until(pilot, lambda: load_early().waiting in talk(interview))
        await pilot.press("f10")
        start = await until_page(pilot, StartPage)
        await until(pilot, lambda: "3 answers" in offered(start))
        await pilot.press("home", "enter")
        await until_page(pilot, SetUpPage)
        machine.finish()
        await until(pilot, lambda: not fresh.set_up.running)
        await pilot.press("escape")
        start = await until_page(pilot, StartPage)
        await until(pilot, lambda: start.query_one(Choices).highlighted is not None)
        session = fresh.workspace.store.sessions()[0].id
        fresh.open_interview(session_id=session)
        interview = await until_page(pilot, InterviewPage)
        await until(pilot, lambda: "This is what I heard" in talk(interview))


async def test_nothing_is_said_twice_when_the_model_comes_before_an_answer(
    fresh: PictureApp, machine: Machine
) -> None:
    async with fresh.run_test(size=(80, 24)) as pilot:
        await setting_up(pilot)
        await pilot.press("enter")
        interview = await until_page(pilot, InterviewPage)
        await idle(pilot, interview)
        machine.finish()
        await until(pilot, lambda: not interview.runner.early)
        await idle(pilot, interview)
        assert len(fresh.workspace.store.messages(interview.runner.session_id)) == 1  # type: ignore[arg-type]
        assert "Welcome back" not in talk(interview)
        await say(pilot, interview, WORK)
        await until(pilot, lambda: interview.query_one(HeardPanel).count)


async def test_an_interview_does_not_wait_for_what_only_saves_time(
    fresh: PictureApp, machine: Machine
) -> None:
    async with fresh.run_test(size=(80, 24)) as pilot:
        await setting_up(pilot)
        await pilot.press("enter")
        interview = await until_page(pilot, InterviewPage)
        await idle(pilot, interview)
        await say(pilot, interview, WORK)
        await idle(pilot, interview)
        machine.set_up.tell(step="model")
        await until(pilot, lambda: set_up_texts().steps["model"] in remark(interview))
        assert interview.runner.early
        machine.needs = Needs(("states",), 0)
        machine.set_up.tell(step="states")
        await until(pilot, lambda: not interview.runner.early)
        await until(pilot, lambda: interview.query_one(HeardPanel).count)
        # The two would share the processor.
        assert machine.set_up.stopped.wait(20)
        await idle(pilot, interview)
        assert remark(interview) == ""


async def test_closing_the_program_stops_the_set_up(fresh: PictureApp, machine: Machine) -> None:
    async with fresh.run_test() as pilot:
        await setting_up(pilot)
        await pilot.press("ctrl+q")
        assert machine.set_up.stopped.wait(20)


async def test_nothing_is_fetched_for_states_alone(fresh: PictureApp, machine: Machine) -> None:
    machine.needs = Needs(("states",), 0)
    async with fresh.run_test() as pilot:
        start = await started(pilot)
        await until(pilot, lambda: text(start, "#set-up-notice"))
        assert text(start, "#set-up-notice") == set_up_texts().start.about_here
        assert start.query_one(Choices).highlighted_option.id == "new-full"  # type: ignore[union-attr]
        assert not fresh.set_up.waits  # an interview need not wait for that


async def test_with_motion_there_is_a_bar_and_without_it_words(
    fresh: PictureApp, machine: Machine
) -> None:
    async with fresh.run_test() as pilot:
        page = await setting_up(pilot)
        machine.set_up.tell(step="states")
        machine.set_up.tell(done=3, total=33)
        await until(pilot, lambda: "3 of 33 parts" in text(page, "#steps"))
        assert "━" not in text(page, "#steps")
        fresh.animation_level = "full"
        machine.set_up.tell(done=6, total=33)
        await until(pilot, lambda: "━" in text(page, "#steps"))
        machine.set_up.tell(say="Another start of [b]Coach[/b] is getting this already.")
        await until(pilot, lambda: "[b]Coach[/b]" in text(page, "#steps"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "about 5 seconds left"),
        (42, "about 40 seconds left"),
        (58, "about 1 minute left"),
        (200, "about 3 minutes left"),
    ],
)
def test_time_left_is_said_as_people_do(seconds: float, words: str) -> None:
    assert time_left(seconds) == words


def test_time_left_needs_a_moment_and_counts_from_what_was_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [100.0]
    monkeypatch.setattr("coach.ui.set_up.monotonic", lambda: clock[0])
    far = Far("model")
    assert told(far) == set_up_texts().state.starting
    far.take(500, 1000)
    assert far.seconds_left is None
    clock[0] += 10
    far.take(600, 1000)
    assert far.seconds_left == pytest.approx(40)
    far.take(1000, 1000)
    assert told(far) == set_up_texts().state.checking
