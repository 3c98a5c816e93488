"""What the coach replies: from a saved message of the employee to the coach's saved answer."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeVar

from coach.errors import Cancelled, CoachError, EngineError
from coach.interview import turns
from coach.interview.agenda import Agenda, Topic
from coach.interview.agreement import agrees
from coach.interview.asking import Asker
from coach.interview.clarifying import Clarifier
from coach.interview.correcting import apply_correction, mark_heard
from coach.interview.events import (
    CoachKind,
    Event,
    Finished,
    Heard,
    NotesChanged,
    Origin,
    PassageFound,
    Progress,
    ReplyWords,
    Said,
    Trouble,
    Working,
)
from coach.interview.flow import load_flow
from coach.interview.hearsay import reports_hearing
from coach.interview.notes import Notes
from coach.interview.readback import Corrector, Numbered, readback_text, wants_change
from coach.interview.reading import READ_CHARACTERS, Reader, whole_answer
from coach.interview.record import Record
from coach.interview.signals import Signal, signal_of
from coach.interview.state import State
from coach.interview.wording import split_question
from coach.knowledge.library import Library
from coach.llm.engine import Engine
from coach.llm.prompts import render
from coach.store.messages import NewMessage

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
        self._library = library
        self._agenda = agenda
        self._cancelled = cancelled
        self._texts = load_flow()
        self._reader = Reader(engine)
        self._asker = Asker(engine, self._likeness)
        self._corrector = Corrector(engine)
        self._clarifier = Clarifier(library)

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
        topic = self._topic()
        return Progress(
            topic=topic.id,
            title=topic.title,
            stage=self._agenda.stage(topic.stage).title,
            done=len(self.state.finished),
            total=len(self._agenda.topics(self.state.form)),
            minutes_left=turns.minutes_left(self._agenda, self.state),
        )

    def respond(self, turn: int, text: str) -> Iterator[Event]:
        """Reply to the employee's saved message ``turn``."""
        started = time.perf_counter()
        if len(text) > READ_CHARACTERS:
            yield Trouble(self._texts.long_answer)
        signal = signal_of(text)
        if signal != "asks_back" or self.state.phase == "readback":
            self._record.begin_step()
        if signal == "ends":
            yield from self.close("asked")
        elif self.state.phase == "readback" and (signal != "asks_back" or wants_change(text)):
            yield from self._take_correction(turn, text, started)
        elif signal == "asks_back":
            yield from self._clarify(turn, text, started)
        elif signal in ("declines", "skips"):
            yield from self._take_refusal(turn, text, signal, started)
        else:
            yield from self._take_answer(turn, text, started)

    def _take_answer(self, turn: int, text: str, started: float) -> Iterator[Event]:
        topic = self._topic()
        self.state.answers[topic.id] = self.state.answers.get(topic.id, 0) + 1
        self.state.dry = 0
        yield Working("reading")
        asked_for = self.state.asked_slot or (topic.slots[0].id if len(topic.slots) == 1 else None)
        findings, troubles = self._with_model(
            lambda: self._reader.read(topic, text, turn, asked_for=asked_for)
        )
        yield from troubles
        if findings is None:
            findings = whole_answer(topic, text, turn, asked_for)
        findings = [f for f in findings if self.notes.add(topic.id, f.slot, f.fact)]
        for finding in findings:
            yield Heard(topic.id, finding.slot, finding.fact)
        told = asked_for == "source" and reports_hearing(text)
        if topic.id == "needs" and told and not any(f.slot == "needs" for f in findings):
            # What they said instead is a need of its own, and the first one stays a guess.
            mark_heard(self.notes)
            yield NotesChanged()
        self._name_session()
        probe = turns.next_probe(topic, self.notes, self.state, text)
        if probe is None:
            yield from self._advance(started, echo=turns.echo(findings))
            return
        yield Working("wording")
        heard = self._record.everything_heard()
        names = self._names()
        wording, troubles = self._with_model(
            lambda: self._asker.follow_up(
                topic, probe, answer=text, heard=heard, earlier=self.state.questions, names=names
            )
        )
        yield from troubles
        if wording is None:
            wording = self._asker.reviewed(probe.ask, earlier=self.state.questions, names=names)
        self.state.asked_slot = probe.slot
        self.state.probes.append(f"{topic.id}.{probe.key}")
        yield from self._ask("probe", wording.origin, wording.text, started)

    def _take_refusal(
        self, turn: int, text: str, signal: Signal, started: float
    ) -> Iterator[Event]:
        topic = self._topic()
        self.state.declined[topic.id] = self.state.declined.get(topic.id, 0) + 1
        if signal == "declines" and turns.needs_another_try(topic, self.notes, self.state):
            question = self._again(topic)
            yield from self._ask(
                "question",
                "stock",
                render(self._texts.asked_again, {"question": question}),
                started,
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
        yield from self._advance(started, bridge=self._texts.moved_on if missing else None)

    def _clarify(self, turn: int, text: str, started: float) -> Iterator[Event]:
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
        yield from self._say("clarification", "stock", reply, started)

    def _take_correction(self, turn: int, text: str, started: float) -> Iterator[Event]:
        covered = list(self.state.readback_topics)
        bridge = None
        if not agrees(text) and signal_of(text) != "skips":
            facts = [
                Numbered(topic, slot, fact)
                for topic, slot, fact in self.notes.everything()
                if topic in covered and fact.status != "unknown"
            ]
            yield Working("reading")
            correction, troubles = self._with_model(lambda: self._corrector.understand(facts, text))
            yield from troubles
            if correction is None and not self.state.readback_again:
                self.state.readback_again = True
                yield from self._say("readback", "stock", self._texts.which_line, started)
                return
            bridge = apply_correction(
                correction, covered, turn, notes=self.notes, agenda=self._agenda, texts=self._texts
            )
            yield NotesChanged()
        self.state.readback_topics = []
        self.state.readback_again = False
        self.state.phase = "topic"
        yield from self._next_topic(started, bridge=bridge)

    def skip(self) -> Iterator[Event]:
        """Leave the open question; its topic is closed."""
        started = time.perf_counter()
        self._record.begin_step()
        if self.state.phase == "readback":
            self.state.phase, self.state.readback_topics = "topic", []
            yield from self._next_topic(started)
        else:
            topic = self.state.topic
            self.state.declined[topic] = self.state.declined.get(topic, 0) + 1
            yield from self._advance(started, bridge=self._texts.skipped)

    def back(self) -> Iterator[Event]:
        """Take the last answer back and ask its question again."""
        taken = self._record.take_back()
        if taken:
            yield NotesChanged()
        if taken and self.state.phase == "readback":
            covered = self.state.readback_topics
            text = readback_text(self.notes, covered, self._agenda, self._texts.readback) or ""
            yield from self._say("readback", "stock", text, time.perf_counter())
            return
        template = self._texts.back if taken else self._texts.went_back_nowhere
        text = render(template, {"question": self.state.open_question})
        yield from self._say("question", "stock", text, time.perf_counter())

    # Going on

    def open(self) -> Iterator[Event]:
        """Greet, and ask the first question."""
        started = time.perf_counter()
        wording = self._asker.reviewed(
            self._topic().opening, earlier=[], names=self._names(), pick=self.state.variant
        )
        text = render(self._texts.greeting, {"question": wording.text})
        yield from self._ask("opening", "stock", text, started)

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
        yield from self._say("clarification", "stock", text, time.perf_counter())

    def _advance(
        self, started: float, *, echo: str | None = None, bridge: str | None = None
    ) -> Iterator[Event]:
        """Close the topic; read back where that is due, else ask the next topic's question."""
        covered = self._agenda.readback_after(self.state.topic, self.state.form)
        text = readback_text(self.notes, covered, self._agenda, self._texts.readback)
        if covered and text is not None:
            self._finish_topic()
            self.state.phase = "readback"
            self.state.readback_topics = covered
            self.state.open_question = self._texts.readback.ask
            yield from self._say("readback", "stock", text, started)
            return
        self._finish_topic()
        yield from self._next_topic(started, echo=echo, bridge=bridge)

    def _next_topic(
        self, started: float, *, echo: str | None = None, bridge: str | None = None
    ) -> Iterator[Event]:
        order = [topic.id for topic in self._agenda.topics(self.state.form)]
        rest = [topic for topic in order if topic not in self.state.finished]
        if not rest:
            yield from self.close("complete")
            return
        self.state.topic = rest[0]
        self.state.asked_slot = None
        question = self._asker.reviewed(
            self._topic().opening,
            earlier=self.state.questions,
            names=self._names(),
            pick=self.state.variant,
        ).text
        text = question
        if bridge is not None:
            text = render(bridge, {"question": question})
        elif echo is not None and not split_question(question)[0]:
            # A question that brings a sentence of its own needs no other before it.
            text = render(self._texts.anchored, {"anchor": echo, "question": question})
        if self.state.dry >= turns.DRY_TO_OFFER_END and not self.state.offered_end:
            self.state.offered_end = True
            text = f"{self._texts.tired} {text}"
        yield from self._ask("question", "stock", text, started)

    def _finish_topic(self) -> None:
        if self.state.topic not in self.state.finished:
            self.state.finished.append(self.state.topic)
        self.state.asked_slot = None

    def close(self, reason: Ending) -> Iterator[Event]:
        """End the interview; nothing is asked after this."""
        started = time.perf_counter()
        self.state.phase = "done"
        self.state.open_question = ""
        texts = {
            "complete": self._texts.closing,
            "asked": self._texts.closing_asked,
            "tired": self._texts.closing_tired,
        }
        for event in self._say("closing", "stock", texts[reason], started):
            if isinstance(event, Said):
                # Before it is shown: whoever stops here has a finished interview.
                self._record.set_finished()
            yield event
        yield Finished(reason)

    def _ask(self, kind: CoachKind, origin: Origin, text: str, started: float) -> Iterator[Event]:
        """Say something that ends in a question, and remember the question."""
        question = split_question(text)[1] or text
        self.state.questions.append(question)
        self.state.open_question = question
        yield from self._say(kind, origin, text, started)

    def _say(self, kind: CoachKind, origin: Origin, text: str, started: float) -> Iterator[Event]:
        elapsed = (time.perf_counter() - started) * 1000
        yield ReplyWords(text)
        message = NewMessage(
            speaker="coach",
            topic=self.state.topic,
            kind=kind,
            origin=origin,
            text=text,
            ttft_ms=round(elapsed, 1),
            total_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        turn = self._record.commit([message])[0]
        yield Said(turn, message.topic, kind, origin, text)
        yield self.progress()

    # Helpers

    def _with_model(self, call: Callable[[], Value]) -> tuple[Value | None, list[Event]]:
        """Return what the model made of something; None when it was cancelled or is gone.

        A model that stopped is started again and asked once more.
        """
        events: list[Event] = []
        for attempt in (1, 2):
            if self._cancelled.is_set():
                return None, events
            try:
                return call(), events
            except Cancelled:
                return None, events
            except EngineError as error:
                _log.warning("the model failed (try %d): %s", attempt, error)
                text = self._texts.model_stopped if attempt == 1 else self._texts.model_gone
                events.append(Trouble(text))
        return None, events

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

    def _likeness(self, question: str, earlier: Sequence[str]) -> float:
        if not earlier:
            return -1.0
        try:
            vectors = self._library.embed([question, *earlier])
        except CoachError:
            # Without the embedding the comparison by words still holds.
            return -1.0
        return float((vectors[1:] @ vectors[0]).max())
