"""Read-backs: what was heard, in the employee's words, and how a correction changes it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from coach.interview.agenda import Agenda
from coach.interview.notes import Fact, Notes
from coach.interview.signals import denies_hearing
from coach.llm.engine import Engine, Message, Request
from coach.llm.prompts import Prompt, load_prompt, render
from coach.text import content_words, find_quote, fold_space

MAX_FACTS_A_LINE = 4
_log = logging.getLogger(__name__)


class ReadbackTexts(BaseModel):
    """Wording of a read-back; part of ``prompts/interview/flow.yaml``."""

    model_config = ConfigDict(extra="forbid")

    lead: str
    line: str
    guess: str
    unknown: str
    ask: str


@dataclass(frozen=True)
class Numbered:
    """A fact that can be corrected, where it is noted."""

    topic: str
    slot: str
    fact: Fact


def readback_text(
    notes: Notes, topics: Sequence[str], agenda: Agenda, texts: ReadbackTexts
) -> str | None:
    """Return the text of a read-back, or None when nothing was heard on these topics."""
    lines = []
    for topic_id in topics:
        for slot in agenda.topic(topic_id).slots:
            facts = notes.facts(topic_id, slot.id)[:MAX_FACTS_A_LINE]
            if not facts:
                continue
            shown = "; ".join(_shown(fact, texts) for fact in facts)
            lines.append(render(texts.line, {"title": slot.title, "facts": shown}))
    if not any(notes.known(t, s.id) for t in topics for s in agenda.topic(t).slots):
        return None
    return "\n".join([texts.lead, *lines, texts.ask])


def _shown(fact: Fact, texts: ReadbackTexts) -> str:
    if fact.status == "unknown":
        return texts.unknown
    if fact.status == "assumed":
        return render(texts.guess, {"fact": fact.value})
    return fact.value


@dataclass(frozen=True)
class Correction:
    """What a correction changes.

    Attributes:
        kind: The fact is only a guess, does not belong there, reads differently, or something is
            added.
        target: The fact concerned, or None when nothing noted is meant; a guess about nothing
            noted is a new guess.
        value: The words that count from now on, verbatim from the correction (for a guess: the
            fact's own).
    """

    kind: Literal["guess", "withdraw", "replace", "add"]
    target: Numbered | None
    value: str


class Corrector:
    """Finds out what a correction means, with the model, checked by code.

    Args:
        engine: The model.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._prompt: Prompt = load_prompt("interview/correct")

    def prefix(self) -> list[Message]:
        """Return the fixed messages."""
        return self._prompt.fixed_messages()

    def understand(self, facts: Sequence[Numbered], reply: str) -> Correction | None:
        """Return what changes, or None when nothing can be made of the reply.

        Raises:
            EngineError: the model stopped answering.
            Cancelled: the call was cancelled.
        """
        text = fold_space(reply)
        words_left = content_words(text) - {"quite", "wrong", "correct", "change", "line"}
        if not facts or not words_left:
            return None
        nearest = _nearest(facts, text)
        if denies_hearing(text):
            guessable = [n for n in facts if n.fact.status in ("heard", "assumed")]
            target = _nearest(guessable, text)
            if target is not None:
                return Correction("guess", target, target.fact.value)
            clause = _clause(text)
            return None if clause is None else Correction("guess", None, _guessed(clause))
        if nearest is not None and _WITHDRAWS.search(text.lower()):
            return Correction("withdraw", nearest, nearest.fact.value)
        number, now = self._ask(facts, text)
        quote = find_quote(_OPENERS.sub("", now), text) if now else None
        if quote is None or not content_words(quote):
            quote = _clause(text)
        if quote is None:
            return None
        target = nearest
        if target is None and _contradicts(text) and 1 <= number <= len(facts):
            target = facts[number - 1]
        if target is None:
            return Correction("add", None, quote)
        return Correction("replace" if _contradicts(text) else "add", target, quote)

    def _ask(self, facts: Sequence[Numbered], text: str) -> tuple[int, str]:
        lines = [f"{n}. {numbered.fact.value}" for n, numbered in enumerate(facts, 1)]
        messages = self._prompt.messages({"lines": "\n".join(lines), "reply": text})
        request = Request(
            messages=messages,
            fixed=len(messages) - 1,
            max_tokens=self._prompt.max_tokens,
            json_schema=_SCHEMA,
        )
        raw = "".join(self._engine.stream(request))
        try:
            data = json.loads(raw)
            return int(data["line"]), str(data["now"])
        except (ValueError, KeyError, TypeError):
            _log.info("correct: no usable JSON")
            return 0, ""


_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"line": {"type": "integer"}, "now": {"type": "string"}},
    "required": ["line", "now"],
    "additionalProperties": False,
}


def _nearest(facts: Sequence[Numbered], text: str) -> Numbered | None:
    """Return the fact that shares most words with the text, or None when none shares any."""
    wanted = content_words(text)
    scored = [
        (len(wanted & content_words(n.fact.value)) / max(1, len(content_words(n.fact.value))), n)
        for n in facts
    ]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


_OPENERS = re.compile(
    r"^(?:(?:no|not quite|not really|almost|well|yes|actually|wrong|sorry|but|hm+)[,.:;! ]+)+", re.I
)


_WITHDRAWS = re.compile(
    r"\b(take|leave) .{1,40}\bout\b|\b(remove|delete|drop|strike)\b"
    r"|\b(is|are|was|that'?s) ((only|just|really|more) )?(our|ours|mine|what (i|we) want)\b"
    r"|, not (hers|his|theirs)\b"
)
"""Says that something does not belong there, or is the employee's own goal."""


def _clause(text: str) -> str | None:
    """Return the correction without words such as "not quite", verbatim, or None."""
    rest = _OPENERS.sub("", text).strip()
    first = re.split(r"(?<=[.!?])\s", rest)[0].strip(" .!?")
    return find_quote(first, text) if content_words(first) else None


def _guessed(clause: str) -> str:
    """Return what is guessed, without the words that say that it is a guess."""
    found = re.split(r",|\b(?:is|are|was) (?:just |only )?(?:my|a) guess\b", clause)[0].strip()
    return found if content_words(found) else clause


def _contradicts(text: str) -> bool:
    return bool(re.search(r"\b(not|isn'?t|wasn'?t|instead|wrong|rather|no)\b", text.lower()))
