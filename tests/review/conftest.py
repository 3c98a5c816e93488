"""The store that reviews are saved in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "coach.sqlite3")
    yield store
    store.close()
