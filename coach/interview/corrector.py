"""Corrections of a read-back: what a reply changes of the lines that were read back."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from coach.interview.agreement import agrees
from coach.interview.asides import is_aside
from coach.interview.correction_words import (
    ADDS,
    CLAUSE_VERB,
    EMPTY_WORDS,
    GUESS_WORDS,
    OPENERS,
    can_be_added,
    clause_of,
    contradicts,
    means_something,
    new_words,
    only_guessed,
    without_guess,
)
from coach.interview.readback import NAME_SLOTS, Numbered
from coach.interview.standing import (
    affirmed,
    clauses,
    denied,
    explains,
    kept_in,
    named_by,
    says_again,
    standing_in,
    touches_any,
    without_order,
)
from coach.knowledge.ranking import stems
from coach.llm.engine import Engine, Message, Request
from coach.llm.prompts import Prompt, load_prompt
from coach.text import content_words, find_quote, fold_space, sentences

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Correction:
    """What a correction changes.

    Attributes:
        kind: The fact is only a guess, does not belong there, stands there already, reads
            differently, or something is added.
        target: The fact concerned, or None when nothing noted is meant; a guess about nothing
            noted is a new guess.
        value: The words that count from now on, verbatim from the correction (for a guess and
            for what stays: the fact's own).
    """

    kind: Literal["guess", "withdraw", "keep", "replace", "add"]
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
        if not facts or not means_something(text, beyond=EMPTY_WORDS):
            return None
        nearest = _nearest(facts, text)
        if _OWN_GOAL.search(text.lower()):
            return _own_goal(facts, text)
        if only_guessed(text):
            return self._guess(facts, text)
        stays = kept_in(clauses(OPENERS.sub("", text)), _values(facts))
        if stays is not None:
            return Correction("keep", facts[stays], facts[stays].fact.value)
        if nearest is not None and _withdraws(nearest, text):
            return Correction("withdraw", nearest, nearest.fact.value)
        plain = _affirmed(facts, text) or _settled(facts, text)
        if plain is not None:
            return plain
        number, now = self._ask(facts, text)
        quote = new_words(now, text)
        if quote is None:
            return None
        stays = standing_in(quote, _values(facts))
        if stays is not None and not contradicts(text):
            return Correction("keep", facts[stays], facts[stays].fact.value)
        quote = find_quote(without_order(quote), text) or quote
        picked = facts[number - 1] if 1 <= number <= len(facts) else None
        target = _target(facts, picked, nearest, text, quote)
        if target is None:
            return Correction("add", None, quote) if can_be_added(text) else None
        if says_again(quote, target.fact.value):
            return Correction("keep", target, target.fact.value)
        return Correction("replace" if contradicts(text) else "add", target, quote)

    def request(self, facts: Sequence[Numbered], reply: str) -> Request:
        """Return what the model is asked about a reply, or about what is typed of it so far."""
        lines = [f"{n}. {numbered.fact.value}" for n, numbered in enumerate(facts, 1)]
        variables = {"lines": "\n".join(lines), "reply": fold_space(reply)}
        messages = self._prompt.messages(variables)
        return Request(
            messages=messages,
            fixed=len(messages) - 1,
            max_tokens=self._prompt.max_tokens,
            json_schema=_SCHEMA,
        )

    @staticmethod
    def _guess(facts: Sequence[Numbered], text: str) -> Correction | None:
        """Return that a need is only a guess: the one that is meant, or a new one."""
        guessable = [n for n in facts if n.fact.status in ("heard", "assumed")]
        target = _nearest(guessable, text)
        if target is not None:
            return Correction("guess", target, target.fact.value)
        clause = clause_of(text)
        if clause is None:
            return None
        if not content_words(clause) - GUESS_WORDS:
            # "That's my guess, mind": the need that was read back, when there is one only.
            meant = [n for n in guessable if (n.topic, n.slot) == ("needs", "needs")]
            return Correction("guess", meant[0], meant[0].fact.value) if len(meant) == 1 else None
        return Correction("guess", None, without_guess(without_order(clause)))

    def _ask(self, facts: Sequence[Numbered], text: str) -> tuple[int, str]:
        raw = "".join(self._engine.stream(self.request(facts, text)))
        try:
            data = json.loads(raw)
            return int(data["line"]), str(data["now"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            _log.info("correct: no usable JSON")
            return 0, ""


_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"line": {"type": "integer"}, "now": {"type": "string"}},
    "required": ["line", "now"],
    "additionalProperties": False,
}


def separate_corrections(facts: Sequence[Numbered], reply: str) -> list[str]:
    """Return the parts of a reply to a read-back that each change something of their own.

    Args:
        facts: What was read back.
        reply: The employee's message.
    """
    parts: list[str] = []
    for sentence in sentences(fold_space(reply)):
        if agrees(sentence) or is_aside(sentence):
            continue
        own = _nearest(facts, sentence)
        last = _nearest(facts, parts[-1]) if parts else None
        changes = ADDS.match(sentence) or contradicts(sentence) or _withdrawn(sentence)
        empty = not parts or not means_something(parts[-1], beyond=EMPTY_WORDS)
        goes_on = parts and _complete(parts[-1]) and (own is not None or _WISH.match(sentence))
        if not empty and (changes or goes_on) and own is not last:
            parts.append(sentence.strip())
        elif parts:
            parts[-1] = f"{parts[-1]} {sentence.strip()}"
        else:
            parts.append(sentence.strip())
    return [piece for part in parts for piece in _divided(facts, part)] or [fold_space(reply)]


def _complete(part: str) -> bool:
    """Return whether a part takes something out, so that what follows is about something else."""
    return _withdrawn(part) or _OWN_GOAL.search(part.lower()) is not None


def _divided(facts: Sequence[Numbered], part: str) -> list[str]:
    """Return the clauses of a part one by one, where each denies or confirms a line of its own."""
    said, lines = clauses(OPENERS.sub("", part)), _values(facts)
    named = [named_by(clause, lines) for clause in said]
    stays = [standing_in(clause, lines) for clause in said]
    meant = [line for line in (*named, *stays) if line is not None]
    whole = len(meant) == len(said) == len(set(meant))
    return said if whole and any(line is not None for line in named) else [part]


def _affirmed(facts: Sequence[Numbered], text: str) -> Correction | None:
    """Return what is added to a line that is right: "The call is right, but not on Fridays"."""
    first = next(iter(clauses(OPENERS.sub("", text))), "")
    right = affirmed(first)
    line = None if right is None else standing_in(right, _values(facts))
    if line is None:
        return None
    more = clause_of(_BUT.sub("", text.partition(first)[2]))
    if more is None:
        return Correction("keep", facts[line], facts[line].fact.value)
    return Correction("add", facts[line], more)


def _settled(facts: Sequence[Numbered], text: str) -> Correction | None:
    """Return what a reply changes that only denies a line, or says what stands there already."""
    said, lines = clauses(OPENERS.sub("", text)), _values(facts)
    denials = [clause for clause in said if denied(clause) is not None]
    rest = [clause for clause in said if denied(clause) is None and not explains(clause)]
    named = next((n for c in denials if (n := named_by(c, lines)) is not None), None)
    stays = {standing_in(clause, lines) for clause in rest}
    if named is not None and (not rest or (None not in stays and named not in stays)):
        return Correction("withdraw", facts[named], facts[named].fact.value)
    untouched = not any(touches_any(clause, lines) for clause in denials)
    if named is not None or not untouched or len(stays) != 1:
        return None
    line = stays.pop()
    return None if line is None else _kept(facts, facts[line], rest[0])


def _kept(facts: Sequence[Numbered], stays: Numbered, said: str) -> Correction:
    """Return that a line stays; a wish that stands elsewhere only is noted as one as well."""
    need = next((numbered for numbered in facts if numbered.topic == "needs"), None)
    if need is not None and stays.topic != "needs" and _WISH.match(said):
        return Correction("add", replace(need, slot="needs"), said)
    return Correction("keep", stays, stays.fact.value)


def _values(facts: Sequence[Numbered]) -> list[str]:
    return [numbered.fact.value for numbered in facts]


def touches(facts: Sequence[Numbered], text: str) -> bool:
    """Return whether a text shares a word with what was read back."""
    return _nearest(facts, text) is not None


def _nearest(facts: Sequence[Numbered], text: str) -> Numbered | None:
    """Return the fact that shares most words with the text, or None when none shares any."""
    wanted = set(stems(text))
    held = [(set(stems(n.fact.value)), n) for n in facts]
    scored = [(len(wanted & line) / max(1, len(line)), n) for line, n in held]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


_WISH = re.compile(
    r"(?:he|she|they) (?:\w+ )?(?:wants?|needs?|asks?|said|told)\b"
    r"|(?:hers|his|theirs) (?:is|are)\b",
    re.IGNORECASE,
)
"""How a sentence begins that says what a customer wants instead."""
_REASON = re.compile(r"(?:that|this|it|they|he|she|because|please|thanks)\b", re.IGNORECASE)
"""How a clause begins that says why something is taken out."""
_BUT = re.compile(r"^[,.;:!? –—-]*(?:(?:but|and|only|just|then) )*", re.IGNORECASE)


def _withdrawn(text: str) -> bool:
    return bool(_WITHDRAWS.search(text.lower()))


def _withdraws(fact: Numbered, text: str) -> bool:
    """Return whether a reply takes a fact out and puts nothing in its place."""
    said = [part for part in clauses(OPENERS.sub("", text)) if not _REASON.match(part)]
    if len(said) != 1 or not _withdrawn(said[0]):
        return False
    line = set(stems(fact.fact.value))
    left = content_words(said[0]) - _WITHDRAWING_WORDS
    strange = [word for word in left if not set(stems(word)) <= line]
    return not strange and not re.search(r"\d", said[0].replace(fact.fact.value, ""))


def _own_goal(facts: Sequence[Numbered], text: str) -> Correction | None:
    """Return that a line goes which is the employee's own goal; None where none is named."""
    what = set(stems(_OWN_GOAL.split(OPENERS.sub("", text).lower())[0]))
    for numbered in facts:
        if what and what <= set(stems(numbered.fact.value)):
            return Correction("withdraw", numbered, numbered.fact.value)
    return None


def _target(
    facts: Sequence[Numbered],
    picked: Numbered | None,
    nearest: Numbered | None,
    text: str,
    quote: str,
) -> Numbered | None:
    """Return the fact that a correction is about.

    Args:
        facts: What was read back.
        picked: The model's choice; it counts where it shares a word with the reply, or where the
            reply contradicts and no fact shares any.
        nearest: The fact that shares most words.
        text: The reply.
        quote: What should stand there now.
    """
    shares = picked is not None and content_words(picked.fact.value) & content_words(text)
    target = picked if shares else nearest
    if target is None:
        return picked if contradicts(text) else None
    if (target.topic, target.slot) in NAME_SLOTS and CLAUSE_VERB.search(quote.lower()):
        # The name is only what the sentence is about: "Dave needs it by 7".
        rest = [fact for fact in facts if (fact.topic, fact.slot) not in NAME_SLOTS]
        return _nearest(rest, text)
    return target


_WITHDRAWS = re.compile(
    r"\b(take|leave|cut) (.{1,60}\b)?out\b|\b(remove|delete|drop|strike|erase|scratch)\b"
    r"|^(please )?forget\b"
    r"|\b(isn'?t|is not|aren'?t|are not|wasn'?t|was not) (really )?(a |my |one of )?"
    r"(person|people|customers?|them|true)\b"
)
_WITHDRAWING_WORDS = frozenset(
    "take leave cut out remove delete drop strike erase scratch forget list line please god bit "
    "part word note except person people customer customers true isn't isnt aren't wasn't".split()
)
_OWN_GOAL = re.compile(
    r"\b(?:is|are|was|that'?s) (?:(?:only|just|really|more) )?"
    r"(?:our|ours|mine|my (?:own )?(?:wish|goal|aim)|what (?:i|we) want)\b"
    r"|, not (?:hers|his|theirs)\b"
)
"""Says that a need is the employee's own goal, and not the customer's."""
