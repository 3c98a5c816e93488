"""The versions of a plan: what each one changed, how it reads, and the way back to it."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.plan.difference import difference
from coach.plan.model import Plan
from coach.plan.versions import Entry, Version, Versions, entries
from coach.ui.keys import key
from coach.ui.screens.page import Page, TopBar
from coach.ui.show import MUTED, line, plain, when
from coach.ui.texts import texts
from coach.ui.widgets.difference import shown
from coach.ui.widgets.status import Status
from coach.workspace import Workspace

View = Literal["changed", "now", "whole"]


class VersionsPage(Page):
    """All versions, the newest first, and beside them what the one in focus is about.

    Args:
        workspace: Has the plan.
        plan_id: The plan's id.
    """

    HELP = "versions"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("c", "view('changed')", "view_changed"),
        key("n", "view('now')", "view_now"),
        key("t", "view('whole')", "view_whole"),
        key("b", "restore", "restore"),
        key("a", "every", "every_change"),
        key("tab", "app.focus_next", "sources", show=False, fixed=True),
        key("escape", "close", "close"),
    ]

    def __init__(self, workspace: Workspace, plan_id: str) -> None:
        super().__init__(workspace)
        self.page_title = texts().versions.title
        self._plan_id = plan_id
        self._entries: list[Entry] = []
        self._view: View = "changed"
        self._every = False

    def content(self) -> ComposeResult:
        """Show the list and, beside or below it, the version in focus."""
        yield Status(id="status")
        with Container(id="versions-page"):
            yield OptionList(id="versions", markup=False)
            with VerticalScroll(id="version"):
                yield Static("", id="version-title", classes="heading", markup=False)
                yield Static("", id="version-text", markup=False)

    def on_mount(self) -> None:
        """Read the versions."""
        self.query_one("#versions").focus()
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Read the versions in a thread and list them."""
        store = self.workspace.store
        found = await self.fetch(lambda: Versions(store, self._plan_id).all())
        if found is None:
            return
        listed_entries = [Entry(one) for one in found] if self._every else entries(found)
        self._entries = listed_entries[::-1]
        self.query_one(TopBar).retitle(found[-1].plan.title or texts().versions.title)
        listed = self.query_one("#versions", OptionList)
        listed.clear_options()
        listed.add_options([Option(self._listed(entry)) for entry in self._entries])
        listed.highlighted = 0

    def _listed(self, entry: Entry) -> Content:
        words = texts().versions
        number = words.number.format(number=entry.version.number)
        moment = when(entry.version.saved, self.coach.now())
        head = Content.assemble((number, "bold"), "  ", line(moment, MUTED))
        return Content("\n").join([head, line(str(entry))])

    # The version in focus

    @property
    def _marked(self) -> Entry | None:
        place = self.query_one("#versions", OptionList).highlighted
        return None if place is None or place >= len(self._entries) else self._entries[place]

    def _before(self, entry: Entry) -> Version | None:
        place = self._entries.index(entry) + 1
        return self._entries[place].version if place < len(self._entries) else None

    @on(OptionList.OptionHighlighted, "#versions")
    def marked(self) -> None:
        """Show the version in focus."""
        self._show()

    def _show(self) -> None:
        entry, words = self._marked, texts().versions
        self.refresh_bindings()
        if entry is None:
            return
        version, before, newest = entry.version, self._before(entry), self._entries[0].version
        if self._view == "now" and version is not newest:
            title = words.now.format(number=version.number)
            text = shown(difference(version.plan, newest.plan))
        elif self._view == "changed" and before is not None:
            title = words.changed.format(number=before.number)
            text = shown(difference(before.plan, version.plan))
        else:
            title = words.whole.format(number=version.number)
            text = _whole(version.plan)
        self.query_one("#version-title", Static).update(Content(title))
        self.query_one("#version-text", Static).update(text)
        self.query_one("#version", VerticalScroll).scroll_home(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with the version in focus."""
        entry = self._marked if self.is_mounted else None
        if action == "restore":
            return entry is not None and entry is not self._entries[0]
        if action == "view":
            if entry is None or parameters == (self._view,):
                return False
            if parameters == ("now",):
                return entry is not self._entries[0]
            return parameters == ("whole",) or self._before(entry) is not None
        return True

    def action_every(self) -> None:
        """List every change, or those of one sitting as one."""
        self._every = not self._every
        self.load()

    def action_view(self, view: View) -> None:
        """Show something else of the version in focus."""
        self._view = view
        self._show()

    @work(exclusive=True, group="restore", exit_on_error=False)
    async def action_restore(self) -> None:
        """Go back to the version in focus: it becomes the newest."""
        entry, store = self._marked, self.workspace.store
        if entry is None:
            return
        number = entry.version.number
        plan = await self.fetch(lambda: Versions(store, self._plan_id).restore(number))
        if plan is not None:
            done = texts().versions.restored.format(number=number, now=plan.version)
            self._view = "changed"
            await self.load().wait()
            self.query_one(Status).say(done)

    def action_close(self) -> None:
        """Go back to the plan."""
        self.dismiss()


def _whole(plan: Plan) -> Content:
    """Return a plan for reading."""
    blocks = [
        Content("\n").join(
            [
                line(section.title, "bold $primary"),
                *(Content.assemble("- ", plain(one.text)) for one in section.statements),
            ]
        )
        for section in plan.sections
        if section.statements
    ]
    return Content("\n\n").join(blocks)
