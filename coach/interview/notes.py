"""Notes: the facts that were heard, by topic and slot, each with the employee's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["heard", "assumed", "known", "unknown", "corrected"]


class Fact(BaseModel):
    """One thing that the employee said.

    ``heard``: the employee has it from the customer. ``assumed``: the employee believes it of the
    customer. ``known``: the employee knows it of their own work. ``unknown``: asked, and not known
    (``value`` then says what is not known). ``corrected``: the employee put it right, in a
    read-back or by hand.
    """

    model_config = ConfigDict(extra="forbid")

    value: str
    """The fact, for reading; usually the same as the quote."""
    quote: str
    """A verbatim part of the employee's message ``turn``."""
    turn: int
    """Number of the employee's message in the transcript, from 0 over both speakers."""
    status: Status


class NoteChange(BaseModel):
    """One change to a noted fact, kept so that nothing heard is ever lost."""

    model_config = ConfigDict(extra="forbid")

    topic: str
    slot: str
    before: Fact | None
    """None when a fact was added by changing an earlier answer."""
    after: Fact | None
    """None when the fact was withdrawn."""
    by_hand: bool = False
    """Whether the employee changed it in the notes, and not by an answer."""
    by: int | None = None
    """Message that was given instead of an earlier answer, when that changed it."""


class Notes(BaseModel):
    """All facts of an interview.

    ``topics`` maps topic id to slot id to facts in the order in which they were heard.
    """

    model_config = ConfigDict(extra="forbid")

    topics: dict[str, dict[str, list[Fact]]] = Field(default_factory=dict)
    history: list[NoteChange] = Field(default_factory=list)

    def facts(self, topic: str, slot: str | None = None) -> list[Fact]:
        """Return the facts of a topic, or of one slot of it."""
        slots = self.topics.get(topic, {})
        if slot is not None:
            return list(slots.get(slot, []))
        return [fact for facts in slots.values() for fact in facts]

    def known(self, topic: str, slot: str) -> list[Fact]:
        """Return the facts of a slot without those that say that something is not known."""
        return [fact for fact in self.facts(topic, slot) if fact.status != "unknown"]

    def everything(self) -> Iterator[tuple[str, str, Fact]]:
        """Yield topic, slot and fact of everything noted."""
        for topic, slots in self.topics.items():
            for slot, facts in slots.items():
                for fact in facts:
                    yield topic, slot, fact

    def add(self, topic: str, slot: str, fact: Fact) -> bool:
        """Note a fact; return False when the same words are noted in that slot already.

        A real fact takes the place of an earlier "not known" in the same slot.
        """
        facts = self.topics.setdefault(topic, {}).setdefault(slot, [])
        if any(fact.value.casefold() == other.value.casefold() for other in facts):
            return False
        if fact.status != "unknown":
            facts[:] = [other for other in facts if other.status != "unknown"]
        elif facts:
            return False
        facts.append(fact)
        return True

    def change(
        self,
        topic: str,
        slot: str,
        before: Fact | None,
        after: Fact | None,
        *,
        by_hand: bool = False,
        by: int | None = None,
    ) -> None:
        """Put ``after`` in the place of ``before`` (or nothing), and keep the history.

        Args:
            topic: Id of the topic.
            slot: Id of the slot.
            before: A noted fact; None adds ``after``, unless its words are noted there already.
            after: The fact of now; None withdraws.
            by_hand: Whether the employee changed it in the notes, and not by an answer.
            by: Message given instead of an earlier answer, when that is the reason.

        Raises:
            KeyError: ``before`` is not noted in that slot.
        """
        facts = self.topics.get(topic, {}).get(slot, [])
        if before is not None and before not in facts:
            raise KeyError(f"{topic}.{slot}")
        if before is not None:
            place = facts.index(before)
            facts[place : place + 1] = [] if after is None else [after]
        elif after is None or not self.add(topic, slot, after):
            return
        self.history.append(
            NoteChange(topic=topic, slot=slot, before=before, after=after, by_hand=by_hand, by=by)
        )
