from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach.config import Settings, load_settings
from coach.files import delete_whole
from coach.private import clean_up, exposed, own_files, tighten

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such bits")


def modes(root: Path) -> dict[str, int]:
    return {p.name: stat.S_IMODE(p.lstat().st_mode) for p in root.rglob("*") if not p.is_symlink()}


@pytest.fixture
def settings(coach_home: Path, tmp_path: Path) -> Settings:
    settings = load_settings(data_home=tmp_path / "data")
    for name in ("index/build-1/chroma.sqlite3", "models/small.gguf", "logs/coach.log", "mine.txt"):
        file = coach_home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    for name in ("coach.sqlite3", "coach.sqlite3.version-2", "coach.sqlite3-journal", "mine.txt"):
        (tmp_path / "data" / name).write_text("x")
    (coach_home / "library.sqlite3").write_text("x")
    (tmp_path / "outside").write_text("x")
    (coach_home / "index" / "link").symlink_to(tmp_path / "outside")
    for root in (coach_home, tmp_path / "data"):
        for path in root.rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)
    return settings


def test_what_others_could_read_is_found_and_closed(
    settings: Settings, coach_home: Path, tmp_path: Path
) -> None:
    tmp_path.joinpath("outside").chmod(0o644)
    found = {path.name for path in exposed(settings)}
    assert {"chroma.sqlite3", "coach.sqlite3.version-2", "library.sqlite3"} <= found
    assert not found & {"mine.txt", "link", "outside"}  # these are none of the program's
    tighten(settings)
    assert not [*exposed(settings)]
    for folder in (coach_home, tmp_path / "data"):
        left = modes(folder)
        assert left.pop("mine.txt") == 0o644
        assert set(left.values()) <= {0o700, 0o600}
    assert stat.S_IMODE((tmp_path / "outside").stat().st_mode) == 0o644


def test_own_files_are_those_of_the_person_and_not_the_models(settings: Settings) -> None:
    names = {path.name for path in own_files(settings)}
    assert names == {
        "coach.sqlite3", "coach.sqlite3.version-2", "coach.sqlite3-journal", "library.sqlite3",
        "index", "logs",
    }  # fmt: skip


@pytest.mark.parametrize("place", [".", "exports/20260101-abcd", "logs", "prefix"])
def test_what_a_kill_left_goes_at_a_later_start(settings: Settings, place: str) -> None:
    settings.data_home = None
    folder = settings.home / place
    folder.mkdir(parents=True, exist_ok=True)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    names = (".coach-{}-k3f9_abc", "model-{}.log", "0" * 32 + ".{}.part")
    left = [folder / name.format(ended.pid) for name in names]
    living = [folder / name.format(os.getpid()) for name in names]
    mine = [folder / name for name in (".coach-notes", "model-a.log", "plan.part", ".coach-1-plan")]
    young = folder / f".coach-{ended.pid}-young_12"
    for path in (*left[1:], *living, *mine, young):
        path.write_text("x")
    left[0].mkdir()
    (left[0] / "answers.txt").write_text("x")
    for path in (*left, *living, *mine):
        os.utime(path, (time.time() - 7200,) * 2)
    clean_up(settings)
    assert [path for path in left if path.exists()] == []
    assert [path for path in (*living, *mine, young) if not path.exists()] == []


def test_deleting_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inner").symlink_to(tmp_path / "theirs")
    delete_whole(tmp_path / "link")
    delete_whole(folder)
    delete_whole(tmp_path / "nothing")
    assert os.listdir(tmp_path) == ["theirs"] or set(os.listdir(tmp_path)) == {"theirs", "home"}
    assert (tmp_path / "theirs" / "file").exists()
