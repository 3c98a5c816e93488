"""Words of a statement that have no place in its source."""

from __future__ import annotations

from collections.abc import Iterator

from coach.checking.comparison import Comparison, same_subject, subject
from coach.checking.found import Difference
from coach.checking.tokens import SELF, Token
from coach.checking.words import base, bases, opposites


def novelties(c: Comparison) -> Iterator[Difference]:
    """Find words that the source does not have."""
    answered: set[int] = set()  # denials of the source for which another stands
    for i in c.new:
        token = c.statement[i]
        if token.form in bases("told") and not c.after_to(token):
            yield from _told(c, i)
        elif token.kind == "negation":
            yield from _negation(c, i, answered)
        else:
            yield from _new(c, i)
    yield from _opposites(c)
    yield from _added(c)
    yield from _promises(c)


def answered_denials(c: Comparison) -> set[int]:
    """Return the places of denials of the source for which another stands in the statement."""
    answered: set[int] = set()
    for i in c.new:
        if c.statement[i].kind == "negation":
            list(_negation(c, i, answered))
    return answered


def _new(c: Comparison, i: int) -> Iterator[Difference]:
    token = c.statement[i]
    lower = token.text.lower()
    gap = c.gaps.get(i)
    if token.form in bases("order"):
        if token.form not in c.question:
            turned = token.form not in c.free or lower in ("before", "after")
            yield Difference("order", token.text, share=1.0 if turned else 0.5)
    elif token.form in c.question:
        return
    elif lower in ("me", "us"):
        asked = [t.text.lower() for t in c.whole[:2]] == ["could", "you"]
        if not asked and not (i and c.statement[i - 1].form in bases("said")):
            # "Tom sends me" for "I send Tom".
            turned = any(place in c.near(i) for place in c.free.get(SELF, []))
            yield Difference("flip" if turned else "person", token.text)
    elif token.kind == "number":
        # "after a week" is "after 1 week", unless another number stands there.
        if token.form != "1" or (gap and any(c.source[j].kind == "number" for j in gap.left_out)):
            yield Difference("number", token.text)
    elif token.form in bases("units"):
        before = c.statement[i - 1].form if i else ""
        places = c.free.get(token.form, [])
        moved = any(j and c.source[j - 1].form == before for j in places)
        yield Difference("moved" if moved else "unit", token.text)
    elif token.kind in ("amount", "condition") and token.form in c.free:
        yield Difference("moved", token.text, share=0.5)
    elif token.kind == "amount":
        yield Difference("amount", token.text)
    elif token.kind in ("content", "name"):
        yield from _meant(c, token)


def _meant(c: Comparison, token: Token) -> Iterator[Difference]:
    if any(token.form == other.form for other in c.given):
        yield Difference("moved", token.text)
    elif token.kind == "name":
        yield Difference("name", token.text)
    elif token.form not in bases("weak") and token.text.lower() != "because":
        yield Difference("new", token.text)


def _negation(c: Comparison, i: int, answered: set[int]) -> Iterator[Difference]:
    """Find a denial that the source does not have there, in these or in other words."""
    gap = c.gaps.get(i)
    about = c.near(i) | frozenset(gap.left_out if gap else ())
    for place, other in enumerate(c.source):
        if other.kind == "negation" and place in about and place not in c.used | answered:
            answered.add(place)
            return
    token = c.statement[i]
    if token.form in c.question:
        return
    # "do not like" for "hate".
    if i + 1 in c.new and opposites().get(c.statement[i + 1].form, frozenset()) & c.free.keys():
        yield Difference("moved", token.text)
    else:
        yield Difference("negation", token.text)


def _told(c: Comparison, i: int) -> Iterator[Difference]:
    """Find that somebody is said to have told something."""
    if subject(c.statement, i) == SELF:
        return
    after = [step.place for step in c.alignment.steps if step.word > i][:3]
    sentences = {c.source[place].sentence for place in after}
    for form in bases("told"):
        for place in c.free.get(form, []):
            if c.source[place].sentence in sentences and same_subject(c, i, place):
                yield Difference("moved", c.statement[i].text, share=0.5)
                return
    yield Difference("told", c.statement[i].text)


def _opposites(c: Comparison) -> Iterator[Difference]:
    for i in c.new:
        against = opposites().get(c.statement[i].form, frozenset()) & c.free.keys()
        denied = i - 1 in c.new and c.statement[i - 1].kind == "negation"
        if against and not denied:
            place = c.free[min(against)][0]
            yield Difference("opposite", c.statement[i].text, c.source[place].text)


def _added(c: Comparison) -> Iterator[Difference]:
    """Find clauses of which no word that carries meaning is in the source."""
    fresh = [
        i
        for i in c.new
        if c.statement[i].kind in ("content", "name") and c.statement[i].form not in c.question
    ]
    kept = {
        c.statement[step.word].clause
        for step in c.alignment.steps
        if c.statement[step.word].kind not in ("person", "direction")
    }
    seen: set[int] = set()
    for i in fresh:
        clause = c.statement[i].clause
        if clause not in kept | seen:
            seen.add(clause)
            yield Difference("added", c.statement[i].text)


def _promises(c: Comparison) -> Iterator[Difference]:
    known = {base(token.text.lower()) for token in c.given}
    for token in c.whole:
        form = base(token.text.lower())
        if form in bases("promises") and form not in known:
            yield Difference("promise", token.text)
            return
