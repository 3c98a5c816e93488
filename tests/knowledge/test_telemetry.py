"""No library that the program uses writes or calls anywhere: watched in a process of its own.

Three watchers, since none of them sees everything:

- An audit hook in Python sees each socket that Python code uses and each file that Python code
  opens for writing, with its stack; native code (onnxruntime, tokenizers, Chroma's core) bypasses
  it.
- ``strace``, where it is installed and allowed (Linux), sees each system call of each thread,
  native code included: sockets of the internet families, and files opened for writing.
- The file trees of the person, of what is temporary and of the data folder are compared before and
  after: that sees whatever is left behind, by whomever, but not what was deleted again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.knowledge.shelves import settings_at, write_passage

_ROOT = Path(__file__).parents[2]

_PROGRAM = r"""
import json, os, sys, tempfile
from pathlib import Path

home, shelf, report = (Path(argument) for argument in sys.argv[1:])
seen = {"sockets": [], "written": []}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC

def watch(event, arguments):
    if sys.platform == "win32" and "127.0.0.1" in str(arguments[-1:]):
        return  # how Python makes a pair of sockets there
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname",
                 "socket.sendmsg", "socket.bind"):
        seen["sockets"].append(f"{event} {arguments[-1] if arguments else ''}")
    elif event == "open":
        path, mode, flags = arguments
        writes = any(c in mode for c in "wax+") if mode else flags & _WRITES
        if writes and isinstance(path, (str, bytes)):
            seen["written"].append(os.path.realpath(os.fsdecode(path)))
    elif event in ("os.mkdir", "os.rename", "shutil.copyfile"):
        seen["written"].append(os.path.realpath(os.fsdecode(arguments[0])))

sys.addaudithook(watch)

from coach import cli
assert cli.main(["--help"]) == 0

import chromadb, huggingface_hub, onnxruntime, textual, tokenizers
import coach.ui.app
from coach.config import load_settings
from coach.knowledge.adding import add_documents
from coach.knowledge.library import Library
from coach.store.documents import DocumentStore

settings = load_settings()
assert settings.home == home
store = DocumentStore(settings.library_database)
(outcome,) = add_documents(store, [shelf.parent / "handbook.md"])
assert outcome.result == "added"
store.close()
library = Library(settings, folder=shelf)
assert library.search("who waits for the rota")
assert library.search("who takes back a damaged pallet")
library.rebuild()
library.close()
assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
report.write_text(json.dumps(seen))
"""

Tree = dict[str, tuple[int, int]]


@pytest.fixture
def person(tmp_path: Path) -> Path:
    """A folder with a home, a data folder, passages, a document, and one for temporary files."""
    for name in ("home", "temporary", "data"):
        (tmp_path / name).mkdir()
    settings_at(tmp_path / "data")
    text = "The rota is late. Somebody waits for the rota."
    write_passage(tmp_path / "shelf", "paper", "rota", text)
    (tmp_path / "handbook.md").write_text(
        "# Returns\n\nThe zebra desk takes back a damaged pallet.\n", encoding="utf-8"
    )
    return tmp_path


def run(person: Path, *before: str) -> dict[str, list[str]]:
    """Run the program with nothing of the tests' own surroundings, and return what was seen."""
    home, temporary = person / "home", str(person / "temporary")
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    env = {
        **kept,
        **dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(home)),
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary),
        **{f"XDG_{kind}_HOME": str(home / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")},
        "COACH_HOME": str(person / "data"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(_ROOT),
    }
    report = person / "report.json"
    program = [sys.executable, "-c", _PROGRAM, str(person / "data"), str(person / "shelf")]
    subprocess.run(
        [*before, *program, str(report)],
        env=env,
        cwd=home,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=300,
    )
    seen: dict[str, list[str]] = json.loads(report.read_text(encoding="utf-8"))
    return seen


def tree(folder: Path) -> Tree:
    """Return size and time of change of all files below ``folder``, by path."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file): (file.stat().st_size, file.stat().st_mtime_ns) for file in files}


def outside(person: Path, paths: list[str]) -> list[str]:
    """Return the paths that are neither in the data folder, nor a device, nor passing.

    A database that sorts more than it keeps in memory (SQLite, inside of Chroma too) takes a file
    for it, and deletes it: on Linux and macOS as soon as it is open.
    """
    data = f"{(person / 'data').resolve()}{os.sep}"
    passing = f"{(person / 'temporary').resolve()}{os.sep}etilqs_"
    inside = (data, passing, "/dev/", "/proc/self/", "\\\\.\\")
    return [path for path in paths if not f"{path}{os.sep}".startswith(inside)]


def test_nothing_is_written_outside_of_the_data_folder_and_no_socket_is_used(
    person: Path,
) -> None:
    data = person / "data"
    before = tree(person)
    seen = run(person)
    assert seen["sockets"] == []
    assert seen["written"]
    assert outside(person, seen["written"]) == [], "written by Python code"
    after = tree(person)
    changed = {path for path in after if after[path] != before.get(path)}
    assert before.keys() <= after.keys()
    elsewhere = [path for path in changed if not Path(path).is_relative_to(data)]
    assert elsewhere == [str(person / "report.json")]
    assert [*(person / "home").rglob("*")] == []
    assert [*(person / "temporary").rglob("*")] == []
    # Weights and passages are read, and nothing but the library's own files is added.
    made = {Path(path).relative_to(data).parts[0] for path in changed if path.startswith(str(data))}
    assert made <= {"index", "library.sqlite3", "logs", "config.toml"}


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_native_code_opens_no_socket_and_writes_nothing_elsewhere(person: Path) -> None:
    trace = person / "trace"
    watched = "trace=socket,connect,sendto,sendmsg,open,openat,creat,mkdir,mkdirat,rename,renameat2"
    strace = ["strace", "-f", "-qq", "-y", "-s", "300", "-e", watched, "-o", str(trace)]
    allowed = subprocess.run([*strace, sys.executable, "-c", ""], check=False, capture_output=True)
    if allowed.returncode:
        pytest.skip("strace may not watch other processes here")
    run(person, *strace)
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    assert [line for line in lines if "AF_INET" in line or "AF_PACKET" in line] == []
    written = [found[1] for line in lines if (found := _OPENED.search(line))]
    assert any("chroma.sqlite3" in path for path in written)
    assert outside(person, [path for path in written if path != str(person / "report.json")]) == []


_OPENED = re.compile(
    r'\bopen(?:at)?\((?:[^,"]*, )?"([^"]+)", [^)]*(?:O_WRONLY|O_RDWR|O_CREAT)[^)]*\) += \d'
)
