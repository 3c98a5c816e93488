"""Ctrl-C while documents are added: what was kept is told, and the next search finds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from coach.config import Settings
from coach.knowledge.library import Library
from coach.knowledge.manifest import read_manifest
from coach.knowledge.stopping import stopped_adding, stopped_removing
from coach.store.documents import DocumentStore

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal")

# Tests that run in the background ignore Ctrl-C, and so would their children.
_PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from coach.cli import main
sys.exit(main())
"""
FIRST = "# Returns\n\nThe zebra desk takes back every damaged pallet within nine days.\n"
MANY = "\n\n".join(f"## Bay {n}\n\nBay {n} waits. The crew of bay {n} calls." for n in range(400))


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "a.md").write_text(FIRST, encoding="utf-8")
    return folder


@contextmanager
def adding(settings: Settings, folder: Path) -> Iterator[subprocess.Popen[str]]:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, "knowledge", "add", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COACH_HOME": str(settings.home), "PYTHONPATH": str(root)},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def stop_at(process: subprocess.Popen[str], words: str) -> str:
    """Press Ctrl-C as soon as a line holds ``words``; return what is said from then on."""
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            break
    else:
        pytest.fail(f"it never said: {words}")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert out == ""
    return str(err)


def check_found(settings: Settings, shelf: Path) -> None:
    """The next search finds what was kept, and nothing half-written is left."""
    with closing(Library(settings, folder=shelf)) as library:
        (hit, *_) = library.search("who takes back a damaged pallet", limit=1)
        assert hit.passage.source == "a.md, section Returns"
    own = settings.index_folder / "own"
    manifest = read_manifest(own)
    assert manifest is not None
    assert [folder.name for folder in own.glob("build-*")] == [manifest.folder]


def test_while_a_file_is_read(built_settings: Settings, shelf: Path, handbook: Path) -> None:
    (handbook / "b.md").write_text(MANY * 100, encoding="utf-8")
    with adding(built_settings, handbook) as process:
        said = stop_at(process, "added: a.md")
    assert said.splitlines()[-1] == stopped_adding(1)
    with closing(DocumentStore(built_settings.library_database)) as store:
        assert [document.name for document in store.all()] == ["a.md"]
    check_found(built_settings, shelf)


def test_while_the_index_is_built(built_settings: Settings, shelf: Path, handbook: Path) -> None:
    (handbook / "b.md").write_text(MANY, encoding="utf-8")
    with adding(built_settings, handbook) as process:
        said = stop_at(process, "Index of your documents")
    assert said.splitlines()[-1] == stopped_adding(2)
    own = built_settings.index_folder / "own"
    assert read_manifest(own) is None
    assert not list(own.glob("build-*"))
    (handbook / "b.md").unlink()
    check_found(built_settings, shelf)


def test_the_next_adding_makes_ready_what_was_kept(
    built_settings: Settings, handbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coach import cli
    from coach.knowledge.index import Index

    monkeypatch.setenv("COACH_HOME", str(built_settings.home))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Index, "rebuild", interrupted)
        assert cli.main(["knowledge", "add", str(handbook)]) == 130
    assert read_manifest(built_settings.index_folder / "own") is None
    assert cli.main(["knowledge", "add", str(handbook)]) == 0
    assert read_manifest(built_settings.index_folder / "own") is not None


def test_what_is_told_says_what_was_kept() -> None:
    assert "no other document" in stopped_adding(0)
    assert "one document" in stopped_adding(1)
    assert "3 documents" in stopped_adding(3)
    assert "a [b] {c}.md" in stopped_removing("a [b] {c}.md")
