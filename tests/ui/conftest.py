"""What every test of the interface gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui import demo
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp


@pytest.fixture
def workspace(tmp_path: Path) -> FakeWorkspace:
    """The demo interview and its plan."""
    return demo.workspace(tmp_path / "demo")


@pytest.fixture
def app(workspace: FakeWorkspace) -> PictureApp:
    """The interface on the demo."""
    return PictureApp(workspace)
