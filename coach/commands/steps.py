"""What an interview needs on this machine: what is missing of it, and getting it step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coach.config import Settings
    from coach.llm.transfer import Progress, Say

HUB_OFFLINE_HERE = "HF_HUB_OFFLINE_BY_COACH"
"""Set where the program itself, and not the person, keeps libraries from asking a model hub."""

StepName = Literal["embedding", "index", "model", "states"]
"""The search model of the library, its index, the language model, and its prepared states."""


@dataclass(frozen=True)
class Step:
    """One part of the set-up.

    Attributes:
        name: Which part.
        title: What is got or made, for people.
        run: Does it, unless it is done; told how far it is and what goes on.
    """

    name: StepName
    title: str
    run: Callable[[Progress, Say], None]

    @property
    def downloads(self) -> bool:
        """Whether bytes come from elsewhere; else things are made here and counted."""
        return self.name in ("embedding", "model")


def steps(settings: Settings) -> Iterator[Step]:
    """Yield the parts of the set-up in their order; each is quick when there is nothing to do.

    The small search model comes first: with it the first answers are understood better while the
    language model is on its way.
    """
    yield Step(
        "embedding", "Search model of the library", lambda *told: _get_embedding(settings, *told)
    )
    yield Step("index", "Index of the library", lambda *told: _build_index(settings, *told))
    if not settings.remote_url:
        yield model_step(settings, settings.model)
    yield Step("states", "Preparing the model", lambda *told: _prepare_model(settings, *told))


def model_step(settings: Settings, model: str) -> Step:
    """Return the part that gets a model.

    Args:
        settings: Where models are kept.
        model: A name of the catalogue, or the path of a file, which is only looked at.

    Raises:
        NotFoundError: the catalogue has no such model.
    """
    from coach.llm.catalogue import find_model, is_model_path, model_file_at
    from coach.llm.downloads import ensure_model

    if is_model_path(model):
        path = Path(model)
        return Step("model", path.name, lambda *_told: _only(model_file_at(path)))
    title = f"Model {find_model(model).title}"
    return Step(
        "model",
        title,
        lambda progress, say: _only(ensure_model(settings, model, progress=progress, say=say)),
    )


def _only(_result: object) -> None:
    """Leave out what a step returns."""


def _get_embedding(settings: Settings, progress: Progress, say: Say) -> None:
    from coach.knowledge.weights import ensure_embedding

    ensure_embedding(settings, progress, say)


def _build_index(settings: Settings, progress: Progress, _say: Say) -> None:
    from contextlib import closing

    from coach.knowledge.library import Library

    with closing(Library(settings)) as library:
        if not library.ready():
            library.rebuild(progress)


def _prepare_model(settings: Settings, progress: Progress, _say: Say) -> None:
    from contextlib import closing

    from coach.workspace import Workspace

    with closing(Workspace(settings)) as workspace:
        workspace.prepare_model(progress)


def missing(settings: Settings) -> tuple[StepName, ...]:
    """Return the parts of the set-up that were never done, in their order.

    Only looks whether files are there, so it costs next to nothing. A part that is there and out
    of date is mended by whoever uses it.
    """
    from coach.knowledge.embedding import Embedder
    from coach.knowledge.manifest import has_manifest
    from coach.workspace import PREPARED

    found: list[StepName] = []
    if not Embedder(settings).installed():
        found.append("embedding")
    if not has_manifest(settings.index_folder):
        found.append("index")
    if not settings.remote_url:
        if not _has_model(settings):
            found.append("model")
        if not (settings.prefix_folder / PREPARED).is_file():
            found.append("states")
    return tuple(found)


def _has_model(settings: Settings) -> bool:
    from coach.llm.catalogue import is_model_path, load_catalogue, model_state, path_of

    if is_model_path(settings.model) or settings.model not in load_catalogue():
        return path_of(settings, settings.model).is_file()
    return model_state(settings, settings.model) in ("verified", "here")


def bytes_to_get(settings: Settings, names: tuple[StepName, ...], *, arrived: bool = True) -> int:
    """Return how many bytes the missing parts download.

    Args:
        settings: Where models are kept.
        names: The missing parts.
        arrived: Leave out what an interrupted download left here.
    """
    from coach.knowledge.weights import DOWNLOAD_BYTES
    from coach.llm.catalogue import load_catalogue
    from coach.llm.downloads import bytes_arrived

    total = DOWNLOAD_BYTES if "embedding" in names else 0
    model = load_catalogue().get(settings.model)
    if "model" in names and model is not None and model.bytes is not None:
        here = bytes_arrived(settings, settings.model) if arrived else 0
        total += max(model.bytes - here, 0)
    return total
