"""Archive: whether the zip file that a Word document is can be unpacked safely."""

from __future__ import annotations

from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from coach.knowledge.documents.limits import MEGABYTE
from coach.knowledge.documents.problem import unusable

MAX_ENTRIES = 5_000
MAX_UNPACKED = 300 * MEGABYTE
"""Most that a document may unpack to, pictures and all."""
MAX_XML = 40 * MEGABYTE
"""Largest XML part; its tree takes about ten times that in memory. 1,000 pages are about 20 MB."""
MAX_RATIO = 200
"""A zip bomb's ratio is near the method's highest, 1,032; Word's own XML packs 10 to 50 times."""
_SMALL = MEGABYTE
"""Parts below this are not dangerous, whatever their ratio."""


def entry_names(file: BinaryIO) -> frozenset[str]:
    """Return the names of what a zip file holds.

    Raises:
        UnusableFile: it is damaged.
    """
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            return frozenset(archive.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise unusable("damaged") from error


def check_archive(file: BinaryIO) -> None:
    """Refuse a zip file that is locked or unpacks to too much, before anything is unpacked.

    The sizes that the archive declares can be relied on: the library unpacks no more than that.

    Raises:
        UnusableFile: it is.
        BadZipFile: it is damaged.
    """
    file.seek(0)
    with ZipFile(file) as archive:
        entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise unusable("password")
    sizes = [(entry.filename, entry.file_size, entry.compress_size) for entry in entries]
    swollen = (
        len(entries) > MAX_ENTRIES
        or sum(unpacked for _, unpacked, _ in sizes) > MAX_UNPACKED
        or any(unpacked > max(_SMALL, packed * MAX_RATIO) for _, unpacked, packed in sizes)
        or any(n.lower().endswith((".xml", ".rels")) and size > MAX_XML for n, size, _ in sizes)
    )
    if swollen:
        raise unusable("swollen")
