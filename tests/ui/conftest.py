"""What every test of the interface gets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.languages import ENGLISH, speak
from coach.ui.texts import name_keys
from tests.ui import demo, places
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp


@pytest.fixture(autouse=True)
def usual(monkeypatch: pytest.MonkeyPatch, papers: Path) -> Iterator[None]:
    """Colours, motion, keys and files do not depend on whoever runs the tests, or on others."""
    for name in ("NO_COLOR", "NO_MOTION"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(papers.parent))
    yield
    name_keys({})
    speak(ENGLISH)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """The folder of documents in a person's own folder."""
    folder = tmp_path / "person" / "papers"
    places.papers(folder)
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> FakeWorkspace:
    """The demo interview and its plan."""
    return demo.workspace(tmp_path / "demo")


@pytest.fixture
def app(workspace: FakeWorkspace) -> PictureApp:
    """The interface on the demo."""
    return PictureApp(workspace)
