from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from coach import files
from coach.files import load_yaml, put_in_place, shown, write_whole


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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does it by itself")
def test_a_written_file_survives_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, os.replace

    def syncing(descriptor: int) -> None:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("folder" if folder else "content")
        sync(descriptor)

    def replacing(one: str, two: Path) -> None:
        steps.append("name")
        replace(one, two)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(os, "replace", replacing)
    write_whole(tmp_path / "plan.md", "x")
    assert steps == ["content", "name", "folder"]
    steps.clear()
    (tmp_path / "model.part").write_text("x")
    put_in_place(tmp_path / "model.part", tmp_path / "model.gguf")
    assert steps == ["content", "name", "folder"]


@pytest.mark.parametrize(
    ("platform", "environment", "tool", "expected"),
    [
        ("linux", {"DISPLAY": ":0"}, "/usr/bin/xdg-open", True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, "/usr/bin/xdg-open", True),
        ("linux", {"DISPLAY": ":0"}, None, False),
        ("linux", {}, "/usr/bin/xdg-open", False),
        ("linux", {"DISPLAY": ":0", "SSH_CONNECTION": "there"}, "/usr/bin/xdg-open", False),
        ("darwin", {}, None, True),
        ("win32", {}, None, True),
        ("win32", {"SSH_CONNECTION": "there"}, None, False),
    ],
)
def test_a_folder_is_opened_only_where_there_is_a_desktop(
    platform: str,
    environment: dict[str, str],
    tool: str | None,
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(shutil, "which", lambda _name: tool)
    asked: list[list[str]] = []

    def run(command: list[str], **options: Any) -> SimpleNamespace:
        asked.append(command)
        assert options["stdout"] is options["stderr"] is subprocess.DEVNULL
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", run)
    path = tmp_path / "-my [b] plan.pdf"
    assert files.show_in_folder(path) is expected
    assert [command[-1] for command in asked] == ([str(path)] if expected else [])


def test_a_folder_that_cannot_be_opened_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(files, "has_desktop", lambda: True)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    assert not files.show_in_folder(tmp_path / "plan.pdf")


def test_a_path_in_ones_own_folder_is_shown_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert shown(tmp_path / "plans" / "plan.pdf") == str(Path("~/plans/plan.pdf"))
    assert shown(tmp_path.parent / "plan.pdf") == str(tmp_path.parent / "plan.pdf")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 50_000,
        "- " * 50_000 + "x",
        "? " * 20_000,
        "a: &x [1]\nb: [*x, *x]",
        "a: &x [*x]",
        "a: !!float x",
        "a: !!int ''",
        "a: !!timestamp x",
        "a: 2026-13-45",
        "a: " + "9" * 5_000,
        "!!python/object/apply:os.system [id]",
    ],
)
def test_yaml_that_would_crash_or_grow_is_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        load_yaml(text)


def test_yaml_of_usual_depth_is_read() -> None:
    assert load_yaml("[" * 40 + "]" * 40)
    assert load_yaml("a: {b: [1, x, 2026-11-23 & more]}")["a"]["b"][1] == "x"
