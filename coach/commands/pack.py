"""``coach pack``: what a facilitator needs to hold a session, made from what the coach asks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.text import clean

DEFAULT_FOLDER = Path("coach-pack")


def pack(
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Folder that the files are written to.")
    ] = DEFAULT_FOLDER,
    minutes: Annotated[
        int | None,
        typer.Option(metavar="60|90", help="Length of the session; without it both are written."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Write what a facilitator needs: session plan, slides, sheet, and a form to type it in.

    The questions are those of the interview. The form can be read with: coach chat --from FILE
    """
    from contextlib import closing

    from coach.commands.storage import write_files
    from coach.config import load_settings
    from coach.files import shown
    from coach.pack.pack import pack_files
    from coach.workspace import Workspace

    with closing(Workspace(load_settings())) as workspace:
        for notice in workspace.wording.notices:
            typer.echo(clean(notice), err=True)
        files = pack_files(workspace.agenda, minutes)
    write_files(out, files, force=force)
    for name in files:
        typer.echo(clean(shown(out / name)))
