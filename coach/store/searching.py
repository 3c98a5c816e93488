"""Finding what was said, in one interview and in all others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coach.store.database import Database
from coach.store.messages import Message, places, standing
from coach.store.rows import MESSAGE_COLUMNS

MAX_FOUND = 200
"""Most lines that a search brings; whoever has more types another word."""


@dataclass(frozen=True)
class Line:
    """Something that was said.

    Attributes:
        session_id: The interview.
        title: What that is about, for lists; may be empty.
        updated: When something was last saved in it, UTC.
        message: The message.
        place: Number of the answer that it stands in the place of; else its own number.
    """

    session_id: str
    title: str
    updated: datetime
    message: Message
    place: int


class Searching:
    """Searches the messages of one database. Any thread may use it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(self, text: str = "", *, here: str = "") -> list[Line]:
        """Return what holds all words of ``text``, the newest first.

        Capitals do not matter. Of an answer that was changed, the text of now is searched.

        Args:
            text: Words; without any, everything is found.
            here: Session whose messages come first, those of the coach too; of all others only
                what the person said is searched.
        """
        wanted = text.casefold().split()
        found = []
        for line in self._lines(here):
            said = line.message.text.casefold()
            if all(word in said for word in wanted):
                found.append(line)
                if len(found) == MAX_FOUND:
                    break
        return found

    def _lines(self, here: str) -> Iterator[Line]:
        with self._database.reading() as connection:
            sessions = connection.execute(
                "SELECT id, title, updated FROM sessions ORDER BY id = ? DESC, updated DESC",
                (here,),
            ).fetchall()
        for session in sessions:
            with self._database.reading() as connection:
                rows = connection.execute(
                    f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE session_id = ? ORDER BY turn",
                    (session["id"],),
                ).fetchall()
            messages = [Message(**dict(row)) for row in rows]
            place = places(messages)
            about = (session["id"], session["title"], datetime.fromisoformat(session["updated"]))
            for message in reversed(standing(messages)):
                if message.speaker == "employee" or session["id"] == here:
                    yield Line(*about, message, place[message.turn])
