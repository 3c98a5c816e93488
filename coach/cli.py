"""The ``coach`` command: its groups, and how failures are told to people."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.commands import everything, knowledge, model, passphrase, plan, prompts, sessions
from coach.commands.bench import bench
from coach.commands.doctor import doctor
from coach.commands.evaluate import evaluate
from coach.commands.pack import pack
from coach.commands.practice import by_lines as practice_by_lines
from coach.commands.practice import practice
from coach.commands.review import by_lines as review_by_lines
from coach.commands.review import review
from coach.commands.serve import serve, serve_window
from coach.commands.setup import setup
from coach.commands.steps import HUB_OFFLINE_HERE
from coach.commands.team_map import app as team
from coach.errors import CoachError, UsageError

if TYPE_CHECKING:
    from coach.workspace import Workspace

OpenScreen = Callable[["Workspace"], None]

_MAY_DOWNLOAD = ("setup", "model")
_ABOUT = """An offline coach that interviews you about the people you serve and writes a plan with
you that you can start on next week.

Without a command it opens the full screen. Everything stays on this machine, unless you name a
server of your own for the model (COACH_REMOTE_URL).
"""
_SETTINGS = """Settings stand in settings.toml in Coach's folder, or in the environment:
COACH_HOME (folder of all data), COACH_CONFIG (the settings file), COACH_MODEL (name of a model,
or a .gguf file), COACH_CONTEXT_TOKENS, COACH_THREADS (0: chosen for this machine), COACH_HUB
(false: never ask a model hub during set-up), COACH_MEMORY_CHECK (false: load the model even when
little memory is free), COACH_THEME (dark, light, contrast), COACH_REDUCED_MOTION (true: nothing
moves; NO_MOTION does the same), NO_COLOR (no colours). Other keys for the full screen stand in the
settings file under [keys]. For a model on a server with the OpenAI-compatible
interface: COACH_REMOTE_URL (its address; your answers are sent there), COACH_REMOTE_MODEL,
COACH_REMOTE_KEY, COACH_REMOTE_TIMEOUT (seconds), COACH_REMOTE_INSECURE (true: plain http too).
For scripts, where the interviews are encrypted: COACH_PASSPHRASE (other programs of your account
can read it there).
"""

app = typer.Typer(
    help=_ABOUT,
    epilog=_SETTINGS,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.command()(setup)
app.command()(doctor)
app.command()(evaluate)
app.command()(bench)
app.command()(practice)
app.command()(review)
app.command()(serve)
app.command()(pack)
app.command(hidden=True)(serve_window)
app.command()(everything.export)
app.command()(everything.delete)
app.add_typer(plan.app, name="plan")
app.add_typer(sessions.app, name="sessions")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(model.app, name="model")
app.add_typer(team, name="team")
app.add_typer(passphrase.app, name="passphrase")
app.add_typer(prompts.app, name="prompts")


def _print_version(wanted: bool) -> None:
    if wanted:
        from coach import __version__

        typer.echo(f"coach {__version__}")
        raise typer.Exit


@app.callback()
def open_interface(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Settings file instead of the usual one."),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version."),
    ] = False,
) -> None:
    """Prepare every command; without one, open the full screen."""
    from coach.log import set_up_logging

    _prepare_environment(context.invoked_subcommand, config)
    set_up_logging()
    _keep_private()
    if context.invoked_subcommand is not None:
        return
    if context.obj is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The full screen needs a terminal.",
            "Use coach chat for pipes, or coach --help for other commands.",
        )
    from contextlib import closing

    from coach.commands.unlocking import unlocked
    from coach.config import load_settings
    from coach.workspace import Workspace

    open_screen: OpenScreen = context.obj
    settings = load_settings()
    with closing(Workspace(settings, key=unlocked(settings))) as workspace:
        open_screen(workspace)


@app.command()
def chat(
    short: Annotated[
        bool, typer.Option("--short", help="The short form: about 10 minutes.")
    ] = False,
    resume: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Go on with this interview; 'last' for the last used."),
    ] = None,
    form: Annotated[
        str | None, typer.Option(metavar="full|short", help="Form of a new interview.")
    ] = None,
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Take answers from a form of coach pack."),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="With --from: ask nothing, and leave open what it leaves open."),
    ] = False,
) -> None:
    """The interview line by line: for plain terminals, screen readers and pipes."""
    chosen = form or ("short" if short else None)
    if chosen not in (None, "full", "short"):
        raise UsageError("The form is not known.", "Choose --form full or --form short.")
    if short and chosen == "full":
        raise UsageError("--short and --form full exclude each other.", "Leave one out.")
    if resume is not None and (short or form):
        raise UsageError("An interview keeps the form that it began with.", "Leave --form out.")
    if yes and from_ is None:
        raise UsageError("--yes goes with a form.", "Name one with --from.")
    from contextlib import closing

    from coach.chat import run_chat
    from coach.commands.unlocking import unlocked
    from coach.config import load_settings
    from coach.pack.form import read_form
    from coach.workspace import Workspace

    settings = load_settings()
    with closing(Workspace(settings, key=unlocked(settings))) as workspace:
        filled = read_form(from_, workspace.agenda) if from_ else None
        chosen = chosen or (filled.form if filled else None)
        run_chat(
            workspace,
            form="short" if chosen == "short" else "full",
            resume=resume,
            filled=filled,
            alone=yes,
            talks={"/review": review_by_lines, "/practice": practice_by_lines},
        )


def main(arguments: Sequence[str] | None = None, *, open_screen: OpenScreen | None = None) -> int:
    """Run the command and return its exit status: 0, 1 for a failure, 2 for wrong usage.

    Args:
        arguments: What follows ``coach``; by default what the process was started with.
        open_screen: Opens the full screen; the commands themselves know nothing of it.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # What a terminal or a pipe cannot show, or sends broken, is no reason to fail.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app(args=arguments, prog_name="coach", obj=open_screen)
    except SystemExit as ending:
        return _flush(ending.code if isinstance(ending.code, int) else int(bool(ending.code)))
    except CoachError as error:
        _tell(str(error))
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return _close_pipe()
    except Exception as error:
        from coach.log import log_failure

        place = log_failure(error)
        _tell(f"Something went wrong in the program itself. Details are in {place}.")
        return 1
    return _flush(0)


def _tell(sentence: str) -> None:
    from coach.text import clean

    print(clean(sentence), file=sys.stderr)


def _flush(status: int) -> int:
    """Write what waits, so that a closed pipe is met here and not when Python ends."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _close_pipe()
    return status


def _close_pipe() -> int:
    """Let go of a pipe that nobody reads any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _keep_private() -> None:
    """Let others read nothing that is made from here on, or that versions and kills left."""
    from contextlib import suppress

    from coach.config import default_home, load_settings
    from coach.private import clean_up, make_private, tighten

    make_private()
    if default_home().is_dir():
        with suppress(CoachError):  # the command itself says what is wrong
            settings = load_settings()
            tighten(settings)
            clean_up(settings)


def _prepare_environment(command: str | None, config: Path | None) -> None:
    """Set what libraries read: no telemetry, and downloads only where one is asked for."""
    # Whatever the environment says: nobody here asked for telemetry of this program.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    if command not in _MAY_DOWNLOAD and "HF_HUB_OFFLINE" not in os.environ:
        os.environ.update({"HF_HUB_OFFLINE": "1", HUB_OFFLINE_HERE: "1"})
    if config is not None:
        os.environ["COACH_CONFIG"] = str(config.expanduser().absolute())
