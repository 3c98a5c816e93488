"""Runs personas through the real program and writes what comes out."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings
from coach.errors import CoachError
from coach.evaluate.artefacts import write_interview, write_json
from coach.evaluate.metrics import Measured, metrics, worst
from coach.evaluate.personas import Persona
from coach.evaluate.simulator import simulate
from coach.interview.notes import Notes
from coach.knowledge.library import Library
from coach.plan.model import Plan
from coach.store.messages import Message
from coach.text import one_line
from coach.workspace import Workspace

if TYPE_CHECKING:
    from coach.llm.engine import Engine

Say = Callable[[str], None]
"""Takes a line about how things go."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What came of one persona.

    Attributes:
        id: The persona.
        finished: Whether the interview came to its end by itself and a plan was written.
        reason: How it ended, or what failed.
        numbers: Its metrics; empty when there is no plan to measure.
    """

    id: str
    finished: bool
    reason: str
    numbers: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelUsed:
    """The model of a run: its name and the checksum of its file; none for one on a server."""

    name: str
    sha256: str


def model_used(settings: Settings) -> ModelUsed:
    """Return the model that the settings mean.

    Raises:
        CoachError: it is unknown, missing or damaged.
    """
    if settings.remote_url:
        from coach.llm.remote import RemoteEngine

        return ModelUsed(RemoteEngine(settings).name, "")
    from coach.llm.catalogue import resolve_model
    from coach.llm.checksums import sha256_of

    file = resolve_model(settings)
    return ModelUsed(file.name, file.sha256 or sha256_of(file.path))


def evaluate(
    settings: Settings,
    personas: Sequence[Persona],
    out: Path,
    *,
    model: ModelUsed,
    say: Say,
    jobs: int = 1,
    engine: Engine | None = None,
) -> list[Result]:
    """Interview every persona, and write the artefacts of each and a summary into ``out``.

    Args:
        settings: Where models and index are; sessions and plans go to a passing folder.
        personas: Who is interviewed.
        out: Folder to write to.
        model: What the summary says of the model.
        say: Told how things go.
        jobs: Interviews at the same time, each with a model of its own.
        engine: The model to use with one job; None for that of the settings.

    Raises:
        CoachError: the program cannot be set up, or a file cannot be written.
    """
    begun = time.monotonic()
    if jobs > 1 and len(personas) > 1:
        results = _in_processes(settings, personas, out, min(jobs, len(personas)), say)
    else:
        with closing(Workspace(settings, engine=engine)) as shared:
            shared.prepare_model(lambda done, total: _say_prepared(done, total, say))
            results = [_attempt(shared, persona, out, say) for persona in personas]
    write_json(out / "summary.json", summary(results, model, time.monotonic() - begun))
    return results


def _say_prepared(done: int, total: int, say: Say) -> None:
    """Tell of every fifth step of preparing the model; the first run takes minutes over them."""
    if done % 5 == 0 or done == total:
        say(f"Preparing the model: {done} of {total}")


def summary(results: Sequence[Result], model: ModelUsed, seconds: float) -> dict[str, object]:
    """Return what ``summary.json`` says of a run: mean and worst of each metric, and more."""
    measured = [result.numbers for result in results if result.numbers]
    return {
        "model": {"name": model.name, "sha256": model.sha256},
        "wall_seconds": round(seconds, 1),
        "personas": {r.id: {"finished": r.finished, "reason": r.reason} for r in results},
        "metrics": {name: _mean_and_worst(name, measured) for name in (measured or [{}])[0]},
    }


def _mean_and_worst(name: str, measured: Sequence[dict[str, float]]) -> dict[str, float]:
    values = [numbers[name] for numbers in measured]
    return {"mean": round(sum(values) / len(values), 4), "worst": worst(name, values)}


def _in_processes(
    settings: Settings, personas: Sequence[Persona], out: Path, jobs: int, say: Say
) -> list[Result]:
    if not settings.threads:
        threads = max(1, (os.cpu_count() or jobs) // jobs)
        settings = settings.model_copy(update={"threads": threads})
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        futures = [pool.submit(_in_process, settings, persona, out) for persona in personas]
        try:
            results = []
            for future in futures:
                results.append(future.result())
                say(f"{results[-1].id}: {results[-1].reason}")
            return results
        except BrokenProcessPool as error:
            raise CoachError(
                "A process of the evaluation ended unexpectedly.",
                "There may be too little memory: try again with fewer jobs.",
            ) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _in_process(settings: Settings, persona: Persona, out: Path) -> Result:
    with closing(Workspace(settings)) as shared:
        shared.prepare_model()
        return _attempt(shared, persona, out, lambda _: None)


def _attempt(shared: Workspace, persona: Persona, out: Path, say: Say) -> Result:
    """Interview one persona; a failure is a result, so that the others still have their turn."""
    try:
        with _own_workspace(shared) as workspace:
            return _interview(workspace, shared, persona, out / persona.id, say)
    except CoachError as error:
        reason = str(error)
    except Exception as error:
        _log.exception("the interview with a persona failed")
        reason = f"{type(error).__name__}: {error}"
    reason = one_line(reason)
    say(f"{persona.id}: failed. {reason}")
    return Result(persona.id, False, reason)


@contextlib.contextmanager
def _own_workspace(shared: Workspace) -> Iterator[Workspace]:
    """Give a workspace with sessions of its own and the model of ``shared``, for one interview."""
    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as home:
        settings = shared.settings.model_copy(update={"data_home": Path(home)})
        with closing(Workspace(settings, engine=shared.engine)) as workspace:
            yield workspace


def _interview(
    workspace: Workspace, shared: Workspace, persona: Persona, folder: Path, say: Say
) -> Result:
    say(f"{persona.id}: interview …")
    interview = workspace.new_interview(persona.form)
    begun = time.monotonic()
    outcome = simulate(interview, persona)
    asked = time.monotonic() - begun
    write_interview(folder, interview.messages(), interview.notes, None)
    say(f"{persona.id}: {outcome.answers} answers in {asked / 60:.1f} minutes. Plan …")
    begun = time.monotonic()
    plan = next(p for p in workspace.draft_plan(interview.session_id) if isinstance(p, Plan))
    drafted = time.monotonic() - begun
    write_interview(folder, interview.messages(), interview.notes, plan)
    written = Written(interview.messages(), interview.notes, plan)
    measured = Measured(outcome.finished, asked, drafted)
    numbers = measure(folder, written, persona, shared.library, measured)
    say(f"{persona.id}: {outcome.reason}, plan in {drafted:.0f} seconds.")
    return Result(persona.id, outcome.finished, outcome.reason, numbers)


@dataclass(frozen=True)
class Written:
    """What an interview left behind: its messages, the notes and the plan."""

    messages: Sequence[Message]
    notes: Notes
    plan: Plan


def measure(
    folder: Path, written: Written, persona: Persona, library: Library, measured: Measured
) -> dict[str, float]:
    """Measure an interview and its plan, write what was found into ``folder``, return the metrics.

    Raises:
        CoachError: a file cannot be written.
    """
    result = metrics(
        written.messages,
        written.notes,
        written.plan,
        persona,
        embed=library.embed,
        passages={p.id: f"{p.title}\n{p.source}\n{p.text}" for p in library.list()},
        measured=measured,
    )
    write_json(folder / "metrics.json", result.numbers)
    write_json(folder / "findings.json", result.findings)
    return result.numbers
