"""The plan in ``coach chat``: read it, change it, take it out, by plain commands."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from coach.chat_background import INTERRUPTED, in_background
from coach.chat_texts import ChatTexts
from coach.console import Console
from coach.errors import Cancelled, CoachError
from coach.text import clean, counted, one_line

if TYPE_CHECKING:
    from coach.plan.model import Plan
    from coach.plan.versions import Versions
    from coach.workspace import Workspace

Talk = Callable[["Workspace", "Plan", Console], None]
"""A talk about a plan that has its own questions: the review, the rehearsal."""
WITHOUT_NAMES = "without-names"


class _Usage(Exception):
    """A command was typed in a way that cannot be meant."""


@dataclass(frozen=True)
class _Command:
    """A command.

    Attributes:
        run: Does it, with what was typed behind its name.
        usage: How it is typed; empty for one that takes nothing.
    """

    run: Callable[[str], None]
    usage: str = ""


class PlanTalk:
    """One plan in a conversation by lines.

    Args:
        workspace: Has the plan.
        plan_id: Its id.
        console: Standard input and output.
        texts: What is said.
        talks: Talks about the plan, by the name of their command.
    """

    def __init__(
        self,
        workspace: Workspace,
        plan_id: str,
        console: Console,
        texts: ChatTexts,
        talks: Mapping[str, Talk],
    ) -> None:
        self._workspace = workspace
        self._id = plan_id
        self._console = console
        self._texts = texts
        self._ended = False
        self._confirmed: Path | None = None
        self._saved: Path | None = None
        usage = texts.plan.usage
        self._commands = {
            "/help": _Command(lambda _: self._say(texts.plan.help)),
            "/show": _Command(self._show),
            "/numbers": _Command(lambda _: self._numbers()),
            "/edit": _Command(self._edit, usage.edit),
            "/add": _Command(self._add, usage.add),
            "/remove": _Command(self._remove, usage.remove),
            "/move": _Command(self._move, usage.move),
            "/reword": _Command(self._reword, usage.reword),
            "/undo": _Command(lambda _: self._go_back(lambda versions: versions.undo())),
            "/redo": _Command(lambda _: self._go_back(lambda versions: versions.redo())),
            "/versions": _Command(lambda _: self._list_versions()),
            "/compare": _Command(self._compare, usage.compare),
            "/restore": _Command(self._restore, usage.restore),
            "/export": _Command(self._export, usage.export),
            "/folder": _Command(lambda _: self._open_folder()),
            "/score": _Command(lambda _: self._score()),
            "/report": _Command(lambda _: self._report()),
            "/quit": _Command(lambda _: self._leave()),
        }
        for name, talk in talks.items():
            self._commands[name] = _Command(self._talker(talk))

    def run(self) -> None:
        """Do what is typed until the person leaves or the input ends.

        Raises:
            CoachError: a command failed and nobody is there to try again.
        """
        self._say(self._texts.plan.begin)
        while not self._ended:
            try:
                typed = self._console.read(self._texts.plan.you, self._texts.more)
            except KeyboardInterrupt:
                self._console.line()
                return
            if typed is None:
                return
            self._take(clean(typed).strip())

    def _take(self, text: str) -> None:
        name, _, rest = text.partition(" ")
        command = self._commands.get(name.lower())
        if command is None:
            shown = one_line(name, limit=40)
            words = self._texts.plan
            unknown = words.unknown.format(command=shown) if text.startswith("/") else words.words
            self._say(unknown if text else self._texts.plan.empty)
            return
        try:
            command.run(rest.strip())
        except _Usage:
            self._say(command.usage)
        except CoachError as error:
            if not self._console.terminal:
                raise
            self._say(str(error))

    def _leave(self) -> None:
        self._ended = True

    # Reading

    @property
    def _versions(self) -> Versions:
        from coach.plan.versions import Versions

        return Versions(self._workspace.store, self._id)

    def _show(self, rest: str) -> None:
        from coach.plan.export.markdown import to_markdown

        self._say(to_markdown(self._versions.get(_number(rest) if rest else None)))

    def _numbers(self) -> None:
        from coach.plan.numbered import numbered

        self._say(numbered(self._versions.get()))

    def _score(self) -> None:
        from coach.plan.scoring import score

        result = score(self._versions.get(), today=date.today())
        self._say(f"{result}\n\n{self._texts.plan.keys}" if result.missing else str(result))

    def _report(self) -> None:
        from coach.plan import reporting, reporting_parts

        library = self._workspace.library
        found = reporting.report(self._workspace.store, library.get, self._id)
        self._say(reporting_parts.written(found))

    # Changing

    def _edit(self, rest: str) -> None:
        from coach.plan import editing

        section, number, text = _place(rest)
        today = date.today()
        self._change(lambda plan: editing.edited(plan, section, number, _some(text), today=today))

    def _add(self, rest: str) -> None:
        from coach.plan import editing

        section, _, text = rest.partition(" ")
        self._change(lambda plan: editing.added(plan, section, _some(text)))

    def _remove(self, rest: str) -> None:
        from coach.plan import editing

        section, number, _ = _place(rest)
        self._change(lambda plan: editing.deleted(plan, section, number))

    def _move(self, rest: str) -> None:
        from coach.plan import editing

        section, number, to = _place(rest)
        self._change(lambda plan: editing.moved(plan, section, number, _number(to)))

    def _change(self, change: Callable[[Plan], Plan]) -> None:
        """Save a changed plan as the next version, and print the part that was changed."""
        from coach.plan.editing_texts import texts
        from coach.plan.numbered import numbered_section

        versions, words = self._versions, texts().command
        before = versions.get()
        after = change(before)
        if after is not before:
            after = versions.save(after)
        section = after.section(after.change.section) if after.change else None
        if after is before or section is None:
            self._say(words.unchanged)
        else:
            saved = self._texts.plan.saved.format(number=after.version)
            self._say(f"{numbered_section(section)}\n{saved}")

    def _reword(self, rest: str) -> None:
        """Let the coach word a line, or a part, in another way."""
        from coach.plan import editing
        from coach.plan.editing_texts import texts
        from coach.plan.rewording import Reworded, offered

        section, _, rest = rest.partition(" ")
        first, _, others = rest.partition(" ")
        number = counted(first)
        wish = (others if number is not None else rest).strip() or self._texts.plan.wish
        if not section:
            raise _Usage
        offered(wish)  # what cannot be meant is told before the model is asked
        versions, wordings = self._versions, dict[int, str]()
        before = versions.get()
        self._console.passing(self._texts.working.rewording)
        work = in_background(lambda: self._workspace.reword(before, section, number, wish))
        try:
            with closing(work) as happening:
                for item in happening:
                    if item is INTERRUPTED:
                        self._workspace.engine.cancel()
                    elif isinstance(item, Reworded) and item.text is not None:
                        wordings[item.number] = item.text
        except Cancelled:
            self._say(self._texts.plan.stopped)
            return
        finally:
            self._console.erase()
        if wordings:
            self._tell(before, versions.save(editing.reworded(before, section, wordings)))
        else:
            self._say(texts().command.nothing_better)

    # Versions

    def _restore(self, rest: str) -> None:
        number = _number(rest)
        self._go_back(lambda versions: versions.restore(number))

    def _go_back(self, step: Callable[[Versions], Plan]) -> None:
        versions = self._versions
        before = versions.get()
        self._tell(before, step(versions))

    def _tell(self, before: Plan, after: Plan) -> None:
        from coach.plan.difference import difference, written

        saved = self._texts.plan.saved.format(number=after.version)
        self._say(f"{written(difference(before, after))}\n{saved}")

    def _list_versions(self) -> None:
        from coach.plan.versions import entries

        lines = []
        for entry in reversed(entries(self._versions.all())):
            day = entry.version.saved.astimezone().strftime("%Y-%m-%d %H:%M")
            lines.append(f"{entry.version.number}  {day}  {one_line(str(entry))}")
        self._say("\n".join(lines))

    def _compare(self, rest: str) -> None:
        from coach.plan.difference import difference, written
        from coach.plan.editing_texts import texts

        numbers = [_number(part) for part in rest.split()][:2]
        after = self._versions.get(numbers[1] if len(numbers) > 1 else None)
        before = self._versions.get(numbers[0] if numbers else max(1, after.version - 1))
        title = texts().difference.title.format(old=before.version, new=after.version)
        self._say(f"{title}\n\n{written(difference(before, after))}")

    # Taking it out

    def _export(self, rest: str) -> None:
        """Write the plan to a file; one that is there is replaced when it is asked for twice."""
        from coach.plan.export.formats import FORMATS, exported, file_name

        kind, _, rest = rest.partition(" ")
        if kind.lower() not in FORMATS:
            raise _Usage
        kind, rest = kind.lower(), rest.strip()
        names = not rest.lower().startswith(WITHOUT_NAMES)
        rest = rest if names else rest[len(WITHOUT_NAMES) :].strip()
        plan = self._versions.get()
        # The functions of os.path raise nothing for what is no path; writing to it tells that.
        path = Path(os.path.expanduser(rest)) if rest else self._usual_folder(plan)
        if os.path.isdir(path):
            path = path / file_name(plan, kind, names=names)
        if os.path.exists(path) and path != self._confirmed:
            self._confirmed = path
            self._say(self._texts.plan.exists.format(path=one_line(str(path), limit=400)))
            return
        self._write(path, exported(plan, kind, names=names))
        self._saved = path
        self._say(self._texts.plan.exported.format(path=one_line(str(path), limit=400)))

    def _open_folder(self) -> None:
        """Open the folder of the file that was saved last, or say where it is."""
        from coach.files import show_in_folder

        words = self._texts.plan
        if self._saved is None:
            self._say(words.nothing_exported)
        else:
            told = words.shown if show_in_folder(self._saved) else words.no_desktop
            self._say(told.format(path=one_line(str(self._saved), limit=400)))

    def _usual_folder(self, plan: Plan) -> Path:
        """Return the folder of an interview's files, which is deleted with the interview."""
        from coach.config import make_private_folder

        exports = self._workspace.settings.exports_folder
        make_private_folder(exports)
        make_private_folder(exports / plan.session)
        return exports / plan.session

    def _write(self, path: Path, content: bytes) -> None:
        from coach.files import write_whole

        try:
            write_whole(path, content)
        except OSError as error:
            reason = one_line(error.strerror or type(error).__name__)
            raise CoachError(self._texts.plan.not_written.format(reason=reason)) from error

    def _talker(self, talk: Talk) -> Callable[[str], None]:
        def run(_: str) -> None:
            talk(self._workspace, self._versions.get(), self._console)
            self._console.line()
            self._say(self._texts.plan.again)

        return run

    def _say(self, text: str) -> None:
        self._console.line(clean(text).rstrip())
        self._console.line()


def _number(text: str) -> int:
    number = counted(text)
    if number is None:
        raise _Usage
    return number


def _some(text: str) -> str:
    if not text.strip():
        raise _Usage
    return text.strip()


def _place(text: str) -> tuple[str, int, str]:
    """Return the part of the plan, the number of the line, and what stands behind them."""
    section, _, rest = text.partition(" ")
    number, _, rest = rest.strip().partition(" ")
    return section, _number(number), rest.strip()
