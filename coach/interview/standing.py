"""What a reply to a read-back denies of the lines, and what of it stands in them already."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.knowledge.ranking import stems
from coach.text import content_words, fold_space, numbers, words

NAMED = 1 / 3
"""Share of a line's stems in a denial from which it names the whole line; chosen, like the next,
on the labelled replies of ``tests/interview/corrections.yaml``."""
STANDS = 2 / 3
"""Share of what somebody puts in words of their own that must stand in a line already."""

_LINKS = (
    r"(?:(?:and|but|so|also|well|oh|please|just|only|rather|instead|then|better|simply|yes|yeah|"
    r"yep|ok|okay|right|fine|sure|no(?= (?:not|no|put|take|it|i)\b)) )*"
)
_WHO = r"(?:it|that|this|they|he|she|we|i)"
_DENIES = re.compile(
    rf"{_LINKS}(?:"
    rf"(?:{_WHO}(?:'s| is|'re| are| was| were) )?(?:not|never)(?! (?:only|just|quite|yet|sure)\b)"
    rf"|(?:{_WHO} )?(?:isn't|aren't|wasn't|weren't)"
    rf"|{_WHO} (?:don't|doesn't|didn't|do not|does not|did not)"
    r"|no(?= \w+ing\b)) "
)
_PUTS = re.compile(
    rf"{_LINKS}(?:put|write|note|take|use|say|keep|stick with|stay with|go with|make it|"
    rf"(?:what )?i (?:meant|mean)|{_WHO}(?:'s| is| was)) (?:(?:down|in|only|just|rather|that|is) )*"
)
_LINKED = re.compile(_LINKS)
_ORDERS = re.compile(
    r"(?:(?:and|but|also|please|well|oh|yes|so) )*(?:(?:put|write|note|add|use|make it|"
    r"(?:what )?i (?:meant|mean)|you (?:forgot|missed|left out)):? )?(?:(?:down|that|also|in) )*"
)
"""Words before what somebody wants noted, which are no part of it."""
_EXPLAINS = re.compile(
    rf"{_LINKS}(?:because|since|(?:he|she|they|i|we) (?:only|just|never)|(?:that|this|it)(?:'s| is|"
    r" was) (?:just |only |really )?(?:an? |my )?(?:\w+ )?(?:joke|nonsense|wrong|rubbish|mistake|"
    r"me|silly|unfair|rude))\b"
)
"""How a clause begins that only says why something is denied."""
_AFFIRMS = re.compile(
    r" (?:(?:is|are|was|were) (?:all |quite )?(?:right|correct|true|fine|ok|okay|good)|stays?|"
    r"can stay|stands?)$"
)
_KEEPS = re.compile(
    rf"{_LINKS}(?:(?:you (?:can|may|should) |do |let's )?(?:keep|leave|let)(?! .*\bout\b)"
    r"|(?:don't|do not|never) (?:drop|lose|forget|cut|delete|remove|strike|take out|leave out)"
    r"|make sure(?: that)?) (?:in )?(?P<what>.+?)"
    r"(?: (?:in|in there|there|stays?|as (?:it is|they are|is)|on (?:it|there|the list)|please|too|"
    r"as well|of course|stays? in))*$"
)
"""Asks that something stays which stands there."""
_STAYS = re.compile(
    r"(?P<what>.+?) (?:should |must |has to |have to |needs to |can |please )*(?:stays?|remains?|"
    r"belongs?)(?: (?:in|there|here|as (?:it is|they are)|on (?:it|the list)|please))*$"
)
_WHY = re.compile(
    rf"{_LINKS}(?:because|since|as|otherwise|they|it|he|she|that|this|these|those|people|"
    r"everyone|everybody|nobody|no one|i always|i often|we always|we often|i tend|i keep|"
    r"all the time|always|so often|too often)\b"
    r"(?!'s not\b|'re not\b| (?:\w+ )?(?:is not|isn't|aren't|wants?|needs?|asks?|said|told|"
    r"instead)\b)"
)
"""How a clause goes on that says why something stays."""
_JOINT = re.compile(r"[,;:!?]\s+|[.!?]+\s+|[.!?,;:]+$|\s[-–—]\s|\s(?=but not\b|and not\b)")
_NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty "
    "hundred half twice dozen".split()
)
_TURNS = frozenset(
    "before after without until less fewer more not never nobody nothing under over below above "
    "out off earlier later bigger smaller".split()
)
"""Words that make something else of the rest, though they mean little by themselves."""
_WHEN = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:morning|evening|noon|night|week|month|"
    r"year|day|hour|minute)s?\b|\d"
)
_PART = re.compile(
    r"(?:at|in|on|by|before|after|from|with|without|for|until|every|each|all|always|so|as)\b"
)
"""How a denial begins that is about a part of a line."""
_NEGATIVE = re.compile(r"\b(?:not|never|nobody|no one|nothing)\b|n't\b")
_FILLERS = frozenset(
    "either please anymore though line thing bit stuff list thank realli want need".split()
)


def clauses(text: str) -> list[str]:
    """Return the clauses of a reply that mean something, in order and as they were typed."""
    parts = (part.strip(" .,;:!?-–—") for part in _JOINT.split(fold_space(text)))
    return [part for part in parts if content_words(part) or any(c.isdigit() for c in part)]


def denied(clause: str) -> str | None:
    """Return what a clause denies: "not moaning" gives "moaning"; None for other clauses."""
    found = _DENIES.match(_plain(clause))
    return clause[found.end() :] if found else None


def affirmed(clause: str) -> str | None:
    """Return what a clause calls right: "the call is right" gives "the call"; else None."""
    found = _AFFIRMS.search(_plain(clause))
    return clause[: found.start()] if found and denied(clause) is None else None


def explains(clause: str) -> bool:
    """Return whether a clause only says why something does not belong there."""
    return _EXPLAINS.match(_plain(clause)) is not None


def named_by(clause: str, lines: Sequence[str]) -> int | None:
    """Return which line a denial takes out; None where it is about none, or a part of one.

    Args:
        clause: A clause of the reply.
        lines: What was read back.
    """
    what = denied(clause)
    wanted = _stems(what or "")
    if what is None or not wanted:
        return None
    held = [_stems(line) for line in lines]
    shares = [len(wanted) / len(line) if wanted and wanted <= line else 0.0 for line in held]
    best = max(range(len(lines)), key=lambda n: shares[n], default=None)
    if best is None or shares[best] < NAMED:
        return None
    part = _PART.match(_plain(what)) or _WHEN.search(_plain(what)) or _counts(what)
    return None if part and shares[best] < 1 else best


def standing_in(clause: str, lines: Sequence[str]) -> int | None:
    """Return the line that says already what a clause puts; None where it says something new.

    What follows "put" or "I meant" need only stand there for the most part; a figure, a day or a
    name of its own makes it new.

    Args:
        clause: A clause of the reply.
        lines: What was read back.
    """
    led = _PUTS.match(_plain(clause))
    start = led or _LINKED.match(_plain(clause))
    said = clause[start.end() :] if start else clause
    wanted = _stems(said)
    if denied(clause) is not None or not wanted:
        return None
    shares = [_share(said, wanted, line) for line in lines]
    best = max(range(len(lines)), key=lambda n: shares[n], default=None)
    return best if best is not None and shares[best] >= (STANDS if led else 1) else None


def kept_in(said: Sequence[str], lines: Sequence[str]) -> int | None:
    """Return the line that a reply only asks to keep: "Just keep the gate in, it gets forgotten".

    Args:
        said: The clauses of the reply.
        lines: What was read back.
    """
    kept = [_kept_line(clause, lines) for clause in said]
    stays = {line for line in kept if line is not None}
    others = [clause for clause, line in zip(said, kept, strict=True) if line is None]
    why = all(_WHY.match(_plain(c)) and not numbers(c) and not _counts(c) for c in others)
    return stays.pop() if len(stays) == 1 and why else None


def _kept_line(clause: str, lines: Sequence[str]) -> int | None:
    """Return the line that a clause asks to keep, where what it names stands already."""
    found = _KEEPS.match(_plain(clause)) or _STAYS.match(_plain(clause))
    if found is None:
        return None
    what = clause[found.start("what") : found.end("what")]
    return standing_in(f"keep {what}", lines)


def says_again(clause: str, line: str) -> bool:
    """Return whether a clause denies what a line denies as well: both say "not ironed".

    Args:
        clause: A clause of the reply.
        line: A line that was read back.
    """
    both = all(_NEGATIVE.search(_plain(text)) for text in (clause, line))
    return both and bool(_stems(clause) & _stems(line)) and not numbers(clause)


def without_order(clause: str) -> str:
    """Return what somebody wants noted, without "put" or "and you forgot" before it."""
    order = _ORDERS.match(_plain(clause))
    rest = clause[order.end() :] if order else clause
    return rest if content_words(rest) else clause


def touches_any(text: str, lines: Sequence[str]) -> bool:
    """Return whether a text shares a stem with any of the lines."""
    return any(_stems(text) & _stems(line) for line in lines)


def _stems(text: str) -> set[str]:
    """Return the stems of a text without those that say nothing about what is meant."""
    return set(stems(text)) - _FILLERS


def _share(said: str, wanted: set[str], line: str) -> float:
    """Return how much of what is said stands in a line; 0 where a detail of it is another."""
    there = set(stems(line))
    same_turns = set(words(said)) & _TURNS <= set(words(line))
    same_counts = _counts(said) <= _counts(line) and set(numbers(said)) <= set(numbers(line))
    if not (same_turns and same_counts):
        return 0.0
    for word in words(said):
        if _WHEN.search(word) and not set(stems(word)) <= there:
            return 0.0
    for name in re.findall(r"(?<=\w )[A-Z][a-zà-ÿ]+", said):
        if not set(stems(name)) <= there:
            return 0.0
    return len(wanted & there) / len(wanted)


def _counts(text: str) -> set[str]:
    return set(words(text)) & _NUMBER_WORDS


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
