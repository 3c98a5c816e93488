"""What the coach replies: from a saved message of the employee to the coach's saved answer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Literal, TypeVar

from coach.interview import turns
from coach.interview.agenda import Agenda, Topic
from coach.interview.agreement import agrees
from coach.interview.ahead import Ahead
from coach.interview.answering import Answering
from coach.interview.asking import Asker
from coach.interview.clarifying import Clarifier
from coach.interview.correcting import apply_correction
from coach.interview.events import (
    Event,
    Finished,
    Heard,
    NotesChanged,
    PassageFound,
    Progress,
    Said,
    Trouble,
    Working,
)
from coach.interview.flow import load_flow
from coach.interview.likeness import Likeness
from coach.interview.modelcalls import ModelCalls
from coach.interview.notes import Notes
from coach.interview.readback import Corrector, readback_text, wants_change
from coach.interview.reading import READ_CHARACTERS, Reader
from coach.interview.record import Record
from coach.interview.signals import Signal, signal_of
from coach.interview.speaking import Draft, Speaker
from coach.interview.state import State
from coach.knowledge.library import Library
from coach.llm.engine import Engine
from coach.llm.prompts import render

Ending = Literal["complete", "asked", "tired"]
Value = TypeVar("Value")
_log = logging.getLogger(__name__)


class Replies:
    """Reads, decides, words and says; one turn at a time.

    Args:
        record: Notes and state of the interview.
        engine: The model.
        library: Passages and the embedding.
        agenda: Topics.
        cancelled: Set while the employee does not want to wait for the model.

    Attributes:
        ahead: Tells the engine what may come next.
    """

    def __init__(
        self,
        record: Record,
        *,
        engine: Engine,
        library: Library,
        agenda: Agenda,
        cancelled: threading.Event,
    ) -> None:
        self._record = record
        self._engine = engine
        self._agenda = agenda
        self._texts = load_flow()
        self._calls = ModelCalls(cancelled)
        self._asker = Asker(engine, Likeness(library))
        self._corrector = Corrector(engine)
        self._clarifier = Clarifier(library)
        self._speaker = Speaker(record, agenda)
        reader = Reader(engine)
        self._answering = Answering(
            record,
            agenda,
            reader=reader,
            asker=self._asker,
            calls=self._calls,
            speaker=self._speaker,
        )
        self.ahead = Ahead(
            engine,
            record,
            agenda,
            reader=reader,
            asker=self._asker,
            corrector=self._corrector,
        )

    @property
    def notes(self) -> Notes:
        """What was heard so far."""
        return self._record.notes

    @property
    def state(self) -> State:
        """Where the interview stands."""
        return self._record.state

    def progress(self) -> Progress:
        """Return how far along the interview is."""
        return self._speaker.progress()

    def respond(self, turn: int, text: str) -> Iterator[Event]:
        """Reply to the employee's saved message ``turn``."""
        draft = Draft()
        if len(text) > READ_CHARACTERS:
            yield Trouble(self._texts.long_answer)
        signal = signal_of(text)
        if signal != "asks_back" or self.state.phase == "readback":
            self._record.begin_step()
        if signal == "ends":
            yield from self.close("asked")
        elif self.state.phase == "readback" and (signal != "asks_back" or wants_change(text)):
            yield from self._take_correction(turn, text, draft)
        elif signal == "asks_back":
            yield from self._clarify(turn, text, draft)
        elif signal in ("declines", "skips"):
            yield from self._take_refusal(turn, text, signal, draft)
        else:
            yield from self._take_answer(turn, text, draft)

    def _take_answer(self, turn: int, text: str, draft: Draft) -> Iterator[Event]:
        topic = self._topic()
        self.state.answers[topic.id] = self.state.answers.get(topic.id, 0) + 1
        self.state.dry = 0
        if self._closes(topic):
            # What is said next does not depend on what is read, so that comes after it.
            yield draft.show(self._texts.closing)
        yield from self._answering.take(topic, turn, text, draft)
        self._name_session()
        probe = turns.next_probe(topic, self.notes, self.state, turn, text)
        if probe is None:
            yield from self._answering.take_up(text, draft)
            yield from self._advance(draft)
        else:
            yield from self._answering.probe(topic, probe, text, draft)

    def _take_refusal(self, turn: int, text: str, signal: Signal, draft: Draft) -> Iterator[Event]:
        topic = self._topic()
        self.state.declined[topic.id] = self.state.declined.get(topic.id, 0) + 1
        if signal == "declines" and turns.needs_another_try(topic, self.notes, self.state):
            question = self._again(topic)
            yield from self._speaker.ask(
                "question",
                "stock",
                render(self._texts.asked_again, {"question": question}),
                draft,
            )
            return
        missing = turns.open_slots(topic, self.notes, required=True)
        if self.state.asked_slot and not self.notes.facts(topic.id, self.state.asked_slot):
            missing = [*missing, self.state.asked_slot]
        for slot in dict.fromkeys(missing):
            fact = turns.unknown_fact(text, turn)
            if self.notes.add(topic.id, slot, fact):
                yield Heard(topic.id, slot, fact)
        if not any(self.notes.known(topic.id, slot.id) for slot in topic.slots):
            self.state.dry += 1
        if self.state.dry >= turns.DRY_TO_END:
            self._finish_topic()
            yield from self.close("tired")
            return
        yield from self._advance(draft, bridge=self._texts.moved_on if missing else None)

    def _clarify(self, turn: int, text: str, draft: Draft) -> Iterator[Event]:
        self._record.mark_as_question(turn)
        yield Working("searching")
        clarification = self._clarifier.answer(text)
        if clarification.hit is not None:
            passage = clarification.hit.passage
            yield PassageFound(passage.id, passage.title, passage.source)
        if self.state.phase == "readback":
            question = self._texts.readback.ask
        else:
            question = self._again(self._topic())
        reply = self._clarifier.lead_back(clarification, question)
        yield from self._speaker.say("clarification", "stock", reply, draft)

    def _take_correction(self, turn: int, text: str, draft: Draft) -> Iterator[Event]:
        covered = list(self.state.readback_topics)
        bridge = None
        if not agrees(text) and signal_of(text) != "skips":
            facts = self._record.correctable(covered)
            yield Working("reading")
            correction = yield from self._calls.ask(lambda: self._corrector.understand(facts, text))
            if correction is None and not self.state.readback_again:
                self.state.readback_again = True
                yield from self._speaker.say("readback", "stock", self._texts.which_line, draft)
                return
            bridge = apply_correction(
                correction, covered, turn, notes=self.notes, agenda=self._agenda, texts=self._texts
            )
            yield NotesChanged()
        self.state.readback_topics = []
        self.state.readback_again = False
        self.state.phase = "topic"
        yield from self._next_topic(draft, bridge=bridge)

    def skip(self) -> Iterator[Event]:
        """Leave the open question; its topic is closed."""
        draft = Draft()
        self._record.begin_step()
        if self.state.phase == "readback":
            self.state.phase, self.state.readback_topics = "topic", []
            yield from self._next_topic(draft)
        else:
            topic = self.state.topic
            self.state.declined[topic] = self.state.declined.get(topic, 0) + 1
            yield from self._advance(draft, bridge=self._texts.skipped)

    def back(self) -> Iterator[Event]:
        """Take the last answer back and ask its question again."""
        taken = self._record.take_back()
        if taken:
            yield NotesChanged()
        if taken and self.state.phase == "readback":
            covered = self.state.readback_topics
            text = readback_text(self.notes, covered, self._agenda, self._texts.readback) or ""
            yield from self._speaker.say("readback", "stock", text, Draft())
            return
        template = self._texts.back if taken else self._texts.went_back_nowhere
        text = render(template, {"question": self.state.open_question})
        yield from self._speaker.say("question", "stock", text, Draft())

    # Going on

    def open(self) -> Iterator[Event]:
        """Greet, and ask the first question."""
        draft = Draft()
        wording = self._asker.reviewed(
            self._topic().opening, earlier=[], names=self._names(), pick=self.state.variant
        )
        variables = {"question": wording.text, "host": self._engine.host}
        text = render(self._texts.greeting, variables)
        yield from self._speaker.ask("opening", "stock", text, draft)

    def recap(self) -> Iterator[Event]:
        """Say in two sentences where a resumed interview stands, and ask the open question."""
        heard = [
            self._agenda.topic(t).title.lower() for t in self.state.finished if self.notes.facts(t)
        ]
        told = self._texts.recap_nothing
        if heard:
            told = render(self._texts.recap_heard, {"topics": ", ".join(heard[-4:])})
        variables = {"heard": told, "question": self.state.open_question}
        text = render(self._texts.recap, variables)
        yield from self._speaker.say("clarification", "stock", text, Draft())

    def _advance(self, draft: Draft, *, bridge: str | None = None) -> Iterator[Event]:
        """Close the topic; read back where that is due, else ask the next topic's question."""
        covered = self._agenda.readback_after(self.state.topic, self.state.form)
        text = readback_text(self.notes, covered, self._agenda, self._texts.readback)
        if covered and text is not None:
            self._finish_topic()
            self.state.phase = "readback"
            self.state.readback_topics = covered
            self.state.open_question = self._texts.readback.ask
            text = f"{draft.shown} {text}".strip()
            yield from self._speaker.say("readback", "stock", text, draft)
            return
        self._finish_topic()
        yield from self._next_topic(draft, bridge=bridge)

    def _next_topic(self, draft: Draft, *, bridge: str | None = None) -> Iterator[Event]:
        order = [topic.id for topic in self._agenda.topics(self.state.form)]
        rest = [topic for topic in order if topic not in self.state.finished]
        if not rest:
            yield from self.close("complete", draft)
            return
        self.state.topic = rest[0]
        self.state.asked_slot = None
        text = self._asker.reviewed(
            self._topic().opening,
            earlier=self.state.questions,
            names=self._names(),
            pick=self.state.variant,
            anchor=draft.shown,
        ).text
        if bridge is not None:
            text = render(bridge, {"question": text})
        if self.state.dry >= turns.DRY_TO_OFFER_END and not self.state.offered_end:
            self.state.offered_end = True
            text = f"{self._texts.tired} {text}"
        yield from self._speaker.ask("question", "stock", text, draft)

    def _closes(self, topic: Topic) -> bool:
        """Return whether any answer on a topic ends the interview."""
        form = self.state.form
        last = self._agenda.topics(form)[-1].id == topic.id
        return last and not topic.probes and not self._agenda.readback_after(topic.id, form)

    def _finish_topic(self) -> None:
        if self.state.topic not in self.state.finished:
            self.state.finished.append(self.state.topic)
        self.state.asked_slot = None

    def close(self, reason: Ending, draft: Draft | None = None) -> Iterator[Event]:
        """End the interview; nothing is asked after this."""
        draft = draft or Draft()
        self.state.phase = "done"
        self.state.open_question = ""
        texts = {
            "complete": self._texts.closing,
            "asked": self._texts.closing_asked,
            "tired": self._texts.closing_tired,
        }
        for event in self._speaker.say("closing", "stock", texts[reason], draft):
            if isinstance(event, Said):
                # Before it is shown: whoever stops here has a finished interview.
                self._record.set_finished()
            yield event
        yield Finished(reason)

    # Helpers

    def _topic(self) -> Topic:
        return self._agenda.topic(self.state.topic)

    def _again(self, topic: Topic) -> str:
        used = self.state.again_used.get(topic.id, 0)
        self.state.again_used[topic.id] = used + 1
        return self._asker.reviewed(
            topic.again, earlier=self.state.questions, names=self._names(), pick=used
        ).text

    def _names(self) -> dict[str, str]:
        return {"who": turns.who(self.notes, self._texts.who_unknown)}

    def _name_session(self) -> None:
        for slot in ("role", "outputs"):
            for fact in self.notes.known("work", slot):
                self._record.set_title(fact.value)
                return
