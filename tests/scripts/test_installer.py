from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bootstrap import installer
from bootstrap.failures import SetupError
from bootstrap.installer import Installation
from bootstrap.locking import SetupLock
from hypothesis import given
from hypothesis import strategies as st

DOWNLOAD = """\
Ignoring tomli: markers 'python_full_version < "3.11"' don't match your environment
Collecting numpy==2.2.6 (from -r lock (line 1))
  Downloading numpy-2.2.6-cp310-cp310-manylinux2014_x86_64.whl (16.8 MB)
Progress 0 of 16000000
Progress 16000000 of 16000000
Collecting rich==15.0.0 (from -r lock (line 9))
Progress 0 of 4000000
Progress 2000000 of 4000000
"""


def read(installation: Installation, output: str) -> Installation:
    for line in output.splitlines(keepends=True):
        installation.read(line)
    return installation


def test_downloads_are_counted_and_sized() -> None:
    installation = read(Installation(5, 40), DOWNLOAD)
    text = installation.describe(10)
    assert text.startswith("2 of 4, ")
    assert "18 of about 40 MB" in text
    assert "about 10 s left" in text


def test_unpacking_follows_downloading() -> None:
    output = DOWNLOAD + "Installing collected packages: rich, numpy\n"
    assert read(Installation(5, 40), output).describe(3).startswith("unpacking 2 packages")


@pytest.mark.parametrize("line", ["  [50/200] /usr/bin/g++ -O3 x.cpp", "  [ 25%] Building CXX"])
def test_compiling_tells_how_far_and_how_long(line: str) -> None:
    text = read(Installation(1, 77), line).describe(60)
    assert text == "25 % compiled, 1 min 0 s so far, about 3 min 0 s left"


def test_an_index_that_does_not_answer_is_told_until_it_does() -> None:
    installation = read(Installation(1, 1), "WARNING: Retrying (Retry(total=4, connect=None))\n")
    assert "does not answer" in installation.describe(1)
    installation.read("Collecting rich==15.0.0\n")
    assert "does not answer" not in installation.describe(1)


@given(st.lists(st.text() | st.sampled_from(DOWNLOAD.splitlines())), st.floats(0, 1e6))
def test_any_output_can_be_described(lines: list[str], elapsed: float) -> None:
    installation = Installation(0, 0)
    for line in lines:
        installation.read(line)
        installation.describe(elapsed)


def run(code: str, log: Path, told: list[str]) -> None:
    descriptor = os.open(log, os.O_RDWR | os.O_CREAT)
    try:
        installer.run([sys.executable, "-c", code], str(log), descriptor, told.append)
    finally:
        os.close(descriptor)


def test_output_goes_to_the_log_and_to_the_display(tmp_path: Path) -> None:
    told: list[str] = []
    run("print('Progress 1 of 2'); print('hello')", tmp_path / "log", told)
    assert [line.strip() for line in told if line] == ["Progress 1 of 2", "hello"]
    assert "hello" in (tmp_path / "log").read_text()
    assert "Progress 1 of 2\n" not in (tmp_path / "log").read_text().splitlines(keepends=True)[1:]


def test_a_failure_says_why_and_that_the_log_says_more(tmp_path: Path) -> None:
    code = "import sys; sys.exit('OSError: [Errno 28] No space left on device')"
    with pytest.raises(SetupError, match="full") as caught:
        run(code, tmp_path / "log", [])
    assert caught.value.logged


@pytest.mark.skipif(sys.platform == "win32", reason="asks for a process by its number")
def test_the_child_is_ended_when_the_setup_is_interrupted(tmp_path: Path) -> None:
    numbers: list[int] = []

    def interrupt(line: str) -> None:
        if line:
            numbers.append(int(line))
            raise KeyboardInterrupt

    log = tmp_path / "log"
    descriptor = os.open(log, os.O_RDWR | os.O_CREAT)
    code = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    with pytest.raises(KeyboardInterrupt):
        installer.run([sys.executable, "-c", code], str(log), descriptor, interrupt)
    os.close(descriptor)
    with pytest.raises(ProcessLookupError):
        os.kill(numbers[0], 0)


SETUP = """
import os, sys
sys.path.insert(0, {scripts!r})
from bootstrap import installer
from bootstrap.locking import SetupLock
code = "import time; print('begun', flush=True); time.sleep(600)"
with SetupLock({lock!r}, lambda: None) as lock:
    tell = lambda line: print(line, flush=True)
    installer.run([sys.executable, "-c", code], os.devnull, lock.descriptor, tell)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="children hold the lock on POSIX only")
def test_what_a_killed_setup_started_ends_and_gives_the_lock_back(tmp_path: Path) -> None:
    lock = str(tmp_path / "lock")
    scripts = str(Path(__file__).resolve().parents[2] / "scripts")
    code = SETUP.format(scripts=scripts, lock=lock)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as setup:
        assert setup.stdout is not None
        assert b"begun" in setup.stdout.readline()
        setup.kill()
        setup.wait()
        with SetupLock(lock, lambda: None):
            pass


def test_the_users_own_build_flags_come_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMAKE_ARGS", "-DGGML_CUDA=ON")
    assert installer.child_environment()["CMAKE_ARGS"].endswith("-DGGML_CUDA=ON")
