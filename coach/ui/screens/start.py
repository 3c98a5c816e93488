"""The start page: what this is, a new interview, earlier ones, plans, the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.private import delete_left, exported_files
from coach.ui.keys import key
from coach.ui.screens.confirm import Confirm
from coach.ui.screens.page import Page
from coach.ui.set_up_texts import set_up_texts
from coach.ui.set_up_words import set_up_choice, set_up_notice
from coach.ui.show import MUTED, line, when
from coach.ui.texts import texts

if TYPE_CHECKING:
    from pathlib import Path

    from coach.interview.agenda import Form
    from coach.store.records import PlanInfo, SessionInfo
    from coach.ui.set_up import SetUp
    from coach.workspace import Workspace

_FORMS: tuple[Form, ...] = ("full", "short")
TITLE_CELLS = {"-small": 21, "-narrow": 34, "-wide": 34}
"""Width of the first column of the list, in cells, by the width of the terminal."""
OTHER_LINES = 24
"""About how many lines of the page are not the list's; with the separators in it."""


@dataclass(frozen=True)
class Shelf:
    """What is on this computer.

    Attributes:
        sessions: All interviews, the latest first.
        plans: The newest version of each plan, the latest first.
        topics: How many topics each form of the interview has.
        notice: What there is to say about damaged files and own wording; usually empty.
        due: Plans that it is time to look at again.
    """

    sessions: list[SessionInfo] = field(default_factory=list)
    plans: list[PlanInfo] = field(default_factory=list)
    topics: dict[str, int] = field(default_factory=dict)
    notice: str = ""
    due: frozenset[str] = frozenset()

    @property
    def waiting(self) -> list[SessionInfo]:
        """The interviews that are not finished."""
        return [info for info in self.sessions if info.status == "open"]


def _look(workspace: Workspace, today: date) -> Shelf:
    """Find out what is on this computer; reads files, so it runs in a thread."""
    from coach.review.due import due

    sessions = sorted(workspace.store.sessions(), key=lambda item: item.updated, reverse=True)
    newest: dict[str, PlanInfo] = {}
    for plan in workspace.store.plans():
        if plan.id not in newest or plan.version > newest[plan.id].version:
            newest[plan.id] = plan
    return Shelf(
        sessions=sessions,
        plans=sorted(newest.values(), key=lambda item: item.created, reverse=True),
        topics={form: len(workspace.agenda.topics(form)) for form in _FORMS},
        notice="\n".join(filter(None, [workspace.store.notice, *workspace.wording.notices])),
        due=frozenset(due(workspace.store, today)),
    )


class StartPage(Page):
    """Everything that can be begun or gone on with, in one list."""

    HELP = "start"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("delete", "delete", "delete"),
        key("z,ctrl+z", "undo", "undo_delete"),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.page_title = texts().app.saying
        self.shelf = Shelf()

    def content(self) -> ComposeResult:
        """Show what this is, the list, and what stays on this computer."""
        words = texts()
        with Vertical(id="start"):
            yield Static(Content(words.start.lines.replace("\n", " ")), id="lines", markup=False)
            yield Static("", id="set-up-notice", markup=False)
            yield Static(self._key_problem(), id="key-problem", markup=False)
            yield Choices(id="choices", markup=False)
            yield Static(line(self.coach.privacy), id="privacy", markup=False)

    def _key_problem(self) -> Content:
        """Return the first thing that is wrong with the keys somebody set."""
        problems, words = self.coach.key_problems, texts()
        if not problems:
            return Content("")
        text = problems[0]
        if len(problems) > 1:
            where = words.settings.title
            text = words.keymap.more.format(text=text, count=len(problems) - 1, where=where)
        return line(words.app.problem.format(text=text), limit=400)

    def on_mount(self) -> None:
        """Offer a new interview at once; what is on disk follows."""
        self.query_one("#set-up-notice").display = False
        self.coach.set_up_changed.subscribe(self, self._show_set_up)
        self.query_one("#key-problem").display = bool(self.coach.key_problems)
        self._show_choices()
        self.query_one(Choices).focus()

    def on_resize(self) -> None:
        """Fit the columns to the width."""
        self.call_after_refresh(self._show_choices)

    def on_screen_resume(self) -> None:
        """Look again whenever people come back here."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Find out in a thread what is on this computer."""
        today = self.coach.now().astimezone().date()
        self._look_for_set_up()
        shelf = await self.fetch(lambda: _look(self.workspace, today))
        if shelf is None:
            return
        self.shelf = shelf
        if shelf.notice:
            self.tell(shelf.notice)
        self._show_choices()

    @work(exclusive=True, group="set-up", exit_on_error=False)
    async def _look_for_set_up(self) -> None:
        """Find out in a thread what this computer lacks."""
        set_up = self.coach.set_up
        if not set_up.running:
            await self.fetch(set_up.look)
        self._show_set_up(set_up)

    def _show_set_up(self, set_up: SetUp) -> None:
        """Say what is missing and how it is got, or how far that is."""
        if not self.is_current:
            return  # shown when people come back
        notice = self.query_one("#set-up-notice", Static)
        told = set_up_notice(set_up)
        # Marked at first where nothing goes on without it; later people have chosen themselves.
        first = set_up.needs.size > 0 and not notice.display
        notice.display = bool(told)
        notice.update(Content(told))
        self._show_choices(first="set-up" if first else None)

    def _show_choices(self, first: str | None = None) -> None:
        choices = self.query_one(Choices)
        marked = choices.highlighted_option.id if choices.highlighted_option else None
        marked = first or marked
        choices.set_options(self._options())
        self.set_class(choices.option_count > self.size.height - OTHER_LINES, "-long")
        ids = [option.id for option in choices.options]
        choices.highlighted = (
            ids.index(marked) if marked and marked in ids else ids.index("new-full")
        )

    def _options(self) -> list[Option | None]:
        words, shelf = texts().start, self.shelf
        full = words.full_about.format(topics=shelf.topics.get("full", 14))
        short = words.short_about.format(topics=shelf.topics.get("short", 9))
        options: list[Option | None] = [
            *self._set_up_options(),
            _heading(words.begin),
            self._choice("new-full", words.full, full),
            self._choice("new-short", words.short, short),
        ]
        if shelf.waiting:
            options += [None, _heading(words.resume), *map(self._session, shelf.waiting)]
        if shelf.plans:
            options += [None, _heading(words.plans), *map(self._plan, shelf.plans)]
        planned = {info.session_id for info in shelf.plans}
        done = [i for i in shelf.sessions if i.status != "open" and i.id not in planned]
        if done:
            options += [None, _heading(words.done.capitalize()), *map(self._session, done)]
        return [
            *options,
            None,
            _heading(words.more),
            self._choice("library", words.library, words.library_about),
            self._choice("settings", words.settings, words.settings_about),
            self._choice("help", words.help, words.help_about),
        ]

    def _set_up_options(self) -> list[Option | None]:
        told = set_up_choice(self.coach.set_up)
        if told is None:
            return []
        heading = _heading(set_up_texts().start.heading)
        return [heading, self._choice("set-up", *told), None]

    def _session(self, info: SessionInfo) -> Option:
        words = texts().start
        count = {0: words.no_answers, 1: words.one_answer}.get(
            info.answers, words.answers.format(count=info.answers)
        )
        about = [count, when(info.updated, self.coach.now())]
        if info.form == "short":
            about.insert(0, words.short_mark)
        return self._choice(f"session-{info.id}", info.title or words.untitled, " · ".join(about))

    def _plan(self, info: PlanInfo) -> Option:
        words = texts().start
        about = [when(info.created, self.coach.now())]
        if info.version > 1:
            about.insert(0, words.version.format(number=info.version))
        if info.id in self.shelf.due:
            from coach.review.texts import texts as review_texts

            about.insert(0, review_texts().screen.due)
        return self._choice(f"plan-{info.id}", info.title or words.untitled, " · ".join(about))

    def _choice(self, name: str, title: str, about: str) -> Option:
        cells = next((c for size, c in TITLE_CELLS.items() if self.has_class(size)), 34)
        shown = line(title, limit=120).truncate(cells, ellipsis=True, pad=True)
        width = self.query_one(Choices).size.width or self.app.size.width
        room = max(width - cells - 7, 8)
        told = line(about, MUTED).truncate(room, ellipsis=True)
        return Option(Content.assemble("  ", shown, "  ", told), id=name)

    @on(OptionList.OptionSelected, "#choices")
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Open what was chosen."""
        match (event.option_id or "").split("-", 1):
            case ["set", "up"]:
                self.coach.open_set_up()
            case ["new", form]:
                self.coach.open_interview(form="short" if form == "short" else "full")
            case ["session", session_id]:
                self.coach.open_interview(session_id=session_id)
            case ["plan", plan_id]:
                self.coach.open_plan(plan_id=plan_id)
            case ["library"]:
                self.coach.action_library()
            case ["settings"]:
                self.coach.action_settings()
            case ["help"]:
                self.coach.action_help()

    @on(OptionList.OptionHighlighted, "#choices")
    def marked(self) -> None:
        """Offer the keys for what is marked."""
        self.refresh_bindings()

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Only interviews and plans can be deleted."""
        if action == "undo":
            return bool(self.coach.deleted.interviews)
        return action != "delete" or self._marked_session() is not None

    def _marked_session(self) -> str | None:
        option = self.query_one(Choices).highlighted_option if self.is_mounted else None
        kind, _, name = (option.id or "").partition("-") if option else ("", "", "")
        if kind == "session":
            return name
        if kind == "plan":
            return next((info.session_id for info in self.shelf.plans if info.id == name), None)
        return None

    def action_delete(self) -> None:
        """Delete the marked interview with its plan, after asking."""
        session_id = self._marked_session()
        if session_id is None:
            return

        def done(yes: bool | None) -> None:
            if yes:
                self.delete(session_id)

        self.app.push_screen(Confirm(texts().start.delete_session), done)

    @work(group="delete", exit_on_error=False)
    async def delete(self, session_id: str) -> None:
        """Delete an interview with its plan."""
        removed = await self.fetch(lambda: self.workspace.store.delete_session(session_id))
        if removed is not None:
            self.coach.deleted.interviews.append(removed)
            self.tell(texts().start.delete_done)
            self.load()
            self._ask_for_files(session_id)

    def _ask_for_files(self, session_id: str) -> None:
        """Ask whether other files go too that hold a deleted interview, or may hold parts of it."""
        words, workspace = texts().start, self.workspace
        exported = exported_files(workspace.settings, session_id)
        damaged = workspace.store.damaged_copies()
        asked = [(words.delete_files, [exported])] if exported else []
        self._ask_for_each([*asked, *([(words.delete_damaged, damaged)] if damaged else [])])

    def _ask_for_each(self, asked: Sequence[tuple[str, Sequence[Path]]]) -> None:
        """Ask one question after the other, and delete its files after a yes."""
        if not asked:
            return
        (question, files), *rest = asked

        def done(yes: bool | None) -> None:
            if yes:
                self.delete_files(files)
            self._ask_for_each(rest)

        self.app.push_screen(Confirm(question), done)

    @work(group="delete", exit_on_error=False)
    async def delete_files(self, files: Sequence[Path]) -> None:
        """Delete files that are left of a deleted interview."""

        def delete() -> bool:
            for file in files:
                delete_left(file)
            return True

        if await self.fetch(delete):
            self.tell(texts().start.delete_files_done)

    @work(group="delete", exit_on_error=False)
    async def action_undo(self) -> None:
        """Bring back the interview that was deleted last."""
        if not self.coach.deleted.interviews:
            return
        removed = self.coach.deleted.interviews.pop()

        def bring_back() -> bool:
            self.workspace.store.bring_back(removed)
            return True

        if await self.fetch(bring_back):
            self.tell(texts().start.delete_undone)
            self.load()


class Choices(OptionList):
    """The list of the start page."""

    BINDINGS: ClassVar[list[BindingType]] = [key("enter", "select", "choose")]


def _heading(text: str) -> Option:
    return Option(line(text), disabled=True)
