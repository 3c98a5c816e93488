"""Disks that are really full, and files and folders that may not be written."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaigns.faulting import Fault, Nursery
from campaigns.judging import judged
from campaigns.table import Row

_LIVES = ("answers", "plans", "exports", "documents", "migration-1", "mending", "takeout")
_KILOBYTES = (0, 8, 16, 32, 64, 128, 256, 512)
_ENOUGH = "64m"
_FORBIDDEN = (
    ("home/coach.sqlite3", 0o400),
    ("home/coach.sqlite3", 0o000),
    ("home/library.sqlite3", 0o400),
    ("home/settings.toml", 0o000),
    ("home", 0o500),
    ("home", 0o000),
    ("home/exports", 0o500),
    ("home/prefix", 0o500),
    ("home/prefix", 0o000),
    ("home/index/own", 0o500),
    ("home/index/own/manifest.json", 0o000),
    ("home/models", 0o500),
    ("home/logs", 0o500),
    ("out", 0o500),
)
_WRITING = (
    *("answers", "settings", "plans", "deletion", "talk", "exports", "takeout", "prefix states"),
    *("download", "documents", "migration-2", "mending"),
)


def full(nursery: Nursery, draw: random.Random, *, small: bool) -> Row:
    """Live on a file system in memory with a little room, then give it more."""
    row = Row("A small file system gets full")
    cases = [(life, room) for life in _LIVES for room in _KILOBYTES]
    for life, room in draw.sample(cases[: 2 * len(_KILOBYTES)], 2) if small else cases:
        place = nursery.folder / "disk"
        place.mkdir(exist_ok=True)
        with _mounted(place) as mounted:
            if not mounted:
                print("no file system can be mounted here", file=sys.stderr)
                return row
            home = nursery.home(life, place / "case")
            used = _kilobytes(place)
            _mount("-o", f"remount,size={used + room}k", str(place))
            ended = nursery.live(life, home)
            _mount("-o", f"remount,size={_ENOUGH}", str(place))
            row.note(judged(nursery, life, home, [ended], f"{life} with {room} KB"))
    return row


def forbidden(nursery: Nursery, draw: random.Random, *, small: bool) -> Row:
    """Take rights from one file or folder, then give them back."""
    row = Row("A file or folder may not be written")
    cases = [(life, where) for life in _WRITING for where in _FORBIDDEN]
    for life, (name, mode) in draw.sample(cases[: 2 * len(_FORBIDDEN)], 8) if small else cases:
        home = nursery.home(life)
        path = home.parent / name
        if not path.exists():  # not every home has everything
            continue
        before = path.stat().st_mode & 0o777
        path.chmod(mode)
        ended = nursery.live(life, home, Fault(plain=True))
        path.chmod(before)
        row.note(judged(nursery, life, home, [ended], f"{life} with {name} {mode:03o}"))
    return row


@contextmanager
def _mounted(place: Path) -> Iterator[bool]:
    """Mount an empty file system; tell whether it could be."""
    if not _mount("-t", "tmpfs", "-o", f"size={_ENOUGH}", "tmpfs", str(place)):
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _mount(*arguments: str) -> bool:
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


def _kilobytes(place: Path) -> int:
    found = os.statvfs(place)
    return (found.f_blocks - found.f_bfree) * found.f_frsize // 1024
