"""Templates of HTML and SVG: what is filled in is escaped, and never read as a template."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from coach.config import shipped_folder
from coach.errors import DamagedFileError

PLAN = "plan/export"
"""Where the templates of plans are, in the folder of the prompts."""


def folder(within: str = PLAN) -> Path:
    """Return a folder of templates."""
    return shipped_folder("prompts").joinpath(*within.split("/"))


def read(name: str, *, within: str = PLAN) -> str:
    """Return the text of a template as it is.

    Raises:
        DamagedFileError: it is missing or is no text.
    """
    try:
        return (folder(within) / name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _damaged(name, error) from error


def fill(name: str, /, *, within: str = PLAN, **variables: object) -> str:
    """Return a template with its variables filled in as text.

    Raises:
        DamagedFileError: the template is missing or has an error, or a variable is missing.
    """
    try:
        return _environment(within).get_template(name).render(**variables)
    except (TemplateError, OSError, ValueError) as error:
        raise _damaged(name, error) from error


def digest(style: str) -> str:
    """Return what the policy of a page calls its only style."""
    hashed = hashlib.sha256(style.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(hashed).decode('ascii')}"


@lru_cache(maxsize=4)
def _environment(within: str) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder(within), encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _damaged(name: str, error: Exception) -> DamagedFileError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return DamagedFileError(
        f"The template {name} cannot be used: {reason}.", "Install the program again."
    )
