"""The passphrase: asked for once, in the terminal or from the environment, before a start."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.config import Settings
    from coach.store.key import Key

GIVEN = "COACH_PASSPHRASE"
"""Holds the passphrase for scripts. It leaves this process's environment when it is read, so that
no program that is started later has it."""
TRIES = 3


def unlocked(settings: Settings) -> Key | None:
    """Return the key of the interviews, or None where they are not encrypted.

    Raises:
        CoachError: nobody knows the passphrase, or nobody can be asked.
    """
    found = unlock_with(settings)
    return None if found is None else found[1]


def unlock_with(settings: Settings) -> tuple[str, Key] | None:
    """Return passphrase and key of the interviews, or None where they are not encrypted.

    Raises:
        CoachError: nobody knows the passphrase, or nobody can be asked.
    """
    from coach.store.encryption import is_encrypted

    given = os.environ.pop(GIVEN, None)
    # A file that cannot be read is told by whoever opens it.
    with suppress(OSError):
        if is_encrypted(settings.database):
            return _asked(settings, given)
    return None


def ask(prompt: str) -> str:
    """Return what is typed and not shown; nothing at the end of the input."""
    import getpass

    try:
        return getpass.getpass(prompt)
    except EOFError:
        return ""


def _asked(settings: Settings, given: str | None) -> tuple[str, Key]:
    from coach.commands.passphrase_texts import texts
    from coach.store.encryption import WrongPassphraseError, unlock

    words = texts().ask
    if given is not None:
        try:
            return given, unlock(settings.database, given)
        except WrongPassphraseError as error:
            message = words.refused_given.format(variable=GIVEN)
            raise CoachError(message, words.refused_remedy) from error
    if not sys.stdin.isatty():
        raise CoachError(words.nobody, words.nobody_remedy.format(variable=GIVEN))
    for number in range(TRIES):
        typed = ask(words.prompt)
        with suppress(WrongPassphraseError):
            return typed, unlock(settings.database, typed)
        if number < TRIES - 1:
            print(words.wrong, file=sys.stderr)
    raise CoachError(words.refused, words.refused_remedy)
