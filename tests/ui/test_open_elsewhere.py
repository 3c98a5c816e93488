"""The full screen beside another window, such as one in a browser, that has an interview open."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.store.store import Store
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.start import StartPage
from tests.ui import talks
from tests.ui.pictures import until, until_page


def remarks(interview: InterviewPage) -> str:
    return "\n".join(str(note.visual) for note in interview.query(".note"))  # type: ignore[attr-defined]


async def test_an_interview_that_is_open_elsewhere_says_so_and_keeps_its_draft(
    tmp_path: Path,
) -> None:
    app = talks.app(tmp_path / "home")
    with closing(Store(tmp_path / "home" / "coach.sqlite3")) as other:
        session = other.create_session("short")
        other.save_draft(session, "half a thought there")
        other.hold(session)
        async with app.run_test() as pilot:
            await until_page(pilot, StartPage)
            app.open_interview(session_id=session)
            interview = await until_page(pilot, InterviewPage)
            await until(pilot, lambda: "open in another window" in remarks(interview))
            await pilot.press(*"lost?", "ctrl+q")
            await until(pilot, lambda: app._exit)
        assert other.draft(session) == "half a thought there"


async def test_an_interview_that_was_left_can_be_gone_on_with_in_another_window(
    tmp_path: Path,
) -> None:
    app = talks.app(tmp_path / "home")
    with closing(Store(tmp_path / "home" / "coach.sqlite3")) as other:
        async with app.run_test() as pilot:
            await until_page(pilot, StartPage)
            app.open_interview(form="short")
            interview = await until_page(pilot, InterviewPage)
            await until(pilot, lambda: bool(interview.query(".coach")))
            [session] = (info.id for info in other.sessions())
            with pytest.raises(CoachError, match="open in another window"):
                other.hold(session)
            await pilot.press("f10")
            await until_page(pilot, StartPage)
            other.hold(session)
