"""``coach passphrase``: encrypt interviews, plans and reviews, and decrypt them again."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from coach.commands.telling import folded, tell
from coach.text import clean

if TYPE_CHECKING:
    from coach.config import Settings
    from coach.store.key import Key

NEW = "COACH_NEW_PASSPHRASE"
"""Holds the new passphrase for scripts."""
LEAST = 8
"""Letters of the shortest passphrase: less can be guessed too soon."""

app = typer.Typer(
    help="Encrypt your interviews and plans with a passphrase, or decrypt them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Yes = Annotated[
    bool,
    typer.Option(
        "--yes", help="Do not ask whether you are sure; the passphrase may be in the environment."
    ),
]


@app.command("set")
def set_passphrase(yes: _Yes = False) -> None:
    """Encrypt interviews, plans and reviews with a passphrase.

    Coach asks for it from then on. A lost passphrase cannot be replaced: all is lost with it. Files
    that you saved and documents that you added are not encrypted. For scripts, the new passphrase
    is read from COACH_NEW_PASSPHRASE.
    """
    from coach.commands.passphrase_texts import texts
    from coach.config import load_settings

    words, settings = texts(), load_settings()
    _must_be_encrypted(settings, False)
    if not yes:
        _can_ask(words.nobody_remedy.format(variable=NEW))
    tell(f"{words.warning}\n", err=True)
    if not _sure(settings, words.sure_set, yes=yes):
        return
    key = _new_key()
    _rewrite(settings, None, key)
    tell(words.set)
    if settings.exports_folder.is_dir():
        tell(words.exports.format(folder=clean(str(settings.exports_folder))))


@app.command()
def change(yes: _Yes = False) -> None:
    """Take another passphrase.

    For scripts, the old one is read from COACH_PASSPHRASE and the new one from
    COACH_NEW_PASSPHRASE.
    """
    from coach.commands.passphrase_texts import texts
    from coach.commands.unlocking import unlocked
    from coach.config import load_settings

    words, settings = texts(), load_settings()
    _must_be_encrypted(settings, True)
    if not yes:
        _can_ask(words.nobody_remedy.format(variable=NEW))
    key = unlocked(settings)
    if not _sure(settings, words.sure_change, yes=yes):
        return
    _rewrite(settings, key, _new_key())
    tell(words.changed)


@app.command()
def remove(yes: _Yes = False) -> None:
    """Decrypt interviews, plans and reviews.

    For scripts, the passphrase is read from COACH_PASSPHRASE.
    """
    from coach.commands.passphrase_texts import texts
    from coach.commands.unlocking import unlocked
    from coach.config import load_settings

    words, settings = texts(), load_settings()
    _must_be_encrypted(settings, True)
    if not yes:
        _can_ask(words.nobody_remedy_plain)
    key = unlocked(settings)
    tell(f"{words.plain_warning}\n", err=True)
    if not _sure(settings, words.sure_remove, yes=yes):
        return
    _rewrite(settings, key, None)
    tell(words.removed)


def _must_be_encrypted(settings: Settings, wanted: bool) -> None:
    """Stop where there is nothing to do.

    Raises:
        UsageError: the interviews are encrypted, or not, and should be otherwise.
    """
    from coach.commands.passphrase_texts import texts
    from coach.errors import UsageError
    from coach.store.encryption import is_encrypted

    words = texts()
    if is_encrypted(settings.database) == wanted:
        return
    if wanted:
        raise UsageError(words.is_not_set, words.is_not_set_remedy)
    raise UsageError(words.is_set, words.is_set_remedy)


def _can_ask(remedy: str) -> None:
    from coach.commands.passphrase_texts import texts
    from coach.errors import UsageError

    if not sys.stdin.isatty():
        raise UsageError(texts().nobody, remedy)


def _sure(settings: Settings, question: str, *, yes: bool) -> bool:
    """Say what will be deleted, offer to save everything, and ask."""
    from coach.commands.passphrase_texts import texts
    from coach.store.rewriting import copies_of

    words = texts()
    if copies := copies_of(settings.database):
        tell(words.copies, err=True)
        for path in copies:
            tell(f"  {clean(str(path))}", err=True)
    if yes:
        return True
    if (
        question == words.sure_set
        and settings.database.exists()
        and typer.confirm(folded(words.save_first))
    ):
        from coach.commands.everything import export

        export(everything=True)
    if typer.confirm(folded(question)):
        return True
    tell(words.unchanged)
    return False


def _new_key() -> Key:
    """Return the key of a passphrase that was typed twice, or given in the environment.

    Raises:
        CoachError: no passphrase was chosen.
    """
    from coach.commands.passphrase_texts import texts
    from coach.commands.unlocking import TRIES, ask
    from coach.errors import CoachError, UsageError
    from coach.store.key import new_key

    words = texts()
    given = os.environ.pop(NEW, None)
    if given is None and not sys.stdin.isatty():
        raise UsageError(words.nobody, words.nobody_remedy.format(variable=NEW))
    for _ in range(1 if given is not None else TRIES):
        typed = ask(words.new) if given is None else given
        if len(typed) < LEAST:
            tell(words.short.format(least=LEAST), err=True)
        elif given is None and ask(words.again) != typed:
            tell(words.differ, err=True)
        else:
            return new_key(typed)
    raise CoachError(words.refused, words.refused_remedy)


def _rewrite(settings: Settings, before: Key | None, after: Key | None) -> None:
    from coach.commands.passphrase_texts import texts
    from coach.errors import CoachError
    from coach.store.store import Store

    with closing(Store(settings.database, before)) as store:
        if store.notice:  # its damaged copy would be deleted, and nobody agreed to that
            raise CoachError(store.notice, texts().mended_remedy)
        store.rewrite(after)
