"""Adds documents while people watch, and then says what became of each file."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, ProgressBar, Static

from coach.errors import Cancelled
from coach.ui.keys import KeyBar, key
from coach.ui.screens.page import Choice, Dialog
from coach.ui.show import MUTED, explain, line, plain
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.knowledge.adding import Outcome, Result
    from coach.knowledge.own import OwnLibrary, Step

LOOK_SECONDS = 0.1
"""How often the progress is shown anew; it may change thousands of times a second."""
MOST_LINES = 300
"""Most files that the report names."""


@dataclass
class Ended(Message):
    """The work is over; ``error`` says why it failed, ``cancelled`` that it was stopped."""

    error: str
    cancelled: bool


class AddingDialog(Dialog[None]):
    """The progress of each file and of the index, then a line for each file.

    Args:
        own: The documents of the person.
        path: A file or a folder.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "stop", "cancel"),
        key("escape", "close", "close"),
        key("enter", "close", "close", show=False, fixed=True),
    ]

    def __init__(self, own: OwnLibrary, path: Path) -> None:
        super().__init__()
        self._own = own
        self._path = path
        self._stop = threading.Event()
        self._step: Step | None = None
        self._outcomes: list[Outcome] = []
        self._working = True

    def compose(self) -> ComposeResult:
        """Show how far it is; the report takes its place."""
        words = texts().adding
        with Vertical(classes="dialog large", id="adding"):
            yield Static(Content(words.title), classes="heading", markup=False)
            yield Static(Content(words.finding), id="what", markup=False)
            yield ProgressBar(show_eta=False, show_percentage=False, id="far")
            yield Static("", id="steps", markup=False)
            with VerticalScroll(id="report"):
                yield Static("", id="outcomes", markup=False)
            yield Choice(Content(words.close), id="close", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin in a thread."""
        self.query_one("#report").display = self.query_one("#close").display = False
        self._timer = self.set_interval(LOOK_SECONDS, self._show_step)
        self.run_worker(self._work, thread=True, group="adding", exit_on_error=False)

    def on_unmount(self) -> None:
        """Nobody waits for it any more."""
        self._stop.set()

    def _work(self) -> None:
        error, cancelled = "", False
        try:
            for outcome in self._own.add(
                [self._path], tell=self._tell, cancelled=self._stop.is_set
            ):
                self._outcomes.append(outcome)
        except Cancelled:
            cancelled = True
        except Exception as failure:
            error = explain(failure)
        self.post_message(Ended(error, cancelled))

    def _tell(self, step: Step) -> None:
        # Read by the timer, so that a quick file does not flood the interface with messages.
        self._step = step

    def _show_step(self) -> None:
        words, step = texts().adding, self._step
        if step is None:
            return
        what = {
            "finding": words.finding,
            "reading": words.file.format(number=step.number, total=step.files, name=step.name),
            "index": words.index,
        }[step.stage]
        self.query_one("#what", Static).update(
            line(words.stopping if self._stop.is_set() else what, limit=300)
        )
        self.query_one("#far", ProgressBar).update(total=step.total or None, progress=step.done)
        told = words.steps.format(done=step.done, total=step.total) if step.total else ""
        self.query_one("#steps", Static).update(line(told, MUTED))

    @on(Ended)
    def ended(self, message: Ended) -> None:
        """Say what became of each file."""
        self._working = False
        self._timer.stop()
        words = texts().adding
        self.query_one("#far").display = False
        lines = [line(_counted(self._outcomes) or words.nothing)]
        if message.cancelled:
            lines = [line(words.stopped), *(lines if self._outcomes else [])]
        if message.error:
            lines = [line(words.failed), line(message.error, limit=600), *lines]
        self.query_one("#what", Static).update(Content("\n").join(lines))
        self.query_one("#steps").display = False
        report = self.query_one("#report")
        report.display = bool(self._outcomes)
        self.query_one("#outcomes", Static).update(_report(self._outcomes))
        close = self.query_one("#close")
        close.display = True
        self.call_after_refresh((report if self._outcomes else close).focus)
        self.refresh_bindings()

    @on(Button.Pressed, "#close")
    def closed(self) -> None:
        """Close the report."""
        self.dismiss(None)

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Escape stops what goes on, and closes the report."""
        if action == "stop":
            return self._working and not self._stop.is_set()
        return not self._working if action == "close" else True

    def action_stop(self) -> None:
        """Stop at the next page or batch."""
        self._stop.set()
        self.query_one("#what", Static).update(Content(texts().adding.stopping))
        self.refresh_bindings()


def _counted(outcomes: list[Outcome]) -> str:
    words = texts().adding
    counts = Counter(outcome.result for outcome in outcomes)
    told: list[tuple[Result, str]] = [
        ("added", words.counts_added),
        ("updated", words.counts_updated),
        ("unchanged", words.counts_unchanged),
        ("left out", words.counts_left_out),
    ]
    return ", ".join(text.format(count=counts[name]) for name, text in told if counts[name])


def _report(outcomes: list[Outcome]) -> Content:
    """Return a line for each file, what was left out first, as it asks for something to be done."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.result != "left out")
    shown = [_told(outcome) for outcome in ordered[:MOST_LINES]]
    if len(ordered) > MOST_LINES:
        shown.append(line(texts().adding.more.format(count=len(ordered) - MOST_LINES)))
    return Content("\n").join(shown)


def _told(outcome: Outcome) -> Content:
    words = texts().adding
    text = {
        "added": words.added,
        "updated": words.updated,
        "unchanged": words.unchanged,
        "left out": words.left_out,
    }[outcome.result]
    before, after = text.format(name="\0").split("\0")
    parts: list[Content | str] = [before, line(outcome.name), after]
    if outcome.result in ("added", "updated"):
        one = outcome.parts == 1
        parts += [", ", words.one_part if one else words.parts.format(count=outcome.parts)]
    for remark in outcome.remarks:
        parts += ["\n", plain(remark, MUTED, limit=600)]
    if outcome.remarks:
        parts.append("\n")
    return Content.assemble(*parts)
