"""``coach setup``: everything that an interview needs on this machine; silent when it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from coach.commands.steps import Step


def setup(
    tests: Annotated[
        bool, typer.Option("--tests", help="Also get the small model that the tests use.")
    ] = False,
) -> None:
    """Get and verify the model, and build the library's index; skips what is done.

    Where a server does the model's work, no model is fetched.
    """
    from coach.commands.steps import model_step, steps
    from coach.config import load_settings
    from coach.llm.catalogue import SMALL_MODEL

    settings = load_settings()
    if tests:
        _show(model_step(settings, SMALL_MODEL))
    for step in steps(settings):
        _show(step)


def _show(step: Step) -> None:
    from coach.commands.waiting import Waiting

    with Waiting(step.title, bytes_=step.downloads) as waiting:
        step.run(waiting, waiting.say)
