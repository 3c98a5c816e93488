"""Taking an answer: it is read while the reply begins with its words, and asked about further."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from coach.interview import turns
from coach.interview.agenda import Agenda, Probe, Topic
from coach.interview.anchoring import anchor, anchor_at, anchor_of_answer
from coach.interview.asking import Asker
from coach.interview.carried import taken_out
from coach.interview.choosing import changed_choice, chosen_in, settled
from coach.interview.correcting import mark_heard
from coach.interview.events import Event, Heard, NotesChanged, Working
from coach.interview.findings import Finding, quoted_from
from coach.interview.flow import load_flow
from coach.interview.hearsay import reports_hearing
from coach.interview.modelcalls import ModelCalls
from coach.interview.no_more import without_no_more
from coach.interview.notes import Fact
from coach.interview.reading import Reader, begun_quote, quotes_in, whole_answer
from coach.interview.record import Record
from coach.interview.speaking import Draft, Speaker
from coach.interview.voice import Customers, wishes_told

_LONGEST_NOTES = 4_000
"""Characters of notes in which the words that a reply begins with are looked for; a server may send
far more, and all of it is looked at with each piece."""


class Answering:
    """Reads answers into the notes, and words follow-ups.

    Args:
        record: Notes and state of the interview.
        agenda: Topics.
        reader: Copies facts out of answers.
        asker: Words questions.
        calls: Asks the model, and again when it stopped.
        speaker: Shows and saves the reply.
    """

    def __init__(
        self,
        record: Record,
        agenda: Agenda,
        *,
        reader: Reader,
        asker: Asker,
        calls: ModelCalls,
        speaker: Speaker,
    ) -> None:
        self._record = record
        self._agenda = agenda
        self._reader = reader
        self._asker = asker
        self._calls = calls
        self._speaker = speaker
        self._texts = load_flow()
        self._quoted: list[str] = []
        self._people: list[str] = []
        self._chosen: str | None = None

    def take(
        self, topic: Topic, turn: int, text: str, draft: Draft, *, message: str
    ) -> Iterator[Event]:
        """Read an answer into the notes; where that is certain, the reply begins meanwhile.

        Args:
            topic: What was talked about.
            turn: Number of the employee's message.
            text: What of it is read as an answer.
            draft: The reply.
            message: The whole message, which every quote must stand in.
        """
        yield Working("reading")
        state, notes = self._record.state, self._record.notes
        asked_for = state.asked_slot or (topic.slots[0].id if len(topic.slots) == 1 else None)
        people = [fact.value for fact in notes.known("customers", "customers")]
        self._people = people
        self._chosen = chosen_in(text, people) if topic.id == "focus" else None
        written = yield from self._calls.run(lambda: self._read(topic, text, draft))
        if written is None:
            findings = whole_answer(topic, text, turn, asked_for)
        else:
            focus = next((fact.value for fact in notes.known("focus", "customer")), None)
            findings = self._reader.findings(
                topic,
                text,
                turn,
                written,
                asked_for=asked_for,
                customers=Customers(focus, people),
            )
        if topic.id == "focus":
            findings = settled(topic, findings, text, turn, people)
        findings = quoted_from(findings, message)
        findings = [f for f in findings if notes.add(topic.id, f.slot, f.fact)]
        for finding in findings:
            yield Heard(topic.id, finding.slot, finding.fact)
        if state.answers.get(topic.id) == 1 and self._overrule(topic, text, findings):
            yield NotesChanged()
        if topic.id != "focus" and self._choose_again(text, turn, people):
            yield NotesChanged()
        told = asked_for == "source" and reports_hearing(text)
        if topic.id == "needs" and told and not any(f.slot == "needs" for f in findings):
            # What they said instead is a need of its own, and the first one stays a guess.
            mark_heard(notes)
            yield NotesChanged()
        self._quoted = [finding.fact.quote for finding in findings]
        if topic.id != "needs":
            yield from self._note_wishes(text, turn, people)

    def _note_wishes(self, text: str, turn: int, people: Sequence[str]) -> Iterator[Event]:
        """Note what the customer asked for in an answer that was about something else."""
        notes = self._record.notes
        focus = next((fact.value for fact in notes.known("focus", "customer")), None)
        needs = self._agenda.topic("needs")
        for found in wishes_told(needs, text, turn, Customers(focus, people)):
            if notes.add(needs.id, found.slot, found.fact):
                yield Heard(needs.id, found.slot, found.fact)

    def _overrule(self, topic: Topic, text: str, findings: Sequence[Finding]) -> bool:
        """Take out what was only carried over where an answer names something else."""
        notes = self._record.notes
        asked = {message.turn: message.topic for message in self._record.messages()}
        out = taken_out(topic.id, text, findings, notes, asked)
        for slot, fact in out:
            notes.change(topic.id, slot, fact, None)
        return bool(out)

    def _choose_again(self, text: str, turn: int, people: Sequence[str]) -> bool:
        """Change the customer in focus where an answer names another; return whether it did."""
        notes = self._record.notes
        for before in notes.known("focus", "customer")[:1]:
            chosen = changed_choice(text, before.value, people)
            if chosen is not None:
                after = Fact(value=chosen, quote=chosen, turn=turn, status="corrected")
                notes.change("focus", "customer", before, after)
                return True
        return False

    def _read(self, topic: Topic, text: str, draft: Draft) -> Generator[Event, None, str]:
        """Return the model's notes on an answer; the reply begins while they are written."""
        notes = ""
        tried = 0
        certain = self._anchor_is_certain()
        for piece in self._reader.stream(topic, text):
            notes += piece
            if certain and not draft.shown and len(notes) <= _LONGEST_NOTES:
                quotes = quotes_in(notes)
                yield from self._show_anchor(quotes[tried:], text, draft)
                tried = len(quotes)
                begun = anchor_at(begun_quote(notes), text)
                if begun is not None and self._fits(begun) and not draft.shown:
                    yield draft.show(begun)
        return notes

    def take_up(self, text: str, draft: Draft) -> Iterator[Event]:
        """Begin the reply to an answer that closes its topic with a few of its words."""
        if not draft.shown and self._anchor_is_certain():
            yield from self._begin(text, draft)

    def _begin(self, text: str, draft: Draft) -> Iterator[Event]:
        """Begin the reply with a few of the employee's words, where they make a sentence."""
        yield from self._show_anchor(self._quoted, text, draft)
        whole = anchor_of_answer(text)
        if whole is not None and self._fits(whole) and not draft.shown:
            yield draft.show(whole)

    def _show_anchor(self, quotes: Sequence[str], text: str, draft: Draft) -> Iterator[Event]:
        anchors = (found for quote in quotes if (found := anchor(quote, text)) is not None)
        fitting = next((found for found in anchors if self._fits(found)), None)
        if fitting is not None:
            yield draft.show(fitting)

    def _fits(self, begun: str) -> bool:
        """Return whether an anchor names the one who was chosen, where several were weighed."""
        return self._chosen is None or self._chosen.lower() in begun.lower()

    def _anchor_is_certain(self) -> bool:
        """Return whether the reply takes up the answer, whatever is found in it.

        Only the closing stands for itself.
        """
        return self._record.state.topic != self._agenda.topics(self._record.state.form)[-1].id

    def probe(self, topic: Topic, probe: Probe, text: str, draft: Draft) -> Iterator[Event]:
        """Ask a follow-up: in the model's words when they pass, else in reviewed ones.

        Args:
            topic: What was talked about.
            probe: The gap.
            text: The employee's message.
            draft: The reply.
        """
        if not draft.shown:
            yield from self._begin(text, draft)
        yield Working("wording")
        state, heard = self._record.state, self._record.everything_heard()
        earlier, begin = state.questions, draft.shown
        names = {"who": turns.who(self._record.notes, self._texts.who_unknown)}
        wording = yield from self._calls.ask(
            lambda: self._asker.follow_up(
                topic,
                probe,
                answer=without_no_more(text) or text,
                heard=heard,
                earlier=earlier,
                names=names,
                anchor=begin,
                pick=state.variant,
            )
        )
        if wording is None:
            wording = self._asker.reviewed(
                probe.ask, earlier=earlier, names=names, anchor=begin, pick=state.variant
            )
        state.asked_slot = probe.slot
        state.probes.append(f"{topic.id}.{probe.key}")
        yield from self._speaker.ask("probe", wording.origin, wording.text, draft)
