from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from coach.files import write_whole


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_file_is_private(tmp_path: Path) -> None:
    write_whole(tmp_path / "plan.md", "words – „as they are“\r\n")
    assert (tmp_path / "plan.md").stat().st_mode & 0o077 == 0
    assert (tmp_path / "plan.md").read_bytes() == "words – „as they are“\r\n".encode()


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "plan.md"
    write_whole(target, "first")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, "second")
    assert target.read_text() == "first"
    assert list(tmp_path.iterdir()) == [target]
