"""Words of a source without which a statement says more than the source does."""

from __future__ import annotations

from collections.abc import Iterator

from coach.checking.comparison import MEANT, Comparison
from coach.checking.found import Difference
from coach.checking.novelties import answered_denials
from coach.checking.tokens import Token
from coach.checking.words import base, bases, synonyms, vocabulary

_BELIEF = frozenset("that whether why if".split())
_UNKNOWN = frozenset("how whether why what".split())
FAR = 0.15
"""Share of a clause up to which its words are used by chance."""
_EVERY = frozenset("second third other half".split())
_ONLY = frozenset("only just alone except other others".split())
_MOSTLY = 0.6
BESIDE = 0.8
"""How sure a loss is at least when a word beside it is used."""


def losses(c: Comparison) -> Iterator[Difference]:
    """Find denials, conditions, hedges and numbers that are left out of what is used."""
    answered = answered_denials(c)
    # "They don't have no key" denies once.
    doubled = {c.source[at].clause for at in c.used if c.source[at].kind == "negation"}
    share = _shares(c)
    for place, token in enumerate(c.source):
        if place in c.used or place in answered or _stands_elsewhere(c, token):
            continue
        if (
            (
                token.kind == "negation"
                and not _alone(c, token)
                and token.clause not in doubled
                and not _useless(c, token)
            )
            or (token.kind == "condition" and not _excused(c, token))
            or (token.kind == "hedge" and not (c.has("hedge") or c.has("condition")))
        ):
            scope = _scope(c, token)
            sure = max(share.get(clause, 0.0) for clause in scope)
            if _beside(c, place, scope):
                sure = max(sure, BESIDE)
            if sure > FAR:
                yield Difference(f"lost_{token.kind}", other=token.text, share=sure)
    yield from _numbers(c)
    yield from _conditions(c, share)
    yield from _only(c)
    yield from _doubts(c)


def _shares(c: Comparison) -> dict[int, float]:
    """Return how much of each clause of the source is used."""
    size: dict[int, int] = {}
    hits: dict[int, int] = {}
    for place, token in enumerate(c.source):
        if token.kind in (*MEANT, "direction"):
            size[token.clause] = size.get(token.clause, 0) + 1
            hits[token.clause] = hits.get(token.clause, 0) + (place in c.touched)
    return {clause: hits[clause] / size[clause] for clause in size}


def _stands_elsewhere(c: Comparison, token: Token) -> bool:
    said = {other.form for other in c.whole}
    if token.form in said:
        return True
    return token.kind != "negation" and bool(synonyms().get(token.form, frozenset()) & said)


def _alone(c: Comparison, token: Token) -> bool:
    """Return whether a denial is a clause of its own: "No, ..." answers the question."""
    return sum(other.clause == token.clause for other in c.source) == 1


def _useless(c: Comparison, token: Token) -> bool:
    """Return whether a denial is why something is stopped: "nobody needs it"."""
    stops = [t.text.lower() for t in c.whole[:2]] == ["i", "stop"]
    near = (t for t in c.source if t.clause == token.clause)
    return stops and any(t.form in bases("uses") for t in near)


def _excused(c: Comparison, token: Token) -> bool:
    """Return whether an "if" is no condition, or is kept in another word."""
    wished = any(
        other.clause == token.clause - 1
        and other.sentence == token.sentence
        and other.form in bases("wishes")
        for other in c.given
    )
    asked = any(other.form == base("help") for other in c.asked)
    if token.text.lower() == "until" and not _opens_clause(c, token):
        return True
    return wished or asked or c.has("condition")


def _opens_clause(c: Comparison, token: Token) -> bool:
    """Return whether somebody or something acts after "until": it is no mere place or time."""
    at = c.place_in_given(token)
    return any(
        other.kind == "person" or other.text.lower() in vocabulary().auxiliaries
        for other in c.given[at + 1 : at + 7]
        if other.clause == token.clause
    )


def _scope(c: Comparison, token: Token) -> set[int]:
    """Return the clauses that a denial or hedge is about: "not sure that ..." and its clause."""
    scope = {token.clause}
    if token.kind == "condition":
        return scope
    for other in c.source:
        if other.sentence != token.sentence:
            continue
        if other.clause == token.clause + 1 and other.link in _BELIEF:
            scope.add(other.clause)
        unknown = token.kind == "negation" and not c.has("negation")
        if unknown and other.clause < token.clause and other.link in _UNKNOWN:
            scope.add(other.clause)
    return scope


def _beside(c: Comparison, place: int, scope: set[int]) -> bool:
    return any(
        other in c.used and c.source[other].clause in scope and c.source[other].kind in MEANT
        for other in (place - 1, place + 1)
        if 0 <= other < len(c.source)
    )


def _numbers(c: Comparison) -> Iterator[Difference]:
    """Find numbers left out between two words that go on without them."""
    said = {token.form for token in c.statement}
    for step in c.alignment.steps:
        if step.jump or any(c.statement[i].kind in MEANT for i in step.new):
            continue
        for place in step.left_out:
            token = c.source[place]
            counts = token.kind == "number" or token.text.lower() in _EVERY
            if counts and token.form not in said | {"1"}:
                yield Difference("lost_number", other=token.text)
                return


def _only(c: Comparison) -> Iterator[Difference]:
    """Find an "only" that is left out before a word that is used."""
    if any(token.text.lower() in _ONLY for token in c.whole):
        return
    for place, token in enumerate(c.source[:-1]):
        following = c.source[place + 1]
        beside = place + 1 in c.used and following.clause == token.clause
        if token.text.lower() == "only" and place not in c.used and beside:
            yield Difference("only", other=token.text)
            return


def _doubts(c: Comparison) -> Iterator[Difference]:
    """Find a cause where the source tells none and leaves it open."""
    because = any(token.text.lower() == "because" for token in c.whole)
    given = [token.text.lower() for token in c.given]
    if because and not vocabulary().causes & {*given} and vocabulary().doubts & {*given}:
        yield Difference("cause", "because")


def _conditions(c: Comparison, share: dict[int, float]) -> Iterator[Difference]:
    """Find a whole clause with "if" that is left out beside the clause that it is for."""
    if c.has("condition") or c.has("hedge"):
        return
    for token in c.given:
        if token.text.lower() not in ("if", "unless") or share.get(token.clause, 1.0) > 0:
            continue
        for clause in (token.clause - 1, token.clause + 1):
            same = any(t.clause == clause and t.sentence == token.sentence for t in c.given)
            if same and share.get(clause, 0.0) > _MOSTLY:
                yield Difference("lost_condition", other=token.text, share=0.5)
                return
