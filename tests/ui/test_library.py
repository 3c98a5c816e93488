from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from coach.config import shipped_folder
from coach.errors import CoachError
from coach.interview import events
from coach.knowledge.library import Library
from coach.knowledge.own import OwnLibrary
from coach.ui.keys import active_keys
from coach.ui.screens.confirm import Confirm
from coach.ui.screens.library import LibraryPage
from coach.ui.screens.library_add import AddDialog, complete
from coach.ui.screens.library_adding import AddingDialog
from coach.ui.screens.start import StartPage
from coach.ui.texts import texts
from tests.knowledge.shelves import settings_at, write_passage
from tests.ui import demo
from tests.ui.fakes import FakeWorkspace, Gate
from tests.ui.pictures import PictureApp, begun, idle, say, started, until, until_page

WIDE, LOW = (120, 40), (80, 24)


def shown(page: Any, name: str) -> str:
    """Return what a part of the page says; empty when it is not to be seen."""
    part = page.query_one(f"#{name}", Static)
    seen = part.display and all(parent.display for parent in part.ancestors_with_self)
    return str(part.visual) if seen else ""


def entries(page: LibraryPage) -> list[str]:
    listed = page.query_one("#passages", OptionList)
    return [option.id or "" for option in listed.options] if listed.display else []


def keys(app: PictureApp) -> dict[str, str]:
    """Return what the keys at the foot of the page do now."""
    return {active.display: active.label for active in active_keys(app.screen) if active.shown}


async def opened(pilot: Pilot[Any]) -> LibraryPage:
    await started(pilot)
    await pilot.press("ctrl+l")
    page = await until_page(pilot, LibraryPage)
    await until(pilot, lambda: entries(page))
    return page  # type: ignore[no-any-return]


# Browsing and reading


async def test_topics_open_and_a_passage_is_read_beside_them(app: PictureApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        page = await opened(pilot)
        assert entries(page) == ["own", "topic:next-process", "topic:asking"]
        assert keys(app)["Esc"] == "Close"
        await pilot.press("down", "enter")
        await until(pilot, lambda: "passage:next-process" in entries(page))
        await pilot.press("down")
        await until(pilot, lambda: "pass on only what" in shown(page, "passage-text"))
        assert shown(page, "passage-mark") == "Who is a customer"
        for part in ("Quality control in the company", "Kaoru Ishikawa", "next, process"):
            assert part in shown(page, "passage-source")
        await pilot.press("enter")
        await until(pilot, lambda: page.query_one("#reader").has_focus)
        assert keys(app)["Esc"] == "To the list"
        await pilot.press("escape")
        await until(pilot, lambda: page.query_one("#passages").has_focus)
        await pilot.press("left")
        await until(pilot, lambda: "passage:next-process" not in entries(page))
        await pilot.press("right")
        await until(pilot, lambda: "passage:next-process" in entries(page))
        await pilot.press("escape")
        await until_page(pilot, StartPage)


@pytest.mark.parametrize("size", [LOW, (60, 20)])
async def test_without_room_the_list_or_the_text_is_shown(
    app: PictureApp, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        page = await opened(pilot)
        assert not shown(page, "passage-title")
        await pilot.press("down", "enter", "down", "enter")
        await until(pilot, lambda: "pass on only what" in shown(page, "passage-text"))
        assert page.query_one("#reader").region.width == size[0]
        assert not page.query_one("#found").display
        await pilot.press("escape")
        await until(pilot, lambda: page.query_one("#passages").has_focus)
        assert not page.query_one("#reader").display
        await pilot.press("up", "up", "up")
        await until(pilot, lambda: page.query_one("#query").has_focus)


async def test_the_mouse_opens_topics_and_passages(app: PictureApp) -> None:
    async with app.run_test(size=LOW) as pilot:
        page = await opened(pilot)
        await pilot.click("#passages", offset=(4, 2))
        await until(pilot, lambda: "passage:next-process" in entries(page))
        await pilot.click("#passages", offset=(4, 3))
        await until(pilot, lambda: "pass on only what" in shown(page, "passage-text"))


async def test_every_topic_that_is_shipped_has_a_name() -> None:
    folders = {folder.name for folder in shipped_folder("knowledge").iterdir() if folder.is_dir()}
    assert set(texts().library.topics) - {"own", "team"} == folders


async def test_the_library_opens_above_an_interview_and_closes_again(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await pilot.press("ctrl+l")
        await until_page(pilot, LibraryPage)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is interview)


async def test_from_a_passage_that_the_coach_cites_to_its_text(tmp_path: Path) -> None:
    cited = demo.PASSAGES[1]
    found = events.PassageFound(cited.id, cited.title, cited.source)
    replies = [[demo.said("work", "Hello?")], [found, demo.said("work", "And?")], []]
    app = PictureApp(demo.workspace(tmp_path / "demo", script=replies))
    async with app.run_test(size=LOW) as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "What is a customer?")
        await idle(pilot, interview)
        await pilot.press("ctrl+l")
        page = await until_page(pilot, LibraryPage)
        await until(pilot, lambda: "pass on only what" in shown(page, "passage-text"))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is interview)
        await say(pilot, interview, "Those who take my list.")
        await idle(pilot, interview)
        await pilot.press("ctrl+l")
        page = await until_page(pilot, LibraryPage)
        await until(pilot, lambda: "topic:asking" in entries(page))


# Search


async def test_a_search_is_cleared_first_and_left_then(app: PictureApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        page = await opened(pilot)
        await pilot.press(*"easy")
        await until(pilot, lambda: entries(page) == ["passage:next-process"])
        prompt = str(page._list.options[0].prompt)
        assert "Who is a customer · Quality control" in prompt, "each hit shows its topic"
        assert "1 found" in shown_remark(page)
        await until(pilot, lambda: "pass on only what" in shown(page, "passage-text"))
        await pilot.press("enter")
        await until(pilot, lambda: page._list.has_focus)
        assert keys(app)["Esc"] == "Clear"
        await pilot.press("escape")
        await until(pilot, lambda: "topic:asking" in entries(page))
        assert page.query_one(Input).value == ""
        assert page.query_one(Input).has_focus
        await pilot.press("escape")
        await until_page(pilot, StartPage)


def shown_remark(page: LibraryPage) -> str:
    return str(page.query_one(".remark", Static).visual)


async def test_a_team_that_is_away_is_told_below_what_was_found(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    workspace.library.remark = "Your team's library [cannot] be reached."
    async with app.run_test(size=LOW) as pilot:
        page = await opened(pilot)
        await pilot.press(*"easy")
        await until(pilot, lambda: entries(page) == ["passage:next-process", ""])
        assert "team's library [cannot]" in str(page._list.options[1].prompt)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "pass on only what" in shown(page, "passage-text"))


async def test_nothing_found_says_what_to_do(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        page = await opened(pilot)
        await pilot.press(*"zebra[/b]")
        await until(pilot, lambda: "Try other words" in shown(page, "nothing"))
        await pilot.press("escape")
        await until(pilot, lambda: entries(page))


async def test_a_slow_search_never_comes_after_a_later_one(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    gate, find = Gate(), workspace.library.search

    def slow(query: str, **options: Any) -> Any:
        if query == "easy":
            gate.wait()
        return find(query, **options)

    workspace.library.search = slow  # type: ignore[method-assign]
    async with app.run_test() as pilot:
        page = await opened(pilot)
        page.query_one(Input).value = "easy"
        await until(pilot, gate.reached.is_set)
        page.query_one(Input).value = "columns"
        await until(pilot, lambda: entries(page) == ["passage:ask-what-helps"])
        gate.open()
        for _ in range(10):
            await pilot.pause(0.005)
        assert entries(page) == ["passage:ask-what-helps"]


async def test_a_search_that_fails_says_so_and_topics_stay(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    def fails(query: str, **_: object) -> list[object]:
        raise CoachError("The index [cannot] be read.", "Run: coach knowledge rebuild")

    workspace.library.search = fails  # type: ignore[method-assign]
    async with app.run_test() as pilot:
        page = await opened(pilot)
        await pilot.press(*"easy")
        await until(pilot, lambda: "coach knowledge rebuild" in shown(page, "nothing"))
        assert "[cannot]" in shown(page, "nothing")
        await pilot.press("escape")
        await until(pilot, lambda: "topic:asking" in entries(page))


async def test_an_index_that_is_missing_is_built_once_with_progress(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    workspace.library.is_ready, gate = False, Gate()
    workspace.library.gate = gate
    async with app.run_test() as pilot:
        page = await opened(pilot)
        await pilot.press(*"easy")
        await until(pilot, lambda: "1 of 2" in shown(page, "nothing"))
        await pilot.press("down")
        assert page.query_one(Input).has_focus, "there is no list to go to"
        await pilot.press("escape")
        await until(pilot, lambda: "topic:asking" in entries(page))
        await pilot.press(*"easy")
        await until(pilot, lambda: page._query == "easy")
        gate.open()
        await until(pilot, lambda: entries(page) == ["passage:next-process"])
        assert workspace.library.builds == 1


async def test_leaving_ends_the_building_of_an_index(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    workspace.library.is_ready, gate = False, Gate()
    workspace.library.gate = gate
    async with app.run_test() as pilot:
        await opened(pilot)
        await pilot.press(*"easy")
        await until(pilot, gate.reached.is_set)
        await pilot.press("escape", "escape")
        await until_page(pilot, StartPage)
        gate.open()
        await pilot.pause(0)
    assert not workspace.library.is_ready, "it stopped at the next row"


# Own documents


async def added(pilot: Pilot[Any], path: str) -> AddingDialog:
    """Add a path and wait for the report."""
    await pilot.press("f6")
    dialog = await until_page(pilot, AddDialog)
    dialog.query_one("#path", Input).value = path
    await pilot.press("enter")
    adding = await until_page(pilot, AddingDialog)
    await until(pilot, lambda: adding.query_one("#close").display)
    return adding  # type: ignore[no-any-return]


async def test_documents_are_added_read_and_removed(app: PictureApp, papers: Path) -> None:
    async with app.run_test(size=WIDE) as pilot:
        page = await opened(pilot)
        await pilot.press("down", "home")
        await until(pilot, lambda: "Press F6" in shown(page, "passage-text"))
        adding = await added(pilot, "~/papers")
        assert "1 added, 1 left out" in shown(adding, "what")
        report = shown(adding, "outcomes")
        assert "Added: handbook.md" in report
        assert "Left out: scan.pdf\n" in report
        assert "damaged" in report, "the reason"
        await pilot.press("enter")
        await until_page(pilot, LibraryPage)
        await until(pilot, lambda: any(e.startswith("document:") for e in entries(page)))
        await until(pilot, lambda: "1 document of your own" in shown_remark(page))
        await until(pilot, lambda: page._list.has_focus)

        await pilot.press("home", "down", "enter")
        await until(pilot, lambda: [e for e in entries(page) if e.startswith("passage:")])
        assert str(papers / "handbook.md") in shown(page, "passage-source")
        await pilot.press("down")
        await until(pilot, lambda: "before noon" in shown(page, "passage-text"))
        assert shown(page, "passage-mark") == "Your organisation's own document"
        assert "handbook.md, section Parcels" in shown(page, "passage-source")

        await pilot.press("slash", *"noon")
        await until(pilot, lambda: len(entries(page)) == 1)
        assert "Your documents · handbook.md" in str(page._list.options[0].prompt)

        await pilot.press("escape", "down", "home", "down")
        await until(pilot, lambda: keys(app).get("Del") == "Remove")
        await pilot.press("delete")
        confirm = await until_page(pilot, Confirm)
        assert "The file itself is not touched" in str(confirm.query_one(".question").visual)
        await pilot.press("n")
        await until_page(pilot, LibraryPage)
        await pilot.press("delete")
        await until_page(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "own" not in shown_remark(page))
        await until(pilot, lambda: not any(e.startswith("document:") for e in entries(page)))
        assert (papers / "handbook.md").is_file()
        await pilot.press("slash", *"noon")
        await until(pilot, lambda: "Try other words" in shown(page, "nothing"))


async def test_a_file_that_has_changed_is_read_again(app: PictureApp, papers: Path) -> None:
    file = papers / "handbook.md"
    async with app.run_test(size=LOW) as pilot:
        await opened(pilot)
        await added(pilot, str(file))
        await pilot.press("escape")
        adding = await added(pilot, f"'{file}'")
        assert "not changed: handbook.md" in shown(adding, "outcomes")
        await pilot.press("escape")
        file.write_text("# Parcels\n\nThey are booked at once.\n", encoding="utf-8")
        adding = await added(pilot, str(file))
        assert "because it has changed: handbook.md" in shown(adding, "outcomes")


async def test_a_wrong_path_is_told_and_can_be_mended(app: PictureApp, papers: Path) -> None:
    async with app.run_test(size=LOW) as pilot:
        await opened(pilot)
        await pilot.press("f6")
        dialog = await until_page(pilot, AddDialog)
        await pilot.press("enter")
        await until(pilot, lambda: "Type the name" in shown(dialog, "problem"))
        for wrong in ("~/nothing [/b]", "~no such user/x", "a\0b"):
            dialog.query_one("#problem", Static).update("")
            dialog.query_one("#path", Input).value = wrong
            await pilot.press("enter")
            await until(pilot, lambda: "no file or folder" in shown(dialog, "problem"))
        await pilot.press("escape")
        await until_page(pilot, LibraryPage)


async def test_tab_completes_a_path_and_moves_on_then(app: PictureApp, papers: Path) -> None:
    async with app.run_test(size=LOW) as pilot:
        await opened(pilot)
        await pilot.press("f6")
        dialog = await until_page(pilot, AddDialog)
        field = dialog.query_one("#path", Input)
        await pilot.press(*"~/pa")
        await until(pilot, lambda: field._suggestion)
        await pilot.press("tab")
        assert field.value == f"~/papers{os.sep}"
        await pilot.press(*"ha")
        await until(pilot, lambda: field._suggestion)
        await pilot.press("tab")
        assert field.value.endswith("handbook.md")
        await pilot.press("tab")
        assert dialog.query_one("#files").has_focus


async def test_a_file_is_chosen_in_the_tree(app: PictureApp, papers: Path) -> None:
    async with app.run_test(size=LOW) as pilot:
        await opened(pilot)
        await pilot.press("f6")
        dialog = await until_page(pilot, AddDialog)
        await pilot.press("tab", "down")
        await until(pilot, lambda: dialog.query_one("#path", Input).value == str(papers))
        await pilot.press("enter")
        tree: Any = dialog.query_one("#files")
        await until(pilot, lambda: len(tree.root.children[0].children) == 2)
        await pilot.press("down", "enter")
        await until(pilot, lambda: dialog.query_one("#add").has_focus)
        assert dialog.query_one("#path", Input).value == str(papers / "handbook.md")
        await pilot.press("enter")
        await until_page(pilot, AddingDialog)
        await until(pilot, lambda: app.screen.query_one("#close").display)


def test_only_what_can_be_added_and_shown_is_completed(tmp_path: Path) -> None:
    for name in ("b.txt", "B.md", "b.exe", ".b.txt", "~$b.docx"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    start = f"{tmp_path}{os.sep}"
    assert complete(f"{start}b") == f"{start}b.txt"
    assert complete(f"{start}f") == f"{start}folder{os.sep}"
    for nothing in (f"{start}b.txt", f"{start}x", f"{start}.", "b", "", f"{start}no{os.sep}b"):
        assert complete(nothing) is None


async def test_adding_is_stopped_and_what_was_read_stays(
    app: PictureApp, workspace: FakeWorkspace, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, add = Gate(), OwnLibrary.add

    def waiting(self: OwnLibrary, paths: Any, **options: Any) -> Any:
        for outcome in add(self, paths, **options):
            yield outcome
            gate.wait()

    monkeypatch.setattr(OwnLibrary, "add", waiting)
    async with app.run_test(size=LOW) as pilot:
        page = await opened(pilot)
        await pilot.press("f6")
        dialog = await until_page(pilot, AddDialog)
        dialog.query_one("#path", Input).value = str(papers)
        await pilot.press("enter")
        adding = await until_page(pilot, AddingDialog)
        await until(pilot, gate.reached.is_set)
        await until(pilot, lambda: "file 1 of 2: handbook.md" in shown(adding, "what"))
        assert keys(app)["Esc"] == "Stop"
        await pilot.press("escape")
        gate.open()
        await until(pilot, lambda: "Stopped" in shown(adding, "what"))
        await until(pilot, lambda: keys(app).get("Esc") == "Close")
        await pilot.press("escape")
        await until_page(pilot, LibraryPage)
        await until(pilot, lambda: any(e.startswith("document:") for e in entries(page)))


async def test_documents_that_cannot_be_kept_are_told(
    app: PictureApp, workspace: FakeWorkspace, papers: Path
) -> None:
    def fails(progress: Any) -> int:
        raise CoachError("The index [cannot] be written.", "See that the disk has free space.")

    workspace.library.rebuild_own = fails  # type: ignore[method-assign]
    async with app.run_test(size=LOW) as pilot:
        await opened(pilot)
        adding = await added(pilot, str(papers))
        assert "index [cannot] be written" in shown(adding, "what")
        assert "Added: handbook.md" in shown(adding, "outcomes")


async def test_with_the_real_library(tmp_path: Path, papers: Path) -> None:
    folder = tmp_path / "shelf"
    for number, thing in enumerate(("invoice", "rota", "parcel")):
        text = f"Somebody waits for the {thing}. Ask who opens the {thing} first."
        write_passage(folder, ("waste", "made-up")[number % 2], thing, text)
    workspace = demo.workspace(tmp_path / "demo")
    library = Library(settings_at(workspace.settings.home), folder=folder)
    workspace.library = library  # type: ignore[assignment]
    workspace.own = OwnLibrary(library, workspace.settings.library_database)
    app = PictureApp(workspace)
    async with app.run_test(size=WIDE) as pilot:
        page = await opened(pilot)
        assert entries(page) == ["own", "topic:waste", "topic:made-up"]
        await pilot.press(*"who waits for my invoice")
        await until(pilot, lambda: "passage:invoice" in entries(page)[:1])
        await added(pilot, "~/papers")
        await pilot.press("enter")
        await until_page(pilot, LibraryPage)
        await pilot.press("slash", *"booked before noon")
        await until(pilot, lambda: entries(page) and entries(page)[0].startswith("passage:hand"))
        mark = "Your organisation's own document"
        await until(pilot, lambda: shown(page, "passage-mark") == mark)
    library.close()
