"""What takes the place of the statements that a review looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.plan.material import Material
from coach.plan.model import LEARNED, AnswerSource, Measurement, Plan, Statement, SuggestionSource
from coach.plan.words import Said, bare
from coach.review.days import redated
from coach.review.guesses import Guesses
from coach.review.items import KINDS, Item
from coach.review.log import say
from coach.review.measure import whole
from coach.review.words import Answers, own_words
from coach.text import fold_space

_FIRST = frozenset(kind for kind, group in KINDS.items() if group == "first")
_TRIED = frozenset(kind for kind, group in KINDS.items() if group in ("test", "kept"))
_PREDICTION = frozenset({"actions.sign", "actions.expect"})
_ADAPT = "actions.adapt"
_OPEN_LOOP = _PREDICTION | {_ADAPT, "actions.cause"}
_SECTION = {
    "customers": "work",
    "needs": "needs",
    "evidence": "requirements",
    "helpful": "actions",
    "moment": "needs",
    "end_customer": "customer",
    "stop": "stop",
    "suppliers": "suppliers",
    "reputation": "reputation",
    "commit": "actions",
}
"""The section that an answered question belongs to, by its topic."""
_SETTLED = {
    ("needs", "needs"): "needs.none",
    ("stop", "stop"): "stop.none",
    ("suppliers", "supplier"): "suppliers.none",
    ("customers", "customers"): "customer.none",
}
"""Kinds that say of a topic that nothing is known."""


class Changes:
    """The statements of a plan after a review; what was not answered stays, with new days.

    Args:
        plan: The version that was looked at.
        answers: The answers about each thing of it, at last those about the next step.
        material: Customer, days and reviewed wording.

    Attributes:
        guesses: Words that are the owner's guess, from this review.
        heard: Words that are no guess any more, or were heard in this review.
        measurements: The plan's figures with those that were told in this review.
    """

    def __init__(self, plan: Plan, answers: Sequence[Answers], material: Material) -> None:
        self._plan = plan
        self._material = material
        self._answers = list(answers)
        self._dropped: set[str] = set()
        self._guesses = Guesses(plan, material)
        self._settled: list[str] = []
        self._need: Said | None = None
        self._added: dict[str, list[Statement]] = {}
        self.guesses: list[str] = []
        self.heard: set[str] = set()
        self.measurements = list(plan.measurements)
        for one in self._answers:
            self._take(one)
        for new in self._guesses.unplaced():
            self._add("needs", new)
        self.heard |= self._guesses.heard
        names = self._guesses.renamed
        self.measurements = [
            figure.model_copy(update={"what": names.get(figure.what, figure.what)})
            for figure in self.measurements
        ]

    def section(self, section_id: str) -> Iterator[tuple[Statement, Statement | None]]:
        """Yield the statements of a section, each with the one that it was before, or None."""
        old = self._plan.section(section_id)
        found: list[tuple[Statement, Statement | None]] = []
        for statement in old.statements if old else []:
            found += self._after(statement, section_id)
        found += [(statement, None) for statement in self._added.get(section_id, [])]
        if section_id == "actions":
            yield from self._with_first_step(found)
        else:
            yield from found

    def elsewhere(self, plan: Plan) -> list[Statement]:
        """Return what was added to a section that the plan does not have."""
        ids = {section.id for section in plan.sections} - {LEARNED}
        return [one for key, added in self._added.items() if key not in ids for one in added]

    def _after(
        self, statement: Statement, section_id: str
    ) -> Iterator[tuple[Statement, Statement | None]]:
        if statement.kind in ("empty", *self._dropped) or self._is_settled(statement):
            return
        one = next((a for a in self._answers if a.item.statement is statement), None)
        instead = self._guesses.instead(statement)
        if statement.kind == "sources.answers":
            instead = [say(self._material, "sources.answers")]
        if statement.kind == "requirements.none" and self._need and not statement.edited:
            instead = list(whole(self._material, self._need))
        if instead is None and one is not None:
            instead = self._instead(one)
        if instead is None:
            moved = redated(statement, section_id, self._plan, self._material.calendar)
            kept = one is not None and one.chosen("decision") == "keep"
            yield (reviewed(moved, statement) if kept else moved), statement
        else:
            yield from ((reviewed(new, statement), None) for new in instead)

    def _instead(self, one: Answers) -> list[Statement] | None:
        """Return what takes the place of a statement; None when it stays."""
        group, decision = one.item.group, one.chosen("decision")
        if group == "unknown":
            return self._open_question(one)
        if decision == "stop":
            return []
        words = one.words("change")
        if decision == "change" and words is not None:
            return self._changed(one.item, words)
        if decision == "keep" and one.chosen("done") == "yes" and one.item.statement is not None:
            kept = own_words(one.item.statement)[:2]
            key = {"first": "actions.kept", "stop": "stop.kept"}.get(group)
            if key and kept:
                quoted = ", ".join(said.quoted for said in kept)
                kind = "stop.what" if group == "stop" else key
                return [say(self._material, key, *kept, kind=kind, quoted=quoted)]
        return None

    def _changed(self, item: Item, words: Said) -> list[Statement]:
        material, calendar = self._material, self._material.calendar
        if item.group == "first":
            return self._first_step(words)
        key = {"stop": "stop.what", "request": "suppliers.quoted", "later": "actions.later"}.get(
            item.group
        )
        if item.group == "talk":
            key = "conversation.next" if calendar.named_talk else "conversation.someday"
        if key is None:
            return [say(material, "actions.try", words, quoted=words.quoted)]
        return [material.statement(key, words, quoted=words.quoted, whom="")]

    # The first step

    def _with_first_step(
        self, found: list[tuple[Statement, Statement | None]]
    ) -> list[tuple[Statement, Statement | None]]:
        """Return the actions with a first step; without any action the rest says nothing."""
        if any(new.kind in _FIRST for new, _ in found):
            return found
        words = self._answers[-1].words("step")
        sign = self._answers[-1].words("sign")
        if sign is not None:
            found = [(new, old) for new, old in found if new.kind not in _PREDICTION]
            quoted = bare(sign, "if")
            new = self._material.statement("actions.sign", quoted, quoted=quoted.quoted)
            last = next((n for n, (one, _) in enumerate(found) if one.kind == _ADAPT), len(found))
            found.insert(last, (new, None))
        if words is None and not any(new.kind in _TRIED for new, _ in found):
            found = [(new, old) for new, old in found if new.kind not in _OPEN_LOOP]
        first = self._first_step(words)
        return [*((statement, None) for statement in first), *found]

    def _first_step(self, words: Said | None) -> list[Statement]:
        """Return the new first step; a reviewed one where there are no words for a near one."""
        material, calendar = self._material, self._material.calendar
        ask = material.statement("actions.find" if material.focus is None else "actions.ask")
        if words is None:
            return [ask]
        if calendar.late_step:
            return [ask, material.statement("actions.later", words, quoted=words.quoted)]
        if calendar.named_first:
            return [material.statement("actions.first", words, quoted=words.quoted)]
        source = SuggestionSource()
        return [material.statement("actions.first_by", words, source, quoted=words.quoted)]

    # What an answer changes elsewhere in the plan

    def _take(self, one: Answers) -> None:
        group, decision = one.item.group, one.chosen("decision")
        done_with = decision == "keep" and one.chosen("done") == "yes"
        changed = decision == "change" and one.words("change") is not None
        if group == "first" and (decision == "stop" or done_with or changed):
            self._dropped.add("actions.needs")
        if group == "stop":
            if decision == "stop":
                self._dropped |= {"stop.time", "stop.ask", "stop.trial"}
            elif done_with:
                self._dropped |= {"stop.ask", "stop.trial"}
            elif changed:
                self._dropped.add("stop.time")
        if group == "talk" and decision == "stop":
            self._dropped.add("conversation.invitation")
        if group == "request" and decision == "stop":
            self._dropped.add("suppliers.fair")
        if group == "measure":
            self._count(one)
        if group == "unknown":
            self._answer(one)

    def _count(self, one: Answers) -> None:
        counted = one.counted
        if counted is None or one.item.statement is None:
            return
        figures, given = counted
        words = one.words(given.question)
        quote = words.text if words else given.value
        source = AnswerSource(turn=given.turn, quote=quote)
        self.measurements += [
            Measurement(
                day=figure.day,
                what=one.item.statement.text,
                value=figure.value,
                of=figure.of,
                unit=figure.unit,
                source=source,
            )
            for figure in figures
        ]
        self._dropped |= {"requirements.counted", "requirements.count"}
        self._add("requirements", say(self._material, "requirements.count"))
        self._add(
            "requirements",
            say(self._material, "requirements.counted", source, quoted=f"“{quote}”"),
        )

    def _answer(self, one: Answers) -> None:
        """Add what is known now, labelled as heard, found out or a guess."""
        known = one.chosen("known")
        words = one.words("answer", status="assumed" if known == "guess" else "heard")
        if self._guesses.take(one):
            return
        if words is None or known not in ("heard", "found", "guess"):
            return
        if known == "guess":
            self.guesses.append(words.text)
        else:
            self.heard.add(fold_space(words.text))
        if one.item.question:
            self._settled.append(f"{one.item.question}: ")
        self._dropped |= {_SETTLED.get(one.item.slot, "")} - {""}
        section = _SECTION.get(one.item.slot[0], LEARNED)
        if one.item.slot == ("needs", "needs"):
            if known == "guess":
                new = self._material.statement("needs.assumed", words, quoted=words.quoted)
            else:
                new = say(
                    self._material, "needs.told", words, kind="needs.heard", quoted=words.quoted
                )
                self._need = words
            self._add(section, new)
            return
        self._add(
            section,
            say(
                self._material,
                f"answered.{known}",
                words,
                question=one.item.question or one.item.text,
                quoted=words.quoted,
                whom=one.item.whom or self._material.customer,
            ),
        )

    def _open_question(self, one: Answers) -> list[Statement] | None:
        """Return an open question after the review; a guess about a need is asked about anew."""
        known = one.chosen("known")
        words = one.words("answer", status="assumed" if known == "guess" else "heard")
        if words is None or known not in ("heard", "found", "guess"):
            return None
        if known != "guess":
            return []
        if one.item.slot != ("needs", "needs"):
            return None
        source = SuggestionSource()
        return [self._material.statement("unknown.guess", words, source, quoted=words.quoted)]

    def _is_settled(self, statement: Statement) -> bool:
        """Return whether a review brought something better, or nothing is left that it is about."""
        if statement.kind == "answered.guess":
            return statement.text.startswith(tuple(self._settled))
        return self._guesses.hanging(statement)

    def _add(self, section: str, statement: Statement) -> None:
        self._added.setdefault(section, []).append(statement)


def reviewed(statement: Statement, before: Statement) -> Statement:
    """Return a statement of a review that stands in the place of another."""
    return statement.model_copy(update={"reviewed": True, "was": drafted(before)})


def drafted(statement: Statement) -> str:
    """Return the drafted words that a statement stands for; empty when it stands for none."""
    own = statement.edited or statement.reviewed
    return statement.was or ("" if own else statement.text)
