"""``coach plan edit`` and the other commands that change a plan, undo, and compare versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from coach.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.plan.model import Plan
    from coach.plan.versions import Versions

app = typer.Typer(rich_markup_mode=None)

PlanId = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Id of the plan or of its interview, or a beginning that only it has.",
    ),
]
_Section = Annotated[
    str,
    typer.Argument(metavar="SECTION", help="Part of the plan, as 'show ID --numbers' names it."),
]
_Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="The line, as 'show ID --numbers' counts it.")
]
_Text = Annotated[str, typer.Argument(metavar="TEXT", help="Your words.")]


@app.command()
def edit(plan_id: PlanId, section: _Section, number: _Number, text: _Text) -> None:
    """Put your own words in place of a line; they stay when the plan is written again."""
    from datetime import date

    from coach.plan import editing

    _change(plan_id, lambda plan: editing.edited(plan, section, number, text, today=date.today()))


@app.command()
def add(
    plan_id: PlanId,
    section: _Section,
    text: _Text,
    at: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Where it stands; without it at the end.")
    ] = None,
) -> None:
    """Add a line of your own to a part of the plan."""
    from coach.plan import editing

    _change(plan_id, lambda plan: editing.added(plan, section, text, at=at))


@app.command()
def remove(plan_id: PlanId, section: _Section, number: _Number) -> None:
    """Delete a line of the plan; 'undo' brings it back."""
    from coach.plan import editing

    _change(plan_id, lambda plan: editing.deleted(plan, section, number))


@app.command()
def move(
    plan_id: PlanId,
    section: _Section,
    number: _Number,
    to: Annotated[int, typer.Argument(metavar="TO", help="The place where it goes.")],
) -> None:
    """Move a line to another place in its part."""
    from coach.plan import editing

    _change(plan_id, lambda plan: editing.moved(plan, section, number, to))


@app.command()
def reword(
    plan_id: PlanId,
    section: _Section,
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="[NUMBER]",
            help="The line; without it all of the part, but those in your own words.",
        ),
    ] = None,
    wish: Annotated[
        str, typer.Option(help="How it should be: shorter, less formal, or in words of your own.")
    ] = "shorter",
) -> None:
    """Let the coach word a line, or all of a part, in another way; the old words are kept too."""
    from contextlib import closing

    from coach.commands.unlocking import unlocked
    from coach.commands.waiting import Waiting
    from coach.config import load_settings
    from coach.plan import editing
    from coach.plan.difference import difference, written
    from coach.plan.editing_texts import texts
    from coach.plan.rewording import offered
    from coach.plan.versions import Versions
    from coach.workspace import Workspace

    offered(wish)  # what cannot be meant is told before the model is loaded
    words, wordings = texts().command, {}
    settings = load_settings()
    with closing(Workspace(settings, key=unlocked(settings))) as workspace:
        versions = Versions(workspace.store, plan_id)
        before = versions.get()
        with Waiting(words.rewording, bytes_=False) as waiting:
            for result in workspace.reword(before, section, number, wish):
                waiting(result.done, result.total)
                if result.text is not None:
                    wordings[result.number] = result.text
        if not wordings:
            typer.echo(words.nothing_better)
            return
        after = versions.save(editing.reworded(before, section, wordings))
    typer.echo(written(difference(before, after)))
    typer.echo(words.saved.format(version=after.version, id=after.id))


@app.command()
def undo(plan_id: PlanId) -> None:
    """Take back the last change."""
    _go_back(plan_id, lambda versions: versions.undo())


@app.command()
def redo(plan_id: PlanId) -> None:
    """Bring back what was undone last."""
    _go_back(plan_id, lambda versions: versions.redo())


@app.command()
def restore(
    plan_id: PlanId,
    version: Annotated[int, typer.Argument(metavar="VERSION", help="The version to go back to.")],
) -> None:
    """Go back to an older version; it becomes the newest one, and nothing is lost."""
    _go_back(plan_id, lambda versions: versions.restore(version))


@app.command("versions")
def list_versions(
    plan_id: PlanId,
    every: Annotated[
        bool, typer.Option("--all", help="Every change; without it those of one sitting are one.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """List the versions of a plan, the newest first."""
    from coach.commands.storage import open_store
    from coach.plan.versions import Entry, Versions, entries

    with open_store() as store:
        versions = Versions(store, plan_id).all()
    found = [Entry(version) for version in versions] if every else entries(versions)
    told = [
        {
            "version": entry.version.number,
            "saved": entry.version.saved.isoformat(),
            "changes": entry.changes,
            "what": str(entry),
        }
        for entry in reversed(found)
    ]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    width = len(str(versions[-1].number))
    for entry in reversed(found):
        day = entry.version.saved.astimezone().strftime("%Y-%m-%d %H:%M")
        typer.echo(f"{entry.version.number:>{width}}  {day}  {one_line(str(entry))}")


@app.command()
def compare(
    plan_id: PlanId,
    old: Annotated[
        int | None,
        typer.Argument(metavar="[OLD]", help="A version; without it the one before the newest."),
    ] = None,
    new: Annotated[
        int | None, typer.Argument(metavar="[NEW]", help="A version; without it the newest.")
    ] = None,
) -> None:
    """Show what differs between two versions of a plan, part by part."""
    from coach.commands.storage import open_store
    from coach.plan.difference import difference, written
    from coach.plan.editing_texts import texts
    from coach.plan.versions import Versions

    with open_store() as store:
        versions = Versions(store, plan_id)
        after = versions.get(new)
        before = versions.get(old if old is not None else max(1, after.version - 1))
    typer.echo(texts().difference.title.format(old=before.version, new=after.version))
    typer.echo()
    typer.echo(written(difference(before, after)))


def _change(plan_id: str, change: Callable[[Plan], Plan]) -> None:
    """Save a changed plan as the next version, and print the part that was changed."""
    from coach.commands.storage import open_store
    from coach.plan.versions import Versions

    with open_store() as store:
        versions = Versions(store, plan_id)
        before = versions.get()
        after = change(before)
        tell(before, before if after is before else versions.save(after))


def tell(before: Plan, after: Plan) -> None:
    """Print the part of a plan that was changed, and how to undo it."""
    from coach.plan.editing_texts import texts
    from coach.plan.numbered import numbered_section

    words = texts().command
    section = after.section(after.change.section) if after.change else None
    if after is before or section is None:
        typer.echo(words.unchanged)
        return
    typer.echo(numbered_section(section))
    typer.echo(words.saved.format(version=after.version, id=after.id))


def _go_back(plan_id: str, step: Callable[[Versions], Plan]) -> None:
    """Undo, redo or restore, and print what that changed."""
    from coach.commands.storage import open_store
    from coach.plan.difference import difference, written
    from coach.plan.editing_texts import texts
    from coach.plan.versions import Versions

    with open_store() as store:
        versions = Versions(store, plan_id)
        before = versions.get()
        after = step(versions)
    typer.echo(written(difference(before, after)))
    typer.echo(texts().command.saved.format(version=after.version, id=after.id))
