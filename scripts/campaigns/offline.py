"""The offline campaign: nothing leaves the machine, whatever is done with the program.

Every command is used twice. First in a network namespace without any interface, where it must work
as ever. Then with the network as it is, under a watcher that sees each socket and each file of each
process: no name may be looked up, and nothing may be connected, bound or sent to, except by
``serve`` on this machine. Pairs of sockets inside of a process are how event loops wake up; they
are listed apart. Last, the switches of libraries that could tell somebody something are looked at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from campaigns import offline_drivers, offline_steps, offline_telemetry, watcher
from campaigns.offline_steps import Step
from campaigns.table import Row
from campaigns.watcher import Record

ROOT = Path(__file__).resolve().parents[2]
COACH = (sys.executable, "-m", "coach")
SCRIPTED = (sys.executable, "-m", "tests.trust.program")
"""The same program, with a scripted model in the place of the real one."""
_SECONDS = 900
"""Longest wait for one command."""
_ALONE = """
import socket
assert [name for _, name in socket.if_nameindex()] == ["lo"]
try:
    socket.create_connection(("127.0.0.1", 9), 5)
except OSError:
    print("cut off")
"""
_TALKS = """
import socket
socket.getaddrinfo("localhost", 9)
# Names where datagrams would go, and sends none. The address is kept for documentation.
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9))
"""


@dataclass(frozen=True)
class Person:
    """Somebody with a home on this machine.

    Attributes:
        folder: Everything of theirs: ``home`` with the program's data, ``out``, and the rest.
        program: Program and arguments that stand for ``coach``.
        model: The model's file.
    """

    folder: Path
    program: tuple[str, ...]
    model: Path

    @property
    def out(self) -> Path:
        """Where they save files."""
        return self.folder / "out"

    @property
    def home(self) -> Path:
        """The program's data."""
        return self.folder / "home"

    def environment(self) -> dict[str, str]:
        """Return an environment with nothing of whoever runs the campaign."""
        return {
            **{name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ},
            **dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR"), str(self.folder)),
            **dict.fromkeys(
                ("COACH_PASSPHRASE", "COACH_NEW_PASSPHRASE"), "five plain words of mine"
            ),
            "COACH_HOME": str(self.home),
            "COACH_MODEL": str(self.model),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
        }

    def session(self) -> str:
        """Return the id of their newest interview; empty when they have none."""
        from coach.store.store import Store

        path = self.home / "coach.sqlite3"
        if not path.exists():
            return ""
        with closing(Store(path)) as store:
            return next((info.id for info in store.sessions()), "")


def run(*, small: bool, seed: int) -> list[Row]:  # noqa: ARG001 - nothing is drawn here
    """Use every command in both ways, and return a row for each way and for the switches.

    Args:
        small: Few commands, with a scripted model.
        seed: Not used.
    """
    with tempfile.TemporaryDirectory(prefix="coach-offline-") as folder:
        steps = offline_steps.FEW if small else offline_steps.EVERYTHING
        first = _person(Path(folder) / "alone", small=small)
        rows = [alone(first, steps)]
        second = _person(Path(folder) / "watched", small=small)
        records: dict[str, Record] = {}
        rows.append(watched(second, steps, records))
        print(table_of(records) + "\n")
        rows.append(telemetry(second))
    return rows


def alone(person: Person, steps: Sequence[Step]) -> Row:
    """Use commands where there is no network at all."""
    row = Row("command without any network interface")
    outside = cut_off()
    if not outside:
        _say("skipped: this machine lets nobody make a network namespace")
        row.kind += " (skipped: none can be made here)"
        return row
    for step in steps:
        row.note(_done(person, step, outside, []))
    return row


def watched(person: Person, steps: Sequence[Step], records: dict[str, Record]) -> Row:
    """Use commands with the network as it is, and look at everything they do with it.

    Args:
        person: Who uses them.
        steps: The commands.
        records: Gets what was seen of each, by the command's name.
    """
    row = Row("command that connects, binds, sends or looks up nothing")
    reason = watcher.missing()
    if reason:
        _say(f"skipped: {reason}")
        row.kind += f" (skipped: {reason})"
        return row
    for step in steps:
        trace = person.folder / "trace"
        loss = _done(person, step, [], watcher.watched(trace))
        record = records[step.name] = watcher.read(trace)
        trace.unlink()
        seen = record.losses(loopback=step.loopback)
        if not record.processes:
            loss = loss or "nothing was seen of it"
        row.note("; ".join(filter(None, [f"{step.name}: {loss}" if loss else "", *seen])))
    return row


def telemetry(person: Person) -> Row:
    """Look at every switch, in an environment that turns all of them on."""
    row = Row("switch of a library that is off, though the environment turns it on")
    with tempfile.TemporaryDirectory(prefix="coach-switches-") as folder:
        found = offline_telemetry.switches(person.environment(), Path(folder))
    lines = ["| library | what keeps it from telling anything | off |", "|---|---|---|"]
    for switch in found:
        row.note("" if switch.off else f"{switch.library}: {switch.about}")
        lines.append(f"| {switch.library} | {switch.about} | {'yes' if switch.off else 'NO'} |")
    print("\n".join(lines) + "\n")
    return row


@lru_cache(maxsize=1)
def cut_off() -> list[str]:
    """Return what stands before a command that has no network; empty where that cannot be."""
    if shutil.which("unshare") is None:
        return []
    for option in ("-n", "-rn"):
        before = ["unshare", option]
        tried = subprocess.run(
            [*before, sys.executable, "-c", _ALONE],
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
        if tried.stdout.strip() == "cut off":
            return before
    return []


def talking(folder: Path) -> Record:
    """Return what the watcher sees of a program that does look up a name and connect."""
    trace = folder / "trace"
    subprocess.run([*watcher.watched(trace), sys.executable, "-c", _TALKS], check=True)
    return watcher.read(trace)


def table_of(records: dict[str, Record]) -> str:
    """Return what the watcher saw of each command, as a Markdown table."""

    def told(counts: Counter[str]) -> str:
        return ", ".join(f"{what} ×{count}" for what, count in sorted(counts.items())) or "–"

    lines = [
        "| command | processes | files | inside of a process | this machine | elsewhere | names |",
        "|---|---:|---:|---|---|---|---|",
    ]
    for name, seen in records.items():
        lines.append(
            f"| {name} | {seen.processes} | {seen.opened} | {told(seen.inside)}"
            f" | {told(seen.loopback)} | {told(seen.elsewhere)} | {told(seen.look_ups)} |"
        )
    return "\n".join(lines)


def _person(folder: Path, *, small: bool) -> Person:
    from tests.models import SMALL, model_file
    from tests.trust.homes import make_home

    folder.mkdir()
    home = make_home(folder / "home", index=True)
    out = folder / "out"
    (out / "personas").mkdir(parents=True)
    (out / "handbook.md").write_text(offline_steps.HANDBOOK, encoding="utf-8")
    shutil.copy(ROOT / "tests" / "personas" / "help-desk.yaml", out / "personas")
    if small:
        return Person(folder, SCRIPTED, home / "models" / "scripted.gguf")
    (home / "models" / f"{SMALL}.gguf").symlink_to(model_file(SMALL))
    before = folder.parent / "alone" / "prefix"
    if before.is_dir():
        shutil.copytree(before, home / "prefix")
    return Person(folder, COACH, model_file(SMALL))


def _done(person: Person, step: Step, outside: Sequence[str], inside: Sequence[str]) -> str:
    """Use one command to its end; return what went wrong.

    Args:
        person: Who uses it.
        step: The command.
        outside: What stands before the command and whoever drives it.
        inside: What stands before the command alone.
    """
    _say(f"{step.name} …")
    session = person.session() if any("{session}" in one for one in step.arguments) else ""
    arguments = [one.format(session=session, out=person.out) for one in step.arguments]
    driver = [sys.executable, offline_drivers.__file__, step.driver] if step.driver else []
    try:
        done = subprocess.run(
            [*outside, *driver, *inside, *person.program, *arguments],
            input="".join(f"{line}\n" for line in step.typed),
            env=person.environment(),
            cwd=ROOT,
            check=False,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"{step.name}: no end after {_SECONDS} seconds"
    finally:
        _keep_states(person, step)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        return f"exit status {done.returncode} {' '.join(last)[:300]}"
    return ""


def _keep_states(person: Person, step: Step) -> None:
    """Keep the model's prepared states for the next person; making them takes minutes."""
    made, kept = person.home / "prefix", person.folder / "prefix"
    if step is offline_steps.SETUP and made.is_dir() and not kept.exists():
        shutil.copytree(made, kept)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
