"""What a plan is made of: notes, answers, passages, days, reviewed wording, the model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from coach.checking.claims import Ground
from coach.errors import CoachError
from coach.interview.agenda import Agenda
from coach.interview.notes import Notes
from coach.knowledge.library import Library
from coach.knowledge.passages import Passage
from coach.knowledge.sources import OWN_TOPIC
from coach.knowledge.team.rows import TEAM_TOPIC
from coach.llm.prompts import render
from coach.plan import choosing
from coach.plan.advice import advice_of, sentence_on
from coach.plan.calendar import Calendar
from coach.plan.kinds import Kind, load_kinds
from coach.plan.material_texts import texts
from coach.plan.model import PassageSource, Source, Statement, SuggestionSource
from coach.plan.perspective import as_done, given, is_told, seen_by_employee, yes_no
from coach.plan.tasks import Wording
from coach.plan.words import (
    MAX_QUOTE_WORDS,
    Said,
    are_several,
    first_name,
    said,
    sentence,
    short_name,
)
from coach.store.messages import Message
from coach.text import fold_space, one_line
from coach.text import words as word_list

PASSAGES_A_SECTION = 3
OTHERS_TOPICS = (OWN_TOPIC, TEAM_TOPIC)
"""Topics of passages that did not come with the program, and were written for another purpose."""
QUOTED_WORDS = 225
"""About how many words of the employee's fit into three pages with the rest of the plan."""
QUOTES = ((3, MAX_QUOTE_WORDS), (2, MAX_QUOTE_WORDS), (2, 20), (1, MAX_QUOTE_WORDS), (1, 18))
"""How many quotes a statement may have, and how many words each: as many as fit into the plan."""
FEW_SLOTS = 8
"""Who told less than this many things gets a short plan: what is known, and what to find out."""
BRIEF = (
    ("stop", "time"),
    ("conversation", "next"),
    ("commit", "first_step"),
    ("commit", "review"),
    ("needs", "source"),
)
"""Slots in which a day alone is an answer."""
SAME_WORDS = 5
"""A quote of this many words is not shown again when it is part of an earlier one."""


@dataclass
class Material:
    """Everything that the sections are drafted from.

    Attributes:
        notes: The facts of the interview.
        messages: The transcript.
        library: The passages; None when there is none to search.
        wording: The tasks of the model, counted.
        today: The day on which the plan is written.
        agenda: Topics that interviews are about.
        retrieved: The passages found for each section, filled by ``search``.
    """

    notes: Notes
    messages: Sequence[Message]
    library: Library | None
    wording: Wording
    today: dt.date
    agenda: Agenda | None = None
    retrieved: dict[str, list[Passage]] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)
    _asked: dict[str, str | None] = field(default_factory=dict)
    _tests: dict[str, str | None] = field(default_factory=dict)

    @cached_property
    def answers(self) -> dict[int, str]:
        """The employee's messages by turn."""
        return {m.turn: m.text for m in self.messages if m.speaker == "employee"}

    @cached_property
    def calendar(self) -> Calendar:
        """The days that the plan sets."""
        return Calendar.of(
            self.today,
            step=self._joined("commit", "first_step"),
            talk=self._joined("conversation", "next"),
            review=self._joined("commit", "review"),
            ask_first=all(need.guess for need in self.needs),
        )

    def said(self, topic: str, slot: str) -> list[Said]:
        """Return what the employee said for a slot; "not known" is left out."""
        limit = self._quotes[1]
        facts = self.notes.known(topic, slot)
        found = [said(fact, self.answers, max_words=limit) for fact in facts]
        unique: dict[str, Said] = {}
        for words in found:
            if words is not None and ((topic, slot) in BRIEF or choosing.says_something(words)):
                unique.setdefault(words.text.casefold(), words)
        return list(unique.values())

    def fresh(self, topic: str, slot: str) -> list[Said]:
        """Return what the employee said for a slot and what the plan does not quote already.

        A few words that stand inside an earlier quote are still news: "the paper log" is what to
        stop, even when "I write the paper log" is part of the work.
        """
        return self.unheard(self.said(topic, slot))

    def unheard(self, found: Sequence[Said]) -> list[Said]:
        """Return which of the employee's words the plan does not quote already, and note them."""
        fresh = []
        for words in found:
            key = words.text.casefold()
            again = key in self._told or (
                len(word_list(key)) >= SAME_WORDS and any(key in told for told in self._told)
            )
            if not again:
                self._told.add(key)
                fresh.append(words)
        return fresh

    def asks(self, topic: str, slot: str) -> bool:
        """Return whether interviews are about a slot at all."""
        return self.agenda is None or any(
            one.id == slot
            for some in self.agenda.all_topics
            if some.id == topic
            for one in some.slots
        )

    def said_in(self, words: Said) -> str:
        """Return the whole answer in which words stand; empty when they were put in by hand."""
        turn = words.source.turn if words.source.type == "answer" else -1
        return self.answers.get(turn, "")

    def unknown(self, topic: str, slot: str) -> list[Source]:
        """Return the sources for a slot's not being known."""
        facts = [f for f in self.notes.facts(topic, slot) if f.status == "unknown"]
        found = [said(fact, self.answers) for fact in facts]
        return [words.source for words in found if words] or [SuggestionSource()]

    @cached_property
    def focus(self) -> Said | None:
        """The words for the customer in focus; the first customer when none was chosen."""
        chosen = self.said("focus", "customer") or self.said("customers", "customers")
        return chosen[0] if chosen else None

    @cached_property
    def customer(self) -> str:
        """How the customer in focus is called within a sentence."""
        name = short_name(self.focus.text) if self.focus else None
        return first_name(name) if name else texts().nobody

    @cached_property
    def thin(self) -> bool:
        """Whether the employee told so little that advice from the library would drown it."""
        told = {(t, s) for t, s, fact in self.notes.everything() if fact.status != "unknown"}
        return len(told) < FEW_SLOTS

    @cached_property
    def needs(self) -> list[Said]:
        """The needs of the customer in focus, heard ones first."""
        return choosing.needs(self.said("needs", "needs"), self.turns_about("needs"))

    def turns_about(self, topic: str) -> set[int]:
        """Return the turns in which the employee was asked about a topic."""
        return {m.turn for m in self.messages if m.speaker == "employee" and m.topic == topic}

    @cached_property
    def kind(self) -> Kind:
        """The kind of the first need, or of what would help."""
        first = [*self.needs, *self.said("helpful", "help")][:1]
        return load_kinds().of(first[0].text if first else "")

    @cached_property
    def case(self) -> str | None:
        """What is counted one by one, as a noun in the singular; None when nothing fits."""
        if not self.needs:
            return None
        work = [*self.said("work", "role"), *self.said("work", "outputs")]
        return self.wording.case(
            work=_line(work), need=self.needs[0].text, given="\n".join(self.answers.values())
        )

    @property
    def each(self) -> str:
        """How often something is noted: "for every drawing", or each time."""
        kinds = load_kinds()
        return render(kinds.each_case, {"case": self.case}) if self.case else kinds.each_time

    def yes_no(self, need: Said) -> str | None:
        """Return a question for a need that is answered with yes or no each time, or None."""
        if need.text not in self._asked:
            outputs = [*self.said("work", "outputs"), *self.said("work", "role")]
            seen = seen_by_employee(need.text, self.customer)
            question = yes_no(seen, self.customer)
            if question is None and not is_told(need.text):
                question = self.wording.yes_no(
                    work=_line(outputs[:1]), customer=self.customer, cares=self.cares, need=seen
                )
            self._asked[need.text] = question
        return self._asked[need.text]

    def test(self, words: Said) -> str | None:
        """Return a small test of what would help, in the first person; None when none is found."""
        if words.text not in self._tests:
            action = given(words.text, self.customer)
            action = action or self.wording.test(customer=self.customer, help=words.text)
            self._tests[words.text] = as_done(action) if action else None
        return self._tests[words.text]

    @property
    def cares(self) -> str:
        """The verb that goes with the customer's name."""
        return "care" if are_several(self.customer) else "cares"

    def text(self, key: str, **variables: object) -> str:
        """Return the reviewed wording of a statement with its variables filled in."""
        tells = "tell" if self.cares == "care" else "tells"
        filled = {"customer": self.customer, "tells": tells, **self.calendar.written, **variables}
        return sentence(fold_space(render(texts().statements[key], filled)))

    def statement(self, key: str, *sources: Source | Said, **variables: object) -> Statement:
        """Return a statement in reviewed wording.

        Args:
            key: Which wording, and the statement's kind.
            sources: What it rests on; the coach's suggestion when there is nothing.
            variables: What the wording needs beside the customer and the days.
        """
        plain = [s.source if isinstance(s, Said) else s for s in sources]
        return Statement(
            text=self.text(key, **variables),
            sources=_unique(plain) or [SuggestionSource()],
            kind=key,
        )

    def quote(self, key: str, words: Sequence[Said], **variables: object) -> list[Statement]:
        """Return a statement that quotes all of ``words``, or none when there are none."""
        if not words:
            return []
        shown = choosing.distinct(words)[: self._quotes[0]]
        quoted = ", ".join(w.quoted for w in shown)
        return [self.statement(key, *shown, quoted=quoted, **variables)]

    def search(self, section: str, **variables: object) -> list[Passage]:
        """Find the passages that fit a section and remember them.

        Documents of the organisation itself are looked through for every section.
        """
        search = texts().passages[section]
        found: list[Passage] = []
        if self.library is not None:
            query = one_line(render(search.query, variables), limit=400)
            topics = [*search.topics, *OTHERS_TOPICS]
            try:
                hits = self.library.search(query, limit=PASSAGES_A_SECTION, topics=topics)
                found = [hit.passage for hit in hits]
            except CoachError as error:
                self.library = None
                self.wording.trouble("library", str(error))
        self.retrieved.setdefault(section, []).extend(found)
        return found

    def tip(self, section: str, **variables: object) -> list[Statement]:
        """Return the advice of a passage that fits and was not cited before.

        One of a topic that was not cited either comes first: a plan that draws on several sides
        of the matter helps more than one that says the same twice.
        """
        found = [] if self.thin else self.search(section, **variables)
        for passage in sorted(found, key=lambda passage: f"topic:{passage.topic}" in self._told):
            keys = {f"passage:{passage.id}", f"topic:{passage.topic}"}
            foreign = passage.topic in OTHERS_TOPICS
            advice = sentence_on(passage, variables.values()) if foreign else advice_of(passage)
            if advice and f"passage:{passage.id}" not in self._told:
                self._told |= keys
                shown = {"title": passage.title, "tip": advice, "source": passage.source}
                wording = texts().statements["tip_own" if foreign else "tip"]
                return [
                    Statement(
                        text=fold_space(render(wording, shown)),
                        sources=[PassageSource(id=passage.id)],
                        kind="passage.tip",
                    )
                ]
        return []

    def ground(self, section: str) -> Ground:
        """Return what the statements of a section may rest on."""
        notes = list(self.notes.everything())
        return Ground(
            answers=self.answers,
            passages={
                p.id: f"{p.title}\n{p.source}\n{p.text}" for p in self.retrieved.get(section, [])
            },
            dates=self.calendar.all_written,
            noted="\n".join(f.value for _, _, f in notes if f.status == "corrected"),
            heard="\n".join(m.text for m in self.messages if m.speaker == "coach"),
            assumed=[w.text for w in self.needs if w.guess],
            terms=self._terms,
        )

    @cached_property
    def _terms(self) -> list[str]:
        """What customers and suppliers are called."""
        slots = [("focus", "customer"), ("customers", "customers"), ("suppliers", "supplier")]
        slots.append(("end_customer", "end_customer"))
        named = [short_name(words.text) for slot in slots for words in self.said(*slot)]
        return [name for name in named if name]

    @cached_property
    def _quotes(self) -> tuple[int, int]:
        """How many quotes a statement may have and how long: fewer when the employee said a lot."""
        slots: dict[tuple[str, str], list[int]] = {}
        for topic, slot, fact in self.notes.everything():
            slots.setdefault((topic, slot), []).append(len(fact.value.split()))
        for many, longest in QUOTES:
            lengths = [min(n, longest) for found in slots.values() for n in found[:many]]
            if sum(lengths) <= QUOTED_WORDS:
                return many, longest
        return QUOTES[-1]

    def _joined(self, topic: str, slot: str) -> str:
        return ". ".join(words.text for words in self.said(topic, slot))


def _line(items: Sequence[Said]) -> str:
    return "; ".join(words.text for words in items[:3]) or "not said"


def _unique(sources: Sequence[Source]) -> list[Source]:
    unique: list[Source] = []
    for source in sources:
        if source not in unique:
            unique.append(source)
    return unique
