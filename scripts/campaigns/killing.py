"""Kills beside another program, and of the whole program at moments drawn by chance."""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from campaigns.faulting import ROOT, Fault, How, Nursery
from campaigns.judging import judged
from campaigns.table import Row

_SECONDS = 60
_ANSWERS = 6
_LONGEST_WAIT = 0.4


def beside(nursery: Nursery, draw: random.Random, cases: int) -> Row:
    """Kill a program that writes while another one writes into the same home."""
    row = Row("Killed while another program writes")
    calls = nursery.live("answers", nursery.home("answers")).calls
    with Nursery() as other, ThreadPoolExecutor(1) as beside:
        for _ in range(cases):
            home = nursery.home("answers")
            fault = Fault(draw.choice((How.DIE, How.TORN)), draw.randint(1, calls))
            living = beside.submit(other.live, "answers", home)
            killed = nursery.live("answers", home, fault)
            lived = living.result()
            lost = judged(nursery, "answers", home, [killed, lived], f"killed at {fault.at}")
            row.note(lost or ("" if lived.end == "done" else f"the other one: {lived.end}"))
    return row


def whole_program(nursery: Nursery, draw: random.Random, cases: int) -> Row:
    """Kill ``coach chat`` from outside, some time after an answer; it is told to start again."""
    from tests.models import REAL_HOME

    row = Row("The whole program, killed from outside")
    if not (REAL_HOME / "models" / "minilm").is_dir():
        print("there is no search model here, so the whole program is not started", file=sys.stderr)
        return row
    for number in range(cases):
        row.note(_killed_talk(nursery.folder / f"program-{number}", draw))
    return row


def _killed_talk(home: Path, draw: random.Random) -> str:
    """Kill a talk after some answers; return what was lost."""
    from tests.trust.homes import environment, make_home

    make_home(home, index=True)
    command = [sys.executable, "-m", "tests.trust.program", "chat", "--short"]
    talk = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=environment(home),
        cwd=ROOT,
    )
    assert talk.stdin is not None
    assert talk.stdout is not None
    answers = [f"Answer {n}: I mend the carts of the porters." for n in range(_ANSWERS)]
    safe = draw.randint(1, _ANSWERS)
    heard = 0
    ending = threading.Timer(_SECONDS, talk.kill)
    ending.start()
    try:
        while heard <= safe and (line := talk.stdout.readline()):
            if line.startswith("Coach: "):
                if heard < len(answers):
                    talk.stdin.write(answers[heard] + "\n")
                    talk.stdin.flush()
                heard += 1
        time.sleep(draw.random() * _LONGEST_WAIT)
    finally:
        ending.cancel()
        talk.kill()
        talk.communicate()
    # Each answer is on the disk before the coach replies to it.
    return _lost(home, answers[: max(heard - 1, 0)])


def _lost(home: Path, answers: list[str]) -> str:
    from tests.trust.homes import environment

    started = subprocess.run(
        [sys.executable, "-m", "coach", "sessions", "list"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment(home),
        cwd=ROOT,
    )
    if started.returncode or not re.search(r"\d{8}-\w{4}", started.stdout):
        return f"the program does not start: {started.stdout} {started.stderr}"
    with closing(sqlite3.connect(home / "coach.sqlite3")) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        kept = connection.execute("SELECT text FROM messages WHERE speaker = 'employee'")
        missing = {*answers} - {text for (text,) in kept}
    return f"{sound}, missing: {missing}" if missing or sound != "ok" else ""
