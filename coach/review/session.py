"""A review that goes on: an answer goes in and is saved, the next question comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from coach.errors import CoachError
from coach.interview.notes import Notes
from coach.plan.model import LEARNED, Plan
from coach.plan.series import label, number
from coach.review.chart import chart
from coach.review.figures import Figure, figures
from coach.review.items import items
from coach.review.outcome import next_version
from coach.review.state import Given, State
from coach.review.steps import Step, next_step
from coach.review.texts import fill, texts
from coach.store.messages import REVIEW, NewMessage
from coach.store.store import Store
from coach.text import MAX_ANSWER_CHARACTERS, clean, words


@dataclass(frozen=True)
class Reply:
    """What the review says to an answer.

    Attributes:
        kind: ``taken``, or ``unclear`` when the same question stays open and nothing was saved.
        text: What to tell; may be empty.
    """

    kind: Literal["taken", "unclear"]
    text: str = ""


class Review:
    """One review of a plan; it goes on where one that was left stood.

    Args:
        store: Where plans and answers are.
        plan: The newest version of the plan.
        today: Gives the day, for answers and for the next version.

    Attributes:
        plan: The version that is looked at.
        resumed: Whether something was answered before.

    Raises:
        CoachError: there is nothing in the plan to look at.
        NotFoundError: the plan's interview is no longer there.
    """

    def __init__(
        self, store: Store, plan: Plan, *, today: Callable[[], dt.date] = dt.date.today
    ) -> None:
        self.plan = plan
        self._store = store
        self._today = today
        self._items = items(plan)
        if not self._items:
            words = texts().command
            raise CoachError(words.empty, fill(words.empty_remedy, session=plan.session))
        self._record = store.reviews.begin(plan.session, State().model_dump_json())
        self._left = False
        self._state = State.model_validate_json(self._record.state)
        self.resumed = self._state.answered

    def leave(self) -> None:
        """Let go of the review, so that another window can go on with it."""
        if not self._left:
            self._left = True
            self._store.reviews.leave(self.plan.session)

    @property
    def step(self) -> Step | None:
        """The open question; None when there is none left."""
        return next_step(self._items, self._state)

    @property
    def answered(self) -> bool:
        """Whether anything was answered."""
        return self._state.answered

    def about(self, step: Step) -> list[str]:
        """Return what to show before the first question about something."""
        item = step.item
        if self._state.of(item.key) or item.statement is None:
            return []
        lines = [fill(texts().plan_said, text=item.text)]
        if item.expected:
            lines.append(fill(texts().expected, text=item.expected))
        before = [m for m in self.plan.measurements if m.what == item.text][-3:]
        if item.group == "measure" and before:
            told = ", ".join(f"{label(one)} ({_short(one.day)})" for one in before)
            lines.append(fill(texts().counted_before, figures=told))
        return lines

    def answer(self, text: str) -> Reply:
        """Take an answer to the open question; it is saved when this returns.

        Raises:
            CoachError: it cannot be saved.
        """
        step = self.step
        text = clean(text, limit=MAX_ANSWER_CHARACTERS).strip()
        if step is None or not words(text):
            return Reply("unclear", texts().nothing_typed)
        value = text
        if step.choices:
            value = _chosen(text, step.choices) or ""
            if not value:
                options = ", ".join(f"{n} {one}" for n, one in enumerate(step.choices.values(), 1))
                return Reply("unclear", fill(texts().choose, options=options))
            text = text if len(words(text)) > 1 else step.choices[value]
        self._save(step, value, text)
        found = figures(text, self._today()) if step.item.group == "measure" else []
        if not found:
            return Reply("taken", texts().no_figure if step.question == "figure_again" else "")
        return Reply("taken", fill(texts().noted, figures=_told(found)))

    def skip(self) -> None:
        """Leave the open question out."""
        step = self.step
        if step is not None:
            self._save(step, "", "")

    def skip_item(self) -> None:
        """Leave out the rest about what the open question is about."""
        first = self.step
        while (step := self.step) is not None and first is not None and step.item == first.item:
            self.skip()

    def back(self) -> bool:
        """Open the last question again; False when there is none. The transcript keeps it all."""
        if not self._state.given:
            return False
        state = State(given=self._state.given[:-1])
        self._store.reviews.save(self._record, [], lambda _: state.model_dump_json())
        self._state = state
        return True

    def finish(self) -> Plan | None:
        """End the review and return the plan's next version; None when nothing was answered.

        Raises:
            NotFoundError: the review was ended elsewhere, or its interview was deleted.
        """
        if not self._state.answered:
            self._store.reviews.finish(self._record)
            return None
        self._renew()
        snapshot = self._store.snapshot(self.plan.session)
        plan = next_version(
            self.plan,
            self._items,
            self._state,
            notes=Notes.model_validate_json(snapshot.notes) if snapshot else Notes(),
            messages=self._store.messages(self.plan.session),
            today=self._today(),
        )
        saved = self._store.reviews.finish(self._record, plan.model_dump_json())
        assert saved is not None
        return plan.model_copy(update={"id": saved[0], "version": saved[1]})

    def outcome(self, plan: Plan, *, bars: bool) -> list[tuple[str, list[str]]]:
        """Return what to show of the next version: titles, each with its lines.

        Args:
            plan: What ``finish`` returned.
            bars: Whether figures over time are drawn as bars.
        """
        words = texts()
        before = self.plan.section(LEARNED)
        known = {one.text for one in before.statements} if before else set()
        learned = plan.section(LEARNED)
        new = [one.text for one in learned.statements if one.text not in known] if learned else []
        acts = plan.section("actions")
        steps = [f"- {one.text}" for one in acts.statements] if acts else []
        parts = [(words.summary, [f"- {text}" for text in new]), (words.steps, steps)]
        for what, lines in chart(plan.measurements, bars=bars):
            parts.append((words.counts, [what, *lines]))
        if plan.report.removed:
            parts.append((fill(words.removed, count=plan.report.removed), []))
        return [one for one in parts if one[1] or one[0] not in (words.summary, words.steps)]

    def _renew(self) -> None:
        """Take over a version that was saved while the review went on."""
        record = self._store.plan(self.plan.session)
        if record.info.version != self.plan.version:
            self.plan = Plan.model_validate_json(record.json)
            self._items = items(self.plan)

    def _save(self, step: Step, value: str, text: str) -> None:
        """Save question and answer with the state; without a text it was left out."""
        said = [
            NewMessage(speaker=who, topic=REVIEW, kind=kind, origin="stock", text=one)
            for who, kind, one in (
                ("coach", "question", step.text.strip()),
                ("employee", "answer", text),
            )
            if text
        ]
        saved: list[State] = []

        def state(turns: object) -> str:
            turn = turns[-1] if isinstance(turns, list) and turns else -1
            given = Given(
                item=step.item.key,
                question=step.question,
                value=value,
                turn=turn,
                day=self._today(),
            )
            saved.append(State(given=[*self._state.given, given]))
            return saved[-1].model_dump_json()

        self._store.reviews.save(self._record, said, state)
        self._state = saved[-1]


def _chosen(text: str, choices: Mapping[str, str]) -> str | None:
    """Return the key that is meant: a number, a first letter, or words that begin like it."""
    typed = words(text)
    if typed[0].isdecimal():
        place = int(typed[0]) if len(typed[0]) < 3 else 0
        return list(choices)[place - 1] if 1 <= place <= len(choices) else None
    names = {key: {words(key)[0], words(name)[0]} for key, name in choices.items()}
    whole = [key for key, firsts in names.items() if typed[0] in firsts]
    begun = [
        key
        for key, firsts in names.items()
        if len(typed) == 1 and any(first.startswith(typed[0]) for first in firsts)
    ]
    found = whole or begun
    return found[0] if len(found) == 1 else None


def _told(found: list[Figure]) -> str:
    """Return figures for reading back."""
    parts = []
    for one in found:
        whole = f" of {number(one.of)}" if one.of is not None else ""
        unit = f" {one.unit}" if one.unit else ""
        parts.append(f"{number(one.value)}{whole}{unit} ({_short(one.day)})")
    return ", ".join(parts)


def _short(day: dt.date) -> str:
    return f"{day.day} {day:%B}"
