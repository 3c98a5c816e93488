"""The soak campaign: one short interview after another in one process, and nothing grows.

Each is held as the full screen holds it (an interview of the workspace that is told what is typed,
then left; a plan that is drafted and exported), with a scripted person. To keep the full size
below an hour most of them end it after a few answers. After each one the
memory, handles, threads and processes of the program and of its model's process are noted. In the
full size the small real model works; in the small size a scripted one.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psutil

from campaigns.soak_person import people
from campaigns.soak_samples import Sample, judged, look, worked
from campaigns.table import Row
from coach.config import Settings
from coach.evaluate.personas import Persona
from coach.evaluate.simulator import TURN_LIMIT, simulate
from coach.interview.events import Event
from coach.interview.session import Interview
from coach.llm.engine import Engine
from coach.llm.local import LocalEngine
from coach.plan.export.formats import FORMATS, exported
from coach.plan.model import Plan
from coach.workspace import Workspace

INTERVIEWS = 200
WHOLE = 10
"""Of so many one is answered to its end, the first too; the person ends the others."""
ANSWERS = 3
"""So many answers come before the person ends an interview."""
FEW = 3
"""The small size: one interview to warm up, one to compare with, one to compare."""


def run(*, small: bool, seed: int) -> list[Row]:
    """Hold the interviews and return a row for them and one for each measure.

    Args:
        small: A few interviews with a scripted model.
        seed: Where the answers are drawn from.
    """
    from tests.models import SMALL, model_file
    from tests.trust.homes import make_home

    with tempfile.TemporaryDirectory(prefix="coach-soak-") as folder:
        home = make_home(Path(folder) / "home", index=True)
        if small:
            return soak(Settings(home=home), FEW, seed, engine=_scripted(), times=False)
        settings = Settings(home=home, model=str(model_file(SMALL)), context_tokens=4096, threads=1)
        return soak(settings, INTERVIEWS, seed)


def soak(
    settings: Settings,
    count: int,
    seed: int,
    *,
    engine: Engine | None = None,
    times: bool = True,
) -> list[Row]:
    """Hold interviews in this process and judge what was seen.

    Args:
        settings: Where models, index and sessions are.
        count: How many interviews; three at least.
        seed: Where the answers are drawn from.
        engine: The model to use; None for that of the settings.
        times: Whether times are judged; a few turns say nothing on a busy machine.
    """
    held = Row("short interviews, each with its plan")
    samples: list[Sample] = []
    with closing(Workspace(settings, engine=engine)) as workspace:
        workspace.prepare_model(_say_prepared)
        for number, persona in enumerate(itertools.islice(people(seed), count), start=1):
            loss, sample = _one(workspace, persona, whole=number % WHOLE == 1)
            held.note(loss)
            samples.append(sample)
            program, model = sample.program, sample.engine
            _say(
                f"{number} of {count}: {sum(sample.turns):.1f} s, {program.memory:.0f} MB,"
                f" {program.handles} handles, {program.threads} threads"
                + (f"; model {model.memory:.0f} MB" if model else "")
            )
    return [held, *judged(samples, times=times)]


class _Timed:
    """An interview whose turns are timed; each is told first what is typed, as by the screen."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview
        self.turns: list[float] = []

    def start(self) -> Iterator[Event]:
        return self._interview.start()

    def answer(self, text: str) -> Iterator[Event]:
        self._interview.typing(text[: len(text) // 2])
        begun = time.perf_counter()
        yield from self._interview.answer(text)
        self.turns.append(time.perf_counter() - begun)

    def finish(self) -> Iterator[Event]:
        return self._interview.finish()

    def readback_topics(self) -> Sequence[str]:
        return self._interview.readback_topics()


def _one(workspace: Workspace, persona: Persona, *, whole: bool) -> tuple[str, Sample]:
    """Hold one interview; return what was lost of it, and what is seen after it.

    Args:
        workspace: Where it is held.
        persona: Who answers.
        whole: Whether it is answered to its end, and its plan saved in every format.
    """
    engine_id = _engine_id(workspace)
    ids = [os.getpid()] if engine_id is None else [os.getpid(), engine_id]
    before = worked(ids)
    interview = workspace.new_interview("short")
    timed = _Timed(interview)
    simulate(timed, persona, limit=TURN_LIMIT if whole else ANSWERS)
    interview.leave()
    work = (worked(ids) - before) / max(1, len(timed.turns))
    plans = [one for one in workspace.draft_plan(interview.session_id) if isinstance(one, Plan)]
    loss = "" if interview.finished else "the interview did not end"
    loss = loss or _loss(plans, FORMATS if whole else ("md",))
    if engine_id != _engine_id(workspace):
        loss = loss or "the model's process was started anew"
    sample = Sample(
        program=look(os.getpid()),
        engine=None if engine_id is None else look(engine_id),
        children=len(psutil.Process().children(recursive=True)),
        turns=timed.turns,
        work=work,
    )
    return loss, sample


def _loss(plans: Sequence[Plan], formats: Sequence[str]) -> str:
    if not plans:
        return "no plan was written"
    empty = [name for name in formats if not exported(plans[-1], name)]
    return f"empty: {', '.join(empty)}" if empty else ""


def _engine_id(workspace: Workspace) -> int | None:
    engine = workspace.engine
    return engine.process_id if isinstance(engine, LocalEngine) else None


def _scripted() -> Engine:
    from tests.interview.helpers import Reading
    from tests.scripted import ScriptedEngine
    from tests.trust.program import worded

    return ScriptedEngine(Reading({}, worded))


def _say_prepared(done: int, total: int) -> None:
    if done % 5 == 0:
        _say(f"preparing the model, {done} of {total}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
