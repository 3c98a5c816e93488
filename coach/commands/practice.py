"""``coach practice``: rehearse the talk with the customer, line by line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import TYPE_CHECKING, Annotated

import typer

from coach.text import clean, one_line

if TYPE_CHECKING:
    from coach.console import Console
    from coach.plan.model import Plan
    from coach.practice.rehearsal import Event, Rehearsal
    from coach.workspace import Workspace

_POLL_SECONDS = 0.2  # on Windows a wait without end hears no Ctrl-C


def practice(
    plan: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLAN]",
            help="Id of the plan or of its interview, or a beginning that only it has. "
            "Without it the newest plan.",
        ),
    ] = None,
) -> None:
    """Rehearse the talk with your customer: the coach plays them from what you told it.

    Type what you would say and press Enter. At the end you see your questions, what went well and
    one thing to try. Nothing of it is kept.
    """
    from contextlib import closing

    from coach.chat_texts import load_texts
    from coach.commands.storage import chosen_plan
    from coach.commands.unlocking import unlocked
    from coach.config import load_settings
    from coach.console import Console
    from coach.practice.texts import texts
    from coach.workspace import Workspace

    words = texts().command
    settings = load_settings()
    with closing(Workspace(settings, key=unlocked(settings))) as workspace:
        if workspace.store.notice:
            typer.echo(clean(workspace.store.notice), err=True)
        none = (words.no_plan, words.no_plan_remedy)
        chosen = chosen_plan(workspace.store, plan, without=none)
        console = Console(sys.stdin, sys.stdout)
        if host := one_line(workspace.settings.remote_host):
            console.line(load_texts().where(host))
            console.line()
        Talk(workspace.practice(chosen), console).run()


def by_lines(workspace: Workspace, plan: Plan, console: Console) -> None:
    """Rehearse the talk of a plan in a conversation that is there already."""
    Talk(workspace.practice(plan), console).run()


class Talk:
    """A rehearsal in a conversation by lines.

    Args:
        rehearsal: What is talked with.
        console: Standard input and output.
    """

    def __init__(self, rehearsal: Rehearsal, console: Console) -> None:
        from coach.practice.texts import texts

        self._rehearsal = rehearsal
        self._console = console
        self._texts = texts()

    def run(self) -> None:
        """Talk until the rehearsal is over; the end of the input ends it too."""
        try:
            self._play(self._rehearsal.start)
            while not self._rehearsal.over:
                typed = self._console.read(f"{self._texts.you}: ", "... ")
                self._take("/end" if typed is None else clean(typed).strip())
        except KeyboardInterrupt:
            self._console.erase()
            self._console.line()
            self._console.line(self._texts.command.left)

    def _take(self, text: str) -> None:
        command = text.lower()
        if command == "/end":
            self._play(self._rehearsal.end)
        elif command == "/questions":
            self._play(self._rehearsal.questions)
        elif command == "/help":
            self._say(self._texts.command.help)
        elif text.startswith("/"):
            from coach.practice.texts import fill

            name = one_line(text.split(maxsplit=1)[0], limit=40)
            self._say(fill(self._texts.command.unknown, command=name))
        else:
            self._play(lambda: self._rehearsal.say(text))

    def _play(self, begin: Callable[[], Iterator[Event]]) -> None:
        """Show what happens; the first Ctrl-C ends the model's part of it, the second all.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed a second time.
        """
        # In a thread, so that Ctrl-C never hits the middle of the work.
        with ThreadPoolExecutor(1, thread_name_prefix="coach-practice") as pool:
            events = begin()
            while (event := self._wait(pool.submit(next, events, None))) is not None:
                self._show(event)

    def _wait(self, coming: Future[Event | None]) -> Event | None:
        interrupted = False
        while True:
            try:
                return coming.result(timeout=_POLL_SECONDS)
            except NotYet:
                continue
            except KeyboardInterrupt:
                self._rehearsal.cancel()
                if interrupted:
                    raise
                interrupted = True

    def _show(self, event: Event) -> None:
        from coach.practice.rehearsal import Aside, Ended, Said

        if isinstance(event, Said):
            self._say(f"{self._rehearsal.label}: {event.text}")
        elif isinstance(event, Aside):
            self._say(event.text)
        elif isinstance(event, Ended):
            self._say("\n".join([self._texts.feedback.title, "", *event.lines()]))
        else:
            self._console.passing(f"{self._texts.screen.thinking} …")

    def _say(self, text: str) -> None:
        self._console.line(clean(text))
        self._console.line()
