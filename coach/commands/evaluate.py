"""``coach evaluate``: simulated interviews with the real model, their artefacts and metrics."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.text import clean

if TYPE_CHECKING:
    from coach.evaluate.runner import Result

_COLUMNS = {
    "slots_filled_rate": "slots",
    "fact_recall": "recall",
    "fact_precision": "precis",
    "quotes_verbatim_rate": "quotes",
    "numbers_grounded_rate": "number",
    "names_grounded_rate": "names",
    "model_worded_rate": "model",
    "one_question_rate": "one q",
    "repeated_questions": "repeat",
    "plan_score": "plan",
    "minutes": "min",
}
"""Metrics of the table, with their headings."""


def evaluate(
    personas: Annotated[Path, typer.Option(metavar="DIR", help="Folder of personas (*.yaml).")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write the results to.")],
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Model to use instead of the chosen one.")
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, max=64, metavar="N", help="Interviews at the same time.")
    ] = 1,
) -> None:
    """Interview simulated employees with the real model, and measure how it went."""
    from coach.config import load_settings
    from coach.evaluate.personas import load_personas
    from coach.evaluate.runner import evaluate as run
    from coach.evaluate.runner import model_used

    people = load_personas(personas)
    # A model that is named is one of this machine, whatever server the settings name.
    settings = load_settings() if model is None else load_settings(model=model, remote_url="")
    results = run(settings, people, out, model=model_used(settings), say=_say, jobs=jobs)
    for line in _table(results):
        typer.echo(line)
    unfinished = [result.id for result in results if not result.finished]
    if unfinished:
        typer.echo(f"Not finished: {clean(', '.join(unfinished))}.", err=True)
        raise typer.Exit(1)


def _say(line: str) -> None:
    print(clean(line), file=sys.stderr, flush=True)


def _table(results: Sequence[Result]) -> list[str]:
    """Return the lines of a short table; a persona without metrics has dashes."""
    width = max(len("persona"), *(len(result.id) for result in results))
    headings = "".join(f"{heading:>8}" for heading in _COLUMNS.values())
    lines = [f"{'persona':<{width}}{headings}"]
    for result in results:
        cells = "".join(
            f"{result.numbers[name]:>8.3g}" if name in result.numbers else f"{'-':>8}"
            for name in _COLUMNS
        )
        lines.append(f"{clean(result.id):<{width}}{cells}")
    return lines
