"""Runs personas through the baseline; writes and measures what comes out as for the real thing."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings
from coach.errors import CoachError
from coach.evaluate.artefacts import write_interview, write_json
from coach.evaluate.baseline.asking import Asker
from coach.evaluate.baseline.interview import TURN_LIMIT, OnePromptInterview
from coach.evaluate.baseline.notes import take_notes
from coach.evaluate.baseline.plan import write_plan
from coach.evaluate.baseline.texts import load_texts
from coach.evaluate.baseline.topics import TopicFinder
from coach.evaluate.metrics import Measured
from coach.evaluate.personas import Persona
from coach.evaluate.runner import ModelUsed, Result, Say, Written, measure, summary
from coach.evaluate.simulator import simulate
from coach.interview.notes import Notes
from coach.text import one_line
from coach.workspace import Workspace

if TYPE_CHECKING:
    from coach.llm.engine import Engine

PRONOUN = "them"
"""What the customer is called in known questions, beside the outline's word and a name."""

_log = logging.getLogger(__name__)


def run_baseline(
    settings: Settings,
    personas: Sequence[Persona],
    out: Path,
    *,
    model: ModelUsed,
    say: Say,
    engine: Engine | None = None,
) -> list[Result]:
    """Let the model interview every persona; write artefacts and a summary into ``out``.

    Some metrics do not fit: ``model_worded_rate`` is 1 where there is a probe, because the model
    words all; ``readbacks`` is 0, because none is asked for; ``citations_valid_rate`` is 1, because
    there is no library to cite; ``minutes`` takes in the notes, which ours takes on the way.

    Args:
        settings: Where models and index are.
        personas: Who is interviewed.
        out: Folder to write to.
        model: What the summary says of the model.
        say: Told how things go.
        engine: The model to use; None for that of the settings.

    Raises:
        CoachError: the program cannot be set up, or a file cannot be written.
    """
    begun = time.monotonic()
    with closing(Workspace(settings, engine=engine)) as workspace:
        results = [_attempt(workspace, persona, out / persona.id, say) for persona in personas]
    write_json(out / "summary.json", summary(results, model, time.monotonic() - begun))
    return results


def _attempt(workspace: Workspace, persona: Persona, folder: Path, say: Say) -> Result:
    """Interview one persona; a failure is a result, so that the others still have their turn."""
    try:
        return _interview(workspace, persona, folder, say)
    except CoachError as error:
        reason = one_line(str(error))
        _log.exception("the baseline failed")
        say(f"{persona.id}: failed. {reason}")
        return Result(persona.id, False, reason)


def _interview(workspace: Workspace, persona: Persona, folder: Path, say: Say) -> Result:
    say(f"{persona.id}: interview …")
    texts, library = load_texts(), workspace.library
    topics = workspace.agenda.topics(persona.form)
    context_tokens = workspace.settings.context_tokens
    whom = [texts.customer, PRONOUN, *(item[0] for item in persona.truth.focus[:1])]
    interview = OnePromptInterview(
        workspace.engine,
        texts,
        topics,
        TopicFinder(topics, texts.topics, whom, library.embed),
        asks=[*persona.asks.values()],
        context_tokens=context_tokens,
    )
    begun = time.monotonic()
    outcome = simulate(interview, persona, limit=TURN_LIMIT)
    reason = "repeats itself" if interview.repeated else outcome.reason
    write_interview(folder, interview.messages, Notes(), None)
    say(f"{persona.id}: {reason} after {outcome.answers} answers. Notes …")
    asker = Asker(workspace.engine, interview.messages, context_tokens)
    notes = take_notes(asker, texts, topics)
    asked = time.monotonic() - begun
    begun = time.monotonic()
    plan = write_plan(asker, texts, dt.date.today())
    drafted = time.monotonic() - begun
    write_interview(folder, interview.messages, notes, plan)
    written = Written(interview.messages, notes, plan)
    measured = Measured(outcome.finished, asked, drafted)
    numbers = measure(folder, written, persona, library, measured)
    say(f"{persona.id}: plan in {drafted:.0f} seconds, {asker.unreadable} requests without JSON.")
    return Result(persona.id, outcome.finished, reason, numbers)
