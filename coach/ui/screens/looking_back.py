"""Looking back in an interview: earlier answers are changed, what was said is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work

from coach.interview.events import AnswerChanged, Said
from coach.store.messages import Message, places
from coach.ui.outline import Outline
from coach.ui.runner import Call, Runner
from coach.ui.screens.change import ChangeDialog
from coach.ui.screens.find import FindDialog, Found
from coach.ui.screens.page import Page
from coach.ui.texts import texts
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.conversation import Conversation

if TYPE_CHECKING:
    from coach.workspace import Workspace


class LookingBack(Page):
    """What the page of an interview can do with what was said before."""

    runner: Runner

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.outline = Outline()

    def working(self, what: str) -> None:
        """Show that the coach is at work."""
        raise NotImplementedError

    def action_answer(self) -> None:
        """Go back to the field for the answer, or to what stands in its place."""
        raise NotImplementedError

    async def show_lines(self, lines: Sequence[Message]) -> None:
        """Show a whole transcript; a changed answer stands where it was given."""
        conversation = self.query_one(Conversation)
        await conversation.clear()
        text = {line.turn: line.text for line in lines}
        for line in lines:
            if line.speaker == "coach":
                said = Said(line.turn, line.topic, line.kind, line.origin, line.text)  # type: ignore[arg-type]
                await conversation.said(said, self.outline.topic(line.topic))
            elif line.instead_of is None:
                now = text[line.turn if line.now is None else line.now]
                await conversation.answer(now, turn=line.turn, changed=line.now is not None)

    def show_changed(self, event: AnswerChanged) -> None:
        """Show what an answer says now."""
        self.query_one(Conversation).changed(event.turn, event.text, changed=event.changed)
        words = texts().change
        self.tell(words.done if event.changed else words.undone)

    def change_notes(self, call: Call) -> None:
        """Run a call that changes the notes, as soon as the coach is free."""
        if self.runner.queue(call):
            self.working(texts().interview.reading)
        else:
            self.tell(texts().correction.waiting)

    # Changing an earlier answer

    def action_answers(self) -> None:
        """Mark the newest own answer, from where the others are reached."""
        conversation = self.query_one(Conversation)
        self.remove_class("-heard")
        if conversation.has_focus and conversation.marked is not None:
            conversation.action_mark(-1)
        elif conversation.mark_last():
            conversation.focus()
        else:
            self.tell(texts().change.none)

    @on(Conversation.ChangeWanted)
    def change_wanted(self, message: Conversation.ChangeWanted) -> None:
        """Change an answer, or bring back what it said before."""
        if message.undo:
            turn = message.turn
            self.change_notes(lambda interview: interview.undo_answer(turn))
        else:
            self.ask_for_change(message.turn)

    @work(exclusive=True, group="change", exit_on_error=False)
    async def ask_for_change(self, turn: int) -> None:
        """Ask for the new text of an answer, where it can be changed."""
        from coach.interview.changeable import changeable

        session_id, store = self.runner.session_id, self.workspace.store
        if session_id is None:
            return
        found = await self.fetch(
            lambda: (changeable(store, session_id, turn), store.messages(session_id))
        )
        if found is None:
            return
        answer, lines = found
        if answer is None:
            self.tell(texts().change.no_answer)
            return
        place = places(lines)[answer.turn]
        asked = next((m for m in reversed(lines) if m.turn < place and m.speaker == "coach"), None)

        def done(text: str | None) -> None:
            if text is not None:
                self.change_notes(lambda interview: interview.change_answer(turn, text))
                self.action_answer()

        self.app.push_screen(ChangeDialog(asked.text if asked else "", answer.text), done)

    # Finding what was said

    def action_find(self) -> None:
        """Search what was said, here and in other interviews."""

        def done(found: Found | None) -> None:
            if found is None:
                return
            box = self.query_one("#answer", AnswerBox)
            if found.take and box.display:
                box.insert(found.line.message.text)
                self.action_answer()
            elif not self._go_to(found.line.place):
                self.tell(texts().find.not_shown)

        self.app.push_screen(FindDialog(self.workspace, self.runner.session_id or ""), done)

    def _go_to(self, turn: int) -> bool:
        """Mark a message of this talk and bring it into view; False when it is not shown."""
        conversation = self.query_one(Conversation)
        self.remove_class("-heard")
        if not conversation.go_to(turn):
            return False
        conversation.focus(scroll_visible=False)
        return True
