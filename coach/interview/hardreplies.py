"""Replies to hard messages: nothing is noted that should not be, and the interview can go on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.interview.agenda import Topic
from coach.interview.course import QUESTION, Course
from coach.interview.events import Event, Heard
from coach.interview.flow import load_flow
from coach.interview.hard import HardCase, hard_case, load_hard
from coach.interview.health import is_health
from coach.interview.instructions import wants_something_else
from coach.interview.meanings import Meanings
from coach.interview.reading import as_typed
from coach.interview.record import Record
from coach.interview.rules import plain_sentences
from coach.interview.signals import is_vague
from coach.interview.speaking import Draft, Speaker
from coach.text import fold_space, sentences, words

_GO_ON = re.compile(
    r"(ok(ay)?|yes|yeah|sure|alright|please|thanks?( you)?|let'?s|let us|"
    r"i('?d| would)? (like|want) to|we can|i'?m (fine|ok(ay)?|good)( now)?|go on|carry on|"
    r"continue|keep going|next( question)?|"
    r"with the (interview|questions)|go back to (it|the (interview|question))|now|and|[,.! ])+",
    re.IGNORECASE,
)
"""Says only that the interview may go on."""


class HardReplies:
    """Replies to messages that ``coach.interview.hard`` recognises.

    Args:
        record: Notes and state of the interview.
        course: Opens and closes topics.
        speaker: Shows and saves the reply.
        meanings: Finds sensitive messages that the rules do not know.
    """

    def __init__(
        self, record: Record, course: Course, speaker: Speaker, meanings: Meanings
    ) -> None:
        self._record = record
        self._meanings = meanings
        self._course = course
        self._speaker = speaker
        self._texts = load_hard()
        self._flow = load_flow()

    def warm_up(self) -> None:
        """Compile the rules, which takes longer than to use them; from any thread.

        Raises:
            CoachError: the embedding, which is asked last, cannot be loaded.
        """
        hard_case("We plan the work here.", self._meanings)

    def case_of(self, text: str) -> HardCase | None:
        """Return what is hard about a message as the interview stands, or None."""
        case = hard_case(text, self._meanings)
        if case is None:
            return None
        reading_back = self._record.state.phase == "readback"
        if case.kind == "other_language" and reading_back:
            return None
        if case.kind == "instructions" and not reading_back and without_orders(text):
            return None
        if case.kind == "health" and not reading_back and without_health(text):
            return None
        return case

    def take(self, case: HardCase, turn: int, text: str, draft: Draft) -> Iterator[Event]:
        """Reply to a hard message.

        Args:
            case: What is hard about it.
            turn: Its number.
            text: The message.
            draft: The reply.
        """
        state = self._record.state
        again = case.kind in state.hard_cases
        state.hard_cases.append(case.kind)
        if case.kind == "other_language":
            yield from self._keep_as_typed(case, turn, text, draft, again=again)
            return
        self._record.mark_as_question(turn)
        if case.is_sensitive:
            state.set_aside = turn
            state.resting = case.kind == "crisis"
        reply = self._texts.reply(case, self._question(), again=again)
        yield from self._speaker.say("clarification", "stock", reply, draft)

    def _keep_as_typed(
        self, case: HardCase, turn: int, text: str, draft: Draft, *, again: bool
    ) -> Iterator[Event]:
        topic = self._course.topic()
        for finding in as_typed(topic, text, turn, self._record.state.asked_slot):
            if self._record.notes.add(topic.id, finding.slot, finding.fact):
                yield Heard(topic.id, finding.slot, finding.fact)
        bridge = self._texts.reply(case, QUESTION, again=again)
        yield from self._course.advance(draft, bridge=bridge)

    def goes_on(self, text: str) -> bool:
        """Return whether somebody who was shaken says that the interview may go on."""
        if not self._record.state.resting:
            return False
        self._record.state.resting = False
        return bool(_GO_ON.fullmatch(text.strip())) or is_vague(text)

    def resume(self, turn: int, draft: Draft) -> Iterator[Event]:
        """Come back to the open question.

        Args:
            turn: Number of the message that said so.
            draft: The reply.
        """
        self._record.mark_as_question(turn)
        yield from self._speaker.say("clarification", "stock", self._question(), draft)

    def _question(self) -> str:
        if self._record.state.phase == "readback":
            return self._flow.readback.ask
        topic: Topic = self._course.topic()
        return self._course.again(topic)


def without_health(text: str) -> str:
    """Return an answer without the sentences on somebody's health, where it is mostly about work.

    Args:
        text: The employee's message.
    """
    parts = sentences(fold_space(text))
    rest = [part for part in parts if not is_health(plain_sentences(part))]
    said = " ".join(part.strip() for part in rest)
    if len(rest) == len(parts) or len(words(said)) * 2 < len(words(text)) or is_vague(said):
        return ""
    return said


def without_orders(text: str) -> str:
    """Return what a message says beside its orders to the coach; nothing when that is too little.

    Args:
        text: The employee's message.
    """
    parts = sentences(fold_space(text))
    rest = [part for part in parts if not wants_something_else(part)]
    if len(rest) == len(parts):
        return ""
    said = " ".join(part.strip() for part in rest)
    if not said or is_vague(said) or wants_something_else(said):
        return ""
    return said
