"""Words of a statement that have no place in its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from coach.checking.comparison import MEANT, Comparison, same_subject, subject
from coach.checking.found import Difference
from coach.checking.tokens import OTHER, SELF, Token
from coach.checking.words import base, bases, opposites, vocabulary

_CAUSES = frozenset("because since so".split())
_FOLLOWS = frozenset("after once since when".split())
_NOUNS = frozenset("promise promises demand demands request requests mention".split())
_EACH = frozenset("a an per each every".split())


def novelties(c: Comparison) -> Iterator[Difference]:
    """Find words that the source does not have."""
    answered: set[int] = set()  # denials of the source for which another stands
    for i in c.new:
        token = c.statement[i]
        if token.form in bases("told") and _claims(c, token):
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


def _claims(c: Comparison, token: Token) -> bool:
    """Return whether a word says that somebody said something: no wish, noun or request does."""
    asked = [t.text.lower() for t in c.whole[:2]] == ["could", "you"]
    return not (asked or c.after_to(token) or _is_noun(c, token))


def _is_noun(c: Comparison, token: Token) -> bool:
    """Return whether an article stands before a noun, or one word before it: "a good promise"."""
    at = c.place_in_whole(token)
    before = c.whole[max(0, at - 2) : at]
    noun = token.text.lower() in _NOUNS
    return noun and any(t.text.lower() in vocabulary().articles for t in before)


def _new(c: Comparison, i: int) -> Iterator[Difference]:
    token = c.statement[i]
    lower = token.text.lower()
    gap = c.gaps.get(i)
    if token.form in bases("order"):
        if token.form not in c.question:
            along = _moves_along(c, i)
            turned = lower in ("before", "after") and not along
            sure = turned or token.form not in c.free
            same = lower in _FOLLOWS and any(t.text.lower() in _FOLLOWS for t in c.given)
            same = same or (lower in ("first", "last") and along)
            if not same and lower != "then":
                yield Difference("order", token.text, share=1.0 if sure else 0.5)
    elif token.form in c.question:
        return
    elif lower in ("me", "us"):
        asked = [t.text.lower() for t in c.whole[:2]] == ["could", "you"]
        if not asked and not (i and c.statement[i - 1].form in bases("said")):
            # "Tom sends me" for "I send Tom", "costs us" for "costs him".
            turned = any(
                place in c.near(i) and c.source[place].text.lower() in ("i", "we")
                for place in c.free.get(SELF, [])
            )
            instead = gap and any(c.source[j].form == OTHER for j in gap.left_out)
            yield Difference("flip" if turned or instead else "person", token.text)
    elif token.kind == "number":
        # "after a week" is "after 1 week", unless another number stands there.
        if token.form != "1" or (gap and any(c.source[j].kind == "number" for j in gap.left_out)):
            near = any(place in c.near(i) for place in c.free.get(token.form, []))
            yield Difference("count" if near else "number", token.text)
    elif token.form in bases("units"):
        before = c.statement[i - 1].form if i else ""
        places = c.free.get(token.form, [])
        moved = any(j and c.source[j - 1].form == before for j in places)
        moved = moved or _each(c, token, places) or bool(c.near(i, reach=5) & {*places})
        yield Difference("moved" if moved else "unit", token.text)
    elif token.kind in ("amount", "condition") and token.form in c.free:
        yield Difference("moved", token.text, share=0.5)
    elif token.kind == "amount":
        yield Difference("amount", token.text)
    elif token.kind in ("content", "name"):
        yield from _meant(c, i)


def _moves_along(c: Comparison, i: int) -> bool:
    """Return whether a word stands before the same word as in the source: "after mixing"."""

    def next_meant(text: Sequence[Token], at: int) -> str:
        return next((t.form for t in text[at + 1 : at + 4] if t.kind in MEANT), "")

    following = next_meant(c.statement, i)
    return any(next_meant(c.source, j) == following for j in c.free.get(c.statement[i].form, []))


def _each(c: Comparison, token: Token, places: list[int]) -> bool:
    """Return whether "a day" stands for "each day" or the other way round."""
    at = next(i for i, other in enumerate(c.whole) if other is token)
    mine = at > 0 and c.whole[at - 1].text.lower() in _EACH
    return mine and any(
        other.text.lower() in _EACH and following is c.source[place]
        for place in places
        for other, following in pairwise(c.given)
    )


def _meant(c: Comparison, i: int) -> Iterator[Difference]:
    token = c.statement[i]
    if any(token.form == other.form for other in c.given):
        yield Difference("joined" if _is_joined(c, i) else "moved", token.text)
    elif token.kind == "name":
        yield Difference("name", token.text)
    elif token.form not in bases("weak"):
        yield Difference("new", token.text)


def _is_joined(c: Comparison, word: int) -> bool:
    """Return whether "and" joins a word of another place to what stands before, and ends there."""
    form = c.statement[word].form
    i = c.place_in_whole(c.statement[word]) - 1
    while i > 0 and c.whole[i].text.lower() in vocabulary().articles | vocabulary().prepositions:
        i -= 1
    if i < 1 or c.whole[i].text.lower() not in ("and", "or") or not c.free.get(form):
        return False
    place = c.free[form][0]
    goes_on = any(s.word == word + 1 and abs(s.place - place) <= 2 for s in c.alignment.steps)
    before = any(c.statement[s.word] is c.whole[i - 1] for s in c.alignment.steps)
    return before and not goes_on


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
        places = sorted(place for form in against for place in c.free[form])
        if c.statement[i].kind == "direction" and c.statement[i].form not in bases("order"):
            places = [place for place in places if place in c.near(i)]
        denied = i - 1 in c.new and c.statement[i - 1].kind == "negation"
        for place in places[:1] if not denied else []:
            yield Difference("opposite", c.statement[i].text, c.source[place].text)


def _added(c: Comparison) -> Iterator[Difference]:
    """Find clauses that are not in the source, or begin with a new word after "and"."""
    fresh = [
        i
        for i in c.new
        if c.statement[i].kind in ("content", "name")
        and c.statement[i].form not in c.question | bases("weak")
    ]
    kept = {
        c.statement[step.word].clause
        for step in c.alignment.steps
        if c.statement[step.word].kind not in ("person", "direction")
    }
    seen: set[int] = set()
    for i in fresh:
        clause = c.statement[i].clause
        if clause not in seen and (clause not in kept or _joined(c, i)):
            seen.add(clause)
            yield Difference("added", c.statement[i].text)


def _joined(c: Comparison, i: int) -> bool:
    """Return whether a new word is joined to what the source says, in addition.

    It is the first word after "and" that carries meaning, or stands in a cause or a consequence.
    """
    token = c.statement[i]
    first = not any(t.clause == token.clause and t.kind in MEANT for t in c.statement[:i])
    elsewhere = any(token.form == other.form for other in c.given)
    gap = c.gaps.get(i)
    instead = gap and any(c.source[j].kind in MEANT for j in gap.left_out)
    if elsewhere:
        return False
    return token.link in _CAUSES or (token.link in ("and", "or") and first and not instead)


def _promises(c: Comparison) -> Iterator[Difference]:
    known = {base(token.text.lower()) for token in c.given}
    for token in c.whole:
        form = base(token.text.lower())
        if form in bases("promises") and form not in known:
            yield Difference("promise", token.text)
            return
