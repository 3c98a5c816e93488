"""Languages of the interface: English, and the texts of another language in its place.

English is in ``prompts/interface/*.yaml``. Another language has a folder beside these files, such
as ``prompts/interface/de``, with files of the same names. What it leaves out is said in English.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from coach.config import shipped_folder
from coach.errors import DamagedFileError, NotFoundError
from coach.files import load_yaml

ENGLISH = "en"
MAIN = "ui"
"""The file without which a folder is no language; it has the language's own name."""
Model = TypeVar("Model", bound=BaseModel)

_spoken = ENGLISH


def folder() -> Path:
    """Return the folder of the texts of the interface."""
    return shipped_folder("prompts") / "interface"


def languages() -> dict[str, str]:
    """Return what can be chosen: the names of the folders, and what each language calls itself.

    Raises:
        DamagedFileError: a language's main file cannot be read.
    """
    others = sorted(file.parent.name for file in folder().glob(f"*/{MAIN}.yaml"))
    return {code: str(raw_texts(MAIN, code)["app"]["language"]) for code in (ENGLISH, *others)}


def speak(code: str) -> None:
    """Use another language from now on.

    Raises:
        NotFoundError: there are no texts in this language.
    """
    global _spoken
    if code != ENGLISH and not (folder() / code / f"{MAIN}.yaml").is_file():
        raise NotFoundError(
            f"There are no texts in the language '{code}'.",
            f"Correct the setting 'language'. There is: {', '.join(languages())}.",
        )
    _spoken = code


def spoken() -> str:
    """Return the language in use."""
    return _spoken


def load_texts(name: str, model: type[Model]) -> Model:
    """Return the texts of a file in the language in use, checked.

    Args:
        name: The file's name without its ending.
        model: A pydantic type that forbids unknown fields.

    Raises:
        DamagedFileError: a file is missing, is not YAML, or does not fit the type.
    """
    texts: Model = _load(name, model, _spoken)
    return texts


@lru_cache(maxsize=16)
def _load(name: str, model: type[Model], code: str) -> Model:
    return checked(raw_texts(name, code), model, name)


def checked(texts: object, model: type[Model], name: str) -> Model:
    """Return texts as what they must be.

    Raises:
        DamagedFileError: they are something else.
    """
    try:
        return model.model_validate(texts)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _damaged(name, f"{place}: {first['msg']}") from error


def raw_texts(name: str, code: str) -> Any:  # noqa: ANN401 - YAML
    """Return what a file says in a language, with English where it says nothing.

    Raises:
        DamagedFileError: a file is missing or is not YAML, or a language has what English has not.
    """
    import yaml

    english, other = folder() / f"{name}.yaml", folder() / code / f"{name}.yaml"
    try:
        texts = load_yaml(english.read_text("utf-8"))
        if code != ENGLISH and other.is_file():
            name = f"{code}/{name}"
            texts = _instead(texts, load_yaml(other.read_text("utf-8")) or {}, ())
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as error:
        raise _damaged(name, str(error).splitlines()[0]) from error
    return texts


def _instead(english: object, other: object, where: tuple[str, ...]) -> object:
    """Return the other language's texts, and the English ones where it has none."""
    if not isinstance(english, dict):
        return other
    place = ".".join(where) or "the file"
    if not isinstance(other, dict):
        raise ValueError(f"{place} must hold texts by their names")
    if unknown := [name for name in other if name not in english]:
        raise ValueError(f"{place} has no text called {unknown[0]}")
    return {
        name: _instead(text, other[name], (*where, str(name))) if name in other else text
        for name, text in english.items()
    }


def _damaged(name: str, reason: str) -> DamagedFileError:
    return DamagedFileError(
        f"The texts of the interface (prompts/interface/{name}.yaml) cannot be used: {reason}.",
        "Install the program again.",
    )
