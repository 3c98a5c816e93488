"""Replies to a read-back: nothing changes, a line is put right, or it is asked which one."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import partial

from coach.interview.agenda import Agenda
from coach.interview.agreement import agrees, agrees_first
from coach.interview.correcting import apply_correction
from coach.interview.corrector import Corrector, separate_corrections, touches
from coach.interview.course import QUESTION, Course
from coach.interview.early import Early, load_early
from coach.interview.events import Event, NotesChanged, Working
from coach.interview.flow import load_flow
from coach.interview.modelcalls import ModelCalls
from coach.interview.record import Record
from coach.interview.signals import Signal
from coach.interview.speaking import Draft, Speaker


class Corrections:
    """Takes what the employee says to a read-back.

    Args:
        record: Notes and state of the interview.
        agenda: Topics.
        corrector: Understands which note is meant, and what becomes of it.
        calls: Asks the model.
        course: Opens the next topic.
        early: Speaks while the model is not there.
        speaker: Shows and saves the reply.
    """

    def __init__(
        self,
        record: Record,
        agenda: Agenda,
        *,
        corrector: Corrector,
        calls: ModelCalls,
        course: Course,
        early: Early,
        speaker: Speaker,
    ) -> None:
        self._record = record
        self._agenda = agenda
        self._corrector = corrector
        self._calls = calls
        self._course = course
        self._early = early
        self._speaker = speaker
        self._texts = load_flow()

    def settles(self, signal: Signal, text: str) -> bool:
        """Return whether a reply to a read-back leaves everything as it is."""
        if agrees(text):
            return True
        aside = not touches(self._record.correctable(self._record.state.readback_topics), text)
        return aside and (signal in ("declines", "skips") or agrees_first(text))

    def take(self, turn: int, text: str, draft: Draft) -> Iterator[Event]:
        """Change what the employee corrects, and go on; once it is asked which line is meant.

        Args:
            turn: The number of the message.
            text: What it corrects; empty where everything is right.
            draft: The reply.
        """
        state = self._record.state
        if text and self._early.no_model:
            self._record.mark_as_question(turn)
            yield from self._early.say(load_early().no_correction, draft)
            return
        bridge = None
        if text:
            yield Working("reading")
            bridge = yield from self._correct(list(state.readback_topics), turn, text)
            if bridge is None and not state.readback_again:
                state.readback_again = True
                yield from self._speaker.say("readback", "stock", self._texts.which_line, draft)
                return
            bridge = bridge or self._texts.not_changed
            yield NotesChanged()
        state.readback_topics = []
        state.readback_again = False
        state.phase = "topic"
        yield from self._course.next_topic(draft, bridge=bridge)

    def _correct(
        self, covered: Sequence[str], turn: int, text: str
    ) -> Generator[Event, None, str | None]:
        """Make all changes that a reply to a read-back asks for.

        Returns:
            The template of a reply that says what was changed; None when nothing was understood.
        """
        told = []
        for part in separate_corrections(self._record.correctable(covered), text):
            facts = self._record.correctable(covered)
            correction = yield from self._calls.ask(
                partial(self._corrector.understand, facts, part)
            )
            if correction is not None:
                template = apply_correction(
                    correction,
                    covered,
                    turn,
                    notes=self._record.notes,
                    agenda=self._agenda,
                    texts=self._texts,
                )
                told.append(template)
        bridges = [template.removesuffix(QUESTION).strip() for template in told]
        return " ".join([*bridges, QUESTION]) if told else None
