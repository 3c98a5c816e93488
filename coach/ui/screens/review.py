"""The review of a plan: question by question, each answer saved before the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from coach.plan.dates import written
from coach.plan.model import Plan
from coach.review.session import Reply, Review
from coach.review.steps import Step
from coach.review.texts import fill
from coach.review.texts import texts as review_texts
from coach.ui.draft import Draft
from coach.ui.keys import key
from coach.ui.screens.page import Page, TopBar
from coach.ui.show import MUTED, line, plain
from coach.ui.texts import named
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.conversation import Bubble
from coach.ui.widgets.status import Status

if TYPE_CHECKING:
    from coach.workspace import Workspace

SAVE_SECONDS = 2
"""How often what is typed and not sent is saved."""


class Options(OptionList):
    """What can be chosen; its number chooses it too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "select", "choose"),
        *(key(str(n), f"pick({n - 1})", "choose", show=False, fixed=True) for n in range(1, 4)),
    ]

    def action_pick(self, place: int) -> None:
        """Choose by number."""
        if place < self.option_count:
            self.highlighted = place
            self.action_select()


class ReviewPage(Page):
    """One review.

    Args:
        workspace: Has the store with plans and answers.
        plan: The newest version of the plan.
    """

    HELP = "review"
    CSS_PATH: ClassVar[PurePath] = Path(__file__).parents[1] / "styles" / "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f3", "skip", "skip"),
        key("f9", "skip_rest", "skip_rest"),
        key("f4", "back", "back"),
        key("escape", "close", "close"),
        key("f8", "finish", "finish_review"),
        key("pageup", "page(-1)", "earlier", show=False, priority=True),
        key("pagedown", "page(1)", "later", show=False, priority=True),
    ]

    def __init__(self, workspace: Workspace, plan: Plan) -> None:
        super().__init__(workspace)
        self.page_title = review_texts().screen.title
        self.over = False
        self._plan = plan
        self._review: Review | None = None
        self._step: Step | None = None
        self._item = ""
        self._busy = True
        self._draft = Draft(workspace)

    def content(self) -> ComposeResult:
        """Show what was said, and below it the choices or the field for an answer."""
        with Vertical(id="review"):
            yield VerticalScroll(id="talk", can_focus=False)
            yield Status(id="status")
            yield Options(id="options", markup=False)
            yield AnswerBox(id="turn", placeholder=named(review_texts().screen.placeholder))

    def on_mount(self) -> None:
        """Open the review; nothing can be answered before."""
        self.query_one("#talk", VerticalScroll).anchor()
        self.query_one(Options).display = False
        self.query_one(AnswerBox).display = False
        self.query_one(Status).work(review_texts().screen.opening)
        self.set_interval(SAVE_SECONDS, self._draft.save)
        self.begin()

    @work(group="review", exit_on_error=False)
    async def begin(self) -> None:
        """Open the review in a thread, and ask its first question."""
        store = self.workspace.store
        review = await self.fetch(lambda: Review(store, self._plan, today=self._today))
        draft = await self.fetch(lambda: store.draft(self._plan.session))
        self.query_one(Status).work("")
        if review is None:
            self._close_input(review_texts().screen.failed)
            return
        self._review = review
        await self._note(self._opening(review))
        self._draft.begin(self._plan.session, draft or "")
        self.query_one(AnswerBox).replace_text(draft or "")
        await self._next()

    def _today(self) -> date:
        return self.coach.now().astimezone().date()

    def _opening(self, review: Review) -> str:
        words, step = review_texts(), review.step
        if review.resumed:
            return words.resumed
        minutes = words.minutes(step.minutes if step else 1)
        return fill(words.intro, day=written(self._plan.created.date()), minutes=minutes)

    # The talk

    async def _next(self) -> None:
        """Ask the open question, or end the review when there is none."""
        review = self._review
        self._step = step = review.step if review else None
        if review is None or step is None:
            await self._end()
            return
        words = review_texts()
        if step.item.key != self._item:
            self._item = step.item.key
            title = getattr(words.titles, step.item.group)
            await self._add(Static(line(title), classes="heading", markup=False))
            for said in review.about(step):
                await self._note(said)
        await self._add(Bubble("coach", step.text.strip(), reviewed=True))
        about = fill(
            words.screen.about,
            number=step.number,
            total=step.total,
            minutes=words.minutes(step.minutes),
        )
        self.query_one(TopBar).remark(about)
        self._offer(step)
        self._busy = False
        self.refresh_bindings()

    def _offer(self, step: Step) -> None:
        """Show the choices, or the field for words."""
        options, box = self.query_one(Options), self.query_one(AnswerBox)
        options.display, box.display = bool(step.choices), not step.choices
        if not step.choices:
            box.focus()
            return
        about = review_texts().about if step.question == "decision" else {}
        options.set_options(
            Option(
                Content.assemble(
                    f"{number}  {name}",
                    (f"  {about[name_key]}" if name_key in about else "", MUTED),
                ),
                id=name_key,
            )
            for number, (name_key, name) in enumerate(step.choices.items(), 1)
        )
        options.highlighted = 0
        options.focus()

    async def _add(self, widget: Static | Bubble) -> None:
        talk = self.query_one("#talk", VerticalScroll)
        talk.anchor()
        await talk.mount(widget)

    async def _note(self, text: str) -> None:
        await self._add(Static(plain(text.strip(), limit=2000), classes="note", markup=False))

    # Answers

    @on(OptionList.OptionSelected, "#options")
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Take a choice."""
        step, name = self._step, event.option_id or ""
        if step is not None and name in step.choices:
            self.take(str(list(step.choices).index(name) + 1), step.choices[name])

    @on(AnswerBox.Sent, "#turn")
    def sent(self, message: AnswerBox.Sent) -> None:
        """Take words."""
        self.take(message.text, message.text.strip())

    @on(TextArea.Changed, "#turn")
    def typed(self) -> None:
        """Keep what is typed and not sent."""
        if self._review is not None:
            self._draft.set(self.query_one(AnswerBox).text)

    @work(group="review", exit_on_error=False)
    async def take(self, text: str, shown: str) -> None:
        """Save an answer in a thread; it stays in the field until it is saved."""
        review = self._review
        if review is None or self._busy:
            return
        self._busy = True
        reply: Reply | None = await self.fetch(lambda: review.answer(text))
        if reply is None or reply.kind == "unclear":
            self._busy = False
            self.query_one(Status).say(reply.text if reply else "")
            return
        self.query_one(Status).say("")
        self.query_one(AnswerBox).clear()
        await self._add(Bubble("employee", shown))
        if reply.text:
            await self._note(reply.text)
        await self._next()

    @work(group="review", exit_on_error=False)
    async def move(self, call: Callable[[Review], object], note: str = "") -> None:
        """Skip or go back in a thread, and ask the question that is then open."""
        review = self._review
        if review is None or self._busy:
            return
        self._busy = True
        done = await self.fetch(lambda: (call(review),))
        if done is None or done == (False,):
            self._busy = False
            self.query_one(Status).say(review_texts().no_back if done else "")
            return
        self.query_one(Status).say("")
        if note:
            await self._note(note)
        await self._next()

    # The end

    @work(group="review", exit_on_error=False)
    async def finish(self) -> None:
        """End it now."""
        if not self._busy:
            await self._end()

    async def _end(self) -> None:
        review = self._review
        if review is None or self.over:
            return
        self._busy = True
        ended = await self.fetch(lambda: (review.finish(),))
        words = review_texts()
        if ended is None:
            self._close_input(words.screen.failed)
            return
        self.over = True
        plan = ended[0]
        if plan is None:
            await self._note(words.nothing)
            self._close_input(words.screen.over_nothing)
            return
        for title, lines in review.outcome(plan, bars=True):
            await self._add(Static(line(title), classes="heading", markup=False))
            for told in lines:
                await self._add(Static(plain(told), classes="told", markup=False))
        await self._add(Static("", markup=False))
        over = fill(words.over, version=plan.version, before=plan.version - 1)
        await self._note(over)
        self._close_input(words.screen.over)

    def _close_input(self, text: str) -> None:
        self._busy = False
        self.query_one(Options).display = False
        self.query_one(AnswerBox).display = False
        self.query_one(TopBar).remark("")
        self.query_one(Status).say(named(text))
        talk = self.query_one("#talk", VerticalScroll)
        talk.can_focus = True
        talk.focus()
        self.refresh_bindings()

    # Keys

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Offer only what can be done now."""
        if action in ("skip", "skip_rest", "back", "finish"):
            return self._review is not None and not self.over
        return True

    def action_skip(self) -> None:
        """Leave the question out."""
        self.move(lambda review: review.skip(), review_texts().skipped)

    def action_skip_rest(self) -> None:
        """Leave out the rest about this one."""
        self.move(lambda review: review.skip_item(), review_texts().skipped)

    def action_back(self) -> None:
        """Go back to the question before."""
        self._item = ""
        self.move(lambda review: review.back())

    def action_finish(self) -> None:
        """End the review and write the next version."""
        self.finish()

    def action_page(self, direction: int) -> None:
        """Scroll the talk by a page; what has the focus keeps it."""
        talk = self.query_one("#talk", VerticalScroll)
        if direction < 0:
            talk.scroll_page_up(animate=False)
        else:
            talk.scroll_page_down(animate=False)

    async def action_close(self) -> None:
        """Go back to the plan; what was answered is saved."""
        await self.leave()
        self.dismiss(None)

    async def leave(self) -> None:
        """Save what was typed and not sent, and let another window go on."""
        await self._draft.save()
        if self._review is not None:
            self._review.leave()
