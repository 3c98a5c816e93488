from __future__ import annotations

import logging

import pytest

from coach.errors import CoachError
from coach.ui import app as interface
from coach.ui.theme import DARK, LIGHT
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp, started, until


async def test_light_and_dark(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        await started(pilot)
        assert app.theme == DARK.name
        await pilot.press("ctrl+t")
        assert app.theme == LIGHT.name


async def test_ctrl_c_says_how_to_close(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        await started(pilot)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: app._notifications)
        assert "Ctrl+Q" in next(iter(app._notifications)).message


async def test_a_defect_closes_the_program_without_showing_what_was_typed(
    app: PictureApp, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        answer = "my secret answer"
        raise RuntimeError(answer)

    async def walk() -> None:
        async with app.run_test() as pilot:
            await started(pilot)
            app.call_later(broken)
            await until(pilot, lambda: app._exception)

    with pytest.raises(RuntimeError), caplog.at_level(logging.ERROR):
        await walk()
    assert app._exit_renderables == []
    assert app.return_code == 1
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


def test_a_defect_is_told_in_plain_words(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interface.CoachApp, "run", lambda self: None)
    monkeypatch.setattr(interface.CoachApp, "return_code", 1)
    with pytest.raises(CoachError, match="Something went wrong"):
        interface.run(workspace)  # type: ignore[arg-type]
