"""``coach plan``: see plans, read one, take it out as a file, see its score."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from coach.commands import plan_edit, plan_report
from coach.plan.export.formats import FORMATS, PRINTABLE
from coach.text import clean, one_line

app = typer.Typer(
    help="See, read, export and score plans.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(plan_edit.app)
app.add_typer(plan_report.app)

_Id = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Id of the plan or of its interview, or a beginning that only it has.",
    ),
]


@app.command("list")
def list_plans(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """List the newest version of every plan, the newest plan first."""
    from datetime import date

    from coach.commands.storage import open_store
    from coach.review.due import due
    from coach.review.texts import fill, texts

    with open_store() as store:
        plans = store.plans()
        waiting = due(store, date.today())
    if as_json:
        typer.echo(json.dumps([info.model_dump(mode="json") for info in plans], indent=2))
    elif not plans:
        typer.echo("There are no plans yet. An interview ends with one; begin with: coach")
    else:
        for info in plans:
            day = info.created.astimezone().strftime("%Y-%m-%d %H:%M")
            title = one_line(info.title, limit=100)
            typer.echo(f"{info.id}  {day}  version {info.version}  {title}".rstrip())
            if info.id in waiting:
                typer.echo(f"  {fill(texts().command.due, id=info.id)}")


@app.command()
def show(
    plan_id: _Id,
    version: Annotated[int | None, typer.Option(metavar="NUMBER", help="An older version.")] = None,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="With the names of the parts and numbered lines.")
    ] = False,
) -> None:
    """Print a plan for reading."""
    from coach.commands.storage import open_store
    from coach.plan.export.markdown import to_markdown
    from coach.plan.numbered import numbered
    from coach.plan.versions import Versions

    with open_store() as store:
        plan = Versions(store, plan_id).get(version)
    text = numbered(plan) if numbers else to_markdown(plan)
    typer.echo(clean(text).rstrip("\n"))


@app.command()
def export(
    plan_id: _Id,
    file_format: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="What kind of file.")
    ] = "md",
    out: Annotated[
        str | None,  # a path would lose the stroke at its end, which says that it is a folder
        typer.Option(
            metavar="PATH",
            help="File or folder to write to; without it text is printed, and pdf and docx go to"
            " the folder of exports.",
        ),
    ] = None,
    without_names: Annotated[
        bool,
        typer.Option("--without-names", help="Put roles where names of people stand."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Print a plan, or write it to a file."""
    from coach.commands.storage import open_store, read_plan, write_files
    from coach.errors import UsageError
    from coach.plan.export.formats import exported, file_name

    if file_format not in FORMATS:
        raise UsageError(
            f"There is no format '{one_line(file_format, limit=40)}'.",
            f"Available are: {', '.join(FORMATS)}.",
        )
    with open_store() as store:
        plan = read_plan(store, plan_id)
    content = exported(plan, file_format, names=not without_names)
    if out is None and file_format in PRINTABLE:
        typer.echo(content.decode("utf-8") if file_format != "ics" else content, nl=False)
        return
    place = _exports_folder(plan.session) if out is None else Path(out)
    if out is None or out.endswith(("/", os.sep)) or os.path.isdir(place):
        place = place / file_name(plan, file_format, names=not without_names)
    write_files(place.parent, {place.name: content}, force=force)
    typer.echo(clean(str(place)))


@app.command()
def score(
    plan_id: _Id,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Show how good a plan is by the 20 points, and what would raise it."""
    import datetime as dt

    from coach.commands.storage import open_store, read_plan
    from coach.plan.scoring import keys
    from coach.plan.scoring import score as score_plan

    with open_store() as store:
        plan = read_plan(store, plan_id)
    result = score_plan(plan, today=dt.date.today())
    if as_json:
        typer.echo(result.model_dump_json(indent=2))
        return
    typer.echo(clean(str(result)))
    if result.missing:
        typer.echo(f"\n{clean(keys(plan))}")


def _exports_folder(session: str) -> Path:
    """Return the folder of an interview's exports, which is named when the interview is deleted."""
    from coach.config import load_settings

    return load_settings().exports_folder / session
