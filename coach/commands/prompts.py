"""``coach prompts``: an organisation's own wording of the questions, copied and checked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from coach.text import clean

app = typer.Typer(
    help="Word the questions, stages and closing words in your organisation's own way.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def copy(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder.")],
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Write the wording that comes with Coach into a folder, to change what you like in it."""
    import yaml

    from coach.commands.storage import write_files
    from coach.files import shown
    from coach.interview.own import shipped_files
    from coach.interview.own_texts import own_texts

    # Each folder of its own, because a file is written beside its place.
    for name, content in shipped_files().items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
        place = folder / name
        write_files(place.parent, {place.name: text}, force=force)
    typer.echo(own_texts().copied.format(folder=clean(shown(folder))))


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Without it, the one that the settings name."),
    ] = None,
) -> None:
    """Check a folder of your own wording by the rules that Coach's own wording keeps."""
    from coach.config import load_settings
    from coach.errors import CoachError, NotFoundError, UsageError
    from coach.files import shown
    from coach.interview.agenda import load_agenda
    from coach.interview.own import with_own
    from coach.interview.own_texts import own_texts

    told = own_texts().check
    chosen = folder or load_settings().prompts_folder
    if chosen is None:
        raise UsageError(told.not_set)
    place = clean(shown(chosen))
    if not os.path.isdir(chosen):
        raise NotFoundError(told.no_folder.format(folder=place), told.no_folder_remedy)
    files = with_own(load_agenda(), chosen).files
    for file in files:
        line = told.bad if file.problem else told.good
        typer.echo(clean(line.format(file=file.file, problem=file.problem)))
    if not files:
        typer.echo(told.none.format(folder=place))
    if wrong := sum(bool(file.problem) for file in files):
        raise CoachError(told.result.format(count=wrong), told.remedy)
