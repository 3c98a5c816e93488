"""What was heard, in ``coach chat``: notes are listed, traced to their words, and put right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from coach.chat_texts import ChatTexts
from coach.interview.events import Event
from coach.text import counted, fold_space, one_line

if TYPE_CHECKING:
    from coach.interview.agenda import Agenda
    from coach.interview.notes import Fact
    from coach.interview.session import Interview

SHOWN = 400
"""Longest part of a note that is shown."""

Say = Callable[[str], None]
Play = Callable[[Callable[[], Iterator[Event]]], None]


class _Noted(NamedTuple):
    topic: str
    slot: str
    fact: Fact


class NoteTalk:
    """The commands on what was noted.

    Args:
        agenda: Has the titles of topics and slots.
        interview: The interview.
        texts: What is said.
        say: Prints a text.
        play: Shows what the interview tells.

    Attributes:
        commands: What is done, with what was typed behind the name, by the name of the command.
    """

    def __init__(
        self, agenda: Agenda, interview: Interview, texts: ChatTexts, *, say: Say, play: Play
    ) -> None:
        self._agenda = agenda
        self._interview = interview
        self._texts = texts
        self._say = say
        self._play = play
        self._listed: list[_Noted] | None = None
        self.commands: dict[str, Callable[[str], None]] = {
            "/heard": lambda _: self._show(),
            "/correct": self._correct,
            "/remove": self._remove,
            "/said": self._show_quote,
        }

    def _noted(self) -> list[_Noted]:
        return [_Noted(*entry) for entry in self._interview.notes.everything()]

    def _show(self) -> None:
        self._listed = self._noted()
        if not self._listed:
            self._say(self._texts.heard_nothing)
            return
        lines, topic = [self._texts.heard_title], ""
        for number, noted in enumerate(self._listed, start=1):
            topic_title, slot_title = self._titles(noted)
            if noted.topic != topic:
                topic = noted.topic
                lines.append(topic_title)
            line = self._texts.heard_line.format(
                number=number, slot=slot_title, value=one_line(noted.fact.value, limit=SHOWN)
            )
            lines.append(line + getattr(self._texts.status, noted.fact.status))
        self._say("\n".join(lines))

    def _titles(self, noted: _Noted) -> tuple[str, str]:
        topic = self._agenda.topic(noted.topic)
        slots = {slot.id: slot.title for slot in topic.slots}
        return topic.title, slots.get(noted.slot, noted.slot)

    def _correct(self, rest: str) -> None:
        number, _, value = rest.strip().partition(" ")
        place = counted(number)
        if place is None or not value.strip():
            self._say(self._texts.correct_usage)
        elif self._change(place, fold_space(value)):
            shown = one_line(value, limit=SHOWN)
            self._say(self._texts.corrected.format(number=place, text=shown))

    def _remove(self, rest: str) -> None:
        place = counted(rest)
        if place is None:
            self._say(self._texts.remove_usage)
        elif self._change(place, None):
            self._say(self._texts.removed.format(number=place))

    def _show_quote(self, rest: str) -> None:
        """Show the words that a note comes from."""
        listed = self._noted() if self._listed is None else self._listed
        number = counted(rest) or 0
        if not number:
            self._say(self._texts.said_usage)
        elif number > len(listed):
            self._say(self._texts.no_such_note.format(number=number))
        else:
            quote = one_line(listed[number - 1].fact.quote, limit=SHOWN)
            self._say(self._texts.said.format(quote=quote))

    def _change(self, number: int, value: str | None) -> bool:
        """Change a note by the number that was last shown; return whether it was there."""
        listed = self._noted() if self._listed is None else self._listed
        if not 1 <= number <= len(listed):
            self._say(self._texts.no_such_note.format(number=number))
            return False
        noted = listed[number - 1]
        if noted not in self._noted():
            self._say(self._texts.note_changed)
            return False
        self._play(lambda: self._interview.correct(noted.topic, noted.slot, noted.fact, value))
        return True
