"""``coach serve``: the interface in a browser on this machine."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from coach.errors import UsageError
from coach.serve import PORT


def serve(
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="Port to listen at; 0 for any that is free."),
    ] = PORT,
    host: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Address to listen at; by default this machine only."),
    ] = None,
    allow_others: Annotated[
        bool,
        typer.Option("--allow-others", help="Let other machines in, without encryption."),
    ] = False,
) -> None:
    """Show the interface in a browser, as for a workshop; on this machine only.

    Prints an address that lets one browser in. What is shown and saved is what 'coach' shows and
    saves. Press Ctrl+C to stop.
    """
    import asyncio
    import os
    from contextlib import suppress

    from coach.commands.unlocking import GIVEN, unlock_with
    from coach.config import load_settings
    from coach.languages import speak
    from coach.serve.server import check_host
    from coach.serve.server import serve as run
    from coach.serve.texts import texts

    # What is wrong with the settings is told here, and not in a page later.
    settings = load_settings()
    speak(settings.language)
    words = texts().command
    address = check_host(host, allow_others=allow_others)
    if allow_others:
        typer.echo(f"{words.warning}\n", err=True)
    if found := unlock_with(settings):
        os.environ[GIVEN] = found[0]  # for each window's process, which nobody can ask
    command = [sys.executable, "-m", "coach", "serve-window"]
    with suppress(KeyboardInterrupt):  # how Ctrl-C arrives on Windows
        asyncio.run(run(command, host=address, port=port, say=_say, keys=sys.stdin.isatty()))
    typer.echo(words.stopped)


def serve_window(context: typer.Context) -> None:
    """Open the interface for ``coach serve``, which draws it into a browser."""
    import os
    from contextlib import closing

    from coach.commands.unlocking import unlocked
    from coach.config import load_settings
    from coach.serve.texts import texts
    from coach.serve.window import DRIVER
    from coach.workspace import Workspace

    if os.environ.get("TEXTUAL_DRIVER") != DRIVER:
        words = texts().command
        raise UsageError(words.no_screen, words.no_screen_remedy)
    settings = load_settings()
    with closing(Workspace(settings, key=unlocked(settings))) as workspace:
        context.obj(workspace)


def _say(line: str) -> None:
    # At once, also where standard output is a pipe.
    typer.echo(line)
    sys.stdout.flush()
