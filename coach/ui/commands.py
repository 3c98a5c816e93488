"""The command palette: every key of the page by its name, and the way to everything else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.markup import escape
from textual.screen import Screen

from coach.text import one_line
from coach.ui.keys import active_keys
from coach.ui.screens.start import StartPage
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.ui.app import CoachApp

TITLE_CHARACTERS = 60


def commands(app: CoachApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    """Yield what can be done on ``screen``, and from it.

    Args:
        app: Does it.
        screen: The page or dialog that the palette was opened on.
    """
    for active in active_keys(screen):
        if active.name != "palette":
            press = partial(app.simulate_key, active.key)
            yield SystemCommand(active.label, active.about, press)
    yield from _ways(app)
    yield from _looks(app)


def _ways(app: CoachApp) -> Iterator[SystemCommand]:
    words = texts().app
    yield SystemCommand(words.go["home"], words.go_about["home"], partial(app.go, _stay))
    for form in ("full", "short"):
        begin = partial(app.go, partial(app.open_interview, form=form))
        yield SystemCommand(words.go[form], words.go_about[form], begin)
    start = app.screen_stack[0]
    if not isinstance(start, StartPage):
        return
    for info in start.shelf.waiting:
        title = words.session.format(title=_foreign(info.title))
        resume = partial(app.go, partial(app.open_interview, session_id=info.id))
        yield SystemCommand(title, texts().about["choose"], resume)
    for plan in start.shelf.plans:
        title = words.plan.format(title=_foreign(plan.title))
        read = partial(app.go, partial(app.open_plan, plan_id=plan.id))
        yield SystemCommand(title, texts().about["choose"], read)


def _stay() -> None:
    """Do nothing more than going there."""


def _looks(app: CoachApp) -> Iterator[SystemCommand]:
    words = texts().settings
    for look, name in words.looks_names.items():
        title = f"{words.looks}: {name}"
        yield SystemCommand(title, words.looks_about[look], partial(app.choose_look, look))
    state = words.switched_off if app.still else words.switched_on
    change = partial(app.choose_still, not app.still)
    yield SystemCommand(f"{words.still}: {state}", words.still_about, change)


def _foreign(title: str) -> str:
    """Return a title as the palette takes it: it reads markup in names."""
    return escape(one_line(title, limit=TITLE_CHARACTERS) or texts().start.untitled)
