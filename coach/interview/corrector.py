"""Corrections of a read-back: what a reply changes of the lines that were read back."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from coach.interview.agreement import agrees
from coach.interview.asides import is_aside
from coach.interview.hearsay import denies_hearing, reports_hearing, without_denial
from coach.interview.readback import NAME_SLOTS, Numbered
from coach.interview.standing import (
    affirmed,
    clauses,
    denied,
    explains,
    kept_in,
    named_by,
    standing_in,
    touches_any,
    without_order,
)
from coach.knowledge.ranking import stems
from coach.llm.engine import Engine, Message, Request
from coach.llm.prompts import Prompt, load_prompt
from coach.text import content_words, find_quote, fold_space, sentences, words

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


MAX_ADDED_WORDS = 16
"""Longest reply that is noted as a line of its own without saying so."""


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
        if not facts or not _means_something(text, beyond=_EMPTY_WORDS):
            return None
        nearest = _nearest(facts, text)
        if _OWN_GOAL.search(text.lower()):
            return _own_goal(facts, text)
        if _only_guessed(text):
            return self._guess(facts, text)
        stays = kept_in(clauses(_OPENERS.sub("", text)), _values(facts))
        if stays is not None:
            return Correction("keep", facts[stays], facts[stays].fact.value)
        if nearest is not None and _withdraws(nearest, text):
            return Correction("withdraw", nearest, nearest.fact.value)
        plain = _affirmed(facts, text) or _settled(facts, text)
        if plain is not None:
            return plain
        number, now = self._ask(facts, text)
        quote = _new_words(now, text)
        if quote is None:
            return None
        stays = standing_in(quote, _values(facts))
        if stays is not None and not _contradicts(text):
            return Correction("keep", facts[stays], facts[stays].fact.value)
        quote = find_quote(without_order(quote), text) or quote
        picked = facts[number - 1] if 1 <= number <= len(facts) else None
        target = _target(facts, picked, nearest, text, quote)
        if target is None:
            return Correction("add", None, quote) if _can_be_added(text) else None
        return Correction("replace" if _contradicts(text) else "add", target, quote)

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
        clause = _clause(text)
        if clause is None:
            return None
        return Correction("guess", None, _guessed(without_order(clause)))

    def _ask(self, facts: Sequence[Numbered], text: str) -> tuple[int, str]:
        raw = "".join(self._engine.stream(self.request(facts, text)))
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
        changes = _ADDS.match(sentence) or _contradicts(sentence) or _withdrawn(sentence)
        empty = not parts or not _means_something(parts[-1], beyond=_EMPTY_WORDS)
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
    said, lines = clauses(_OPENERS.sub("", part)), _values(facts)
    named = [named_by(clause, lines) for clause in said]
    stays = [standing_in(clause, lines) for clause in said]
    meant = [line for line in (*named, *stays) if line is not None]
    whole = len(meant) == len(said) == len(set(meant))
    return said if whole and any(line is not None for line in named) else [part]


def _affirmed(facts: Sequence[Numbered], text: str) -> Correction | None:
    """Return what is added to a line that is right: "The call is right, but not on Fridays"."""
    first = next(iter(clauses(_OPENERS.sub("", text))), "")
    right = affirmed(first)
    line = None if right is None else standing_in(right, _values(facts))
    if line is None:
        return None
    more = _clause(_BUT.sub("", text.partition(first)[2]))
    if more is None:
        return Correction("keep", facts[line], facts[line].fact.value)
    return Correction("add", facts[line], more)


def _settled(facts: Sequence[Numbered], text: str) -> Correction | None:
    """Return what a reply changes that only denies a line, or says what stands there already."""
    said, lines = clauses(_OPENERS.sub("", text)), _values(facts)
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


_CLAUSE_VERB = re.compile(
    r"\b(is|are|was|were|has|have|had|do|does|did|needs?|wants?|hates?|likes?|gets?|goes|comes?|"
    r"said|says?|asks?|waits?|will|would|can|that|who)\b"
)
_OPENERS = re.compile(
    r"^(?:(?:no|not quite|not really|almost|nearly|mostly|partly|roughly|well|yes|yeah|right|okay|"
    r"ok|fine|correct|true|actually|wrong|sorry|but|hm+|good|great|perfect|thanks)[,.:;!]+ *)+"
    r"(?:but )?",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?:he|she|they) (?:\w+ )?(?:wants?|needs?|asks?|said|told)\b"
    r"|(?:hers|his|theirs) (?:is|are)\b",
    re.IGNORECASE,
)
"""How a sentence begins that says what a customer wants instead."""
_REASON = re.compile(r"(?:that|this|it|they|he|she|because|please|thanks)\b", re.IGNORECASE)
"""How a clause begins that says why something is taken out."""
_BUT = re.compile(r"^[,.;:!? –—-]*(?:(?:but|and|only|just|then) )*", re.IGNORECASE)
_EMPTY_WORDS = frozenset(
    "quite wrong correct change line right sorry small little mistake slip nearly "
    "almost mostly partly roughly".split()
)
_ADDS = re.compile(r"(also|and|you forgot|add|plus)\b", re.IGNORECASE)


def _withdrawn(text: str) -> bool:
    return bool(_WITHDRAWS.search(text.lower()))


def _means_something(text: str, *, beyond: Collection[str] = ()) -> bool:
    return bool(content_words(text) - set(beyond)) or any(c.isdigit() for c in text)


def _withdraws(fact: Numbered, text: str) -> bool:
    """Return whether a reply takes a fact out and puts nothing in its place."""
    said = [part for part in clauses(_OPENERS.sub("", text)) if not _REASON.match(part)]
    if len(said) != 1 or not _withdrawn(said[0]):
        return False
    line = set(stems(fact.fact.value))
    left = content_words(said[0]) - _WITHDRAWING_WORDS
    strange = [word for word in left if not set(stems(word)) <= line]
    return not strange and not re.search(r"\d", said[0].replace(fact.fact.value, ""))


def _only_guessed(text: str) -> bool:
    """Return whether a reply says that the customer never said something, and nothing instead."""
    rest = without_denial(_OPENERS.sub("", text))
    return denies_hearing(text) and not _contradicts(rest) and not reports_hearing(rest)


def _own_goal(facts: Sequence[Numbered], text: str) -> Correction | None:
    """Return that a line goes which is the employee's own goal; None where none is named."""
    what = set(stems(_OWN_GOAL.split(_OPENERS.sub("", text).lower())[0]))
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
        return picked if _contradicts(text) else None
    if (target.topic, target.slot) in NAME_SLOTS and _CLAUSE_VERB.search(quote.lower()):
        # The name is only what the sentence is about: "Dave needs it by 7".
        rest = [fact for fact in facts if (fact.topic, fact.slot) not in NAME_SLOTS]
        return _nearest(rest, text)
    return target


_NOT = re.compile(r"(not|no|isn'?t|wasn'?t)\b", re.IGNORECASE)


def _instead_of(wrong: str, text: str) -> str | None:
    """Return what is said in place of a denied part: "Not bare. Webbed." gives "Webbed".

    None where it is only denied: what somebody does not mean is no line.

    Args:
        wrong: The part that says what is wrong; the model may have copied what follows as well.
        text: The reply.
    """
    rest = text.partition(wrong)[2]
    parts = [part.strip(" .,;!?-–") for part in re.split(r"[.,;!?]\s+|\s[-–]\s|\bbut\b", rest)]
    inside = [part for part in clauses(wrong) if not (denied(part) or explains(part))]
    parts = [*parts, *inside]
    said = next((p for p in parts if _means_something(p) and not _NOT.match(p)), None)
    if said is None:
        return None if denied(wrong) is not None else wrong
    return find_quote(said, text)


def _can_be_added(text: str) -> bool:
    """Return whether a reply that is about no line adds one: it says so, or is short.

    Long talk about the read-back as a whole is none: nothing is noted rather than nonsense.
    """
    return len(words(text)) <= MAX_ADDED_WORDS or bool(_ADDS.match(text))


def _new_words(now: str, text: str) -> str | None:
    """Return what should stand in the line, verbatim: the model's words, or the reply's clause."""
    quote = find_quote(_OPENERS.sub("", now), text) if now else None
    if quote is None or not _means_something(quote):
        quote = _clause(text)
    return _instead_of(quote, text) if quote is not None and _NOT.match(quote) else quote


def _clause(text: str) -> str | None:
    """Return the correction without words such as "not quite", verbatim, or None."""
    parts = [part.strip(" .!?") for part in sentences(_OPENERS.sub("", text))]
    first = next((part for part in parts if _means_something(part, beyond=_EMPTY_WORDS)), None)
    return None if first is None else find_quote(first, text)


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


def _guessed(clause: str) -> str:
    """Return what is guessed, without the words that say that it is a guess."""
    found = re.split(r",|\b(?:is|are|was) (?:just |only )?(?:my|a) guess\b", clause)[0].strip()
    return found if content_words(found) else clause


def _contradicts(text: str) -> bool:
    """Return whether a reply puts something in the place of what was read back."""
    lowered = text.lower()
    if _ADDS.match(lowered):
        return False
    return bool(_CONTRADICTS.search(lowered))


_CONTRADICTS = re.compile(
    r"^no\b|\b(not|isn'?t|wasn'?t|instead|wrong|rather|change|should be|no longer|rename|meant|"
    r"make it|more like)\b"
)
