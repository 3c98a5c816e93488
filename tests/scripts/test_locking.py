from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from bootstrap.failures import SetupError
from bootstrap.locking import SetupLock

HOLDER = """
import sys
sys.path.insert(0, {scripts!r})
from bootstrap.locking import SetupLock
with SetupLock({path!r}, lambda: None):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(path: Path) -> subprocess.Popen[bytes]:
    scripts = str(Path(__file__).resolve().parents[2] / "scripts")
    code = HOLDER.format(scripts=scripts, path=str(path))
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"held"
    return process


def test_the_second_waits_until_the_first_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with hold(path) as holder:
        waiting, entered = threading.Event(), threading.Event()

        def second() -> None:
            with SetupLock(str(path), waiting.set):
                entered.set()

        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(30)
        assert not entered.is_set()
        holder.kill()
        assert entered.wait(30)
        thread.join()


def test_a_free_lock_is_taken_without_a_word(tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        with SetupLock(str(tmp_path / "lock"), lambda: said.append("waiting")):
            pass
    assert not said


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(SetupError, match="cannot be written"),
        SetupLock(str(tmp_path / "missing" / "lock"), lambda: None),
    ):
        pass
