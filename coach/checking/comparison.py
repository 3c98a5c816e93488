"""A statement beside its source, as the search for differences needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from coach.checking.alignment import Alignment, Step, align
from coach.checking.tokens import OTHER, SELF, Token, tokens
from coach.checking.words import base, synonyms, vocabulary

MEANT = ("content", "name", "number", "amount")
"""Kinds of words that say what something is about."""

_YOU = frozenset("you your yours yourself".split())


@dataclass(frozen=True)
class Comparison:
    """A statement laid on its source.

    Attributes:
        whole: All words of the statement.
        given: All words of the source.
        asked: All words of the question.
        alignment: The statement, without frames, laid on the source.
    """

    whole: Sequence[Token]
    given: Sequence[Token]
    asked: Sequence[Token]
    alignment: Alignment = field(repr=False)

    @cached_property
    def statement(self) -> tuple[Token, ...]:
        """Words of the statement that carry weight, without frames."""
        return self.alignment.statement

    @cached_property
    def source(self) -> tuple[Token, ...]:
        """Words of the source that carry weight."""
        return self.alignment.source

    @cached_property
    def new(self) -> list[int]:
        """Indexes of words of the statement that have no place in the source."""
        return self.alignment.new()

    @cached_property
    def used(self) -> frozenset[int]:
        """Places of the source that words of the statement take."""
        return self.alignment.used()

    @cached_property
    def free(self) -> dict[str, list[int]]:
        """Places of the source that no word takes, by form."""
        found: dict[str, list[int]] = {}
        for place, token in enumerate(self.source):
            if place not in self.used:
                found.setdefault(token.form, []).append(place)
        return found

    @cached_property
    def touched(self) -> frozenset[int]:
        """Used places, and those of words that stand elsewhere in the statement."""
        moved = (self.free.get(self.statement[i].form, [])[:1] for i in self.new)
        return self.used | {place for places in moved for place in places}

    @cached_property
    def pairs(self) -> list[tuple[Token, Token]]:
        """Words of the statement with their words of the source, also where these stand apart."""
        moved = ((i, self.free[self.statement[i].form]) for i in self.new if self._is_moved(i))
        found = [(i, places[0]) for i, places in moved]
        found += [(step.word, step.place) for step in self.alignment.steps]
        return [(self.statement[i], self.source[place]) for i, place in sorted(found)]

    def _is_moved(self, word: int) -> bool:
        token = self.statement[word]
        return token.kind in MEANT and len(self.free.get(token.form, [])) == 1

    @cached_property
    def question(self) -> frozenset[str]:
        """Forms of the question and their synonyms: the answer takes them for granted."""
        forms = {token.form for token in self.asked}
        near = (synonyms().get(form, frozenset()) for form in forms)
        return frozenset(forms.union(*near))

    @cached_property
    def names(self) -> frozenset[str]:
        """Forms that are written as a name somewhere."""
        return frozenset(t.form for t in (*self.statement, *self.source) if t.kind == "name")

    def has(self, kind: str) -> bool:
        """Return whether the statement has a word of a kind."""
        return any(token.kind == kind for token in self.whole)

    def before(self, step: Step) -> Step | None:
        """Return the step before one, or None."""
        at = self._position[step.word]
        return self.alignment.steps[at - 1] if at else None

    @cached_property
    def _position(self) -> dict[int, int]:
        return {step.word: at for at, step in enumerate(self.alignment.steps)}

    @cached_property
    def gaps(self) -> dict[int, Step]:
        """The step that follows each new word."""
        return {i: step for step in self.alignment.steps for i in step.new}

    def near(self, word: int, *, reach: int = 3) -> frozenset[int]:
        """Return the places about those that the words beside a word take."""
        beside = (s.place for s in self.alignment.steps if abs(s.word - word) <= 2)
        return frozenset(j for place in beside for j in range(place - reach, place + reach))

    def place_in_whole(self, token: Token) -> int:
        """Return the index of a word of the statement among all its words."""
        return self._in_whole[id(token)]

    def place_in_given(self, token: Token) -> int:
        """Return the index of a word of the source among all its words."""
        return self._in_given[id(token)]

    @cached_property
    def _in_whole(self) -> dict[int, int]:
        return {id(token): at for at, token in enumerate(self.whole)}

    @cached_property
    def _in_given(self) -> dict[int, int]:
        return {id(token): at for at, token in enumerate(self.given)}

    def after_to(self, token: Token) -> bool:
        """Return whether "to" stands before a word of the statement."""
        at = self.place_in_whole(token)
        return at > 0 and self.whole[at - 1].text.lower() == "to"


def compare(statement: str, source: str, question: str) -> Comparison:
    """Lay a statement on its source."""
    said, given = tokens(statement), tokens(source)
    if _speaks_to_reader(given):
        said, given = _as_self(said), _as_self(given)
    framed = _framed(said)
    unframed = [token for i, token in enumerate(said) if i not in framed]
    return Comparison(said, given, tokens(question), align(unframed, given))


def subject(text: Sequence[Token], at: int) -> str:
    """Return the form of the word before ``at`` that can be its subject, or nothing."""
    for i in range(at - 1, max(-1, at - 7), -1):
        token = text[i]
        if token.sentence != text[at].sentence:
            break
        if token.kind in ("person", "name", "content", "number") or token.form in _nobody():
            return token.form
    return ""


def same_subject(c: Comparison, word: int, place: int) -> bool:
    """Return whether a word of the statement and one of the source can have the same subject."""
    mine, theirs = subject(c.statement, word), subject(c.source, place)
    if not mine or not theirs or mine == theirs:
        return True
    resolved = theirs == OTHER and mine != SELF
    return resolved or (mine == OTHER and theirs != SELF and theirs not in _nobody())


def _nobody() -> frozenset[str]:
    return frozenset(base(word) for word in ("nobody", "none"))


def _speaks_to_reader(source: Sequence[Token]) -> bool:
    """Return whether "you" in the source is who speaks in the statement, as in a passage."""
    addressed = sum(token.text.lower() in _YOU for token in source)
    return addressed > sum(token.form == SELF for token in source)


def _as_self(found: Sequence[Token]) -> list[Token]:
    return [replace(t, form=SELF) if t.text.lower() in _YOU else t for t in found]


def _framed(found: Sequence[Token]) -> frozenset[int]:
    """Return the indexes of words that belong to a frame of the program."""
    lower = [token.text.lower() for token in found]
    framed: set[int] = set()
    for frame in vocabulary().frames:
        for start in range(len(lower) - len(frame) + 1):
            same = tuple(lower[start : start + len(frame)]) == frame
            if same and _may_frame(found, start):
                framed.update(range(start, start + len(frame)))
    return frozenset(framed)


def _may_frame(found: Sequence[Token], start: int) -> bool:
    """Return whether a frame can begin here: first, after a sign, or with or after "and"."""
    if start == 0 or found[start].text.lower() in ("and", "is"):
        return True
    before = found[start - 1]
    opens = before.clause != found[start].clause and bool(found[start].sign)
    return opens or before.text.lower() == "and"
