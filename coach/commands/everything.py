"""``coach export`` and ``coach delete``: everything that Coach keeps, with one command each."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.text import clean

if TYPE_CHECKING:
    from coach.config import Settings

_All = Annotated[
    bool, typer.Option("--all", help="Everything; it must be said, so that nobody means one plan.")
]
_SHOWN_NAMES = 5


def export(
    everything: _All = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="A file that ends in .zip, or a folder; without it a .zip file in this folder.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Write everything that Coach keeps of you into one folder or .zip file.

    Interviews, plans with all versions, reviews, documents of your library, files that you saved in
    Coach's own folder, and settings without keys. Coach needs none of it, and it is not encrypted.
    """
    from coach.commands.takeout import write_takeout
    from coach.commands.unlocking import unlocked
    from coach.config import load_settings

    _must_mean_it(everything, "coach sessions export ID, or coach plan export ID")
    settings = load_settings()
    key = unlocked(settings)
    place = out or Path(f"coach-{date.today():%Y-%m-%d}.zip")
    count = write_takeout(settings, place, force=force, key=key)
    typer.echo(f"{count} files are in {clean(str(place))}. They are not encrypted.")


def delete(
    everything: _All = False,
    models: Annotated[
        bool, typer.Option("--models", help="Delete the downloaded models too.")
    ] = False,
    leave_shared: Annotated[
        bool,
        typer.Option("--leave-shared", help="Leave what you share on the team's server there."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
) -> None:
    """Delete everything that Coach keeps of you, for good.

    Interviews, plans, reviews, your library, files that you saved in Coach's own folder, settings,
    logs and everything that was computed. Nothing of it can be brought back.
    """
    from coach.config import load_settings
    from coach.errors import CoachError, UsageError
    from coach.files import delete_whole
    from coach.private import own_files

    _must_mean_it(everything, "coach sessions delete ID, or coach knowledge remove ID")
    settings = load_settings()
    if not leave_shared:
        _refuse_shared(settings)
    found = own_files(settings)
    if models and settings.models_folder.exists():
        found.append(settings.models_folder)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(
                "Nothing was deleted, because nobody can be asked.", "Add --yes to delete."
            )
        for path in found:
            typer.echo(clean(str(path)))
        if not typer.confirm("Delete all of this, with every interview and plan, for good?"):
            typer.echo("Nothing was deleted.")
            return
    left = []
    for path in found:
        try:
            delete_whole(path)
        except OSError:
            left.append(path)
    if left:
        raise CoachError(
            f"These could not be deleted: {clean(', '.join(map(str, left)))}.",
            "Close all other windows of coach, and try again.",
        )
    _leave(settings)


def _must_mean_it(everything: bool, instead: str) -> None:
    from coach.errors import UsageError

    if not everything:
        raise UsageError(
            "This command is for everything that Coach keeps.", f"Add --all, or use {instead}."
        )


def _refuse_shared(settings: Settings) -> None:
    """Stop while documents lie on a team's server: only this machine knows their names there."""
    from coach.errors import UsageError
    from coach.store.shares import shared_names

    names = shared_names(settings.shares_database)
    if names:
        more = ", …" if len(names) > _SHOWN_NAMES else ""
        raise UsageError(
            "Nothing was deleted. You still share with your team: "
            f"{clean(', '.join(names[:_SHOWN_NAMES]))}{more}.",
            "Take it back first with: coach knowledge unshare ID. Or add --leave-shared; it can "
            "then not be taken back any more.",
        )


def _leave(settings: Settings) -> None:
    """Remove the folders when they are empty by now, and say what is still there."""
    from coach.config import settings_file

    for home in (settings.data_home, settings.home):
        if home is not None:
            try:
                home.rmdir()
            except OSError:
                continue
    typer.echo("Everything was deleted.")
    if settings.models_folder.exists():
        typer.echo(f"The models are still in {clean(str(settings.models_folder))} (--models).")
    if settings_file().exists():
        typer.echo(
            f"This settings file is your own place, and stays: {clean(str(settings_file()))}"
        )
