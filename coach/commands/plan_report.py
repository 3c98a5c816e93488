"""``coach plan report``: what a plan's statements rest on, and what the checks found."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.commands.plan_edit import PlanId
from coach.text import clean

app = typer.Typer(rich_markup_mode=None)


@app.command()
def report(
    plan_id: PlanId,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Check a plan again, and tell what the checks did while it was written."""
    from contextlib import closing

    from coach.commands.storage import open_store
    from coach.config import load_settings
    from coach.knowledge.library import Library
    from coach.plan import reporting, reporting_parts

    with open_store() as store, closing(Library(load_settings())) as library:
        found = reporting.report(store, library.get, plan_id)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        typer.echo(clean(reporting_parts.written(found)))
