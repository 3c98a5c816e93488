"""The settings page: language and model; looks and motion are in test_access.py."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from coach import languages
from coach.config import DEFAULT_MODEL, load_settings, shipped_folder
from coach.llm import catalogue
from coach.llm.catalogue import SMALL_MODEL, model_path
from coach.ui.screens.settings import SettingsPage
from coach.ui.screens.start import Choices
from coach.ui.texts import texts
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp, page, started, until, until_page

OTHER, ABSENT = "qwen3_5_2b", "qwen3_5_4b"


@pytest.fixture
def models(workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default model and another one are here, both small; a third is damaged."""
    real = catalogue.load_catalogue()
    small = {name: real[name].model_copy(update={"bytes": 4, "wheels": []}) for name in real}
    monkeypatch.setattr(catalogue, "load_catalogue", lambda: small)
    workspace.settings = workspace.settings.model_copy(update={"model": DEFAULT_MODEL})
    workspace.settings.models_folder.mkdir()
    for name, content in {DEFAULT_MODEL: b"GGUF", OTHER: b"GGUF", "lfm2_5_1_2b": b"GG"}.items():
        model_path(workspace.settings, name).write_bytes(content)


async def opened(pilot: Pilot[Any]) -> SettingsPage:
    await started(pilot)
    await pilot.press("ctrl+o")
    settings = await until_page(pilot, SettingsPage)
    await until(pilot, lambda: settings._shelf.models)
    return settings  # type: ignore[no-any-return]


def shown(settings: SettingsPage) -> dict[str, str]:
    """Return what each choice says, by its name."""
    options = settings.query_one("#choosing", OptionList).options
    return {option.id: str(option.prompt) for option in options if option.id}


async def choose(pilot: Pilot[Any], name: str) -> None:
    """Go to a choice with the keyboard and press Enter."""
    choosing = page(pilot, SettingsPage).query_one("#choosing", OptionList)
    for _ in range(choosing.option_count):
        if choosing.highlighted_option.id == name:
            break
        await pilot.press("down")
    await pilot.press("enter")
    await pilot.pause(0)


def remark(settings: SettingsPage) -> str:
    return str(settings.query_one(".remark", Static).visual)


def told(app: PictureApp) -> str:
    return "\n".join(note.message for note in app._notifications)


@pytest.mark.usefixtures("models")
async def test_a_model_that_is_here_is_chosen_for_the_next_start(app: PictureApp) -> None:
    words = texts().settings
    async with app.run_test(size=(60, 20)) as pilot:
        settings = await opened(pilot)
        before = shown(settings)
        assert before[f"model:{DEFAULT_MODEL}"].startswith("●")
        assert words.in_use in before[f"model:{DEFAULT_MODEL}"]
        assert before[f"model:{OTHER}"].startswith("○")
        assert words.here in before[f"model:{OTHER}"]
        assert words.untried in before[f"model:{OTHER}"]
        assert f"model:{SMALL_MODEL}" not in before, "tests alone use it"
        await choose(pilot, f"model:{OTHER}")
        after = shown(settings)
        assert after[f"model:{OTHER}"].startswith("●")
        assert words.next_time in after[f"model:{OTHER}"]
        assert after[f"model:{DEFAULT_MODEL}"].startswith("○")
        assert words.in_use in after[f"model:{DEFAULT_MODEL}"], "until the next start"
        assert remark(settings) == words.saved_next
        await until(pilot, lambda: load_settings().model == OTHER)
        await pilot.press("escape", "ctrl+o")
        again = await until_page(pilot, SettingsPage)
        await until(pilot, lambda: f"model:{OTHER}" in shown(again))
        assert shown(again) == after


@pytest.mark.usefixtures("models")
@pytest.mark.parametrize("name", [ABSENT, "lfm2_5_1_2b"])
async def test_a_model_that_cannot_be_used_says_how_to_get_it(app: PictureApp, name: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        settings = await opened(pilot)
        assert f"coach model get {name}" in shown(settings)[f"model:{name}"]
        before = shown(settings)
        await choose(pilot, f"model:{name}")
        await until(pilot, lambda: f"coach model get {name}" in told(app))
        assert shown(settings) == before
        assert load_settings().model == DEFAULT_MODEL


async def test_a_file_of_ones_own_is_listed(app: PictureApp, workspace: FakeWorkspace) -> None:
    async with app.run_test() as pilot:
        settings = await opened(pilot)
        mine = list(shown(settings).values())[-1]
        assert mine.startswith("● model.gguf")
        assert texts().settings.own in mine


@pytest.mark.usefixtures("models")
async def test_the_environment_and_a_server_win_and_that_is_said(
    app: PictureApp, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_MODEL", DEFAULT_MODEL)
    server = {"remote_url": "http://127.0.0.1:9/v1"}
    workspace.settings = workspace.settings.model_copy(update=server)
    async with app.run_test() as pilot:
        await opened(pilot)
        await choose(pilot, f"model:{OTHER}")
        await until(pilot, lambda: "COACH_MODEL" in told(app))
        assert "127.0.0.1:9" in told(app)


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second language with a handful of texts."""
    prompts = tmp_path / "prompts"
    shutil.copytree(shipped_folder("prompts") / "interface", prompts / "interface")
    folder = prompts / "interface" / "xq"
    folder.mkdir()
    (folder / "ui.yaml").write_text(
        "app: {language: Xqish}\n"
        "keys: {help: Hjelp}\n"
        "start: {full: 'Zatsumi [/b] interview'}\n"
        "interview: {placeholder: 'Skriv <Enter:send>'}\n",
        "utf-8",
    )
    monkeypatch.setattr(languages, "shipped_folder", lambda name: prompts)
    yield
    languages._load.cache_clear()


@pytest.mark.usefixtures("made_up")
async def test_a_language_is_chosen_and_used_at_the_next_start(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    async with app.run_test() as pilot:
        settings = await opened(pilot)
        assert shown(settings)["language:en"].startswith("● English")
        await choose(pilot, "language:xq")
        assert texts().settings.next_time in shown(settings)["language:xq"]
        await until(pilot, lambda: load_settings().language == "xq")
    workspace.settings = workspace.settings.model_copy(update={"language": "xq"})
    after = PictureApp(workspace)
    async with after.run_test() as pilot:
        start = await started(pilot)
        listed = "\n".join(str(option.prompt) for option in start.query_one(Choices).options)
        assert "Zatsumi [/b] interview" in listed
        assert "Start a short one" in listed, "English where the other language says nothing"
        assert "Hjelp" in " ".join(str(one.render()) for one in start.query_one("KeyBar").children)
        assert texts().interview.placeholder == "Skriv Enter"
