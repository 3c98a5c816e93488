"""``coach review``: the follow-up weeks later, line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from coach.text import clean, one_line

if TYPE_CHECKING:
    from coach.console import Console
    from coach.plan.model import Plan
    from coach.review.session import Review
    from coach.review.steps import Step
    from coach.store.store import Store
    from coach.workspace import Workspace


def review(
    plan: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLAN]",
            help="Id of the plan or of its interview, or a beginning that only it has. "
            "Without it the newest plan.",
        ),
    ] = None,
) -> None:
    """Look at your plan again: what was done, what happened, and what comes next.

    It takes up to ten minutes, needs no model, and ends with the next version of your plan. Every
    answer is saved at once; the same command goes on where you left it.
    """
    from coach.commands.storage import chosen_plan, open_store
    from coach.console import Console
    from coach.review.session import Review
    from coach.review.texts import texts

    words = texts().command
    with open_store() as store:
        chosen = chosen_plan(store, plan, without=(words.no_plan, words.no_plan_remedy))
        Talk(Review(store, chosen), store, Console(sys.stdin, sys.stdout)).run()


def by_lines(workspace: Workspace, plan: Plan, console: Console) -> None:
    """Review a plan in a conversation that is there already."""
    from coach.review.session import Review

    Talk(Review(workspace.store, plan), workspace.store, console).run()


class _Left(Exception):
    """The person left the review."""


class Talk:
    """A review in a conversation by lines.

    Args:
        review: What is talked with.
        store: Keeps what was typed and not sent.
        console: Standard input and output.
    """

    def __init__(self, review: Review, store: Store, console: Console) -> None:
        from coach.review.texts import texts

        self._review = review
        self._store = store
        self._console = console
        self._texts = texts()
        self._session = review.plan.session
        self._ended = False
        self._shown = ""

    def run(self) -> None:
        """Talk until the review is over or the person leaves; the end of the input leaves it.

        Raises:
            CoachError: an answer cannot be saved.
        """
        try:
            self._begin()
            while not self._ended and (step := self._review.step) is not None:
                self._ask(step)
                self._take(self._read())
            self._end()
        except (_Left, KeyboardInterrupt):
            from coach.review.texts import fill

            self._console.line()
            self._console.line(fill(self._texts.command.left, id=self._review.plan.id))

    def _begin(self) -> None:
        from coach.plan.dates import written
        from coach.review.texts import fill

        step = self._review.step
        if self._review.resumed:
            self._say(self._texts.resumed)
        else:
            minutes = self._texts.minutes(step.minutes if step else 1)
            day = written(self._review.plan.created.date())
            self._say(fill(self._texts.intro, day=day, minutes=minutes))
        draft = self._store.draft(self._session)
        if draft:
            self._say(fill(self._texts.draft, text=clean(draft)))
            self._store.save_draft(self._session, "")

    def _ask(self, step: Step) -> None:
        from coach.review.texts import fill

        if step.item.key != self._shown:
            self._shown = step.item.key
            title = getattr(self._texts.titles, step.item.group)
            minutes = self._texts.minutes(step.minutes)
            self._console.line(
                fill(
                    self._texts.progress,
                    number=step.number,
                    total=step.total,
                    name=title,
                    minutes=minutes,
                )
            )
            for line in self._review.about(step):
                self._console.line(clean(line))
        self._console.line(self._texts.command.coach + clean(step.text.strip()))
        for number, (key, name) in enumerate(step.choices.items(), 1):
            about = self._texts.about.get(key, "") if step.question == "decision" else ""
            self._console.line(f"  {number}  {name}" + (f": {about}" if about else ""))

    def _read(self) -> str:
        words = self._texts.command
        try:
            typed = self._console.read(words.you, words.more)
        except KeyboardInterrupt:
            unsent = clean("\n".join(self._console.unsent))
            if unsent:
                self._store.save_draft(self._session, unsent)
            raise
        if typed is None:
            raise _Left
        return clean(typed).strip()

    def _take(self, text: str) -> None:
        if text.startswith("/") and not text.startswith("//"):
            self._command(text)
            return
        reply = self._review.answer(text.removeprefix("/"))
        if reply.text:
            self._say(reply.text)
        else:
            self._console.line()

    def _command(self, text: str) -> None:
        plain: dict[str, Callable[[], None]] = {
            "/help": lambda: self._say(self._texts.command.help),
            "/skip": self._skip,
            "/next": self._skip_item,
            "/back": self._back,
            "/finish": self._finish,
            "/quit": self._leave,
        }
        name = text.lower()
        if name in plain:
            plain[name]()
            return
        from coach.review.texts import fill

        shown = one_line(text.split(maxsplit=1)[0], limit=40)
        self._say(fill(self._texts.command.unknown, command=shown))

    def _skip(self) -> None:
        self._review.skip()
        self._say(self._texts.skipped)

    def _skip_item(self) -> None:
        self._review.skip_item()
        self._say(self._texts.skipped)

    def _back(self) -> None:
        self._shown = ""
        if not self._review.back():
            self._say(self._texts.no_back)
        else:
            self._console.line()

    def _finish(self) -> None:
        self._ended = True

    def _leave(self) -> None:
        raise _Left

    # The end

    def _end(self) -> None:
        from coach.review.texts import fill

        plan = self._review.finish()
        if plan is None:
            self._say(self._texts.nothing)
            return
        for title, lines in self._review.outcome(plan, bars=draws_bars(self._console)):
            self._console.line(title)
            for line in lines:
                self._console.line(clean(line))
            self._console.line()
        self._console.line(fill(self._texts.over, version=plan.version, before=plan.version - 1))
        self._console.line(fill(self._texts.over_read, id=plan.id))

    def _say(self, text: str) -> None:
        self._console.line(clean(text).rstrip())
        self._console.line()


def draws_bars(console: Console) -> bool:
    """Return whether bars can be drawn: at a terminal that takes block characters.

    ``NO_COLOR`` and a ``dumb`` terminal are taken as the wish for plain numbers.
    """
    if not console.terminal or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    try:
        "█▏".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
