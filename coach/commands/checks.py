"""What ``coach doctor`` looks at; each check tells what it found and how to mend it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING

from coach.config import Settings, load_settings
from coach.errors import CoachError
from coach.text import one_line

if TYPE_CHECKING:
    from coach.llm.catalogue import ModelFile

PACKAGES = (
    "llama-cpp-python",
    "textual",
    "chromadb",
    "pydantic",
    "pydantic-settings",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "typer",
    "sqlcipher3",
    "filelock",
    "huggingface-hub",
)
"""The packages whose versions matter most when something is wrong."""

WORKING_SPACE_BYTES = 500_000_000
"""Room for interviews, the index and saved states of the model."""
SETUP = "Run: coach setup"


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Attributes:
        name: What was looked at.
        ok: Whether it is in order.
        detail: What was found, for people.
        remedy: How to mend it; empty when it is in order.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""


class Problem(CoachError):
    """A check found something that must be mended."""


def examine(*, quick: bool) -> Iterator[Finding]:
    """Yield what each check found, as soon as it is known.

    Args:
        quick: Leave out loading the model.
    """
    yield _found("Python", check_python)
    yield _found("Packages", check_packages)
    try:
        settings = load_settings()
    except CoachError as error:
        # Without settings nobody knows where to look for the rest.
        yield Finding("Settings", False, error.message, error.remedy)
        return
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("Data folder", check_home),
        ("Disk", check_disk),
        *(
            [("Server", check_server)]
            if settings.remote_url
            else [("Model", check_model), ("Memory", check_memory)]
        ),
        ("Search model", check_embedding),
        ("Library", check_library),
        *([("Team library", check_team_library)] if settings.library_server else []),
        ("Database", check_database),
        ("Prompts", lambda _: check_prompts()),
        *([("Wording", check_wording)] if settings.prompts_folder else []),
    ]
    if not quick:
        checks.append(("Answer", check_answer))
    for name, check in checks:
        yield _found(name, partial(check, settings))


def _found(name: str, check: Callable[[], str]) -> Finding:
    """Run one check; whatever goes wrong in it is a finding, not the end of the examination."""
    try:
        return Finding(name, True, one_line(check(), limit=400))
    except CoachError as error:
        return Finding(name, False, one_line(error.message, limit=400), error.remedy)
    except Exception as error:
        reason = one_line(f"{type(error).__name__}: {error}")
        return Finding(name, False, f"It could not be checked: {reason}", SETUP)


def check_python() -> str:
    """Tell the Python and the platform."""
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        raise Problem(f"{found}: not a version that is supported.", "Use Python 3.10 to 3.13.")
    if sys.maxsize < 2**32:
        raise Problem(f"{found}: a 32-bit Python.", "Use a 64-bit Python.")
    return found


def check_packages() -> str:
    """Tell the versions of the packages."""
    versions: list[str] = []
    missing: list[str] = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            missing.append(package)
    if missing:
        raise Problem(
            f"Not installed: {', '.join(missing)}.", "Run: python3 scripts/coach.py doctor"
        )
    return ", ".join(versions)


def check_home(settings: Settings) -> str:
    """Tell where the data is, and that only its owner can read it."""
    home = settings.home
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise Problem(
            f"{home} cannot be read and written.", "Mend its permissions, or move it (COACH_HOME)."
        )
    from coach.private import exposed

    for place in exposed(settings)[:1]:
        raise Problem(f"Others can read {place}.", f"Run: chmod -R go-rwx '{place}'")
    return f"{home}, private to its owner"


def check_disk(settings: Settings) -> str:
    """Tell how much room is left."""
    from coach.llm.transfer import in_words

    free = shutil.disk_usage(settings.home).free
    if free < WORKING_SPACE_BYTES:
        raise Problem(
            f"Only {in_words(free)} are free in {settings.home}.",
            f"Free at least {in_words(WORKING_SPACE_BYTES)}.",
        )
    return f"{in_words(free)} free"


def check_model(settings: Settings) -> str:
    """Tell which model is in use, and that its file is sound."""
    from coach.llm.transfer import in_words

    model = _model(settings)
    size = in_words(model.path.stat().st_size)
    if model.sha256 is None:
        return f"{model.title}, {size}, your own file, so nobody vouches for it"
    return f"{model.title}, {size}, verified"


def check_server(settings: Settings) -> str:
    """Tell that the server that does the model's work is there, and has the model."""
    from coach.llm.remote import RemoteEngine

    with closing(RemoteEngine(settings)) as engine:
        names = engine.models()
    server = f"your answers are sent to {settings.remote_host}"
    if not names:
        raise Problem(
            f"The server {settings.remote_host} lists no model.", "Start it with a model."
        )
    if not settings.remote_model:
        return f"{server}, which has {names[0]}"
    if settings.remote_model not in names:
        raise Problem(
            f"The server {settings.remote_host} does not list the model {settings.remote_model}.",
            f"Set remote_model to one that it has: {one_line(', '.join(names))}.",
        )
    return f"{server}, which has {settings.remote_model}"


def check_memory(settings: Settings) -> str:
    """Tell whether the model fits into the memory that is free."""
    from coach.llm.catalogue import path_of
    from coach.llm.memory import OTHERS_BYTES, check_memory, free_memory, need_of
    from coach.llm.transfer import in_words
    from coach.llm.tuning import load_tuning

    tuning, path = load_tuning(settings), path_of(settings, settings.model)
    if path.is_file():
        tuning = check_memory(path, settings, tuning)
    need, free = need_of(settings, settings.model, tuning), free_memory()
    if need is None:
        return f"{in_words(free)} free; what the model needs is not known yet"
    if need.total + OTHERS_BYTES > free and settings.memory_check:
        raise Problem(
            f"The model needs about {in_words(need.total)} of memory, and {in_words(free)} are"
            " free.",
            "Close other programs, or choose a smaller model: coach model list",
        )
    return f"{in_words(free)} free; the model needs about {in_words(need.total)}"


def check_embedding(settings: Settings) -> str:
    """Tell that the search model of the library is there and sound."""
    from coach.knowledge.weights import embedding_verified

    if not embedding_verified(settings):
        raise Problem("The search model of the library is missing or damaged.", SETUP)
    return "all-MiniLM-L6-v2, verified"


def check_library(settings: Settings) -> str:
    """Tell that the library's index is ready, and how many passages there are."""
    from coach.knowledge.library import Library

    with closing(Library(settings)) as library:
        if not library.ready():
            raise Problem("The library's index is not built.", SETUP)
        return f"{len(library.list())} passages, index ready"


def check_team_library(settings: Settings) -> str:
    """Tell that the server with the team's library answers, and how much is there."""
    from coach.knowledge.team.sharing import TeamLibrary
    from coach.knowledge.team.texts import texts

    team, words = TeamLibrary(settings), texts().doctor
    count = team.rows()
    return (words.some if count else words.none).format(host=team.host, count=count)


def check_database(settings: Settings) -> str:
    """Tell that the interviews and plans can be read, or that they are encrypted."""
    from coach.commands.passphrase_texts import texts
    from coach.store.encryption import is_encrypted
    from coach.store.store import Store

    words = texts().doctor
    if not settings.database.exists():
        return "no interviews yet"
    if is_encrypted(settings.database):
        return words.encrypted
    with closing(Store(settings.database)) as store:
        if store.notice:
            raise Problem(store.notice, "Ask whoever helps you before you delete the damaged copy.")
        count = f"{len(store.sessions())} interviews, {len(store.plans())} plans"
    return f"{count}, {words.plain}"


def check_prompts() -> str:
    """Tell that every file of questions and instructions can be read."""
    from pydantic import BaseModel, RootModel

    from coach.interview.agenda import load_agenda
    from coach.llm.prompts import load_file, load_prompt, prompt_names

    names = prompt_names()
    anything: type[BaseModel] = RootModel[dict[str, object]]
    for name in names:
        content = load_file(name, anything).model_dump()
        # Files of reviewed wording have other fields; the agenda reads the topics' files.
        if {"system", "user"} <= content.keys():
            load_prompt(name)
    load_agenda()
    return f"{len(names)} files"


def check_wording(settings: Settings) -> str:
    """Tell that all of the organisation's own wording is used."""
    from coach.interview.agenda import load_agenda
    from coach.interview.own import with_own
    from coach.interview.own_texts import own_texts

    assert settings.prompts_folder is not None
    told, own = own_texts().check, with_own(load_agenda(), settings.prompts_folder)
    if own.notices:
        raise Problem(" ".join(own.notices), told.remedy)
    return told.doctor.format(count=len(own.files))


def check_answer(settings: Settings) -> str:
    """Tell that the model loads and generates."""
    from coach.llm.engine import Message, Request
    from coach.workspace import Workspace

    began = time.monotonic()
    request = Request([Message("user", "Say yes.")], max_tokens=4)
    with closing(Workspace(settings)) as workspace:
        answer = "".join(workspace.engine.stream(request))
    if answer.strip():
        return f"the model answered in {time.monotonic() - began:.1f} s"
    if settings.remote_url:
        raise Problem(
            "The server answers, but its model says nothing.",
            "If the model thinks before it answers, switch that off on the server.",
        )
    raise Problem("The model loads, but it says nothing.", "Choose another: coach model list")


def _model(settings: Settings) -> ModelFile:
    from coach.llm.catalogue import resolve_model

    return resolve_model(settings)
