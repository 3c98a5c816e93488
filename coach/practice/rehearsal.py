"""The rehearsal: turns of the employee go in, replies of the customer and asides come out.

Nothing of it is written anywhere: it is given notes, answers and a plan, and has no store.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.errors import Cancelled, CoachError
from coach.interview.notes import Notes
from coach.llm.engine import Engine
from coach.plan.model import Plan
from coach.practice.customer import customer_of
from coach.practice.facts import Known, known_facts
from coach.practice.feedback import Exchange, Feedback, look_back
from coach.practice.relevance import MOST_FACTS, Embed, Relevance
from coach.practice.texts import fill, texts
from coach.practice.turns import Turn, read_turn
from coach.practice.wording import Given, Origin, Reply, ahead, inside, stock, told_in, worded
from coach.text import clean, content_words, fold_space, one_line

MAX_TURNS = 8
REMIND_AT = 6
"""After so many turns the employee is told how many are left."""
MAX_CHARACTERS = 2_000
"""How much of one turn is taken; nobody says more at once in a talk."""
FEW_FACTS = 2
"""With fewer the employee is told that there will often be no answer."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Aside:
    """The coach says something, out of the customer's role."""

    text: str


@dataclass(frozen=True)
class Said:
    """The customer says something.

    Attributes:
        text: At most three short sentences.
        origin: Whether the model worded it or people did.
        about: The kind of fact that it tells; empty for a reaction.
    """

    text: str
    origin: Origin
    about: str = ""


@dataclass(frozen=True)
class Thinking:
    """The model is at work; the next event ends it."""


@dataclass(frozen=True)
class Ended:
    """The rehearsal is over."""

    feedback: Feedback | None
    """None when nothing was said."""

    def lines(self) -> list[str]:
        """Return what to show, as lines; list items start with "- "."""
        if self.feedback is None:
            return [texts().feedback.nothing]
        return self.feedback.lines()


Event = Aside | Said | Thinking | Ended
Mood = Literal["closed", "leading", "double", "offered", "lecture", "listening", "quiet"]


class Rehearsal:
    """One rehearsal of the talk that a plan proposes.

    Args:
        notes: What was heard in the interview.
        answers: The employee's messages by turn.
        plan: The plan; its open questions are shown.
        engine: The model.
        embed: The product's embedding.

    Attributes:
        over: Whether it has ended.
        label: Who speaks, for the customer's lines.
    """

    def __init__(
        self,
        notes: Notes,
        answers: Mapping[int, str],
        plan: Plan,
        *,
        engine: Engine,
        embed: Embed,
    ) -> None:
        self.over = False
        self._customer = customer_of(notes, answers)
        self._facts = known_facts(notes, answers, self._customer)
        self._relevance = Relevance(self._facts, embed)
        self._engine = engine
        self._cancelled = threading.Event()
        self._working = True
        self.plan_questions = [
            _unquoted(clean(statement.text))
            for statement in plan.statements("conversation.question")
        ]
        who = self._customer.calling or texts().nobody
        self._who = fill(texts().one_of, name=who) if self._customer.group else who
        self.label = fill(texts().label, who=self._who[0].upper() + self._who[1:])
        self._exchanges: list[Exchange] = []
        self._told: list[Known] = []
        self._replies: list[str] = []
        self._about: str | None = None
        self._reactions: dict[str, int] = {}

    def start(self) -> Iterator[Event]:
        """Say what this is, and show what could be asked; the model is made ready meanwhile."""
        words = texts()
        self._engine.anticipate([ahead()])
        template = words.intro if self._customer.name else words.intro_nobody
        yield Aside(fill(template, who=self._who, turns=MAX_TURNS))
        if len(self._facts) < FEW_FACTS:
            yield Aside(words.nothing_noted)
        yield from self.questions()
        yield Aside(words.begin)
        self._relevance.prepare()

    def questions(self) -> Iterator[Event]:
        """Show the open questions of the plan."""
        if self.plan_questions:
            lines = [f"- {one_line(question, limit=300)}" for question in self.plan_questions]
            yield Aside("\n".join([texts().questions, *lines]))

    def say(self, text: str) -> Iterator[Event]:
        """Answer one turn of the employee.

        Args:
            text: Anything; it is cleaned here.
        """
        if self.over:
            return
        self._cancelled.clear()
        typed = clean(text).strip()
        if not fold_space(typed):
            yield Aside(texts().aside.empty)
            return
        if len(typed) > MAX_CHARACTERS:
            yield Aside(texts().aside.too_long)
            typed = typed[:MAX_CHARACTERS]
        turn = read_turn(typed)
        if turn.to_the_program:
            yield Aside(texts().aside.program)
            return
        told = ""
        for event in self._reply(turn):
            if isinstance(event, Said):
                self._replies.append(event.text)
                told = event.text if event.about else ""
            yield event
        self._exchanges.append(Exchange(turn, told))
        yield from self._count()

    def end(self) -> Iterator[Event]:
        """End it and say what was noticed; nothing the second time."""
        if not self.over:
            self.over = True
            self._engine.anticipate([])
            exchanges = self._exchanges
            yield Ended(look_back(exchanges, self.plan_questions) if exchanges else None)

    def cancel(self) -> None:
        """Let the running reply go on without the model; may be called from any thread."""
        self._cancelled.set()
        self._engine.cancel()

    def _count(self) -> Iterator[Event]:
        turns = len(self._exchanges)
        if turns >= MAX_TURNS:
            yield from self.end()
        elif turns == REMIND_AT:
            yield Aside(fill(texts().aside.turns_left, left=MAX_TURNS - turns))

    # What the customer says

    def _reply(self, turn: Turn) -> Iterator[Event]:
        if turn.asked is not None and turn.asked.kind == "open" and not turn.offers:
            yield from self._answer(turn)
        elif turn.courtesy and not turn.offers:
            yield self._react("thanked" if self._exchanges else "greeting")
        else:
            yield self._react(self._mood(turn))

    def _mood(self, turn: Turn) -> Mood:
        if turn.offers:
            return "offered"
        if turn.asked is not None and turn.asked.kind != "open":
            return turn.asked.kind
        if turn.lecture:
            return "lecture"
        return "listening" if self._told and _echoes(turn, self._replies) else "quiet"

    def _react(self, mood: str) -> Said:
        """Return a reviewed reaction; one of a kind after the other."""
        variants: Sequence[str] = getattr(texts().customer, mood)
        place = self._reactions[mood] = self._reactions.get(mood, -1) + 1
        return Said(variants[place % len(variants)], "stock")

    def _answer(self, turn: Turn) -> Iterator[Event]:
        """Answer an open question from the facts, or say that there are none."""
        asked = turn.asked.text if turn.asked else turn.text
        found = self._relevance.find(asked, before=self._about)
        fresh = [fact for fact in found if fact not in self._told]
        voiced = [fact for fact in fresh if fact.voiced]
        if voiced:
            # What was heard and what is a guess are not put into one sentence.
            alike = [fact for fact in voiced if fact.guess == voiced[0].guess]
            yield from self._tell(alike[:MOST_FACTS], turn, asked)
        elif fresh:
            self._told.append(fresh[0])
            yield Aside(fill(texts().aside.unclear, quote=fresh[0].quote))
        elif found and self._about != found[0].slot and found[0].voiced:
            self._about = found[0].slot
            again = fill(texts().customer.said_before, fact=inside(found[0].voiced))
            yield Said(again, "stock", found[0].slot)
        else:
            yield Aside(texts().aside.no_more if found else texts().aside.nothing)

    def _tell(self, facts: Sequence[Known], turn: Turn, asked: str) -> Iterator[Event]:
        typed = "\n".join([*(e.turn.text for e in self._exchanges), turn.text])
        given = Given(facts, asked, typed, tuple(self._replies), self._customer)
        yield Thinking()
        reply = None
        for event in self._worded(given):
            if isinstance(event, Reply):
                reply = event
            else:
                yield event
        reply = reply or stock(given)
        used = told_in(reply.text, facts) or [facts[0]]
        self._told += used
        self._about = facts[0].slot
        yield Said(reply.text, reply.origin, facts[0].slot)
        if used[0].guess:
            yield Aside(texts().aside.guess)

    def _worded(self, given: Given) -> Iterator[Aside | Reply]:
        """Yield the model's wording if one passes, and what went wrong with the model."""
        if not self._cancelled.is_set():
            try:
                text = worded(self._engine, given)
            except Cancelled:
                self._cancelled.set()
            except CoachError as error:
                _log.warning("the model failed in a rehearsal: %s", type(error).__name__)
                if self._working:
                    yield Aside(texts().aside.no_model)
                self._working = False
            else:
                self._working = True
                if text is not None:
                    yield Reply(text, "model")
        if self._cancelled.is_set():
            yield Aside(texts().aside.stopped)


def _unquoted(question: str) -> str:
    """Return a question without quotation marks around the whole of it."""
    inside_marks = question[1:-1]
    whole = question.startswith("“") and question.endswith("”") and "“" not in inside_marks
    return inside_marks if whole else question


def _echoes(turn: Turn, replies: Sequence[str]) -> bool:
    """Return whether a turn says back something of what the customer said."""
    return bool(content_words(turn.text) & content_words(" ".join(replies)))
