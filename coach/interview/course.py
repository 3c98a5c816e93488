"""The course of an interview: which topic comes next, and how it is opened and ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from coach.interview import turns
from coach.interview.agenda import Agenda, Probe, Topic
from coach.interview.asking import Asker
from coach.interview.early import Early
from coach.interview.events import Event, Finished, Said
from coach.interview.flow import load_flow
from coach.interview.lookback import Lookback
from coach.interview.notes import Notes
from coach.interview.readback import readback_text
from coach.interview.record import Record
from coach.interview.speaking import Draft, Speaker
from coach.interview.state import State
from coach.llm.engine import Engine
from coach.llm.prompts import render

Ending = Literal["complete", "asked", "tired"]
QUESTION = "{{ question }}"
"""Where a bridge has its place for the next question."""


class Course:
    """Opens, closes and orders topics.

    Args:
        record: Notes and state of the interview.
        agenda: Topics.
        asker: Words questions.
        speaker: Shows and saves what is said.
        lookback: Finds what was said on a topic before it is opened.
        early: Asks the first questions while the model is not there.
        engine: The model; the greeting says where it runs.
    """

    def __init__(
        self,
        record: Record,
        agenda: Agenda,
        *,
        asker: Asker,
        speaker: Speaker,
        lookback: Lookback,
        early: Early,
        engine: Engine,
    ) -> None:
        self._record = record
        self._agenda = agenda
        self._asker = asker
        self._speaker = speaker
        self._lookback = lookback
        self._early = early
        self._engine = engine
        self._texts = load_flow()

    @property
    def _notes(self) -> Notes:
        return self._record.notes

    @property
    def _state(self) -> State:
        return self._record.state

    def open(self) -> Iterator[Event]:
        """Greet, and ask the first question."""
        draft = Draft()
        wording = self._asker.reviewed(
            self.topic().opening, earlier=[], names=self._names(), pick=self._state.variant
        )
        variables = {"question": wording.text, "host": self._engine.host}
        text = render(self._texts.greeting, variables)
        yield from self._speaker.ask("opening", "stock", text, draft)

    def recap(self) -> Iterator[Event]:
        """Say in two sentences where a resumed interview stands, and ask the open question."""
        heard = [
            self._agenda.topic(t).title.lower()
            for t in self._state.finished
            if self._notes.facts(t)
        ]
        told = self._texts.recap_nothing
        if heard:
            told = render(self._texts.recap_heard, {"topics": ", ".join(heard[-4:])})
        variables = {"heard": told, "question": self._state.open_question}
        text = render(self._texts.recap, variables)
        yield from self._speaker.say("clarification", "stock", text, Draft())

    def advance(self, draft: Draft, *, bridge: str | None = None) -> Iterator[Event]:
        """Close the topic; read back where that is due, else ask the next topic's question."""
        if self._early.no_model:
            self.finish_topic()
            yield from self.next_topic(draft, bridge=bridge)
            return
        covered = self._agenda.readback_after(self._state.topic, self._state.form)
        for topic_id in covered:
            yield from self._lookback.read(self._agenda.topic(topic_id))
        text = readback_text(self._notes, covered, self._agenda, self._texts.readback)
        if covered and text is not None:
            self.finish_topic()
            self._state.phase = "readback"
            self._state.readback_topics = covered
            self._state.open_question = self._texts.readback.ask
            text = f"{draft.shown} {text}".strip()
            yield from self._speaker.say("readback", "stock", text, draft)
            return
        self.finish_topic()
        yield from self.next_topic(draft, bridge=bridge)

    def next_topic(self, draft: Draft, *, bridge: str | None = None) -> Iterator[Event]:
        """Ask the next topic's question, or what is still open of it; end after the last.

        Args:
            draft: The reply so far.
            bridge: Template of what is said before the question.
        """
        if self._early.no_model:
            yield from self._early.ask(draft, bridge=bridge)
            return
        order = [topic.id for topic in self._agenda.topics(self._state.form)]
        rest = [topic for topic in order if topic not in self._state.finished]
        if not rest:
            yield from self.close("complete", draft)
            return
        self._state.topic = rest[0]
        self._state.asked_slot = None
        topic = self.topic()
        yield from self._lookback.read(topic)
        opening = turns.opening_of(topic, self._notes)
        if opening is topic and self._state.answers.get(topic.id):
            # It was answered before the model was there: only what is missing is asked.
            missing = turns.open_slots(topic, self._notes, required=True)
            opening = next((p for slot in missing if (p := topic.probe(slot))), topic)
        if opening is None:
            # All of it was told before it was asked.
            yield from self.advance(draft, bridge=bridge)
            return
        lead, variants = "", topic.opening
        if isinstance(opening, Probe):
            self._state.asked_slot = opening.slot
            self._state.probes.append(f"{topic.id}.{opening.key}")
            lead, variants = self._lookback.lead(topic), opening.ask
        question = self._asker.reviewed(
            variants, earlier=self._state.questions, names=self._names(), pick=self._state.variant
        ).text
        text = f"{lead} {question}".strip()
        if bridge is not None:
            text = render(bridge, {"question": text})
        if self._offers_end():
            text = f"{self._texts.tired} {text}"
        text = f"{draft.shown} {text}".strip()
        yield from self._speaker.ask("question", "stock", text, draft)

    def _offers_end(self) -> bool:
        """Return whether it is time to say that the interview can end here; once is enough."""
        weary = self._state.dry >= turns.DRY_TO_OFFER_END or turns.answers_shrink(
            self._state.lengths
        )
        if not weary or self._state.offered_end:
            return False
        self._state.offered_end = True
        return True

    def closes(self, topic: Topic) -> bool:
        """Return whether any answer on a topic ends the interview."""
        form = self._state.form
        last = self._agenda.topics(form)[-1].id == topic.id
        return last and not topic.probes and not self._agenda.readback_after(topic.id, form)

    def finish_topic(self) -> None:
        """Note that the open topic is done."""
        if self._state.topic not in self._state.finished:
            self._state.finished.append(self._state.topic)
        self._state.asked_slot = None

    def close(self, reason: Ending, draft: Draft | None = None) -> Iterator[Event]:
        """End the interview; nothing is asked after this."""
        draft = draft or Draft()
        self._state.phase = "done"
        self._state.open_question = ""
        own = self._agenda.closing
        texts = {
            "complete": own.complete or self._texts.closing,
            "asked": own.asked or self._texts.closing_asked,
            "tired": own.tired or self._texts.closing_tired,
        }
        for event in self._speaker.say("closing", "stock", texts[reason], draft):
            if isinstance(event, Said):
                # Before it is shown: whoever stops here has a finished interview.
                self._record.set_finished()
            yield event
        yield Finished(reason)

    def topic(self) -> Topic:
        """Return the topic being talked about."""
        return self._agenda.topic(self._state.topic)

    def again(self, topic: Topic) -> str:
        """Return the topic's question from another angle."""
        used = self._state.again_used.get(topic.id, 0)
        self._state.again_used[topic.id] = used + 1
        return self._asker.reviewed(
            topic.again,
            earlier=self._state.questions,
            names=self._names(),
            pick=self._state.variant + used,
        ).text

    def _names(self) -> dict[str, str]:
        return {"who": turns.who(self._notes, self._texts.who_unknown)}
