"""``coach model``: which models there are, getting one, choosing one, verifying one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.text import one_line

if TYPE_CHECKING:
    from coach.config import Settings

_STATES = {
    "verified": "on this machine, verified",
    "here": "on this machine, not verified yet",
    "damaged": "damaged",
    "missing": "not on this machine",
}

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A name of the catalogue.")]

app = typer.Typer(
    help="See, get, choose and verify the language model.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """List the models of the catalogue and the one in use."""
    from coach.config import load_settings

    settings = load_settings()
    entries = _entries(settings)
    if as_json:
        typer.echo(json.dumps(entries, indent=2))
        return
    from coach.llm.transfer import in_words

    for entry in entries:
        size = in_words(entry["bytes"]) if entry["bytes"] else "size not known"
        notes = [_STATES[entry["state"]], *([] if entry["tried"] else ["not tried here"])]
        mark = "*" if entry["in_use"] else " "
        typer.echo(f"{mark} {entry['name']}")
        typer.echo(f"    {entry['title']} · {entry['license']} · {size}")
        typer.echo(f"    {', '.join(notes)}")
    typer.echo("\n* in use. Change it with: coach model use NAME, PATH or URL")
    _tell_of_server(settings)


@app.command()
def get(name: _Name) -> None:
    """Download a model unless it is there already."""
    from coach.config import load_settings

    path = _get(load_settings(), name)
    typer.echo(f"The model is in {path}, verified.")


@app.command()
def use(
    model: Annotated[
        str,
        typer.Argument(
            metavar="NAME|PATH|URL",
            help="A name of the catalogue, a .gguf file, or its web address.",
        ),
    ],
    sha256: Annotated[
        str | None,
        typer.Option(metavar="SUM", help="SHA-256 that a file from a web address must have."),
    ] = None,
) -> None:
    """Use another model from now on; it is downloaded first where needed."""
    from coach.config import load_settings
    from coach.llm.address import fetch_address, is_address, path_for_address
    from coach.llm.catalogue import load_catalogue, model_file_at
    from coach.settings_file import save_setting

    settings = load_settings()
    if is_address(model):
        from coach.commands.waiting import Waiting

        _refuse_plain_http(model, sha256)
        was_here = path_for_address(settings, model).exists()
        with Waiting("Model") as waiting:
            path, found = fetch_address(settings, model, progress=waiting, say=waiting.say)
        if sha256 is None:
            typer.echo("Nobody vouches for this file; its checksum is:")
        else:
            _must_be(path, found, sha256, new=not was_here)
            typer.echo("The file is the one that you named; its checksum is:")
        typer.echo(f"sha256 {found}")
        value = str(path)
    elif model in load_catalogue() or not _looks_like_file(model):
        _get(settings, model)
        value = model
    else:
        value = str(model_file_at(Path(model)).path)
    file = save_setting("model", value)
    typer.echo(f"From now on Coach uses {one_line(value)} (set in {file}).")
    _warn_of_override(value)
    _warn_of_memory()


def _refuse_plain_http(address: str, sha256: str | None) -> None:
    """Refuse a download that somebody on the way could change unseen."""
    from urllib.parse import urlsplit

    from coach.config import is_loopback
    from coach.errors import UsageError

    parts = urlsplit(address)
    if parts.scheme.lower() == "http" and sha256 is None and not is_loopback(parts.hostname or ""):
        raise UsageError(
            "Over plain http somebody on the way could change the file, and nothing was fetched.",
            "Use an https address, or say with --sha256 which checksum it must have.",
        )


def _must_be(path: Path, found: str, wanted: str, *, new: bool) -> None:
    from coach.errors import DamagedFileError

    if found != wanted.strip().lower():
        if new:
            path.unlink(missing_ok=True)
        raise DamagedFileError(
            f"The file has another checksum than the one that you named, and is not used: {found}.",
            "Get the address and the checksum from whoever publishes the model.",
        )


@app.command()
def verify(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="One of the catalogue; without, the one in use."),
    ] = None,
) -> None:
    """Read a model's whole file and compare it with its checksum."""
    from coach.config import load_settings
    from coach.errors import DamagedFileError
    from coach.llm.catalogue import find_model, is_model_path, model_file_at, model_path
    from coach.llm.checksums import sha256_of
    from coach.llm.downloads import verify_model
    from coach.llm.transfer import plain_errors

    settings = load_settings()
    chosen = name or settings.model
    if is_model_path(chosen):
        path = model_file_at(Path(chosen)).path
        with plain_errors(path.parent, "The model"):
            typer.echo(f"sha256 {sha256_of(path)}  {one_line(str(path))}")
        typer.echo("It is a GGUF file. It is not in the catalogue, so nobody vouches for it.")
        return
    if not verify_model(settings, chosen):
        raise DamagedFileError(
            f"The model file {model_path(settings, chosen)} is damaged.",
            f"Get it again with: coach model get {chosen}",
        )
    typer.echo(f"{find_model(chosen).title} is what it should be.")


def _entries(settings: Settings) -> list[dict[str, Any]]:
    """Return what is known of each model, in the order in which it is shown."""
    from coach.llm.catalogue import model_choices

    order = ("name", "title", "license", "bytes", "state", "tried", "in_use")
    return [{key: getattr(model, key) for key in order} for model in model_choices(settings)]


def _get(settings: Settings, name: str) -> Path:
    """Get a model of the catalogue with its progress shown, and return its path."""
    from coach.commands.waiting import Waiting
    from coach.llm.catalogue import find_model
    from coach.llm.downloads import ensure_model

    with Waiting(find_model(name).title) as waiting:
        return ensure_model(settings, name, progress=waiting, say=waiting.say).path


def _looks_like_file(model: str) -> bool:
    from coach.llm.catalogue import is_model_path

    return is_model_path(model) or os.path.isfile(model)  # no error for what is no path


def _warn_of_memory() -> None:
    """Say so where the model in use does not fit into the memory that is free now."""
    from coach.config import load_settings
    from coach.errors import NotEnoughMemoryError
    from coach.llm.catalogue import path_of
    from coach.llm.memory import check_memory
    from coach.llm.tuning import load_tuning

    settings = load_settings()
    path = path_of(settings, settings.model)
    if settings.remote_url or not path.is_file():
        return
    try:
        check_memory(path, settings, load_tuning(settings))
    except NotEnoughMemoryError as error:
        typer.echo(str(error), err=True)


def _warn_of_override(value: str) -> None:
    """Say so where the environment names another model than the settings file now does."""
    from coach.config import load_settings

    settings = load_settings()
    if settings.model != value:
        typer.echo("The environment variable COACH_MODEL names another one, and it wins.", err=True)
    _tell_of_server(settings)


def _tell_of_server(settings: Settings) -> None:
    """Say so where a server does the work of the model."""
    if settings.remote_url:
        host = one_line(settings.remote_host)
        typer.echo(f"The model on {host} is used instead, as long as remote_url is set.", err=True)
