"""What follows in a plan when the customer answered a guess: it is heard now, or it was wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from coach.plan.kinds import load_kinds
from coach.plan.material import Material
from coach.plan.model import Plan, Source, Statement, SuggestionSource
from coach.plan.words import Said
from coach.review import measure
from coach.review.log import say
from coach.review.words import Answers, own_words
from coach.text import fold_space

MEASURES = ("requirements.measure", "requirements.guess")
HANGING = frozenset(
    """requirements.definition requirements.count requirements.counted requirements.words
    requirements.target requirements.guard""".split()
)
"""Kinds that say nothing any more when there is nothing to measure."""
_REST = re.compile(r"\bI (?:note|ask|count|measure|watch|mark)\b.*", re.DOTALL)
_EACH = re.compile(r"\bfor every [^,.:“”]+|\beach time\b")


@dataclass
class Guess:
    """A guess about a need that the customer answered.

    Attributes:
        words: The words of the guess.
        right: Whether the customer confirmed it.
        told: What the customer said; None when it was not told.
    """

    words: Said
    right: bool
    told: Said | None


@dataclass
class Guesses:
    """What becomes of the statements that rest on answered guesses.

    Attributes:
        plan: The version that was looked at.
        material: Customer, days and reviewed wording.
        answered: The guesses that were answered.
    """

    plan: Plan
    material: Material
    answered: list[Guess] = field(default_factory=list)

    def take(self, one: Answers) -> bool:
        """Note the answer about a guess; False when it was not answered."""
        known = one.chosen("known")
        if not one.item.guess or one.item.statement is None:
            return False
        if known not in ("right", "wrong", "heard"):
            return False
        told = one.words("answer", status="heard")
        if known == "heard" and told is None:  # a review begun when it was one choice
            return False
        for words in own_words(one.item.statement)[:1]:
            self.answered.append(Guess(words, known == "right", told))
        return True

    @property
    def heard(self) -> set[str]:
        """Words that are no guess any more."""
        told = [guess.told for guess in self.answered if guess.told]
        both = [*(guess.words for guess in self.answered), *told]
        return {fold_space(words.text) for words in both}

    def of(self, statement: Statement) -> Guess | None:
        """Return the answered guess that a statement rests on, or None."""
        quotes = {fold_space(words.text) for words in own_words(statement)}
        return next((g for g in self.answered if fold_space(g.words.text) in quotes), None)

    def instead(self, statement: Statement) -> list[Statement] | None:
        """Return what takes the place of a statement; None when it stays."""
        guess = self.of(statement)
        told = self._measured_instead
        if told is not None and measure.differs(told, statement) and not statement.edited:
            return [measure.of_its_kind(self.material, told, statement.kind)]
        if guess is None:
            return None
        if statement.kind == "unknown.guess":
            return [] if guess.right or guess.told or self._needs_left() else self._ask()
        if statement.kind == "needs.assumed":
            return self._need(guess)
        if statement.kind in MEASURES:
            return self._measure(statement, guess)
        if statement.kind == "conversation.question":
            return self._question(statement, guess)
        return None

    def unplaced(self) -> list[Statement]:
        """Return what was heard about guesses whose own line is no longer in the plan."""
        needs = self.plan.statements("needs.assumed")
        placed = [guess for statement in needs if (guess := self.of(statement))]
        return [new for guess in self.answered if guess not in placed for new in self._need(guess)]

    @property
    def renamed(self) -> dict[str, str]:
        """What is counted for a guess that was right: what the plan called it, and calls it now."""
        right = [s for s in self._measures if (guess := self.of(s)) and guess.right]
        return {s.text: new.text for s in right for new in self.instead(s) or []}

    def hanging(self, statement: Statement) -> bool:
        """Return whether a statement is about a measure, and none is left."""
        if statement.kind not in HANGING:
            return False
        gone = [new for s in self._measures if (new := self.instead(s)) is not None]
        left = [new for found in gone for new in found if new.kind in MEASURES]
        return bool(gone) and len(gone) == len(self._measures) and not left

    def _need(self, guess: Guess) -> list[Statement]:
        if not guess.right:
            return [self._say("needs.told", "needs.heard", [guess.told])] if guess.told else []
        told = guess.told if guess.told and guess.told.text != guess.words.text else None
        spoken = told.quoted if told else ""
        return [self._say("needs.confirmed", "needs.heard", [guess.words, told], words=spoken)]

    def _measure(self, statement: Statement, guess: Guess) -> list[Statement] | None:
        text = fold_space(statement.text)
        found = _EACH.search(text)
        each = found.group() if found else load_kinds().each_time
        advice: list[Source] = [SuggestionSource()]
        if guess.right:
            behind = text.partition(fold_space(guess.words.text))[2]
            rest = _REST.search(behind)
            if rest is None or statement.edited:
                return None
            key = "requirements.confirmed"
            return [self._say(key, MEASURES[0], [guess.words], advice, rest=rest.group())]
        if guess.told:
            return [measure.measure(self.material, guess.told, each)]
        if len(self._measures) > 1:
            return []
        left = self._needs_left()
        if not left:
            return [self._say("requirements.wait", "requirements.none", [])]
        words = own_words(left[0])[0]
        if left[0].kind == "needs.heard":
            return [measure.measure(self.material, words, each)]
        return [self._say("requirements.asked_guess", MEASURES[1], [words], advice, each=each)]

    def _question(self, statement: Statement, guess: Guess) -> list[Statement] | None:
        shown = fold_space(guess.words.text) in fold_space(statement.text)
        if guess.right:
            if not shown:
                return None
            words: Said | None = guess.told or guess.words
        else:
            words = guess.told if shown else None
        key = "question.heard" if words else "question.open"
        return [self._say(key, "conversation.question", [words], [SuggestionSource()])]

    @property
    def _measures(self) -> list[Statement]:
        return [s for kind in MEASURES for s in self.plan.statements(kind)]

    @property
    def _measured_instead(self) -> Said | None:
        """The need that is measured now, when the only one that was measured was a wrong guess."""
        guesses = [self.of(statement) for statement in self._measures]
        only = guesses[0] if len(guesses) == 1 else None
        return only.told if only and not only.right else None

    def _needs_left(self) -> list[Statement]:
        """Return the needs that were not answered in this review, the heard ones first."""
        needs = [*self.plan.statements("needs.heard"), *self.plan.statements("needs.assumed")]
        return [s for s in needs if self.of(s) is None and own_words(s)]

    def _ask(self) -> list[Statement]:
        return [self._say("unknown.needs", "unknown.ask", [], [SuggestionSource()])]

    def _say(
        self,
        key: str,
        kind: str,
        told: Sequence[Said | None],
        more: Collection[Source] = (),
        **variables: object,
    ) -> Statement:
        said = [one for one in told if one is not None]
        quoted = said[0].quoted if said else ""
        return say(self.material, key, *said, *more, kind=kind, quoted=quoted, **variables)
