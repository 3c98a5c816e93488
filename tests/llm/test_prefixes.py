from __future__ import annotations

import sys
from pathlib import Path

import pytest

from coach.llm import prefixes
from coach.llm.prefixes import PrefixFiles


def put(text: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN201
    def write(path: Path) -> bool:
        path.write_bytes(text)
        return True

    return write


def test_a_state_is_found_by_its_tokens_and_model(tmp_path: Path) -> None:
    files = PrefixFiles(tmp_path, "model a")
    files.save([1, 2, 3], put(b"state"))
    found = files.find([1, 2, 3])
    assert found is not None
    assert found.read_bytes() == b"state"
    assert files.find([1, 2]) is None
    assert PrefixFiles(tmp_path, "model b").find([1, 2, 3]) is None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_state_is_private(tmp_path: Path) -> None:
    files = PrefixFiles(tmp_path / "new", "m")
    files.save([1], put(b"x"))
    assert files.path([1]).stat().st_mode & 0o077 == 0


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    def full(path: Path) -> bool:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    files = PrefixFiles(tmp_path, "m")
    files.save([1], full)
    assert files.find([1]) is None
    assert list(tmp_path.iterdir()) == []


def test_the_longest_unused_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    files = PrefixFiles(tmp_path, "m")
    for number in range(4):
        files.save([number], put(b"x" * 100))
        os.utime(files.path([number]), (number, number))
    monkeypatch.setattr(prefixes, "MAX_BYTES", 350)
    files.save([9], put(b"x" * 100))
    left = [number for number in (0, 1, 2, 3, 9) if files.path([number]).exists()]
    assert left == [2, 3, 9]
