"""Encryption of a database: whether it is, opening it with a passphrase, reading its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from coach.errors import CoachError
from coach.files import write_whole
from coach.store.key import (
    MARK,
    PAGE_BYTES,
    RESERVED_BYTES,
    SALT_BYTES,
    SIGNATURE_BYTES,
    Key,
    derive,
)
from coach.store.place import MAGIC, first_bytes

_KEPT_SALT = ".salt"
"""A second copy of the salt, which is no secret: without it a file that is damaged at its beginning
could not be decrypted any more."""


class LockedError(CoachError):
    """A database is encrypted, and nobody gave its passphrase."""


class WrongPassphraseError(CoachError):
    """No page of a database was encrypted with that passphrase."""


def is_encrypted(path: Path) -> bool:
    """Tell whether a database is encrypted, also when its beginning is damaged.

    Raises:
        OSError: it cannot be read.
    """
    head = first_bytes(path, SALT_BYTES)
    if head.startswith(MARK):
        return True
    return head != MAGIC and path.exists() and _kept_salt(path) is not None


def unlock(path: Path, passphrase: str) -> Key:
    """Return the key of an encrypted database.

    Raises:
        WrongPassphraseError: the passphrase is another one, or nothing of the file is whole.
        OSError: the file cannot be read.
    """
    salts = (first_bytes(path, SALT_BYTES), _kept_salt(path) or b"")
    for salt in dict.fromkeys(salt for salt in salts if len(salt) == SALT_BYTES):
        key = derive(passphrase, salt)
        if key.fits(path):
            if salt != salts[1]:
                with suppress(OSError):  # it is only for the day when the file is damaged
                    keep_salt(path, key)
            return key
    raise WrongPassphraseError("This is not the passphrase.")


def keep_salt(path: Path, key: Key) -> None:
    """Keep a second copy of the salt beside a database.

    Raises:
        OSError: it cannot be written.
    """
    write_whole(_salt_file(path), key.salt)


def forget_salt(path: Path) -> None:
    """Delete the second copy of the salt, of a database that is not encrypted.

    Raises:
        OSError: it cannot be deleted.
    """
    _salt_file(path).unlink(missing_ok=True)


def decrypted(content: bytes, key: Key) -> bytes:
    """Return an encrypted file as a plain one; what is damaged in it stays damaged.

    Nothing is left out because its signature is wrong: of a page with one broken byte most rows
    can be saved.
    """
    return b"".join(_decrypted_pages(content, key))


def decrypted_head(path: Path, key: Key) -> bytes:
    """Return the first page of an encrypted file; nothing when it is damaged.

    Raises:
        OSError: it cannot be read.
    """
    page = first_bytes(path, PAGE_BYTES)
    return decrypted(page, key) if key.signed(page, 1) else b""


def _decrypted_pages(content: bytes, key: Key) -> Iterator[bytes]:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    cipher = algorithms.AES(key.secret)
    for start in range(0, len(content) - PAGE_BYTES + 1, PAGE_BYTES):
        page = content[start : start + PAGE_BYTES]
        vector = page[-RESERVED_BYTES:-SIGNATURE_BYTES]
        plain = b"" if start else MAGIC
        decryptor = Cipher(cipher, modes.CBC(vector)).decryptor()
        rows = decryptor.update(page[len(plain) : -RESERVED_BYTES]) + decryptor.finalize()
        yield plain + rows + bytes(RESERVED_BYTES)


def _salt_file(path: Path) -> Path:
    return path.with_name(path.name + _KEPT_SALT)


def _kept_salt(path: Path) -> bytes | None:
    salt = first_bytes(_salt_file(path), SALT_BYTES + 1)
    return salt if len(salt) == SALT_BYTES else None
