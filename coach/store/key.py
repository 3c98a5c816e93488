"""Key: what a passphrase becomes, and whether it is the one of an encrypted database.

The files are those of SQLCipher 4 with its usual settings, so that other programs for such files
open them with the same passphrase. Each page is encrypted by itself and ends with its
initialization vector and a signature; see "SQLCipher Design" in that project's documentation.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

MARK = b"coa\x01"
"""How our encrypted files begin; damage of a plain one does not look like it."""
SALT_BYTES = 16
PAGE_BYTES = 4096
VECTOR_BYTES = 16
SIGNATURE_BYTES = 64
RESERVED_BYTES = VECTOR_BYTES + SIGNATURE_BYTES
"""The end of each page that holds no rows."""
_KEY_BYTES = 32
_ROUNDS = 256_000
_SIGNING_ROUNDS = 2
_SIGNING_MASK = 0x3A


@dataclass(frozen=True)
class Key:
    """What encrypts a database.

    Attributes:
        secret: 32 bytes.
        salt: 16 bytes, which the file begins with.
    """

    secret: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    @property
    def raw(self) -> str:
        """Key and salt as SQLCipher takes them; it then derives nothing itself."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"

    def signed(self, page: bytes, number: int) -> bool:
        """Tell whether a page is whole and was written with this key.

        Args:
            page: The page as it is in the file.
            number: Its place, from 1.
        """
        content, signature = page[:-SIGNATURE_BYTES], page[-SIGNATURE_BYTES:]
        if number == 1:
            content = content[SALT_BYTES:]
        whole = content + number.to_bytes(4, "little")
        return hmac.compare_digest(hmac.digest(self._signing, whole, "sha512"), signature)

    def fits(self, path: Path) -> bool:
        """Tell whether any page of a file was written with this key; damage elsewhere is no matter.

        Raises:
            OSError: the file cannot be read.
        """
        with path.open("rb") as file:
            number = 0
            while page := file.read(PAGE_BYTES):
                number += 1
                if self.signed(page, number):
                    return True
        return False

    @cached_property
    def _signing(self) -> bytes:
        salt = bytes(byte ^ _SIGNING_MASK for byte in self.salt)
        return hashlib.pbkdf2_hmac("sha512", self.secret, salt, _SIGNING_ROUNDS, _KEY_BYTES)


def derive(passphrase: str, salt: bytes) -> Key:
    """Return the key of a passphrase and a salt; it takes a while, so that guessing takes long.

    However a keyboard puts accents together, the key is the same.
    """
    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return Key(hashlib.pbkdf2_hmac("sha512", text, salt, _ROUNDS, _KEY_BYTES), salt)


def new_key(passphrase: str) -> Key:
    """Return a key of a passphrase for a file that is not encrypted yet."""
    return derive(passphrase, MARK + secrets.token_bytes(SALT_BYTES - len(MARK)))
