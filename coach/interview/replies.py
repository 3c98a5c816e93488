"""What the coach replies: from a saved message of the employee to the coach's saved answer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import replace

from coach.errors import CoachError
from coach.interview import turns
from coach.interview.agenda import Agenda, Topic
from coach.interview.agreement import wants_change
from coach.interview.ahead import Ahead
from coach.interview.answering import Answering
from coach.interview.asides import parted
from coach.interview.asking import Asker
from coach.interview.changing import Changing
from coach.interview.clarifying import Clarifier
from coach.interview.correcting import apply_correction
from coach.interview.corrections import Corrections
from coach.interview.corrector import Corrector
from coach.interview.course import Course
from coach.interview.early import Early, load_early
from coach.interview.events import (
    Event,
    Heard,
    NotesChanged,
    PassageFound,
    Progress,
    Trouble,
    Working,
)
from coach.interview.flow import load_flow
from coach.interview.hardreplies import HardReplies, without_health, without_orders
from coach.interview.likeness import Likeness
from coach.interview.lookback import Lookback
from coach.interview.meanings import Meanings
from coach.interview.message_kind import Listener
from coach.interview.modelcalls import ModelCalls
from coach.interview.notes import Notes
from coach.interview.placing import Placer
from coach.interview.readback import readback_text
from coach.interview.reading import READ_CHARACTERS, Reader
from coach.interview.record import Record
from coach.interview.revising import revision_in
from coach.interview.signals import Signal
from coach.interview.speaking import Draft, Speaker
from coach.interview.specifics import Specifics
from coach.interview.state import State
from coach.knowledge.library import Library
from coach.llm.engine import Engine
from coach.llm.prompts import render
from coach.store.messages import Message
from coach.text import words

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
        changing: Changes earlier answers.
        early: Asks the first questions while the model is not there.
        course: Opens, closes and orders topics.
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
        self._library = library
        self._warm = False
        self._agenda = agenda
        self._texts = load_flow()
        self._calls = ModelCalls(cancelled)
        self._asker = Asker(engine, Likeness(library))
        self._corrector = Corrector(engine)
        self._clarifier = Clarifier(library)
        self._speaker = Speaker(record, agenda)
        reader = Reader(engine, Placer(library))
        lookback = Lookback(record, reader=reader, calls=self._calls)
        self.early = Early(record, agenda, asker=self._asker, speaker=self._speaker, engine=engine)
        self.course = Course(
            record,
            agenda,
            asker=self._asker,
            speaker=self._speaker,
            lookback=lookback,
            early=self.early,
            engine=engine,
        )
        self._corrections = Corrections(
            record,
            agenda,
            corrector=self._corrector,
            calls=self._calls,
            course=self.course,
            early=self.early,
            speaker=self._speaker,
        )
        self._meanings = Meanings(library)
        self._listener = Listener(library)
        self._specifics = Specifics(library)
        self._hard = HardReplies(record, self.course, self._speaker, self._meanings)
        self._answering = Answering(
            record,
            agenda,
            reader=reader,
            asker=self._asker,
            calls=self._calls,
            speaker=self._speaker,
        )
        self.changing = Changing(
            record,
            agenda,
            reader=reader,
            calls=self._calls,
            listener=self._listener,
            hard=self._hard,
            lookback=lookback,
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

    def warm_up(self) -> None:
        """Load what is looked up beside the model, in the background; once is enough."""
        if not self._warm:
            # Before the model is there the search model may come at any time.
            self._warm = not self.early.no_model
            threading.Thread(target=self._load, name="meanings", daemon=True).start()

    def _load(self) -> None:
        if not self.early.no_model:
            self._library.warm_up()
        with suppress(CoachError):
            # Without the embedding the rules still hold.
            self._meanings.warm_up()
            self._hard.warm_up()

    def respond(self, turn: int, text: str) -> Iterator[Event]:
        """Reply to the employee's saved message ``turn``."""
        draft = Draft()
        if len(text) > READ_CHARACTERS:
            yield Trouble(self._texts.long_answer)
        signal = self._listener.signal_of(text)
        if signal != "asks_back" or self.state.phase == "readback":
            self._record.begin_step()
        case = None if signal == "ends" else self._hard.case_of(text)
        if signal == "ends":
            yield from self.finish()
        elif case is not None:
            yield from self._hard.take(case, turn, text, draft)
        elif self._hard.goes_on(text):
            yield from self._hard.resume(turn, draft)
        elif self.state.phase == "readback" and self._corrections.settles(signal, text):
            yield from self._corrections.take(turn, "", draft)
        elif self.state.phase == "readback" and (signal != "asks_back" or wants_change(text)):
            yield from self._corrections.take(turn, text, draft)
        elif signal == "asks_back" and (both := parted(text)) is not None:
            yield from self._clarify_first(both.question, draft)
            yield from self._take_answer(turn, both.answer, draft)
        elif signal == "asks_back":
            yield from self._clarify(turn, text, draft)
        elif signal in ("declines", "skips"):
            yield from self._take_refusal(turn, text, signal, draft)
        else:
            yield from self._take_answer(turn, text, draft)

    def finish(self) -> Iterator[Event]:
        """End now, with what there is; not before the model is there."""
        if self.early.no_model:
            yield from self.early.say(load_early().not_yet, Draft())
            return
        yield from self._read_early()
        yield from self.course.close("asked")

    def catch_up(self) -> Iterator[Event]:
        """Read the answers that waited for the model, and go on from there."""
        answered = not self.early.question_is_open
        yield from self.early.say(load_early().here, Draft())
        hard = yield from self._read_early()
        if hard is not None:
            case = self._hard.case_of(hard.text)
            assert case is not None
            self.state.topic = hard.topic
            yield from self._hard.take(case, hard.turn, hard.text, Draft())
        elif answered:
            yield from self.course.next_topic(Draft())
        else:
            question = {"question": self.state.open_question}
            yield from self.early.say(render(load_early().open, question), Draft())

    def _read_early(self) -> Generator[Event, None, Message | None]:
        """Read the answers that waited, each for its topic.

        Returns:
            The first that needs another reply, which is seen better now than without the search
            model; nothing is noted of such a message.
        """
        hard = None
        for message in self.early.waiting():
            case = self._hard.case_of(message.text)
            if case is not None and case.kind != "other_language":
                hard = hard or message
                continue
            topic = self._agenda.topic(message.topic)
            said = without_orders(message.text) or without_health(message.text) or message.text
            self.state.answers[topic.id] = self.state.answers.get(topic.id, 0) + 1
            self.state.lengths.append(len(words(said)))
            # Whatever is shown keeps the reply from beginning with words of an old answer.
            unseen = Draft(shown=" ")
            yield from self._answering.take(topic, message.turn, said, unseen, message=message.text)
            self._name_session()
        self.state.early = []
        return hard

    def _take_answer(self, turn: int, text: str, draft: Draft) -> Iterator[Event]:
        if self.early.no_model:
            self.early.keep(turn)
            yield from self.early.ask(draft)
            return
        yield from self._read_early()
        topic = self.course.topic()
        bridge, said = yield from self._revise(
            turn, without_orders(text) or without_health(text) or text
        )
        if not said:
            asked = {"question": self.course.again(topic)}
            yield from self._speaker.ask("question", "stock", render(bridge, asked), draft)
            return
        self.state.answers[topic.id] = self.state.answers.get(topic.id, 0) + 1
        self.state.lengths.append(len(words(said)))
        self.state.dry = 0
        if self.course.closes(topic):
            # What is said next does not depend on what is read, so that comes after it.
            yield draft.show(self._agenda.closing.complete or self._texts.closing)
        yield from self._answering.take(topic, turn, said, draft, message=text)
        self._name_session()
        vague = self._specifics.says_nothing(said, self._values_of(topic, turn))
        probe = turns.next_probe(topic, self.notes, self.state, turn, said, vague=vague)
        if probe is None:
            yield from self._answering.take_up(said, draft)
            yield from self.course.advance(draft, bridge=bridge or None)
        else:
            yield from self._answering.probe(topic, probe, said, draft)

    def _values_of(self, topic: Topic, turn: int) -> list[str]:
        """Return what was noted on a topic from one message."""
        slots = (slot.id for slot in topic.slots)
        facts = (fact for slot in slots for fact in self.notes.known(topic.id, slot))
        return [fact.value for fact in facts if fact.turn == turn]

    def _revise(self, turn: int, text: str) -> Generator[Event, None, tuple[str, str]]:
        """Put right what an answer corrects of earlier ones.

        Returns:
            The template of a reply that says what was changed, or nothing; and what is left of the
            answer for the open question.
        """
        revision = revision_in(text)
        if revision is None:
            return "", text
        facts = self._record.correctable([t.id for t in self._agenda.topics(self.state.form)])
        yield Working("reading")
        meant = yield from self._calls.ask(
            lambda: self._corrector.understand(facts, revision.correction)
        )
        target = meant.target if meant is not None else None
        if meant is None or target is None:
            return "", text
        if meant.kind == "add":
            meant = replace(meant, kind="replace")
        bridge = apply_correction(
            meant,
            [target.topic],
            turn,
            notes=self.notes,
            agenda=self._agenda,
            texts=self._texts,
        )
        yield NotesChanged()
        return bridge, revision.rest

    def _take_refusal(self, turn: int, text: str, signal: Signal, draft: Draft) -> Iterator[Event]:
        topic = self.course.topic()
        self.state.declined[topic.id] = self.state.declined.get(topic.id, 0) + 1
        if signal == "declines" and turns.needs_another_try(topic, self.notes, self.state):
            question = self.course.again(topic)
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
            self.course.finish_topic()
            yield from self.course.close("tired")
            return
        yield from self.course.advance(draft, bridge=self._texts.moved_on if missing else None)

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
            question = self.course.again(self.course.topic())
        reply = self._clarifier.lead_back(clarification, question)
        yield from self._speaker.say("clarification", "stock", reply, draft)

    def _clarify_first(self, question: str, draft: Draft) -> Iterator[Event]:
        """Begin the reply with the answer to a question that stands beside an answer."""
        yield Working("searching")
        clarification = self._clarifier.answer(question)
        if clarification.hit is not None:
            passage = clarification.hit.passage
            yield PassageFound(passage.id, passage.title, passage.source)
        yield draft.show(clarification.text)

    def keep(self) -> Iterator[Event]:
        """Take notes of the message that was set aside after all, as an answer to its question."""
        turn, self.state.set_aside = self.state.set_aside, None
        message = next((m for m in self._record.messages() if m.turn == turn), None)
        if message is None or self.state.phase != "topic" or message.topic != self.state.topic:
            yield Trouble(self._texts.nothing_to_keep)
            return
        self.state.resting = False
        self._record.mark_as_answer(message.turn)
        yield from self._take_answer(message.turn, message.text, Draft())

    def skip(self) -> Iterator[Event]:
        """Leave the open question; its topic is closed."""
        draft = Draft()
        self._record.begin_step()
        if self.state.phase == "readback":
            self.state.phase, self.state.readback_topics = "topic", []
            yield from self.course.next_topic(draft)
        else:
            topic = self.state.topic
            self.state.declined[topic] = self.state.declined.get(topic, 0) + 1
            yield from self.course.advance(draft, bridge=self._texts.skipped)

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

    def _name_session(self) -> None:
        for slot in ("role", "outputs"):
            for fact in self.notes.known("work", slot):
                self._record.set_title(fact.value)
                return
