from __future__ import annotations

from textual.widgets import OptionList, Static

from coach.errors import CoachError
from coach.ui.screens.library import LibraryPage
from coach.ui.screens.start import StartPage
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp, begun, started, until, until_page


def text(page: LibraryPage) -> str:
    return str(page.query_one("#passage-text", Static).visual)


async def test_all_passages_are_there_and_one_is_found(app: PictureApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        await pilot.press("ctrl+l")
        page = await until_page(pilot, LibraryPage)
        listed = page.query_one("#passages", OptionList)
        await until(pilot, lambda: listed.option_count == 2 and text(page))
        await pilot.press(*"easy")
        await until(pilot, lambda: listed.option_count == 1)
        await until(pilot, lambda: "pass on only what you would accept" in text(page))
        await pilot.press("enter")
        assert listed.has_focus
        await pilot.press("escape")
        await until_page(pilot, StartPage)


async def test_nothing_found_says_what_to_do(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        await started(pilot)
        await pilot.press("ctrl+l")
        page = await until_page(pilot, LibraryPage)
        await pilot.press(*"zebra[/b]")
        title = page.query_one("#passage-title", Static)
        await until(pilot, lambda: "Try others" in str(title.visual))


async def test_a_library_that_fails_says_so(app: PictureApp, workspace: FakeWorkspace) -> None:
    def fails(query: str, **_: object) -> list[object]:
        raise CoachError("The index [cannot] be read.", "Run: coach knowledge rebuild")

    workspace.library.search = fails  # type: ignore[method-assign]
    async with app.run_test() as pilot:
        await started(pilot)
        await pilot.press("ctrl+l")
        await until_page(pilot, LibraryPage)
        await pilot.press(*"easy")
        await until(pilot, lambda: app._notifications)
        assert "coach knowledge rebuild" in next(iter(app._notifications)).message


async def test_the_library_opens_above_an_interview_and_closes_again(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await pilot.press("ctrl+l")
        await until_page(pilot, LibraryPage)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is interview)
