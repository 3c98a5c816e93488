"""Limits on memory of a container or a service on Linux, which the machine's own figures hide.

A process belongs to a folder below ``/sys/fs/cgroup``; limits of the folder and of all above it
hold. In a container the folder that the kernel names may not be visible, and its own limits stand
in the topmost one, so every part of the way is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class _Names:
    """How the files of one version of cgroups are called.

    Attributes:
        folder: Where the folders of groups begin.
        limits: Files with a limit in bytes.
        used: File with the bytes in use, pages of files that were read included.
        reclaimable: Entries of ``memory.stat`` with pages of files, given back under pressure.
    """

    folder: str
    limits: tuple[str, ...]
    used: str
    reclaimable: tuple[str, ...]


_V1 = _Names(
    "sys/fs/cgroup/memory",
    ("memory.limit_in_bytes",),
    "memory.usage_in_bytes",
    ("total_inactive_file", "total_active_file"),
)
_V2 = _Names(
    "sys/fs/cgroup",
    ("memory.max", "memory.high"),
    "memory.current",
    ("inactive_file", "active_file"),
)


def cgroup_room(root: Path = Path("/")) -> int | None:
    """Return how many more bytes this process may use, or None where nothing limits it.

    Pages of files count as free: the kernel gives them back before it ends a process.

    Args:
        root: Where ``proc`` and ``sys`` are.
    """
    rooms = (_room(folder, names) for folder, names in _groups(root))
    return min((room for room in rooms if room is not None), default=None)


def _groups(root: Path) -> Iterator[tuple[Path, _Names]]:
    """Yield the folders of this process's groups and of those above them."""
    try:
        lines = (root / "proc/self/cgroup").read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if controllers and "memory" not in controllers.split(","):
            continue
        names = _V1 if controllers else _V2
        parts = [part for part in PurePosixPath(group).parts if part not in ("/", "..")]
        for depth in range(len(parts) + 1):
            yield root.joinpath(names.folder, *parts[:depth]), names


def _room(folder: Path, names: _Names) -> int | None:
    limits = [limit for name in names.limits if (limit := _number(folder / name)) is not None]
    used = _number(folder / names.used)
    if not limits or used is None:
        return None
    return max(0, min(limits) - used + min(_reclaimable(folder, names), used))


def _number(file: Path) -> int | None:
    """Return the number in a file; None for ``max``, which is no limit, and for no file."""
    try:
        return int(file.read_text("ascii"))
    except (OSError, ValueError):
        return None


def _reclaimable(folder: Path, names: _Names) -> int:
    total = 0
    try:
        for line in (folder / "memory.stat").read_text("ascii").splitlines():
            name, _, value = line.partition(" ")
            total += int(value) if name in names.reclaimable else 0
    except (OSError, ValueError):
        return 0
    return total
