"""Answers from a filled form, in ``coach chat``: each is given when the coach asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Literal

from coach.chat_texts import FormTexts
from coach.interview.events import Event
from coach.text import clean, one_line

if TYPE_CHECKING:
    from coach.interview.session import Interview
    from coach.pack.form import FilledForm, FormAnswer

SHOWN = 300
"""Longest part of an answer in a list."""

Say = Callable[[str], None]
Play = Callable[[Callable[[], Iterator[Event]]], None]
Taken = Literal["answered", "asks", "stops"]


class FormTalk:
    """Gives the answers of a form to the questions that they are for.

    An answer goes to the question of its own slot. One that was not asked for is read when its
    topic is done. One that is in the transcript already, because the interview was stopped and
    goes on, is not given again.

    Args:
        interview: The interview.
        filled: The form.
        texts: What is said.
        alone: Whether nobody is there: what the form does not answer is left open.
        say: Prints a text.
        play: Shows what the interview tells.
    """

    def __init__(
        self,
        interview: Interview,
        filled: FilledForm,
        texts: FormTexts,
        *,
        alone: bool,
        say: Say,
        play: Play,
    ) -> None:
        self._interview = interview
        self._filled = filled
        self._texts = texts
        self._alone = alone
        self._say = say
        self._play = play
        self._left = [answer for answer in filled.answers if not self._given_before(answer)]
        self._begun = False

    def begin(self) -> None:
        """Say what is taken from the form, and what of it cannot be used."""
        for problem in self._filled.problems:
            self._say(clean(problem))
        text = self._texts.begin_alone if self._alone else self._texts.begin
        self._say(text.format(count=len(self._left)))

    def take_turn(self) -> Taken:
        """Answer what the coach has just said, where the form or the rules can.

        Returns:
            ``answered``; ``asks`` when a person must answer; ``stops`` when that person is not
            there and the coach should not go on without them.
        """
        first, self._begun = not self._begun, True
        if self._interview.resting:
            return self._stop() if self._alone else "asks"
        self._add_left()
        if self._interview.finished:
            return "answered"
        aside = self._last_kind() == "clarification" and not first
        read_back = bool(self._interview.readback_topics())
        if aside or read_back:
            text = self._texts.not_confirmed if read_back else self._texts.left_open
            return self._skip(text) if self._alone else "asks"
        topic, slot = self._interview.progress().topic, self._interview.asked_slot
        answer = self._for(topic, slot)
        if answer is not None:
            given = self._give(answer.text)
            self._left.remove(answer)
            return given
        return self._skip(self._texts.left_open) if self._alone else "asks"

    def end(self) -> None:
        """Say which answers were never asked for."""
        self._add_left()
        if self._left:
            lines = [
                self._texts.not_asked_line.format(text=one_line(answer.text, limit=SHOWN))
                for answer in self._left
            ]
            self._say("\n".join([self._texts.not_asked, *lines]))

    def _stop(self) -> Taken:
        self._say(self._texts.needs_person)
        return "stops"

    def _give(self, text: str) -> Taken:
        self._say(self._texts.given.format(text=clean(text)))
        self._play(lambda: self._interview.answer(text))
        return "answered"

    def _skip(self, text: str) -> Taken:
        self._say(text)
        self._play(self._interview.skip)
        return "answered"

    def _for(self, topic: str, slot: str | None) -> FormAnswer | None:
        """Return the answer to a question.

        Where nobody is there to ask, one that is not just for it is better than none.
        """
        theirs = [answer for answer in self._left if answer.topic == topic]
        exact = next((answer for answer in theirs if answer.slot == slot), None)
        if exact is not None or not self._alone:
            return exact
        return next(iter(theirs), None)

    def _add_left(self) -> None:
        """Give what was not asked for on a topic that is done."""
        for answer in [a for a in self._left if a.topic in self._interview.done]:
            self._left.remove(answer)
            self._say(self._texts.added.format(text=clean(answer.text)))
            self._play(partial(self._interview.tell, answer.topic, answer.text, slot=answer.slot))

    def _last_kind(self) -> str:
        said = [m for m in self._interview.messages() if m.speaker == "coach"]
        return said[-1].kind if said else ""

    def _given_before(self, answer: FormAnswer) -> bool:
        return any(
            f"\n{answer.text}\n" in f"\n{message.text}\n"
            for message in self._interview.messages()
            if message.speaker == "employee" and message.topic == answer.topic
        )
