"""Human titles of the agenda: what a topic, a slot and a stage are called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.interview.agenda import Agenda, Form


@dataclass(frozen=True)
class Outline:
    """The topics of one form of the interview, for showing.

    Attributes:
        topics: Topic id to title, in the order of the interview.
        slots: Topic id and slot id to the slot's title.
        stages: Titles of the stages, in order.
    """

    topics: dict[str, str] = field(default_factory=dict)
    slots: dict[tuple[str, str], str] = field(default_factory=dict)
    stages: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, agenda: Agenda, form: Form) -> Outline:
        """Read the titles of one form from the agenda."""
        topics = agenda.topics(form)
        return cls(
            topics={topic.id: topic.title for topic in topics},
            slots={(topic.id, slot.id): slot.title for topic in topics for slot in topic.slots},
            stages=[agenda.stage(name).title for name in dict.fromkeys(t.stage for t in topics)],
        )

    def topic(self, topic: str) -> str:
        """Return a topic's title, or its id in words when it is not on the agenda."""
        return self.topics.get(topic) or topic.replace("_", " ").capitalize()

    def slot(self, topic: str, slot: str) -> str:
        """Return a slot's title, or its id in words when it is not on the agenda."""
        return self.slots.get((topic, slot)) or slot.replace("_", " ")
