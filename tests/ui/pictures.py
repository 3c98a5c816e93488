"""Walks through the demo interview, and pictures that need nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from textual import on
from textual.events import DescendantFocus
from textual.pilot import Pilot
from textual.widgets import Input

from coach.ui.app import CoachApp
from coach.ui.keys import KeyBar
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.start import StartPage
from coach.ui.set_up import Needs
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.status import Status
from tests.ui.demo import ANSWERS, NOW
from tests.ui.fakes import FakeWorkspace

TURNS = 2_000
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\n    \}", re.DOTALL)


class PictureApp(CoachApp):
    """The interface with a fixed clock, without movement, and pictures without fetched fonts."""

    def __init__(
        self,
        workspace: FakeWorkspace,
        *,
        theme: str | None = None,
        look: Callable[[], Needs] = Needs,
        begin_set_up: Callable[[], Any] | None = None,
    ) -> None:
        super().__init__(
            workspace,  # type: ignore[arg-type]
            now=lambda: NOW,
            look=look,
            begin_set_up=begin_set_up,
        )
        self.animation_level = "none"
        if theme is not None:
            self.theme = theme

    @on(DescendantFocus)
    def never_blink(self, event: DescendantFocus) -> None:
        """Let a picture not depend on when it is taken."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        svg = super().export_screenshot(title=title, simplify=simplify)
        return _FONT_FACE.sub("", svg).replace("Fira Code", "DejaVu Sans Mono")


async def until(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Let the interface work until ``condition`` holds."""
    for _ in range(TURNS):
        await pilot.pause(0.005)
        if condition():
            return
    raise AssertionError("the interface never came to the expected state")


def page(pilot: Pilot[Any], kind: type[Any]) -> Any:
    """Return the page on top, which is of that kind."""
    assert isinstance(pilot.app.screen, kind), pilot.app.screen
    return pilot.app.screen


async def until_page(pilot: Pilot[Any], kind: type[Any]) -> Any:
    """Wait for a page of that kind and return it."""
    await until(
        pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.query(KeyBar)
    )
    return pilot.app.screen


async def started(pilot: Pilot[Any]) -> StartPage:
    """Wait until the start page knows what is on this computer."""
    start = await until_page(pilot, StartPage)
    await until(pilot, lambda: start.shelf.topics)
    await pilot.pause(0)
    return start  # type: ignore[no-any-return]


async def begun(pilot: Pilot[Any]) -> InterviewPage:
    """Begin an interview and wait for the coach's first question."""
    await started(pilot)
    await pilot.press("enter")
    interview = await until_page(pilot, InterviewPage)
    await idle(pilot, interview)
    return interview  # type: ignore[no-any-return]


async def idle(pilot: Pilot[Any], interview: InterviewPage) -> None:
    """Wait until the coach has replied."""
    await until(pilot, lambda: not interview.runner.busy)
    await pilot.pause(0)


async def say(pilot: Pilot[Any], interview: InterviewPage, text: str) -> None:
    """Type an answer and send it."""
    interview.query_one("#answer", AnswerBox).replace_text(text)
    await pilot.press("enter")


async def talked(pilot: Pilot[Any], answers: int = len(ANSWERS)) -> InterviewPage:
    """Give the demo's answers."""
    interview = await begun(pilot)
    for answer in ANSWERS[:answers]:
        await say(pilot, interview, answer)
        await idle(pilot, interview)
    return interview


async def planned(pilot: Pilot[Any]) -> PlanPage:
    """Go through the whole demo to its plan."""
    interview = await talked(pilot)
    await say(pilot, interview, "Yes, that is right.")
    await until(pilot, lambda: interview.finished)
    await idle(pilot, interview)
    await pilot.press("enter")
    plan = await until_page(pilot, PlanPage)
    await until(pilot, lambda: plan.plan is not None and not plan._drafting)
    await until(pilot, lambda: plan._score is not None)
    await pilot.pause(0)
    return plan  # type: ignore[no-any-return]


def status(interview: Any) -> str:
    """Return what the quiet sign says."""
    return str(interview.query_one(Status).visual)
