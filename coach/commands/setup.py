"""``coach setup``: everything that an interview needs on this machine; silent when it is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from coach.config import Settings


def setup(
    tests: Annotated[
        bool, typer.Option("--tests", help="Also get the small model that the tests use.")
    ] = False,
) -> None:
    """Get and verify the model, and build the library's index; skips what is done.

    Where a server does the model's work, no model is fetched.
    """
    from coach.config import load_settings
    from coach.llm.catalogue import SMALL_MODEL

    settings = load_settings()
    if not settings.remote_url:
        _get_chosen_model(settings)
    if tests:
        _get_model(settings, SMALL_MODEL)
    _get_embedding(settings)
    _build_index(settings)
    _prepare_model(settings)


def _get_chosen_model(settings: Settings) -> None:
    from coach.llm.catalogue import is_model_path, model_file_at

    if is_model_path(settings.model):
        model_file_at(Path(settings.model))
    else:
        _get_model(settings, settings.model)


def _get_model(settings: Settings, name: str) -> None:
    from coach.commands.waiting import Waiting
    from coach.llm.catalogue import find_model
    from coach.llm.downloads import ensure_model

    with Waiting(f"Model {find_model(name).title}") as waiting:
        ensure_model(settings, name, progress=waiting, say=waiting.say)


def _get_embedding(settings: Settings) -> None:
    from coach.commands.waiting import Waiting
    from coach.knowledge.weights import ensure_embedding

    with Waiting("Search model of the library") as waiting:
        ensure_embedding(settings, waiting, waiting.say)


def _build_index(settings: Settings) -> None:
    from contextlib import closing

    from coach.commands.waiting import Waiting
    from coach.knowledge.library import Library

    with closing(Library(settings)) as library:
        if not library.ready():
            with Waiting("Index of the library", bytes_=False) as waiting:
                library.rebuild(waiting)


def _prepare_model(settings: Settings) -> None:
    from contextlib import closing

    from coach.commands.waiting import Waiting
    from coach.workspace import Workspace

    with (
        closing(Workspace(settings)) as workspace,
        Waiting("Preparing the model", bytes_=False) as waiting,
    ):
        workspace.prepare_model(waiting)
