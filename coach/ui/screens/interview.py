"""The interview: the conversation, what was heard, how far along it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, TextArea

from coach.interview import events
from coach.text import MAX_ANSWER_CHARACTERS
from coach.ui.draft import Draft
from coach.ui.keys import key
from coach.ui.runner import Ended, Noted, Opened, Runner, Told
from coach.ui.screens.confirm import Confirm
from coach.ui.screens.correction import Correction, CorrectionDialog, putting_right
from coach.ui.screens.looking_back import LookingBack
from coach.ui.screens.page import TopBar
from coach.ui.set_up_texts import set_up_texts
from coach.ui.set_up_words import set_up_remark
from coach.ui.show import explain
from coach.ui.texts import texts
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.conversation import Conversation
from coach.ui.widgets.heard import FactList, HeardPanel
from coach.ui.widgets.progress import ProgressPanel, ProgressStrip
from coach.ui.widgets.status import Status

if TYPE_CHECKING:
    from coach.interview.agenda import Form
    from coach.ui.set_up import SetUp
    from coach.workspace import Workspace

DRAFT_SECONDS = 0.5
TYPING_SECONDS = 0.15
"""How often the model is told what is typed so far."""
"""How long after the last key the unsent text is saved."""
LONG_CHARACTERS = MAX_ANSWER_CHARACTERS * 3 // 4
"""From here on the length of the answer is shown."""


class PlanButton(Button):
    """Goes on to the plan."""

    BINDINGS: ClassVar[list[BindingType]] = [key("enter", "press", "write")]


class InterviewPage(LookingBack):
    """One interview, new or resumed."""

    HELP = "interview"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "stop", "stop"),
        key("escape", "answer", "answer"),
        key("f5", "retry", "retry"),
        key("f2,ctrl+n", "heard", "heard"),
        key("f3", "skip", "skip"),
        key("f4", "back", "back"),
        key("f8", "finish", "finish"),
        key("f10", "pause", "pause"),
        key("f9", "answers", "answers"),
        key("ctrl+r", "find", "find"),
        key("pageup", "page(-1)", "earlier", show=False, priority=True),
        key("pagedown", "page(1)", "later", show=False, priority=True),
    ]

    def __init__(
        self, workspace: Workspace, *, session_id: str | None = None, form: Form = "full"
    ) -> None:
        super().__init__(workspace)
        self.runner = Runner(self, workspace, session_id, form, lambda: self.coach.set_up.waits)
        self.page_title = texts().interview.short if form == "short" else texts().interview.full
        self.finished = False
        self.failed = False
        self._settled = False
        self._draft = Draft(workspace)
        self._sent: str | None = None
        self._shown: set[int] = set()
        self._saving: Timer | None = None
        self._telling: Timer | None = None

    def content(self) -> ComposeResult:
        """Show the conversation at the left and what was heard at the right."""
        words = texts().interview
        yield ProgressStrip(id="strip")
        with Horizontal(id="interview"):
            with Vertical(id="talk"):
                yield Conversation(id="conversation")
                yield Status(id="status")
                yield AnswerBox(id="answer", placeholder=words.placeholder)
                with Horizontal(id="over"):
                    yield PlanButton(Content(words.write_plan), id="write-plan", compact=True)
            with Vertical(id="side"):
                yield ProgressPanel(id="progress")
                yield HeardPanel(id="heard")

    def on_mount(self) -> None:
        """Open the interview; the page can be used meanwhile."""
        self.query_one("#over").display = False
        self.query_one(AnswerBox).focus()
        self.query_one(Status).work(texts().interview.opening)
        self.coach.set_up_changed.subscribe(self, self._set_up_changed)
        self.runner.open()
        self.refresh_bindings()

    def _set_up_changed(self, set_up: SetUp) -> None:
        """Go on with the model as soon as it is there; tell meanwhile how far that is."""
        if not self.runner.early:
            return
        self.query_one(TopBar).remark(set_up_remark(set_up))
        if not (set_up.waits or self.runner.busy):
            self.working(texts().interview.opening)
            self.runner.open(again=True)

    # What the interview tells

    @on(Opened)
    async def opened(self, message: Opened) -> None:
        """Show everything that was said and heard so far."""
        self.coach.settle()
        self.refresh_bindings()
        outline = message.outline
        self.outline = self.query_one(HeardPanel).outline = outline
        self.query_one(ProgressPanel).stages = outline.stages
        words = texts().interview
        self.query_one(TopBar).retitle(words.short if message.form == "short" else words.full)
        self._shown = {said.turn for said in message.lines}
        await self.show_lines(message.lines)
        self.query_one(HeardPanel).show_notes(message.notes)
        await self._show_early(message.early)
        self._show_progress(message.progress)
        if self._draft.session_id is None:
            self._draft.begin(message.session_id, message.draft)
            self._restore(message.draft)
        if message.finished:
            self._finish()

    async def _show_early(self, early: bool) -> None:
        """Say what becomes of the answers while the model is not there."""
        bar, panel, set_up = self.query_one(TopBar), self.query_one(HeardPanel), self.coach.set_up
        if not early:
            # Its last step would take the processor from the answers.
            self.coach.stop_set_up()
            bar.remark("")
            panel.explain_empty(texts().heard.empty)
            return
        words = set_up_texts().early
        bar.remark(set_up_remark(set_up))
        panel.explain_empty(words.heard)
        told = words.running if set_up.running else words.not_running
        await self.query_one(Conversation).note(told)

    @on(Told)
    async def told(self, message: Told) -> None:
        """Show one event."""
        conversation, status = self.query_one(Conversation), self.query_one(Status)
        match message.event:
            case events.Working(work=work_):
                words = texts().interview
                status.work(getattr(words, work_), words.to_stop)
            case events.AnswerSaved(turn=turn, text=text):
                self._sent, self.cited = None, ()
                if not conversation.saved(text, turn) and turn not in self._shown:
                    await conversation.answer(text, turn=turn)
                self._shown.add(turn)
                self._remember()
            case events.AnswerChanged() as event:
                self.show_changed(event)
            case events.ReplyWords() if self.coach.still:
                pass  # the whole message follows
            case events.ReplyWords(text=text):
                await conversation.reply_words(text)
            case events.Said() as said:
                await conversation.said(said, self.outline.topic(said.topic))
            case events.PassageFound(id=name, title=title):
                self.cited = (name,)
                await conversation.note(texts().interview.passage.format(title=title))
            case events.Trouble(message=text):
                await conversation.note(text, "trouble")
            case events.Progress() as progress:
                self._show_progress(progress)
            case events.Finished():
                self._finish()
            case _:
                pass

    @on(Noted)
    def noted(self, message: Noted) -> None:
        """Show the facts anew."""
        panel = self.query_one(HeardPanel)
        panel.show_notes(message.notes, newest=message.newest)
        self.query_one(ProgressStrip).show(heard=panel.count)

    @on(Ended)
    async def ended(self, message: Ended) -> None:
        """Let the employee go on; nothing that was typed is lost."""
        self.runner.busy = False
        if not self._settled:  # what the first reply needed is loaded now
            self._settled = True
            self.coach.settle()
        self.query_one(Status).work("")
        words = texts().interview
        conversation = self.query_one(Conversation)
        await conversation.drop_reply()
        if message.error:
            await conversation.note(message.error, "trouble")
        elif message.cancelled:
            await conversation.note(words.stopped)
        self.failed = message.error is not None and self._sent is None
        if self._sent is not None:
            await conversation.unsent()
            self._restore(self._sent)
            self._sent = None
            await conversation.note(words.restored)
        elif message.error:
            await conversation.note(words.saved_only if message.opened else words.open_again)
        if self.runner.next():
            self.working(words.reading)
        elif self.query_one("#answer", AnswerBox).text:
            self._tell()
        self._set_up_changed(self.coach.set_up)
        self.refresh_bindings()

    def _show_progress(self, progress: events.Progress) -> None:
        self.query_one(ProgressPanel).show(progress)
        self.query_one(ProgressStrip).show(progress, heard=self.query_one(HeardPanel).count)

    def _finish(self) -> None:
        self.finished = True
        self.query_one(AnswerBox).display = False
        self.query_one("#over").display = True
        self.query_one("#write-plan").focus()
        self.refresh_bindings()
        self.coach.load_later()

    # What the employee does

    @on(AnswerBox.Sent, "#answer")
    async def send(self, message: AnswerBox.Sent) -> None:
        """Send an answer, unless the coach is busy or there is nothing to send."""
        words, status = texts().interview, self.query_one(Status)
        text = message.text.strip()
        if self.runner.busy:
            status.hint(words.wait)
        elif not text:
            status.say(words.empty)
        elif len(text) > MAX_ANSWER_CHARACTERS:
            limit = f"{MAX_ANSWER_CHARACTERS:,}"
            status.say(words.too_long.format(count=f"{len(text):,}", limit=limit))
        elif self.runner.run(lambda interview: interview.answer(text)):
            self._sent = text
            message.box.clear()
            await self.query_one(Conversation).answer(text, pending=True)
            self.working(words.reading)

    def working(self, what: str) -> None:
        """Show that the coach is at work."""
        self.failed = False
        self.query_one(Conversation).anchor()
        self.query_one(Status).work(what, texts().interview.to_stop)
        self.refresh_bindings()

    @on(TextArea.Changed, "#answer")
    def typed(self, event: TextArea.Changed) -> None:
        """Keep what was typed, a moment after the last key."""
        words, count = texts().interview, len(event.text_area.text)
        limit = f"{MAX_ANSWER_CHARACTERS:,}"
        long = words.long.format(count=f"{count:,}", limit=limit) if count > LONG_CHARACTERS else ""
        self.query_one(Status).say(long)
        self._remember()
        if self._telling is None:
            self._telling = self.set_timer(TYPING_SECONDS, self._tell)

    def _tell(self) -> None:
        """Let the model read what is typed so far."""
        self._telling = None
        self.runner.typing(self.query_one("#answer", AnswerBox).text)

    def _remember(self) -> None:
        typed = self.query_one("#answer", AnswerBox).text
        self._draft.set("\n\n".join(part for part in (self._sent, typed) if part))
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(DRAFT_SECONDS, self._save_draft)

    @work(group="draft", exit_on_error=False)
    async def _save_draft(self) -> None:
        try:
            await self._draft.save()
        except Exception as error:
            self.tell(explain(error), severity="error")

    def _restore(self, text: str) -> None:
        box = self.query_one("#answer", AnswerBox)
        box.replace_text("\n\n".join(part for part in (text, box.text) if part))

    @on(HeardPanel.CorrectionWanted)
    def correct(self, message: HeardPanel.CorrectionWanted) -> None:
        """Let a fact be put right."""
        topic, slot, fact = message.topic, message.slot, message.fact

        def done(result: Correction | None) -> None:
            if result is None:
                return
            self.change_notes(putting_right(topic, slot, fact, result.value))

        titles = self.outline.topic(topic), self.outline.slot(topic, slot)
        self.app.push_screen(CorrectionDialog(*titles, fact), done)

    @on(Button.Pressed, "#write-plan")
    def write_plan(self) -> None:
        """Go on to the plan."""
        if self.runner.session_id is not None:
            self.coach.open_plan(session_id=self.runner.session_id)

    # Keys

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Offer only what can be done now."""
        busy = self.runner.busy
        if action == "stop":
            return self.runner.stoppable
        if action == "page":  # elsewhere the keys move in what has the focus
            return self.query_one("#answer").has_focus
        if action == "answer":
            return not busy and not self._place().has_focus
        if action == "retry":
            return self.failed and not busy
        if action in ("skip", "back", "finish"):
            return not busy and not self.failed and not self.finished
        return True

    def action_stop(self) -> None:
        """Stop the coach."""
        self.query_one(Status).work(texts().interview.stopping)
        self.runner.cancel()

    def action_page(self, direction: int) -> None:
        """Scroll the conversation by a page, the field for the answer keeps the focus."""
        conversation = self.query_one(Conversation)
        if direction < 0:
            conversation.scroll_page_up(animate=False)
        else:
            conversation.scroll_page_down(animate=False)

    def action_answer(self) -> None:
        """Go back to the field for the answer, or to what stands in its place."""
        self.remove_class("-heard")
        self._place().focus()

    def _place(self) -> Widget:
        """Return the field for the answer, or what stands in its place at the end."""
        return self.query_one("#write-plan" if self.finished else "#answer")

    def action_retry(self) -> None:
        """Ask again for what failed."""
        self.working(texts().interview.opening)
        self.runner.open()

    def action_heard(self) -> None:
        """Show what was heard, or go back to the answer."""
        if self.query_one(FactList).has_focus or self.has_class("-heard"):
            self.action_answer()
        else:
            self.add_class("-heard")
            self.call_after_refresh(self.query_one(FactList).focus)

    def on_descendant_focus(self) -> None:
        """Offer the keys of what has the focus."""
        self.refresh_bindings()

    def action_skip(self) -> None:
        """Leave this question out."""
        if self.runner.run(lambda interview: interview.skip()):
            self.working(texts().interview.wording)

    def action_back(self) -> None:
        """Go back to the question before."""
        if self.runner.run(lambda interview: interview.back()):
            self.working(texts().interview.wording)

    def action_finish(self) -> None:
        """End the interview after asking."""

        def done(yes: bool | None) -> None:
            if yes and self.runner.run(lambda interview: interview.finish()):
                self.working(texts().interview.wording)

        self.app.push_screen(Confirm(texts().interview.finish_question), done)

    @work(exclusive=True, group="leave")
    async def action_pause(self) -> None:
        """Go to the start page; the interview waits there."""
        self.query_one(Status).work(texts().interview.saving)
        await self.leave()
        self.coach.go_home()

    async def leave(self) -> None:
        """Save the unsent text and let the running call end."""
        if self._saving is not None:
            self._saving.stop()
        await self.runner.close()
        try:
            await self._draft.save()
        except Exception as error:
            self.tell(explain(error), severity="error")
