"""Where each word of a statement comes from in a source: the cheapest way to copy it from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from coach.checking.tokens import Token
from coach.checking.words import misspelt, synonyms

LOOK_BACK = 12
"""How many words of the statement in a row may have no place in the source."""
MAX_PLACES = 16
"""How many places of the source are tried for one word."""
MAX_WORDS = 160
"""Longest statement in words that carry weight; the rest has no place."""

NEW = {
    "number": 2.0,
    "name": 1.6,
    "content": 1.0,
    "negation": 1.2,
    "amount": 1.0,
    "condition": 0.8,
    "direction": 0.3,
    "hedge": 0.3,
    "person": 0.25,
}
"""What a word of each kind costs that has no place in the source."""
LEFT_OUT = {
    "number": 0.3,
    "name": 0.3,
    "content": 0.25,
    "negation": 1.2,
    "amount": 0.6,
    "condition": 0.8,
    "direction": 0.15,
    "hedge": 0.6,
    "person": 0.1,
}
"""What a word of the source costs that is left out between two that are used."""
JUMPS = {"inside": 1.5, "seam": 0.8, "phrase": 0.6, "clause": 0.3}
"""What it costs to go on elsewhere in the source: inside a clause of the statement; where a clause
of the statement begins; to a phrase of place or time ("on Monday"); where a clause begins both in
the statement and in the source."""
SIMILAR = 0.2
"""What a word costs whose synonym, or misspelling, is in the source.

All costs were set by reason and tried on development pairs; the order of magnitude matters, the
second digit does not."""


@dataclass(frozen=True)
class Step:
    """How the alignment comes to a word of the statement.

    Attributes:
        word: Index of the word in the statement.
        place: Index of its word in the source.
        new: Indexes of words of the statement before it that have no place.
        left_out: Indexes of words of the source that are left out before it; none after a jump.
        jump: How it goes on elsewhere in the source: a key of ``JUMPS``, or nothing.
    """

    word: int
    place: int
    new: tuple[int, ...]
    left_out: tuple[int, ...]
    jump: str


@dataclass(frozen=True)
class Alignment:
    """A statement laid on its source.

    Attributes:
        statement: Words of the statement that carry weight (all kinds but ``light``).
        source: Words of the source that carry weight.
        steps: Words that have a place, in the order of the statement.
        tail: Indexes of words of the statement after the last step.
    """

    statement: tuple[Token, ...]
    source: tuple[Token, ...]
    steps: tuple[Step, ...]
    tail: tuple[int, ...]

    def new(self) -> list[int]:
        """Return the indexes of all words of the statement that have no place."""
        return [i for step in self.steps for i in step.new] + list(self.tail)

    def used(self) -> frozenset[int]:
        """Return the places of the source that are used."""
        return frozenset(step.place for step in self.steps)


def align(statement: Sequence[Token], source: Sequence[Token]) -> Alignment:
    """Lay a statement on its source at the least cost.

    States are places of the source where a word of the statement occurs; the cheapest way through
    them is found by dynamic programming (Viterbi).
    """
    return _Search(_weighty(statement), _weighty(source)).run()


@dataclass
class _Search:
    """One run; ``best[i][k]`` is the least cost with word i at its k-th place, and whence."""

    said: tuple[Token, ...]
    given: tuple[Token, ...]
    places: list[list[tuple[int, float]]] = field(default_factory=list)
    best: list[list[tuple[float, int, int]]] = field(default_factory=list)

    def run(self) -> Alignment:
        self.new_cost = list(accumulate((NEW[token.kind] for token in self.said), initial=0.0))
        self.gap_cost = list(
            accumulate((LEFT_OUT[token.kind] for token in self.given), initial=0.0)
        )
        self.places = [self._places(token) for token in self.said[:MAX_WORDS]]
        for i, places in enumerate(self.places):
            self.best.append([self._best(i, place, cost) for place, cost in places])
        return self._trace()

    def _places(self, token: Token) -> list[tuple[int, float]]:
        """Return where a word can come from, and what it costs not to be the very word."""
        found = [(j, 0.0) for j, other in enumerate(self.given) if other.form == token.form]
        if token.kind not in ("number", "person"):
            near = synonyms().get(token.form, frozenset())
            found += [
                (j, SIMILAR)
                for j, other in enumerate(self.given)
                if other.form in near
                or (other.form != token.form and misspelt(token.form, other.form))
            ]
        return found[:MAX_PLACES]

    def _best(self, i: int, place: int, own: float) -> tuple[float, int, int]:
        choice = (self.new_cost[i], -1, -1)
        for before in range(max(0, i - LOOK_BACK), i):
            new = self.new_cost[i] - self.new_cost[before + 1]
            for k, (earlier, _) in enumerate(self.places[before]):
                total = self.best[before][k][0] + new + self._step(before, earlier, i, place)[0]
                if total < choice[0]:
                    choice = (total, before, k)
        return (choice[0] + own, choice[1], choice[2])

    def _step(self, before: int, earlier: int, word: int, place: int) -> tuple[float, str]:
        """Return the cost of going from one place to another, and the jump that it takes."""
        seam = self.said[word].clause != self.said[before].clause
        begins = place == 0 or self.given[place - 1].clause != self.given[place].clause
        if seam and begins:
            jump = "clause"
        elif self.said[word].kind == self.given[place].kind == "direction":
            jump = "phrase"
        else:
            jump = "seam" if seam else "inside"
        if place > earlier:
            gap = self.gap_cost[place] - self.gap_cost[earlier + 1]
            if gap <= JUMPS[jump]:
                return gap, ""
        return JUMPS[jump], jump

    def _trace(self) -> Alignment:
        """Go back from the cheapest end."""
        ends = [
            (row[0] + self.new_cost[-1] - self.new_cost[i + 1], i, k)
            for i, rows in enumerate(self.best)
            for k, row in enumerate(rows)
        ]
        _, i, k = min(ends, default=(0.0, -1, -1))
        tail = tuple(range(i + 1, len(self.said)))
        steps: list[Step] = []
        while i >= 0:
            _, before, back = self.best[i][k]
            place, jump, left_out = self.places[i][k][0], "", range(0)
            if before >= 0:
                earlier = self.places[before][back][0]
                jump = self._step(before, earlier, i, place)[1]
                left_out = range(0) if jump else range(earlier + 1, place)
            steps.append(Step(i, place, tuple(range(before + 1, i)), tuple(left_out), jump))
            i, k = before, back
        return Alignment(self.said, self.given, tuple(reversed(steps)), tail)


def _weighty(found: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(token for token in found if token.kind != "light")
