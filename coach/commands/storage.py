"""What commands on sessions and plans share: the open store, plans as objects, whole files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from coach.errors import CoachError, NotFoundError, UsageError
from coach.files import write_whole
from coach.text import clean

if TYPE_CHECKING:
    from coach.plan.model import Plan
    from coach.store.store import Store


@contextmanager
def open_store() -> Iterator[Store]:
    """Give the store of the settings, and close it at the end.

    Raises:
        CoachError: the settings or the store cannot be used.
    """
    from coach.commands.unlocking import unlocked
    from coach.config import load_settings
    from coach.store.store import Store

    settings = load_settings()
    with closing(Store(settings.database, unlocked(settings))) as store:
        if store.notice:
            typer.echo(clean(store.notice), err=True)
        yield store


def read_plan(store: Store, plan_id: str) -> Plan:
    """Return the newest version of a plan, by its id or its session's or a beginning of it.

    Raises:
        NotFoundError: there is no such plan.
        DamagedFileError: what is stored is not a plan.
    """
    from coach.plan.versions import Versions

    return Versions(store, plan_id).get()


def chosen_plan(store: Store, plan_id: str | None, *, without: tuple[str, str]) -> Plan:
    """Return the plan that somebody named, or the newest.

    Args:
        store: Where it is kept.
        plan_id: What was named; None for nothing.
        without: What to say, and what to do, where there is no plan at all.

    Raises:
        NotFoundError: there is no such plan, or none at all.
    """
    if plan_id is None:
        plans = store.plans()
        if not plans:
            raise NotFoundError(*without)
        plan_id = plans[0].id
    return read_plan(store, plan_id)


def write_files(folder: Path, files: Mapping[str, str | bytes], *, force: bool) -> None:
    """Write files into a folder, each whole or not at all, readable by their owner only.

    Args:
        folder: Made where it is missing.
        files: Content by file name.
        force: Whether files that are there may be replaced.

    Raises:
        UsageError: a file is there already; nothing was written then.
        CoachError: the folder or a file cannot be written.
    """
    there = [folder / name for name in files if os.path.lexists(folder / name)]
    if there and not force:
        raise UsageError(
            f"There is a file {clean(str(there[0]))} already, and nothing was written.",
            "Choose another place with --out, or replace it with --force.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, content in files.items():
            write_whole(folder / name, content)
    except OSError as error:
        raise CoachError(
            f"The folder {clean(str(folder))} cannot be written: {error.strerror}.",
            "Choose another place with --out.",
        ) from error
