"""What everybody needs who sees, moves or types in another way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static, Tooltip
from textual.widgets._toast import Toast

from coach.config import load_settings
from coach.ui.keys import active_keys
from coach.ui.screens.help import HelpDialog, about_focus
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.library import LibraryPage
from coach.ui.screens.settings import SettingsPage
from coach.ui.screens.start import StartPage
from coach.ui.texts import texts
from coach.ui.theme import CONTRAST, DARK, LIGHT
from coach.ui.widgets.conversation import Bubble, Conversation
from coach.ui.widgets.status import Status
from tests.ui import demo, places
from tests.ui.fakes import FakeWorkspace, Gate
from tests.ui.pictures import PictureApp, begun, say, started, status, until, until_page
from tests.ui.test_contrast import drawn

SMALL = (60, 20)


# Small terminals and the keyboard


async def _reached(pilot: Any) -> list[Widget]:
    """Press Tab until the focus is where it was; return where it has been."""
    screen, seen = pilot.app.screen, []
    for _ in range(20):
        if screen.focused is None or screen.focused in seen:
            break
        seen.append(screen.focused)
        await pilot.press("tab")
        await pilot.pause(0)
    return seen


def _seen(widget: Widget) -> bool:
    """Tell whether all of a widget is on the screen, or can be scrolled to."""
    geometry = widget.screen.find_widget(widget)
    if geometry.region == geometry.visible_region:
        return True
    return any(
        parent.allow_vertical_scroll and parent.region.height > 2
        for parent in widget.ancestors
        if isinstance(parent, Widget) and not isinstance(parent, Screen)
    )


def _cut_off(screen: Any) -> list[str]:
    """Return the parts of a page, or of the dialog above it, that cannot be seen whole."""
    own = screen.query_one(".dialog") if screen.is_modal else screen
    shown = [
        widget
        for widget in own.query("Static, Button, Input, TextArea, RadioButton").results(Widget)
        if widget.display
        and all(parent.display for parent in widget.ancestors)
        and widget.region.area
        and not isinstance(widget, (Toast, Tooltip))
    ]
    return [f"{widget} at {widget.region}" for widget in shown if not _seen(widget)]


@pytest.mark.parametrize("name", places.WALKS)
async def test_at_60x20_all_is_whole_reached_and_explained(name: str, tmp_path: Path) -> None:
    app = places.app(name, tmp_path / "x")
    async with app.run_test(size=SMALL) as pilot:
        await places.WALKS[name](pilot)
        app.clear_notifications()
        await pilot.pause(0.05)
        assert not _cut_off(app.screen)
        bar = app.screen.query_one("KeyBar")
        assert bar.region.bottom <= 20
        shown = " ".join(str(key.render()) for key in bar.children)
        assert "Esc" in shown or "F1" in shown
        reached = await _reached(pilot)
        left_out = set(app.screen.focus_chain) - set(reached)
        assert not left_out, f"Tab does not lead to {left_out}"
        for widget in reached:
            assert about_focus(widget), f"F1 has nothing to say of {widget}"
            assert widget.region.width > 5
            assert widget.region.height > 0
            assert widget.region.right <= 60


async def test_f1_explains_what_has_the_focus_in_dialogs_too(tmp_path: Path) -> None:
    app = places.app("statement", tmp_path / "x")
    async with app.run_test(size=(80, 24)) as pilot:
        await places.WALKS["statement"](pilot)
        await pilot.press("f1")
        dialog = await until_page(pilot, HelpDialog)
        told = "\n".join(str(one.visual) for one in dialog.query(Static))
        assert "Where you are: Type here what it should say." in told
        assert "Save" in told or "save" in told
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, HelpDialog))


# Looks


async def test_a_look_is_chosen_in_the_settings_and_kept(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        await started(pilot)
        await pilot.press("ctrl+o")
        settings = await until_page(pilot, SettingsPage)
        await pilot.press("down", "down", "enter")
        assert app.theme == CONTRAST.name
        options = settings.query_one("#choosing").options
        signs = [str(option.prompt)[0] for option in options if option.id][:4]
        assert signs == ["○", "○", "●", "○"]
        assert "in use" in str(options[3].prompt)
        await pilot.press("down", "enter")
        assert app.still
        await until(pilot, lambda: load_settings().reduced_motion)
        assert load_settings().theme == "contrast"
        await pilot.press("escape")
        await until_page(pilot, StartPage)


async def test_the_key_goes_through_all_looks(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        await started(pilot)
        seen = []
        for _ in range(3):
            await pilot.press("ctrl+t")
            seen.append(app.theme)
        assert seen == [LIGHT.name, CONTRAST.name, DARK.name]


async def test_the_kept_look_is_there_at_the_start(workspace: FakeWorkspace) -> None:
    workspace.settings = workspace.settings.model_copy(update={"theme": "light"})
    async with PictureApp(workspace).run_test() as pilot:
        assert pilot.app.theme == LIGHT.name


async def test_a_look_that_cannot_be_kept_is_told_and_used(
    app: PictureApp, coach_home: Path
) -> None:
    coach_home.mkdir(parents=True)
    (coach_home / "settings.toml").write_text("theme = ", "utf-8")
    async with app.run_test() as pilot:
        await started(pilot)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: app._notifications)
        assert "settings.toml" in next(iter(app._notifications)).message
        assert app.theme == LIGHT.name


async def test_without_colours_all_is_grey(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = PictureApp(workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot)
        seen = [color.rgb for _, *colors in drawn(app.screen) for color in colors]
        assert seen
        assert all(max(rgb) - min(rgb) <= 1 for rgb in seen)


# Motion


async def test_where_nothing_moves_replies_come_whole_and_words_say_what_goes_on(
    tmp_path: Path,
) -> None:
    gate = Gate()
    script = [[demo.said("work", "What do you do?")], [*demo.words("And then?"), gate]]
    workspace = demo.workspace(tmp_path / "demo", script=script)
    workspace.settings = workspace.settings.model_copy(update={"reduced_motion": True})
    app = PictureApp(workspace)
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, "I fix forklifts.")
        await until(pilot, gate.reached.is_set)
        await pilot.pause(0.05)
        bubbles = [b.said for b in interview.query_one(Conversation).query(Bubble)]
        assert bubbles == ["What do you do?", "I fix forklifts."]
        assert status(interview).startswith("Reading your answer")
        assert interview.query_one(Status)._timer._interval == 10
        assert app.animation_level == "none"
        gate.open()
        await until(pilot, lambda: not interview.runner.busy)


async def test_no_cursor_blinks_where_nothing_moves(app: PictureApp) -> None:
    app.still = True
    async with app.run_test() as pilot:
        await started(pilot)
        await pilot.press("ctrl+l")
        library = await until_page(pilot, LibraryPage)
        assert not library.query_one(Input).cursor_blink
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        assert not app.screen.query_one(Input).cursor_blink


async def test_an_answer_that_is_not_saved_yet_says_so(tmp_path: Path) -> None:
    gate = Gate()
    script: list[list[Any]] = [[demo.said("work", "What do you do?")], [gate]]
    workspace = demo.workspace(tmp_path / "demo", script=script)
    app = PictureApp(workspace)
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        workspace.interviews[0].save_first = False
        await say(pilot, interview, "I fix forklifts.")
        await until(pilot, gate.reached.is_set)
        names = [str(one.visual) for one in interview.query(".speaker").results(Static)]
        assert names == ["Coach", "You, not saved yet"]
        gate.open()
        await until(pilot, lambda: not interview.runner.busy)


# The palette


def titles(app: PictureApp) -> set[str]:
    return {command.title for command in app.get_system_commands(app.screen)}


async def test_the_palette_has_every_key_and_every_way(tmp_path: Path) -> None:
    app = places.app("plan", tmp_path / "x")
    async with app.run_test(size=(80, 24)) as pilot:
        await places.plan(pilot)
        found = titles(app)
        assert {active.label for active in active_keys(app.screen)} - {"All commands"} <= found
        words = texts()
        assert {*words.app.go.values(), "Settings", "Library", "Help", "Quit"} <= found
        assert "Colours: High contrast" in found
        assert "Less motion: on" in found
        assert any(title.startswith("Open the plan: ") for title in found)


async def test_from_a_page_to_a_new_interview_by_the_palette(app: PictureApp) -> None:
    workspace: Any = app.workspace
    async with app.run_test() as pilot:
        await begun(pilot)
        before = app.screen
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press(*"short interview")
        await until(pilot, lambda: app.screen.query("#--input"))
        await pilot.pause(0.3)
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(app.screen, InterviewPage) and app.screen is not before
        )
        await until(pilot, lambda: len(workspace.interviews) == 2)
        assert workspace.interviews[0].left
        assert workspace.interviews[1].form == "short"
        assert isinstance(app.screen_stack[-2], StartPage)
