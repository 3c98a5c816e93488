"""Reading an answer: facts for the topic's slots, each a verbatim part of what was said."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from coach.interview.agenda import Topic
from coach.interview.details import with_talks_in_place, without_details
from coach.interview.durations import with_amounts_only
from coach.interview.findings import (
    Finding,
    findings_in,
    is_everyone,
    status_of,
    with_roles_only,
)
from coach.interview.notes import Fact
from coach.interview.placing import Placer
from coach.interview.signals import names_someone
from coach.interview.signs import with_signs
from coach.interview.voice import Customers, with_speech
from coach.llm.engine import Engine, Message, Request
from coach.llm.prompts import load_file, render
from coach.text import content_words, find_quote, fold_space, sentences, words

READ_CHARACTERS = 3_000
"""How much of one answer the model reads: about 700 tokens, six seconds on a slow machine."""
MAX_FALLBACK_WORDS = 40
"""Longest answer that is noted whole when the model finds nothing in it."""

MOST_FINDS = 12
"""Finds of a slot that are looked at. The model here copies six at most; a server may send more
than anybody waits for."""
MAX_ROLE_WORDS = 8
NAME_SLOTS = (("customers", "customers"), ("focus", "customer"), ("suppliers", "supplier"))
"""Slots that hold people, teams or companies."""
_ROLE = re.compile(r"(?i:the|my|our) \w|[A-Z]\w+$")
"""How a role or a lone name begins."""
_log = logging.getLogger(__name__)


class ReadPrompt(BaseModel):
    """The part of the reading task that all topics share; ``prompts/interview/read.yaml``."""

    model_config = ConfigDict(extra="forbid")

    id: str
    purpose: str
    version: int
    system: str
    user: str
    max_tokens: int = Field(ge=1)


class Reader:
    """Copies facts out of answers with the model, and checks them.

    Args:
        engine: The model.
        placer: Looks again under which heading each find belongs; None leaves the model's.
    """

    def __init__(self, engine: Engine, placer: Placer | None = None) -> None:
        self._engine = engine
        self._placer = placer
        self._prompt = load_file("interview/read", ReadPrompt)
        self._prefixes: dict[str, list[Message]] = {}

    def prefix(self, topic: Topic) -> list[Message]:
        """Return the fixed messages for a topic: headings and examples."""
        if topic.id not in self._prefixes:
            self._prefixes[topic.id] = self._prefix(topic)
        return self._prefixes[topic.id]

    def _prefix(self, topic: Topic) -> list[Message]:
        slots = [{"id": slot.id, "note": slot.note} for slot in topic.slots]
        messages = [Message("system", render(self._prompt.system, {"slots": slots}).strip())]
        for example in topic.read:
            notes = {slot.id: example.notes.get(slot.id, []) for slot in topic.slots}
            messages.append(self._user(example.answer))
            messages.append(Message("assistant", json.dumps(notes, ensure_ascii=False)))
        return messages

    def request(self, topic: Topic, answer: str) -> Request:
        """Return what the model is asked about an answer, or about what is typed of it so far."""
        text = _read_part(answer)
        prefix = self.prefix(topic)
        return Request(
            messages=[*prefix, self._user(text)],
            fixed=len(prefix),
            max_tokens=self._prompt.max_tokens,
            json_schema=_schema(topic),
            quote_from=text,
        )

    def stream(self, topic: Topic, answer: str) -> Iterator[str]:
        """Yield the model's notes about an answer as they are written: pieces of JSON.

        Raises:
            EngineError: the model stopped answering; nothing was noted.
            Cancelled: the call was cancelled.
        """
        yield from self._engine.stream(self.request(topic, answer))

    def read(
        self,
        topic: Topic,
        answer: str,
        turn: int,
        *,
        asked_for: str | None = None,
        aside: bool = False,
        customers: Customers | None = None,
    ) -> list[Finding]:
        """Return the facts of an answer; see ``stream`` and ``findings``.

        Raises:
            EngineError: the model stopped answering; nothing was noted.
            Cancelled: the call was cancelled.
        """
        notes = "".join(self.stream(topic, answer))
        return self.findings(
            topic, answer, turn, notes, asked_for=asked_for, aside=aside, customers=customers
        )

    def findings(
        self,
        topic: Topic,
        answer: str,
        turn: int,
        notes: str,
        *,
        asked_for: str | None = None,
        aside: bool = False,
        customers: Customers | None = None,
    ) -> list[Finding]:
        """Return the facts of an answer from the model's notes about it.

        Args:
            topic: What was talked about.
            answer: The employee's message.
            turn: Its number.
            notes: What ``stream`` gave, whole.
            asked_for: Slot that the question was about, when it was a probe. A substantial answer
                in which the model finds nothing for that slot is noted there in its own words.
            aside: Whether the answer was given to a question on another topic.
            customers: Those that are noted, to tell whose words are reported.
        """
        text = _read_part(answer)
        findings = findings_in(topic, _lists(notes, topic), text, turn)
        findings = with_amounts_only(topic, findings, text, turn)
        if self._placer is not None:
            findings = self._placer.placed(topic, findings, text, turn, aside=aside)
            findings = with_roles_only(topic, findings, text, turn, placed=True)
            findings = with_amounts_only(topic, findings, text, turn)
        findings = without_details(topic, findings, text)
        findings = with_talks_in_place(topic, findings, text, turn)
        findings = with_speech(topic, findings, text, turn, customers)
        findings = with_signs(topic, findings, text, turn, asked_for)
        if asked_for is not None and not findings:
            return with_amounts_only(topic, whole_answer(topic, text, turn, asked_for), text, turn)
        return findings

    def _user(self, answer: str) -> Message:
        return Message("user", render(self._prompt.user, {"answer": answer}).strip())


def quotes_in(notes: str) -> list[str]:
    """Return the whole quotes of notes that may still be in the writing, in order."""
    found = (_string(text) for text, after in _STRING.findall(notes) if after != ":")
    return [text for text in found if text]


def begun_quote(notes: str) -> str:
    """Return as much as is written of a quote that has not ended, or nothing."""
    before, _, begun = _WHOLE.sub("", notes).partition('"')
    if not before.rstrip(" ,").endswith("[") or begun.endswith("\\"):
        return ""
    return _string(f'"{begun}"')


def _string(text: str) -> str:
    """Return what a JSON string says; nothing for what is none, which a server may send."""
    try:
        return str(json.loads(text))
    except ValueError:
        return ""


_WHOLE = re.compile(r'"(?:[^"\\]|\\.)*"')
_STRING = re.compile(r'("(?:[^"\\]|\\.)*")(.)')
"""A whole string, and the sign behind it: a colon when it is a key."""


def _read_part(answer: str) -> str:
    return fold_space(answer)[:READ_CHARACTERS]


def _lists(notes: str, topic: Topic) -> dict[str, list[str]]:
    try:
        data: Any = json.loads(notes)
    except (ValueError, RecursionError):
        data = _repaired(notes)
    if not isinstance(data, dict):
        _log.info("read %s: no JSON object", topic.id)
        return {}
    return {
        key: [item for item in value[:MOST_FINDS] if isinstance(item, str)]
        for key, value in data.items()
        if isinstance(value, list)
    }


def whole_answer(topic: Topic, answer: str, turn: int, asked_for: str | None) -> list[Finding]:
    """Note an answer as a whole, where the model found nothing or cannot be asked.

    Args:
        topic: What was talked about.
        answer: The employee's message.
        turn: Its number.
        asked_for: Slot that the question was about; the topic's first required one when None.
    """
    text = fold_space(answer)
    slot_id = asked_for or next((slot.id for slot in topic.slots if slot.required), None)
    if slot_id is None or not _can_stand_whole(text, topic, slot_id):
        return []
    status = status_of(topic.slot(slot_id), text, text)
    fact = Fact(value=text, quote=find_quote(text, answer) or text, turn=turn, status=status)
    return [Finding(slot_id, fact)]


def as_typed(topic: Topic, answer: str, turn: int, asked_for: str | None) -> list[Finding]:
    """Note an answer just as it was typed, where the model cannot read it well.

    Args:
        topic: What was talked about.
        answer: The employee's message.
        turn: Its number.
        asked_for: Slot that the question was about; the topic's first required one when None.
    """
    slot_id = asked_for or next((slot.id for slot in topic.slots if slot.required), None)
    if slot_id is None:
        return []
    quote = ""
    for sentence in sentences(answer):
        longer = answer[: answer.index(sentence) + len(sentence)]
        if quote and len(words(longer)) > MAX_FALLBACK_WORDS:
            break
        quote = longer.strip()
    status = status_of(topic.slot(slot_id), quote, answer)
    return [Finding(slot_id, Fact(value=fold_space(quote), quote=quote, turn=turn, status=status))]


def _schema(topic: Topic) -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string"}}
    return {
        "type": "object",
        "properties": {slot.id: texts for slot in topic.slots},
        "required": [slot.id for slot in topic.slots],
        "additionalProperties": False,
    }


def _repaired(raw: str) -> Any:  # noqa: ANN401 - JSON
    """Return the object of an answer that was cut off inside its last list, else None."""
    for ending in ('"]}', "]}", "}"):
        try:
            return json.loads(raw.rstrip(", ") + ending)
        except (ValueError, RecursionError):
            continue
    return None


_COMMENT = re.compile(
    r"(yes|no|ok|okay|right|wrong|it'?s right|that'?s|it is right|not quite|actually)\b",
    re.IGNORECASE,
)
"""How people begin when they talk about what was said before, and not about the question."""


def _can_stand_whole(text: str, topic: Topic, slot_id: str) -> bool:
    count = len(words(text))
    fewest = 1 if (topic.id, slot_id) in NAME_SLOTS else 3
    if not fewest <= count <= MAX_FALLBACK_WORDS or not content_words(text) or _COMMENT.match(text):
        return False
    names_needed = (topic.id, slot_id) in NAME_SLOTS
    if not names_needed:
        return True
    named = names_someone(text) or bool(_ROLE.match(text) and count <= MAX_ROLE_WORDS)
    return named and not is_everyone(text)
