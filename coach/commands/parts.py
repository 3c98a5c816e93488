"""What the program is made of: versions and checksums, for whoever has to account for them."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING

from coach.errors import CoachError

if TYPE_CHECKING:
    from pathlib import Path


def versions() -> dict[str, str]:
    """Return the versions of the program, Python, SQLite and each package that is installed for it.

    Packages that are needed by packages are among them; those of other platforms are not.
    """
    from coach import __version__
    from coach.commands.checks import PACKAGES
    from coach.store.database import SQLITE_VERSION

    packages: dict[str, str] = {}
    # Without an installation of the program itself, from the packages that matter most.
    for root in ("coach", *PACKAGES):
        _add(root, packages)
    packages.pop("coach", None)
    found = {
        "coach": __version__,
        "python": platform.python_version(),
        "sqlite": SQLITE_VERSION,
    }
    return {**found, **dict(sorted(packages.items()))}


def checksums(*, quick: bool) -> dict[str, str]:
    """Return the SHA-256 of the model and of the search model by file name, as verified.

    What is missing or damaged is left out; the checks say so.

    Args:
        quick: Leave out a model that is the person's own file, which has to be read for it.
    """
    from coach.config import load_settings
    from coach.knowledge import embedding, weights
    from coach.llm.catalogue import resolve_model
    from coach.llm.checksums import sha256_of

    found: dict[str, str] = {}
    try:
        settings = load_settings()
        if weights.embedding_verified(settings):
            found[_name(embedding.WEIGHTS_FOLDER, embedding.MODEL_FILE)] = embedding.MODEL_SHA256
            tokenizer = _name(embedding.WEIGHTS_FOLDER, embedding.TOKENIZER_FILE)
            found[tokenizer] = embedding.TOKENIZER_SHA256
        if not settings.remote_url:
            model = resolve_model(settings)
            if model.sha256 is not None or not quick:
                found[model.path.name] = model.sha256 or sha256_of(model.path)
    except (CoachError, OSError):
        pass
    return found


def _name(folder: str | Path, file: str) -> str:
    return f"{folder}/{file}"


def _add(name: str, found: dict[str, str]) -> None:
    """Add an installed package and all that it needs, unless it is there."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    package = canonicalize_name(name)
    if package in found:
        return
    try:
        found[package] = metadata.version(package)
        wanted = metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return
    for line in wanted:
        try:
            one = Requirement(line)
        except InvalidRequirement:
            continue
        if one.marker is None or one.marker.evaluate({"extra": ""}):
            _add(one.name, found)
