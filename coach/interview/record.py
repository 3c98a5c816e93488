"""The record of one interview: its notes and its place in the agenda, kept with every reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from coach.errors import CoachError
from coach.interview.agenda import Agenda
from coach.interview.changeable import changeable
from coach.interview.notes import NoteChange, Notes
from coach.interview.readback import Numbered
from coach.interview.state import State
from coach.store.messages import REVIEW, Message, NewMessage, places, standing
from coach.store.store import Store
from coach.text import one_line


class Record:
    """What an interview knows, and how it is saved and taken back.

    Args:
        store: Where everything is kept.
        session_id: The session; it exists in the store.
        agenda: Topics; a new interview begins with the first.

    Attributes:
        session_id: Id of the session.
        notes: What was heard so far.
        state: Where the interview stands.
    """

    def __init__(self, store: Store, session_id: str, agenda: Agenda) -> None:
        info = store.session(session_id)
        self._store = store
        self.session_id = info.id
        self.notes = Notes()
        first = agenda.topics(info.form)[0].id
        self.state = State(form=info.form, topic=first, variant=_variant(info.id))
        self._saved_upto = -1
        self._committed = False
        snapshot = store.snapshot(info.id)
        if snapshot is not None:
            self._restore(snapshot.notes, snapshot.state, snapshot.turn)

    def let_go(self) -> None:
        """Let other programs go on with the interview."""
        self._store.let_go(self.session_id)

    def messages(self) -> list[Message]:
        """Return the transcript so far."""
        return self._store.messages(self.session_id)

    def standing(self) -> list[Message]:
        """Return the transcript without answers that the employee has changed since."""
        return standing(self.messages())

    def everything_heard(self) -> str:
        """Return all that the employee has said and not changed since, as one text."""
        return "\n".join(m.text for m in self.standing() if m.speaker == "employee")

    def changeable(self, turn: int) -> Message | None:
        """Return what an answer says by now, where it can be changed."""
        return changeable(self._store, self.session_id, turn)

    def state_before(self, turn: int) -> State:
        """Return where the interview stood when the employee's message ``turn`` came."""
        before = self._store.snapshot_before(self.session_id, turn)
        return State.model_validate_json(before.state) if before else self.state

    def save_answer(self, text: str) -> int:
        """Save the employee's message and return its number; from here on it cannot be lost."""
        return self._store.add_message(
            self.session_id,
            speaker="employee",
            topic=self.state.topic,
            kind="answer",
            origin="stock",
            text=text,
        )

    def correctable(self, topics: Sequence[str]) -> list[Numbered]:
        """Return the facts of some topics that a reply to a read-back can correct."""
        return [
            Numbered(topic, slot, fact)
            for topic, slot, fact in self.notes.everything()
            if topic in topics and fact.status != "unknown"
        ]

    def mark_as_question(self, turn: int) -> None:
        """Note that the employee's message asks back."""
        self._store.set_message_kind(self.session_id, turn, "clarification")

    def mark_as_answer(self, turn: int) -> None:
        """Note that a message which was set aside is an answer after all."""
        self._store.set_message_kind(self.session_id, turn, "answer")

    def owed(self) -> Message | None:
        """Return the employee's last message if it was saved but never replied to."""
        messages = self.messages()
        if not messages:
            return None
        if self.state.owed is not None:
            return next((each for each in messages if each.turn == self.state.owed), None)
        last = messages[-1]
        if last.topic == REVIEW:  # said of the plan, long after the interview's last reply
            return None
        return last if last.speaker == "employee" and last.turn > self._saved_upto else None

    def commit(
        self, messages: Sequence[NewMessage] = (), *, stands: int | None = None
    ) -> list[int]:
        """Save messages of the coach together with notes and state; return their numbers.

        Args:
            messages: What was said.
            stands: An earlier text of a changed answer that counts again.
        """
        if any(message.speaker == "coach" for message in messages):
            self.state.owed = None
        numbers = self._store.commit_turn(
            self.session_id,
            messages=messages,
            notes=self.notes.model_dump_json(),
            state=self.state.model_dump_json(),
            stands=stands,
        )
        self._committed = True
        self._saved_upto = numbers[-1] if numbers else self.messages()[-1].turn
        return numbers

    def next_turn(self) -> int:
        """Return the number that the next message gets."""
        return len(self.messages())

    def commit_correction(self, topic: str, text: str) -> None:
        """Save a correction by hand and the notes that it changes, both or neither.

        Args:
            topic: Topic of the corrected fact.
            text: The employee's new words; empty when a fact was only withdrawn.
        """
        owed = self.owed()
        self.state.owed = owed.turn if owed is not None else None
        words = [
            NewMessage(speaker="employee", topic=topic, kind="answer", origin="stock", text=text)
        ]
        self.commit(words if text else [])

    def begin_step(self) -> None:
        """Remember this place as the one that "back" returns to."""
        self.state.came_from = self._saved_upto

    def take_back(self) -> bool:
        """Return to before the last answer; False when there is none to take back."""
        if self.state.came_from is None:
            return False
        before = self._store.snapshot_before(self.session_id, self.state.came_from + 1)
        if before is None:
            return False
        minutes, history = self.state.minutes, self.notes.history
        self._restore(before.notes, before.state, before.turn)
        self.state.minutes = minutes
        self._change_again(history[len(self.notes.history) :])
        return True

    def _change_again(self, changes: Sequence[NoteChange]) -> None:
        """Apply corrections by hand to the restored notes; they are no part of the answer.

        So are changes of earlier answers; a change of the answer that is taken back goes with it.
        """
        place_of = places(self.messages())
        for change in changes:
            place = change.topic, change.slot
            answer = None if change.by is None else place_of.get(change.by)
            if not change.by_hand or (answer is not None and answer > self._saved_upto):
                continue
            if change.before is None or change.before in self.notes.facts(*place):
                self.notes.change(*place, change.before, change.after, by_hand=True, by=change.by)

    def set_title(self, title: str) -> None:
        """Give the session a title for lists."""
        self._store.set_title(self.session_id, one_line(title, limit=60))

    def set_finished(self) -> None:
        """Mark the session as finished."""
        self._store.set_status(self.session_id, "finished")

    @contextmanager
    def undone_on_failure(self) -> Iterator[None]:
        """Undo half a turn when it fails, so that trying again starts from what is saved."""
        state, notes = self.state.model_copy(deep=True), self.notes.model_copy(deep=True)
        self._committed = False
        try:
            yield
        except BaseException:
            if not self._committed:
                self.state, self.notes = state, notes
            raise

    def _restore(self, notes: str, state: str, turn: int) -> None:
        try:
            self.notes = Notes.model_validate_json(notes)
            self.state = State.model_validate_json(state)
        except ValueError as error:
            raise CoachError(
                "This interview cannot be read: it is damaged or of a newer version.",
                f"Its messages can be saved with: coach sessions export {self.session_id}",
            ) from error
        self._saved_upto = turn


def _variant(session_id: str) -> int:
    """Return a small number that differs between interviews and stays the same in one."""
    return sum(session_id.encode()) % 7
