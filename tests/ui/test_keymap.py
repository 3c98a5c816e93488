"""Other keys, set in the settings file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import coach.ui.app  # declares all keys
from coach.config import shipped_folder
from coach.ui.keymap import declared, keymap
from coach.ui.keys import active_keys, display, key_name
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.settings import SettingsPage
from coach.ui.texts import name_keys, texts
from tests.ui import demo, places
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp, begun, idle, started, until, until_page

assert coach.ui.app


def with_keys(workspace: FakeWorkspace, **keys: str) -> PictureApp:
    workspace.settings = workspace.settings.model_copy(update={"keys": keys})
    return PictureApp(workspace)


async def test_a_rebound_key_works_and_is_shown_everywhere(tmp_path: Path) -> None:
    script = [[demo.said("work", text)] for text in ("What do you do?", "Next?", "And next?")]
    workspace = demo.workspace(tmp_path / "demo", script=script)
    app = with_keys(workspace, skip="Ctrl+G, F11", stop="f12", quit="ctrl+b")
    async with app.run_test(size=(120, 40)) as pilot:
        page: InterviewPage = await begun(pilot)
        calls = workspace.interviews[0].calls
        keys = {active.name: active.display for active in active_keys(page)}
        assert (keys["skip"], keys["quit"], keys["back"]) == ("Ctrl+G", "Ctrl+B", "F4")
        assert "press Ctrl+G to skip" in texts().interview.empty
        assert texts().interview.to_stop == "F12 stops"
        await pilot.press("f3")
        for count, key in enumerate(("ctrl+g", "f11"), 1):
            await pilot.press(key)
            await until(pilot, lambda n=count: calls.count(("skip",)) == n)  # type: ignore[misc]
            await idle(pilot, page)
        assert app.key_problems == []


async def test_the_others_of_a_shared_key_keep_it(tmp_path: Path) -> None:
    workspace = places.changed(tmp_path / "x")
    workspace.settings = workspace.settings.model_copy(update={"keys": {"stop": "f12"}})
    app = PictureApp(workspace)  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        page = await places.plan(pilot)
        assert isinstance(page, PlanPage)
        await pilot.press("escape")
        await started(pilot)


async def test_problems_are_told_at_the_start_and_in_the_settings(
    workspace: FakeWorkspace,
) -> None:
    app = with_keys(workspace, dance="f6", skip="f4")
    async with app.run_test(size=(60, 20)) as pilot:
        start = await started(pilot)
        told = str(start.query_one("#key-problem").visual)  # type: ignore[attr-defined]
        assert "there is no action “dance”" in told
        assert "1 more" in told
        await pilot.press("ctrl+o")
        page = await until_page(pilot, SettingsPage)
        about = str(page.query_one("#about > Static").visual)
        assert "F4 is the key for “Back”. skip keeps its usual key." in about


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"dance": "f6"}, "no action “dance”"),
        ({"skip": "hyperspace"}, "“hyperspace” is not a key"),
        ({"skip": ""}, "is not a key"),
        ({"skip": "s"}, "S is needed for typing"),
        ({"skip": "f6"}, "F6 is needed for typing"),
        ({"edit": "down"}, "↓ is needed for typing and moving"),
        ({"skip": "ctrl+i"}, "Ctrl+I is needed"),
        ({"skip": "f4"}, "F4 is the key for “Back”"),
        ({"skip": "f1"}, "F1 is the key for “Help”"),
        ({"edit": "w"}, "W is the key for “Reword”"),
        ({"skip": "f12", "back": "f12"}, "F12 is the key for “Skip”"),
        ({"\x1b[2J": "\x1b]0;x\x07"}, "no action"),
    ],
)
def test_what_cannot_be_used_is_told(wanted: dict[str, str], told: str) -> None:
    name_keys({})
    found = keymap(wanted)
    assert told in found.problems[0]
    assert "\x1b" not in found.problems[0]
    assert len(found.names) == len(wanted) - 1


def test_keys_can_change_places_and_letters_are_free_where_nothing_is_typed() -> None:
    found = keymap({"skip": "f4", "back": "f3", "edit": "x", "delete_line": "d"})
    assert found.problems == []
    assert found.names == {"skip": "F4", "back": "F3", "edit": "X", "delete_line": "D"}


async def test_enter_can_begin_a_new_line(workspace: FakeWorkspace) -> None:
    app = with_keys(workspace, send="ctrl+s", newline="enter")
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot)
        assert app.key_problems == []
        await pilot.press("enter")
        page: InterviewPage = await until_page(pilot, InterviewPage)
        await idle(pilot, page)
        await pilot.press("a", "enter", "b", "ctrl+s")
        await until(pilot, lambda: ("answer", "a\nb") in workspace.interviews[0].calls)
        await idle(pilot, page)


@given(st.dictionaries(st.sampled_from(sorted(declared())), st.text(max_size=12), max_size=4))
def test_any_keys_are_used_or_told(wanted: dict[str, str]) -> None:
    found = keymap(wanted)
    assert len(found.names) + len(found.problems) == len(wanted)


@given(st.sampled_from(sorted({k for entry in declared().values() for k in entry.keys})))
def test_the_name_for_people_can_be_typed(key: str) -> None:
    assert key_name(display(key)) == key


def test_the_keys_in_texts_are_the_usual_ones() -> None:
    raw = (shipped_folder("prompts") / "interface" / "ui.yaml").read_text(encoding="utf-8")
    named = re.findall(r"<([^<>:]+):([a-z_]+)>", raw)
    assert len(named) > 30
    fixed = {"reword": "Enter"}
    for shown, name in named:
        usual = [display(key) for key in declared()[name].keys]
        assert shown in [*usual, fixed.get(name)], (shown, name)
