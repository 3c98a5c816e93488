"""What was said, in ``coach chat``: earlier answers are listed, changed, and found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from coach.chat_texts import ChatTexts
from coach.interview.changeable import changeable
from coach.interview.events import Event
from coach.store.messages import Message, places, standing
from coach.text import counted, fold_space, one_line

if TYPE_CHECKING:
    from coach.interview.session import Interview
    from coach.store.store import Store

SHOWN = 300
"""Longest part of an answer in a list."""
MOST_FOUND = 20
"""Most lines that a search prints."""

Say = Callable[[str], None]
Play = Callable[[Callable[[], Iterator[Event]]], None]


class AnswerTalk:
    """The commands on what was said.

    Args:
        store: Where everything is kept.
        interview: The interview.
        texts: What is said.
        say: Prints a text.
        play: Shows what the interview tells.

    Attributes:
        commands: What is done, with what was typed behind the name, by the name of the command.
    """

    def __init__(
        self, store: Store, interview: Interview, texts: ChatTexts, *, say: Say, play: Play
    ) -> None:
        self._store = store
        self._interview = interview
        self._texts = texts.answers
        self._names = {"coach": texts.coach, "employee": texts.you}
        self._say = say
        self._play = play
        self.commands: dict[str, Callable[[str], None]] = {
            "/answers": lambda _: self._list(),
            "/change": self._change,
            "/undo": self._undo,
            "/find": self._find,
        }

    def _answers(self) -> list[Message]:
        """Return what stands by now in the place of each answer that can be changed, in order."""
        session = self._interview.session_id
        messages = self._store.messages(session)
        place = places(messages)
        found = [m for m in standing(messages) if changeable(self._store, session, m.turn)]
        return sorted(found, key=lambda message: place[message.turn])

    def _list(self) -> None:
        lines = [self._line(number, m) for number, m in enumerate(self._answers(), start=1)]
        self._say("\n".join([self._texts.title, *lines]) if lines else self._texts.none)

    def _line(self, number: int, answer: Message) -> str:
        template = self._texts.line if answer.instead_of is None else self._texts.changed_line
        return template.format(number=number, text=one_line(answer.text, limit=SHOWN))

    def _change(self, rest: str) -> None:
        number, _, text = rest.partition(" ")
        place = counted(number)
        if place is None or not text.strip():
            self._say(self._texts.change_usage)
            return
        answer = self._numbered(place)
        if answer is not None:
            self._play(lambda: self._interview.change_answer(answer.turn, text.strip()))

    def _undo(self, rest: str) -> None:
        """Bring back what an answer said before; without a number of the one changed last."""
        if (place := counted(rest)) is not None:
            answer = self._numbered(place)
        else:
            changed = [m for m in self._answers() if m.instead_of is not None]
            answer = max(changed, key=lambda message: message.turn, default=None)
            if answer is None:
                self._say(self._texts.nothing_changed)
        if answer is not None:
            turn = answer.turn
            self._play(lambda: self._interview.undo_answer(turn))

    def _numbered(self, number: int) -> Message | None:
        answers = self._answers()
        if 1 <= number <= len(answers):
            return answers[number - 1]
        self._say(self._texts.no_such.format(number=number))
        return None

    def _find(self, rest: str) -> None:
        """Print what was said, here and in other interviews, that has these words."""
        if not rest:
            self._say(self._texts.find_usage)
            return
        here = self._interview.session_id
        lines, heading = [], ""
        found = self._store.searching.lines(rest, here=here)
        for line in found[:MOST_FOUND]:
            title = one_line(line.title) or line.session_id
            where = self._texts.here if line.session_id == here else title
            if where != heading:
                heading = where
                lines.append(f"{where}:")
            said = one_line(fold_space(line.message.text), limit=SHOWN)
            lines.append(f"  {self._names[line.message.speaker]}{said}")
        self._say("\n".join(lines) if lines else self._texts.nothing_found)
