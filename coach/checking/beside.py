"""Small words beside a word that both texts have: whether it only may be, where to, and whose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.checking.alignment import Step
from coach.checking.comparison import MEANT, Comparison, subject
from coach.checking.found import Difference
from coach.checking.joints import is_quoted
from coach.checking.tokens import SELF, Token
from coach.checking.words import bases, opposites, same_directions, synonyms, vocabulary

_REACH = 4
"""How many words before a verb its modal can stand."""
_OBLIGED = ("have", "has", "had")
_CALENDAR = frozenset("in on at for of during".split())
"""Prepositions that stand for each other before a time or a number."""

_TIMES = frozenset("until till since from after before by".split())
"""Prepositions of time that never stand for each other."""


def beside(c: Comparison) -> Iterator[Difference]:
    """Find what the words beside an aligned word say otherwise."""
    for step in c.alignment.steps:
        token, other = c.statement[step.word], c.source[step.place]
        if token.kind == "content" and token.form not in bases("units"):
            yield from _modal(c, step, token, other)
        if token.kind in MEANT:
            yield from _preposition(c, token, other)
        yield from _actor(c, step, token, other)
    for token, other in c.pairs:
        yield from _subject(c, token, other)
    yield from _exchanged(c)
    yield from _required(c)


def _modal(c: Comparison, step: Step, token: Token, other: Token) -> Iterator[Difference]:
    """Find that something is, or was, which only may or must be, and the other way round."""
    if c.whole[0].text.lower() in vocabulary().auxiliaries:
        return  # a question or a request claims nothing of that kind
    at = c.place_in_whole(token)
    mine = _modals(c.whole, at)
    theirs = _modals(c.given, c.place_in_given(other))
    if not theirs or mine or (at and c.whole[at - 1].text.lower() == "to"):
        return
    if token.text.lower().endswith("ing"):
        return
    done = _past(token) and not _past(other)
    if theirs == {"coming"} and not done:
        return
    wanted = any(_class(t.text) in theirs for t in c.whole)
    # "I could ask her" may become an action, "I ask her"; it is not done by that.
    if not wanted and (done or subject(c.statement, step.word) != SELF):
        yield Difference("possible", token.text, other.text)


def _required(c: Comparison) -> Iterator[Difference]:
    """Find that something has to be where the source does not speak of that."""
    known = {_class(t.text) for t in (*c.given, *c.asked)}
    if known & {"required", "wished"} or any(t.form == "need" for t in (*c.given, *c.asked)):
        return
    if _obliged(c.given) or _obliged(c.asked):
        return
    for at, token in enumerate(c.whole):
        needed = token.form == "need" and [t.text for t in c.whole[at + 1 : at + 2]] == ["to"]
        if needed or _class(token.text) == "required" or _obliged(c.whole[at : at + 2]):
            yield Difference("required", token.text)
            return


def _modals(text: Sequence[Token], at: int) -> set[str]:
    """Return the classes of the modals before a word, in its clause."""
    found: set[str] = set()
    for i in range(at - 1, max(-1, at - 1 - _REACH), -1):
        word = text[i].text.lower()
        if text[i].clause != text[at].clause:
            break
        if _class(word):
            found.add(_class(word))
        elif word == "to" and i and text[i - 1].text.lower() in _OBLIGED:
            found.add("required")
        elif word not in vocabulary().before_verbs:
            break
    return found


def _class(word: str) -> str:
    return next((name for name, group in vocabulary().modals.items() if word.lower() in group), "")


def _obliged(text: Sequence[Token]) -> bool:
    return any(
        text[i].text.lower() in _OBLIGED and text[i + 1].text.lower() == "to"
        for i in range(len(text) - 1)
    )


def _past(token: Token) -> bool:
    word = token.text.lower()
    return word.endswith("ed") or word in vocabulary().pasts


def _preposition(c: Comparison, token: Token, other: Token) -> Iterator[Difference]:
    """Find that another preposition stands before a word."""
    mine = _before(c.whole, c.place_in_whole(token))
    theirs = _before(c.given, c.place_in_given(other))
    if not mine or not theirs or mine == theirs:
        return
    told = {c.statement[i].text.lower() for i in c.new if c.statement[i].kind == "direction"}
    if {mine, theirs} <= _TIMES and token.kind != "name" and mine not in told & bases("order"):
        yield Difference("order", f"{mine} {token.text}")
        return
    if mine in told and theirs != "to":  # other new directions are looked at by themselves
        return
    if theirs in opposites().get(mine, frozenset()):
        yield Difference("opposite", f"{mine} {token.text}", f"{theirs} {token.text}")
    elif theirs not in same_directions().get(mine, frozenset()):
        calendar = token.kind == "number" or token.form in bases("units")
        if not (calendar and {mine, theirs} <= _CALENDAR):
            yield Difference("direction", f"{mine} {token.text}", f"{theirs} {token.text}")


def _before(text: Sequence[Token], at: int) -> str:
    """Return the preposition before a word and its article, or nothing."""
    for i in range(at - 1, max(-1, at - 4), -1):
        word = text[i].text.lower()
        if text[i].sentence != text[at].sentence:
            break
        if word in vocabulary().prepositions:
            return word
        if word not in vocabulary().articles and text[i].kind not in ("number", "amount"):
            break
    return ""


def _actor(c: Comparison, step: Step, token: Token, other: Token) -> Iterator[Difference]:
    """Find that the person right before a word is another one."""
    at, there = c.place_in_whole(token), c.place_in_given(other)
    if not at or not there or token.kind == "person":
        return
    mine, theirs = c.whole[at - 1], c.given[there - 1]
    others = mine.kind == theirs.kind == "person" and mine.form != theirs.form
    if token.kind == "content":
        mine, theirs = _doer(c.whole, at), _doer(c.given, there)
        kinds = {mine.kind, theirs.kind}
        acts = [t for t in (mine, theirs) if t.text.lower() in ("i", "we")]
        others = others or (kinds == {"name"} and mine.form != theirs.form)
        others = others or (kinds == {"name", "person"} and bool(acts))
    if others and not is_quoted(c.source, step.place):
        yield Difference("flip", token.text)


def _doer(text: Sequence[Token], at: int) -> Token:
    """Return the word before a verb and its auxiliaries."""
    helping = vocabulary().before_verbs | vocabulary().auxiliaries
    i = at - 1
    while i > 0 and text[i].text.lower() in helping:
        i -= 1
    return text[i]


def _subject(c: Comparison, token: Token, other: Token) -> Iterator[Difference]:
    """Find that something else is, has or can: "the school is" for "the ministry is"."""
    mine = _is_subject(c.whole, c.place_in_whole(token))
    theirs = _is_subject(c.given, c.place_in_given(other))
    if not mine or not theirs or _same(mine, theirs):
        return
    if not (any(_same(t, mine) for t in c.given) and any(_same(t, theirs) for t in c.whole)):
        return
    # "the photo of a van was": the other noun stands a little before.
    mine_too = _stands_before(c.whole, c.place_in_whole(mine), theirs)
    if not mine_too and not _stands_before(c.given, c.place_in_given(theirs), mine):
        yield Difference("subject", mine.text, theirs.text)


def _stands_before(text: Sequence[Token], at: int, noun: Token) -> bool:
    near = text[max(0, at - 4) : at]
    return any(_same(token, noun) for token in near if token.clause == text[at].clause)


def _is_subject(text: Sequence[Token], at: int) -> Token | None:
    """Return the noun before the auxiliary before a word, or None."""
    seen = False
    for i in range(at - 1, max(-1, at - 7), -1):
        word = text[i].text.lower()
        if text[i].clause != text[at].clause:
            break
        if word in vocabulary().auxiliaries:
            seen = True
        elif word in vocabulary().before_verbs or text[i].kind == "negation":
            continue
        elif seen:
            return text[i] if text[i].kind in ("content", "name") else None
        elif word not in vocabulary().articles | vocabulary().prepositions:
            return None
    return None


def _same(one: Token, other: Token) -> bool:
    return one.form == other.form or other.form in synonyms().get(one.form, frozenset())


def _exchanged(c: Comparison) -> Iterator[Difference]:
    """Find two words that change places beside others: "the ministry pays, the school decides"."""
    for side in (-1, 1):
        pairs: dict[tuple[str, str], Token] = {}
        for token, other in c.pairs:
            if token.kind not in ("content", "name", "number") or token.form in bases("units"):
                continue
            mine = _neighbour(c.whole, c.place_in_whole(token), side)
            theirs = _neighbour(c.given, c.place_in_given(other), side)
            if mine and theirs and not _same(mine, theirs):
                if (theirs.form, mine.form) in pairs:
                    yield Difference("exchanged", mine.text, theirs.text)
                    return
                pairs[mine.form, theirs.form] = token


def _neighbour(text: Sequence[Token], at: int, side: int) -> Token | None:
    """Return the next word of weight on one side of a word, in its clause; past light ones."""
    i = at + side
    while 0 <= i < len(text) and abs(i - at) <= 5 and text[i].clause == text[at].clause:
        if text[i].kind in MEANT:
            tells = text[i].kind != "amount" and text[i].form not in bases("weak") | bases("units")
            return text[i] if tells else None
        if text[i].kind != "light":
            return None
        i += side
    return None
