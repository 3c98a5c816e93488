"""Power cuts: what a disk may hold when the power fails, played from a record of all calls.

A file system may keep the names of files without their last content, or content under older names:
only what was synchronised is sure, a file's content by its own, its name by that of its folder.
``dying.c`` records the calls of a life; here they are played up to any of them, and then what was
not synchronised is lost, in whole or by chance.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.faulting import Ended, Fault, Nursery
from campaigns.judging import judged
from campaigns.table import Row

_HEAD = struct.Struct("<cQqIII")
_LIVES = (
    *("answers", "encrypted answers", "encrypting", "decrypting", "plans", "deletion", "undoing"),
    *("migration-1", "migration-2", "migration-3", "mending", "settings", "exports", "download"),
)
_STEP = 7
"""At every how many-th call the power fails in the full size; prime to the number of losses."""
_LOSSES = ("contents", "names", "both", "some")


@dataclass
class _Node:
    """A file: its bytes as the program sees them, and as they surely are on the disk."""

    now: bytearray
    safe: bytes = b""


@dataclass(frozen=True)
class _Call:
    kind: str
    node: int
    place: int
    one: str
    two: str
    data: bytes


@dataclass
class _Disk:
    """Names and contents, as the program sees them and as they surely are."""

    names: dict[str, _Node | None] = field(default_factory=dict)
    safe: dict[str, dict[str, _Node | None]] = field(default_factory=dict)
    nodes: dict[int, _Node] = field(default_factory=dict)
    acknowledged: int = 0

    @classmethod
    def of(cls, folder: Path) -> _Disk:
        """Return the disk as it is, all of it synchronised."""
        disk = cls()
        for path in [folder, *sorted(folder.rglob("*"))]:
            if path.is_dir():
                disk.names[str(path)] = None
            else:
                content = path.read_bytes()
                file = _Node(bytearray(content), content)
                disk.names[str(path)] = disk.nodes[path.stat().st_ino] = file
        for name, node in disk.names.items():
            if node is None:
                disk._synchronise(name)
        return disk

    def play(self, call: _Call) -> None:
        """Change the disk as a call did."""
        node = self.nodes.get(call.node)
        match call.kind:
            case "a":
                self.acknowledged = call.place
            case "n" | "c":
                if node is None or self.names.get(call.one) is not node:
                    node = self.nodes[call.node] = _Node(bytearray())
                    self.names[call.one] = node
                if call.kind == "c":
                    del node.now[:]
            case "w" if node is not None:
                node.now.extend(bytes(max(call.place - len(node.now), 0)))
                node.now[call.place : call.place + len(call.data)] = call.data
            case "t" if node is not None:
                node.now.extend(bytes(max(call.place - len(node.now), 0)))
                del node.now[call.place :]
            case "s" if node is not None:
                node.safe = bytes(node.now)
            case "d":
                self._synchronise(call.one)
            case "m":
                self.names[call.one] = None
            case "u":
                self.names.pop(call.one, None)
            case "l":
                self.names[call.two] = self.names[call.one]
            case "r":
                self._rename(call.one, call.two)
            case "?":
                raise ValueError(f"what {call.one} does cannot be played")

    def lay_out(self, loss: str, draw: random.Random) -> dict[str, bytes | None]:
        """Return what a power cut leaves: the content of each file; None for a folder."""
        found: dict[str, bytes | None] = {}
        for path, node in sorted(self._kept_names(loss, draw).items()):
            if os.path.dirname(path) in found or not found:
                lost = loss in ("contents", "both") or (loss == "some" and draw.random() < 0.5)
                found[path] = None if node is None else node.safe if lost else bytes(node.now)
        return found

    def _kept_names(self, loss: str, draw: random.Random) -> dict[str, _Node | None]:
        kept: dict[str, _Node | None] = {}
        folders = {**dict.fromkeys(self.safe), **{n: None for n, v in self.names.items() if not v}}
        for folder in folders:
            old = loss in ("names", "both") or (loss == "some" and draw.random() < 0.5)
            kept.update(self.safe.get(folder, {}) if old else self._entries(folder))
        root = min(self.names, key=len)
        return {**kept, root: None}

    def _entries(self, folder: str) -> dict[str, _Node | None]:
        return {n: node for n, node in self.names.items() if os.path.dirname(n) == folder}

    def _synchronise(self, folder: str) -> None:
        self.safe[folder] = self._entries(folder)

    def _rename(self, one: str, two: str) -> None:
        for name in [name for name in self.names if name == one or name.startswith(f"{one}/")]:
            self.names[two + name[len(one) :]] = self.names.pop(name)


def row(nursery: Nursery, draw: random.Random, *, small: bool) -> Row:
    """Return a row for power cuts after each call of each life."""
    found = Row("The power fails: what was not synchronised is lost")
    for life in _LIVES if not small else ("settings", "answers"):
        home = nursery.home(life)
        disk = _Disk.of(home.parent)
        record = nursery.folder / "record"
        ended = nursery.live(life, home, Fault(record=str(record)))
        calls = [*_calls(record.read_bytes())]
        chosen = {*(draw.sample(range(len(calls)), 3) if small else range(0, len(calls), _STEP))}
        for number, call in enumerate(calls):
            disk.play(call)
            if number in chosen:
                loss = _LOSSES[number % len(_LOSSES)]
                _write(home.parent, disk.lay_out(loss, draw))
                acks = ended.acks[: disk.acknowledged]
                what = f"{life}, {loss} after {number} ({call.kind})"
                found.note(judged(nursery, life, home, [Ended(signal=9, acks=acks)], what))
    return found


def _calls(record: bytes) -> Iterator[_Call]:
    at = 0
    while at < len(record):
        kind, node, place, *lengths = _HEAD.unpack_from(record, at)
        at += _HEAD.size
        pieces = []
        for length in lengths:
            pieces.append(record[at : at + length])
            at += length
        yield _Call(kind.decode(), node, place, pieces[0].decode(), pieces[1].decode(), pieces[2])


def _write(root: Path, found: dict[str, bytes | None]) -> None:
    shutil.rmtree(root)
    for path, content in found.items():
        if content is None:
            Path(path).mkdir(mode=0o700, parents=True, exist_ok=True)
        else:
            Path(path).write_bytes(content)
