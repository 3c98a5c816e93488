"""What every test of the interface gets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.ui.texts import name_keys
from tests.ui import demo
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp


@pytest.fixture(autouse=True)
def usual(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Colours, motion and keys do not depend on whoever runs the tests, or on the test before."""
    for name in ("NO_COLOR", "NO_MOTION"):
        monkeypatch.delenv(name, raising=False)
    yield
    name_keys({})


@pytest.fixture
def workspace(tmp_path: Path) -> FakeWorkspace:
    """The demo interview and its plan."""
    return demo.workspace(tmp_path / "demo")


@pytest.fixture
def app(workspace: FakeWorkspace) -> PictureApp:
    """The interface on the demo."""
    return PictureApp(workspace)
