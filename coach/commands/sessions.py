"""``coach sessions``: see interviews, take their files out, delete them for good."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.text import clean, one_line

if TYPE_CHECKING:
    from coach.store.records import SessionInfo
    from coach.store.store import Store

app = typer.Typer(
    help="See, export and delete interviews.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Id = Annotated[
    str, typer.Argument(metavar="ID", help="Id of the interview, or a beginning that only it has.")
]


@app.command("list")
def list_sessions(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """List interviews, the last used first."""
    from coach.commands.storage import open_store

    with open_store() as store:
        sessions = store.sessions()
    if as_json:
        typer.echo(json.dumps([info.model_dump(mode="json") for info in sessions], indent=2))
    elif not sessions:
        typer.echo("There are no interviews yet. Begin one with: coach")
    else:
        for info in sessions:
            typer.echo(_line(info))


@app.command()
def export(
    session_id: _Id,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files; without it, in Coach's own folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Write everything of an interview into files: transcript, notes and plan."""
    from coach.commands.storage import open_store, write_files
    from coach.config import load_settings

    with open_store() as store:
        info = store.session(session_id)
        files = files_of(store, info.id)
    folder = out or load_settings().exports_folder / info.id
    write_files(folder, files, force=force)
    for name in files:
        typer.echo(clean(str(folder / name)))


@app.command()
def delete(
    session_id: _Id,
    keep_exports: Annotated[
        bool,
        typer.Option("--keep-exports", help="Keep files of it that are in Coach's own folder."),
    ] = False,
    keep_damaged: Annotated[
        bool,
        typer.Option(
            "--keep-damaged", help="Keep copies of a damaged database, which may hold parts of it."
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Delete without asking, with these files and copies.")
    ] = False,
) -> None:
    """Delete an interview with its notes and plans, for good."""
    from coach.commands.storage import open_store
    from coach.config import load_settings
    from coach.errors import UsageError
    from coach.private import delete_left, exported_files

    with open_store() as store:
        info = store.session(session_id)
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError(
                    "Nothing was deleted, because nobody can be asked.", "Add --yes to delete."
                )
            typer.echo(_line(info))
            if not typer.confirm("Delete this interview with its notes and plans, for good?"):
                typer.echo("Nothing was deleted.")
                return
        store.delete_session(info.id)
        damaged = store.damaged_copies()
    typer.echo(f"Deleted {info.id}.")
    exported = exported_files(load_settings(), info.id)
    if exported is not None and not keep_exports:
        shown = clean(str(exported))
        if yes or typer.confirm(f"Delete the files of it in {shown} too?"):
            delete_left(exported)
    for path in damaged if not keep_damaged else ():
        shown = clean(str(path))
        if yes or typer.confirm(f"{shown} was set aside as damaged. Delete it too?"):
            delete_left(path)
    for path in ([exported] if exported else []) + damaged:
        if os.path.lexists(path):
            typer.echo(f"This may still hold parts of it; delete it yourself: {clean(str(path))}")


def _line(info: SessionInfo) -> str:
    day = info.updated.astimezone().strftime("%Y-%m-%d %H:%M")
    answers = f"{info.answers} answer{'' if info.answers == 1 else 's'}"
    line = f"{info.id}  {day}  {info.form:<5}  {info.status:<8}  {answers:>11}"
    return f"{line}  {one_line(info.title, limit=80)}".rstrip()


def files_of(store: Store, session_id: str) -> dict[str, str]:
    """Return the contents of the contract's files by name; plan files only where there is one."""
    from coach.commands.storage import read_plan
    from coach.errors import NotFoundError
    from coach.plan.export.data import to_json
    from coach.plan.export.markdown import to_markdown

    lines = [message.model_dump_json() for message in store.messages(session_id)]
    snapshot = store.snapshot(session_id)
    topics = {} if snapshot is None else json.loads(snapshot.notes).get("topics", {})
    files = {
        "transcript.jsonl": "".join(f"{line}\n" for line in lines),
        "notes.json": json.dumps(topics, ensure_ascii=False, indent=2) + "\n",
    }
    try:
        plan = read_plan(store, session_id)
    except NotFoundError:
        return files
    files["plan.json"] = to_json(plan).rstrip("\n") + "\n"
    files["plan.md"] = to_markdown(plan).rstrip("\n") + "\n"
    return files
