"""Everything that is kept of a person, as files that other programs can read."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError, UsageError
from coach.files import remove_left, temporary_prefix, write_whole
from coach.text import clean

if TYPE_CHECKING:
    from coach.config import Settings
    from coach.store.key import Key
    from coach.store.store import Store

_READ_ME = """This is everything that Coach kept on one computer, written by: coach export --all

interviews/   a folder for each interview: what was said (transcript.jsonl), the notes (notes.json),
              the plan (plan.md, plan.json), all its versions (plans.json), the reviews
              (reviews.json), and what else is known of it (interview.json)
library/      the text of the documents that were added, and a list of them (documents.json)
exports/      files that were saved in Coach's own folder
databases/    the same once more, as Coach keeps it; put into Coach's folder, it is there again
settings.toml settings, without keys

Nothing of it is encrypted. Delete it when you do not need it.
"""
_KEYS = ("remote_key", "library_key")


def write_takeout(settings: Settings, place: Path, *, force: bool, key: Key | None = None) -> int:
    """Write everything into a folder or a ``.zip`` file, whole or not at all.

    Args:
        settings: Where everything is.
        place: What is written; private to its owner.
        force: Whether something that is there may be replaced.
        key: What the interviews are encrypted with; what is written is not encrypted.

    Returns:
        How many files were written.

    Raises:
        UsageError: something is there already, or the place is inside Coach's own folder.
        CoachError: something cannot be read or written.
    """
    place = place.absolute()
    _check_place(settings, place, force=force)
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        remove_left(place.parent)
        with tempfile.TemporaryDirectory(prefix=temporary_prefix(), dir=place.parent) as made:
            folder = Path(made) / "coach"
            folder.mkdir(mode=0o700)
            _collect(settings, folder, key)
            count = sum(1 for path in folder.rglob("*") if path.is_file())
            if place.suffix.lower() == ".zip":
                _zip(folder, Path(made) / "coach.zip")
                os.replace(Path(made) / "coach.zip", place)
            else:
                if place.exists():
                    shutil.rmtree(place)
                os.replace(folder, place)
    except OSError as error:
        raise CoachError(
            f"{clean(str(place))} cannot be written: {error.strerror or type(error).__name__}.",
            "Choose another place with --out.",
        ) from error
    return count


def _check_place(settings: Settings, place: Path, *, force: bool) -> None:
    for home in (settings.home, settings.data_home):
        if home is not None and place.resolve().is_relative_to(home.resolve()):
            raise UsageError(
                f"{clean(str(place))} is inside Coach's own folder, and nothing was written.",
                "Choose another place with --out.",
            )
    if os.path.lexists(place) and not force:
        raise UsageError(
            f"There is {clean(str(place))} already, and nothing was written.",
            "Choose another place with --out, or replace it with --force.",
        )
    # Only what an earlier export made, and never a folder of other things.
    folder = place.suffix.lower() != ".zip"
    if os.path.isdir(place) and any(place.iterdir()) and not (folder and _is_takeout(place)):
        raise UsageError(
            f"The folder {clean(str(place))} holds other things, and nothing was written.",
            "Choose another place with --out.",
        )


def _is_takeout(folder: Path) -> bool:
    with suppress(OSError):
        return (folder / "README.txt").read_text("utf-8") == _READ_ME
    return False


def _collect(settings: Settings, folder: Path, key: Key | None) -> None:
    write_whole(folder / "README.txt", _READ_ME)
    if settings.database.exists():
        _interviews(settings, folder / "interviews", key)
    if settings.library_database.exists():
        _library(settings, folder / "library")
    _databases(settings, folder / "databases", key)
    if settings.exports_folder.is_dir():
        shutil.copytree(settings.exports_folder, folder / "exports", symlinks=True)
    _settings(folder)


def _interviews(settings: Settings, folder: Path, key: Key | None) -> None:
    from coach.store.store import Store

    with closing(Store(settings.database, key)) as store:
        for info in store.sessions():
            _write(folder / info.id, interview_files(store, info.id))


def interview_files(store: Store, session_id: str) -> dict[str, str]:
    """Return everything of one interview by file name; those of the contract among them."""
    from coach.commands.sessions import files_of
    from coach.errors import DamagedFileError

    try:
        files = files_of(store, session_id)
    except DamagedFileError:  # the plan's own text is below, as it is
        lines = [message.model_dump_json() for message in store.messages(session_id)]
        files = {"transcript.jsonl": "".join(f"{line}\n" for line in lines)}
    about = {
        **store.session(session_id).model_dump(mode="json"),
        "draft": store.draft(session_id),
        "unfinished_plan": store.wordings(session_id),
    }
    files["interview.json"] = _json(about)
    plans = {info.id for info in store.plans() if info.session_id == session_id}
    versions = [json.loads(one.json) for plan in plans for one in store.plan_versions(plan)]
    if versions:
        files["plans.json"] = _json(versions)
    reviews = [review.model_dump(mode="json") for review in store.reviews.of(session_id)]
    if reviews:
        files["reviews.json"] = _json(reviews)
    return files


def _library(settings: Settings, folder: Path) -> None:
    from coach.store.documents import DocumentStore

    with closing(DocumentStore(settings.library_database)) as store:
        documents = store.all()
        texts = {
            f"{document.id}.txt": "\n\n".join(
                "\n".join(filter(None, (part.heading, part.text)))
                for part in store.parts(document.id)
            )
            for document in documents
        }
    listed = _json([document.model_dump(mode="json") for document in documents])
    _write(folder, {"documents.json": listed, **texts})


def _databases(settings: Settings, folder: Path, key: Key | None) -> None:
    """Copy the databases, and whatever was set aside of them, all of it decrypted."""
    from coach.store.copying import copy_database
    from coach.store.encryption import decrypted
    from coach.store.rewriting import copies_of

    folder.mkdir(mode=0o700)
    for database in (settings.database, settings.library_database, settings.shares_database):
        own = key if database == settings.database else None
        if database.exists():
            copy_database(database, folder / database.name, own)
        for path in copies_of(database):
            content = path.read_bytes()
            write_whole(
                folder / path.name, decrypted(content, own) if own and own.fits(path) else content
            )


def _settings(folder: Path) -> None:
    """Copy the settings; whoever gets this export needs no key to a server."""
    import tomlkit

    from coach.config import settings_file

    file = settings_file()
    if file.exists():
        document = tomlkit.parse(file.read_text("utf-8"))
        for key in _KEYS:
            document.pop(key, None)
        write_whole(folder / "settings.toml", tomlkit.dumps(document))


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in files.items():
        write_whole(folder / name, content)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _zip(folder: Path, file: Path) -> None:
    """Pack a folder; what is unpacked is private too."""
    file.touch(mode=0o600)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            entry = zipfile.ZipInfo.from_file(path, path.relative_to(folder).as_posix())
            entry.external_attr = 0o100600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)
