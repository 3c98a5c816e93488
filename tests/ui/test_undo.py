from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from coach.ui.screens.confirm import Confirm
from coach.ui.screens.library import LibraryPage
from coach.ui.screens.start import StartPage
from tests.ui import places
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp, started, until, until_page


def toasts(pilot: Pilot[Any]) -> str:
    return " ".join(note.message for note in pilot.app._notifications)


def commands(app: PictureApp) -> list[str]:
    return [command.title for command in app.get_system_commands(app.screen)]


async def test_a_deleted_interview_is_off_the_disk_and_comes_back_by_keys_alone(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    waiting = places.fill(workspace)
    database = workspace.settings.database
    async with app.run_test(size=(60, 20)) as pilot:
        start = await started(pilot)
        await until(pilot, lambda: start.shelf.waiting)
        assert "Undo" not in commands(app)
        before = list(start.shelf.sessions)
        for kept in (1, 0):  # the open interview, then the plan
            await pilot.press("down", "down")
            await until(pilot, lambda: start._marked_session() is not None)
            await pilot.press("delete")
            dialog = await until_page(pilot, Confirm)
            assert "can be brought back" in dialog._question
            await pilot.press("y")
            await until_page(pilot, StartPage)
            await until(pilot, lambda kept=kept: len(start.shelf.sessions) == kept)
            await pilot.press("home")
        assert "Z brings it back" in toasts(pilot)
        assert b"Forklift repairs" not in database.read_bytes()
        assert "Undo" in commands(app)
        await pilot.press("ctrl+l")  # it waits also while one is elsewhere
        await until_page(pilot, LibraryPage)
        await pilot.press("escape")
        await until_page(pilot, StartPage)
        await pilot.press("z")
        await until(pilot, lambda: start.shelf.plans)
        await pilot.press("z")
        await until(pilot, lambda: start.shelf.waiting)
        assert [info.id for info in start.shelf.waiting] == [waiting]
        assert sorted(start.shelf.sessions, key=lambda info: info.id) == sorted(
            before, key=lambda info: info.id
        )
        assert "The interview is back" in toasts(pilot)
        await until(pilot, lambda: "Undo" not in commands(app))
        await pilot.press("z")  # nothing more


@pytest.mark.parametrize("answer", ["y", "n"])
async def test_files_of_a_deleted_interview_are_asked_for(
    answer: str, app: PictureApp, workspace: FakeWorkspace
) -> None:
    session = places.fill(workspace)
    files = workspace.settings.exports_folder / session
    files.mkdir(parents=True)
    (files / "plan.md").write_text("Forklift repairs")
    async with app.run_test() as pilot:
        start = await started(pilot)
        start.delete(session)
        dialog = await until_page(pilot, Confirm)
        assert "cannot be brought back" in dialog._question
        await pilot.press(answer)
        await until_page(pilot, StartPage)
        if answer == "y":
            await until(pilot, lambda: "The files are deleted too" in toasts(pilot))
        assert files.exists() is (answer == "n")


@pytest.mark.parametrize("answers", ["yy", "ny", "yn"])
async def test_damaged_copies_are_asked_for_after_the_files(
    answers: str, app: PictureApp, workspace: FakeWorkspace
) -> None:
    session = places.fill(workspace)
    files = workspace.settings.exports_folder / session
    files.mkdir(parents=True)
    copy = workspace.settings.database.with_name("coach.sqlite3.damaged-1")
    copy.write_text("Forklift repairs")
    async with app.run_test() as pilot:
        start = await started(pilot)
        start.delete(session)
        for words, answer in zip(("Files", "database damaged"), answers, strict=True):
            await until(pilot, lambda words=words: words in getattr(app.screen, "_question", ""))
            await pilot.press(answer)
        await until_page(pilot, StartPage)
        expected = [answer == "n" for answer in answers]
        await until(pilot, lambda: [files.exists(), copy.exists()] == expected)


async def test_after_the_program_was_closed_nothing_can_be_brought_back(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    places.fill(workspace)
    session = workspace.store.sessions()[0].id
    async with app.run_test() as pilot:
        start = await started(pilot)
        start.delete(session)
        await until(pilot, lambda: app.deleted.interviews)
    again = PictureApp(workspace)
    async with again.run_test() as pilot:
        await started(pilot)
        assert "Undo" not in commands(again)
        assert session not in [info.id for info in workspace.store.sessions()]


async def test_a_removed_document_comes_back_with_its_text(
    app: PictureApp, workspace: FakeWorkspace, tmp_path: Path
) -> None:
    places.papers(tmp_path / "papers")
    book = tmp_path / "papers" / "handbook.md"
    own: dict[str, Any] = {"tell": lambda _step: None, "cancelled": lambda: False}
    list(workspace.own.add([book], **own))
    (document,) = workspace.own.documents()
    passages = workspace.own.passages(document.id)
    async with app.run_test(size=(60, 20)) as pilot:
        await started(pilot)
        await pilot.press("ctrl+l")
        page = await until_page(pilot, LibraryPage)
        listed = page.query_one("#passages", OptionList)
        await until(pilot, lambda: listed.option_count)
        await pilot.press("down", "home", "enter", "down")
        await until(pilot, lambda: page._list.entry == document)
        assert "Undo" not in commands(app)
        await pilot.press("delete")
        await until_page(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: app.deleted.documents and not workspace.own.documents())
        assert b"booked the same day" not in workspace.settings.library_database.read_bytes()
        await until(pilot, lambda: "Z brings it back" in toasts(pilot))
        await until(pilot, lambda: app.screen is page and listed.has_focus)
        await pilot.press("z")
        await until(pilot, lambda: "It is back: handbook.md" in toasts(pilot))
        assert workspace.own.documents() == [document]
        assert workspace.own.passages(document.id) == passages
        assert workspace.library.search("noon")
        assert not app.deleted.documents


def test_a_document_that_was_added_again_meanwhile_is_left_alone(
    workspace: FakeWorkspace, tmp_path: Path
) -> None:
    places.papers(tmp_path / "papers")
    book = tmp_path / "papers" / "handbook.md"
    own: dict[str, Any] = {"tell": lambda _step: None, "cancelled": lambda: False}
    list(workspace.own.add([book], **own))
    removed = workspace.own.remove(workspace.own.documents()[0].id, **own)
    book.write_text("# Parcels\n\nNothing is booked on Mondays.\n", encoding="utf-8")
    list(workspace.own.add([book], **own))
    now = workspace.own.documents()
    workspace.own.bring_back(removed, **own)
    assert workspace.own.documents() == now
