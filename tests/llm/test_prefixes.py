from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.llm import prefixes
from coach.llm.prefixes import PrefixFiles


def test_a_state_is_found_by_its_tokens_and_model(tmp_path: Path) -> None:
    files = PrefixFiles(tmp_path, "model a")
    files.save([1, 2, 3], b"state")
    assert files.load([1, 2, 3]) == b"state"
    assert files.load([1, 2]) is None
    assert PrefixFiles(tmp_path, "model b").load([1, 2, 3]) is None


@given(
    data=st.binary(min_size=1, max_size=200), place=st.integers(0, 10_000), bit=st.integers(0, 7)
)
def test_no_damaged_byte_gets_through(data: bytes, place: int, bit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = PrefixFiles(Path(folder), "m")
        files.save([1], data)
        file = files.path([1])
        kept = bytearray(file.read_bytes())
        kept[place % len(kept)] ^= 1 << bit
        file.write_bytes(kept)
        assert files.load([1]) is None
        assert not file.exists(), "it is computed anew"


def test_a_state_of_another_model_is_not_taken(tmp_path: Path) -> None:
    files, other = PrefixFiles(tmp_path, "m"), PrefixFiles(tmp_path, "another")
    other.save([1], b"its state")
    os.replace(other.path([1]), files.path([1]))
    assert files.load([1]) is None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_state_is_private(tmp_path: Path) -> None:
    files = PrefixFiles(tmp_path / "new", "m")
    files.save([1], b"x")
    assert files.path([1]).stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    import resource

    files = PrefixFiles(tmp_path, "m")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        files.save([1], b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert files.load([1]) is None
    assert list(tmp_path.iterdir()) == []


def test_two_programs_at_once_leave_a_whole_state(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from coach.llm.prefixes import PrefixFiles\n"
        "files = PrefixFiles(Path(sys.argv[1]), 'm')\n"
        "for n in range(30):\n"
        "    files.save([1], bytes([int(sys.argv[2])]) * 300_000)\n"
        "    data = files.load([1])\n"
        "    assert data is None or len(set(data)) == 1\n"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(n)]) for n in range(3)
    ]
    assert [program.wait(timeout=60) for program in programs] == [0, 0, 0]
    assert [file.suffix for file in tmp_path.iterdir()] == [".state"]
    data = PrefixFiles(tmp_path, "m").load([1])
    assert data is not None
    assert len(data) == 300_000


def test_the_longest_unused_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = PrefixFiles(tmp_path, "m")
    for number in range(4):
        files.save([number], b"x" * 1000)
        os.utime(files.path([number]), (number, number))
    monkeypatch.setattr(prefixes, "MAX_BYTES", 3600)
    files.save([9], b"x" * 1000)
    left = [number for number in (0, 1, 2, 3, 9) if files.path([number]).exists()]
    assert left == [2, 3, 9]
