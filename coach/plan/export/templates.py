"""Templates of HTML and SVG: what is filled in is escaped, and never read as a template."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from coach.config import shipped_folder
from coach.errors import DamagedFileError


def folder() -> Path:
    """Return where the templates of the exports are."""
    return shipped_folder("prompts") / "plan" / "export"


def read(name: str) -> str:
    """Return the text of a template as it is.

    Raises:
        DamagedFileError: it is missing or is no text.
    """
    try:
        return (folder() / name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _damaged(name, error) from error


def fill(name: str, **variables: object) -> str:
    """Return a template with its variables filled in as text.

    Raises:
        DamagedFileError: the template is missing or has an error, or a variable is missing.
    """
    try:
        return _environment().get_template(name).render(**variables)
    except (TemplateError, OSError, ValueError) as error:
        raise _damaged(name, error) from error


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder(), encoding="utf-8"),
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
