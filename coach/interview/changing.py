"""Changing an earlier answer: it is read anew for its question, and the old text is kept.

Nothing is rewritten. The new text is a message of its own that stands in the place of the old one,
so the numbers of messages stay, and a plan that cites the old text can still show it. The notes'
history says what the change did to them, which is how it is taken back.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.interview import turns
from coach.interview.agenda import Agenda
from coach.interview.choosing import settled
from coach.interview.events import (
    AnswerChanged,
    AnswerSaved,
    Event,
    Heard,
    NotesChanged,
    Trouble,
    Working,
)
from coach.interview.findings import Finding, quoted_from
from coach.interview.flow import load_flow
from coach.interview.hardreplies import HardReplies, without_health, without_orders
from coach.interview.lookback import Lookback
from coach.interview.message_kind import Listener
from coach.interview.modelcalls import ModelCalls
from coach.interview.notes import Fact
from coach.interview.readback import readback_text
from coach.interview.reading import Reader, as_typed, whole_answer
from coach.interview.record import Record
from coach.interview.speaking import Draft, Speaker
from coach.interview.voice import Customers
from coach.llm.prompts import load_file
from coach.store.messages import Message, NewMessage, places


class ChangingTexts(BaseModel):
    """Reviewed sentences about changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    not_an_answer: str
    for_answers: str
    nothing_before: str
    same: str
    reply_first: str
    plan_is_older: str


@lru_cache(maxsize=1)
def load_changing() -> ChangingTexts:
    """Read the texts.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("interview/changing", ChangingTexts)


class Changing:
    """Changes answers of one interview, and brings the old ones back.

    Args:
        record: Notes and state of the interview.
        agenda: Topics.
        reader: Copies facts out of answers.
        calls: Asks the model, and again when it stopped.
        listener: Tells answers from questions and refusals.
        hard: Knows messages that need another reply.
        lookback: Reads answers for other topics.
        speaker: Shows and saves what is said.
    """

    def __init__(
        self,
        record: Record,
        agenda: Agenda,
        *,
        reader: Reader,
        calls: ModelCalls,
        listener: Listener,
        hard: HardReplies,
        lookback: Lookback,
        speaker: Speaker,
    ) -> None:
        self._record = record
        self._agenda = agenda
        self._reader = reader
        self._calls = calls
        self._listener = listener
        self._hard = hard
        self._lookback = lookback
        self._speaker = speaker
        self._texts = load_changing()

    def is_for_the_coach(self, text: str) -> bool:
        """Return whether a text needs a reply of the coach, as a word of distress does."""
        case = self._hard.case_of(text)
        return case is not None and case.is_sensitive

    def change(self, turn: int, text: str) -> Iterator[Event]:
        """Put ``text`` in the place of an answer, and take the notes of it anew.

        Args:
            turn: Number of the answer, or of any text that stood in its place.
            text: The new text.
        """
        yield from self.catch_up()
        old = self._record.changeable(turn)
        if self._record.owed() is not None:
            yield Trouble(self._texts.reply_first)
        elif old is None:
            yield Trouble(self._texts.not_an_answer)
        elif old.text == text:
            yield Trouble(self._texts.same)
        elif not text or text.startswith("/") or self._is_no_answer(text):
            yield Trouble(self._texts.for_answers)
        else:
            number = self._record.next_turn()
            self._record.state.unread = number
            message = NewMessage(
                speaker="employee",
                topic=old.topic,
                kind="answer",
                origin="stock",
                text=text,
                instead_of=old.turn,
            )
            self._record.commit([message])  # from here on it cannot be lost
            yield AnswerChanged(self._place(number), text, changed=True)
            yield from self.catch_up()

    def tell(self, topic_id: str, text: str, slot: str | None) -> Iterator[Event]:
        """Take a further answer on a topic that is done; nothing is asked about it.

        Args:
            topic_id: The topic.
            text: The answer.
            slot: What it is about, when it is not an answer to the topic's first question.
        """
        record = self._record
        if record.owed() is not None:
            yield Trouble(self._texts.reply_first)
        elif not text or self._is_no_answer(text):
            yield Trouble(self._texts.for_answers)
        else:
            number = record.next_turn()
            record.state.early.append(number)  # read when the interview goes on, after a power cut
            message = NewMessage(
                speaker="employee", topic=topic_id, kind="answer", origin="stock", text=text
            )
            record.commit([message])  # from here on it cannot be lost
            yield AnswerSaved(number, text)
            yield Working("reading")
            new = next(m for m in record.messages() if m.turn == number)
            for found in (yield from self._findings(new, slot)):
                if record.notes.add(topic_id, found.slot, found.fact):
                    yield Heard(topic_id, found.slot, found.fact)
            record.state.early.remove(number)
            record.commit()
            yield from self._read_back_again({topic_id})

    def _is_no_answer(self, text: str) -> bool:
        if self._listener.signal_of(text) in ("asks_back", "ends"):
            return True
        case = self._hard.case_of(text)
        return case is not None and case.kind != "other_language"

    def _place(self, turn: int) -> int:
        return places(self._record.messages())[turn]

    def catch_up(self) -> Iterator[Event]:
        """Take the notes of a changed answer that are still owed, as after a power cut."""
        number = self._record.state.unread
        new = next((m for m in self._record.messages() if m.turn == number), None)
        if new is None or new.instead_of is None:
            return
        yield Working("reading")
        before = self._noted(new.instead_of)
        asked = self._record.state_before(self._place(new.turn)).asked_slot
        findings = yield from self._findings(new, asked)
        self._take_over(new, before, findings)
        self._record.state.unread = None
        self._record.commit()
        others = {topic for topic, _, _ in before} - {new.topic}
        for topic_id in sorted(others):
            yield from self._lookback.read(self._agenda.topic(topic_id))
        yield from self._settle({new.topic, *others})

    def undo(self, turn: int) -> Iterator[Event]:
        """Bring back the text that an answer had before its last change, with its notes.

        Args:
            turn: Number of the answer, or of any text that stood in its place.
        """
        new = self._record.changeable(turn)
        if self._record.owed() is not None:
            yield Trouble(self._texts.reply_first)
            return
        if new is None or new.instead_of is None:
            yield Trouble(self._texts.nothing_before)
            return
        state, notes = self._record.state, self._record.notes
        touched = {topic for topic, _, _ in self._noted(new.turn)}
        for change in reversed([c for c in notes.history if c.by == new.turn]):
            touched.add(change.topic)
            gone, back = change.after, change.before
            if gone is None or gone in notes.facts(change.topic, change.slot):
                notes.change(change.topic, change.slot, gone, back, by_hand=True, by=new.turn)
        for topic, slot, fact in self._noted(new.turn):  # read in it for another topic since
            notes.change(topic, slot, fact, None, by_hand=True, by=new.turn)
        state.unread = None if state.unread == new.turn else state.unread
        self._record.commit(stands=new.instead_of)
        old = next(m for m in self._record.messages() if m.turn == new.instead_of)
        yield AnswerChanged(self._place(old.turn), old.text, changed=old.instead_of is not None)
        yield from self._settle(touched)

    # Notes

    def _noted(self, turn: int) -> list[tuple[str, str, Fact]]:
        """Return what the notes have from one message."""
        return [entry for entry in self._record.notes.everything() if entry[2].turn == turn]

    def _findings(self, new: Message, asked: str | None) -> Generator[Event, None, list[Finding]]:
        """Return the facts of an answer, as they are read for its own question."""
        topic, number, text = self._agenda.topic(new.topic), new.turn, new.text
        asked = asked or (topic.slots[0].id if len(topic.slots) == 1 else None)
        if self._listener.signal_of(text) != "answer":
            return []
        if self._hard.case_of(text) is not None:  # a language that the model does not read well
            return as_typed(topic, text, number, asked)
        said = without_orders(text) or without_health(text) or text
        known = self._customers(new)
        found = yield from self._calls.ask(
            lambda: self._reader.read(topic, said, number, asked_for=asked, customers=known)
        )
        if found is None:
            found = whole_answer(topic, said, number, asked)
        if topic.id == "focus":
            found = settled(topic, found, said, number, known.people)
        return quoted_from(found, text)

    def _customers(self, new: Message) -> Customers:
        """Return whom the notes name, without what the changed answer named."""
        notes = self._record.notes
        known = {
            place: [f.value for f in notes.known(*place) if f.turn != new.instead_of]
            for place in (("focus", "customer"), ("customers", "customers"))
        }
        focus = next(iter(known["focus", "customer"]), None)
        return Customers(focus, known["customers", "customers"])

    def _take_over(
        self, new: Message, before: Sequence[tuple[str, str, Fact]], findings: Sequence[Finding]
    ) -> None:
        """Put the facts of the new text in the places of those of the old one."""
        notes = self._record.notes
        coming = [(new.topic, f.slot, f.fact) for f in findings]
        for topic, slot, fact in before:
            others = {f.value.casefold() for f in notes.facts(topic, slot) if f != fact}
            fit = [c for c in coming if c[:2] == (topic, slot)]
            after = next((f for _, _, f in fit if f.value.casefold() not in others), None)
            coming = [c for c in coming if c not in fit[:1]]
            notes.change(topic, slot, fact, after, by_hand=True, by=new.turn)
        for topic, slot, fact in coming:
            notes.change(topic, slot, None, fact, by_hand=True, by=new.turn)
        if self._listener.signal_of(new.text) != "answer":
            unknown = turns.unknown_fact(new.text, new.turn)
            for slot in turns.open_slots(self._agenda.topic(new.topic), notes, required=True):
                notes.change(new.topic, slot, None, unknown, by_hand=True, by=new.turn)

    def _settle(self, touched: set[str]) -> Iterator[Event]:
        """Show the notes as they are now, and go on where the interview was."""
        self._record.commit()
        yield NotesChanged()
        yield from self._read_back_again(touched)
        if self._record.state.phase == "done":
            yield Trouble(self._texts.plan_is_older)

    def _read_back_again(self, touched: set[str]) -> Iterator[Event]:
        """Say an open read-back anew where its topics were touched."""
        record, flow = self._record, load_flow()
        covered = record.state.readback_topics
        if record.state.phase == "readback" and touched & set(covered):
            text = readback_text(record.notes, covered, self._agenda, flow.readback)
            if text is not None:
                yield from self._speaker.say("readback", "stock", text, Draft())
