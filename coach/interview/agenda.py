"""The agenda: topics in their order, what each must learn, and its reviewed wording."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from coach.errors import NotFoundError
from coach.llm.prompts import load_file

Form = Literal["full", "short"]
Gap = Literal["general", "own_goal", "solution", "blame"]
"""What may be wrong with an answer although something was noted: general words that say nothing one
could check; the employee's own goal instead of the customer's need; a solution instead of a need;
blame instead of a cause."""

TOPIC_IDS = (
    "work",
    "customers",
    "focus",
    "needs",
    "moment",
    "evidence",
    "end_customer",
    "reputation",
    "helpful",
    "stop",
    "conversation",
    "suppliers",
    "commit",
    "missed",
)
"""Every topic in the order of the interview; the ids are part of the contract."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Slot(_Strict):
    """One thing that a topic must learn."""

    id: str
    title: str
    """What the employee sees beside the facts of this slot."""
    about: Literal["self", "customer"]
    """Whether a fact of this slot is the employee's own matter or the customer's."""
    note: str
    """What belongs here, for the model that reads answers."""
    many: bool = False
    """Whether it takes more than one fact."""
    required: bool = False
    """Whether the topic is open without it."""
    wanted: bool = False
    """Whether it is worth one probe."""
    words: int = 1
    """Fewest words that say something here; shorter finds are dropped."""
    overflow: str | None = None
    """Slot that takes what is too much for this one."""
    figures_to: str | None = None
    """Slot that takes short finds with a figure in them."""
    figure: bool = False
    """Whether only a figure says something here; what has none goes to ``overflow``."""


class Probe(_Strict):
    """A follow-up for one gap."""

    slot: str
    more: bool = False
    """Whether it asks for more although something is known; once, in the full form."""
    gap: Gap | None = None
    """Kind of answer that it follows, where the slot is filled but not well."""
    missing: str
    """What is missing, for the model that words the follow-up."""
    ask: list[str] = Field(min_length=1)
    """Reviewed wordings, used when the model's own do not pass."""

    @property
    def key(self) -> str:
        """What tells it from the topic's other probes."""
        if self.gap is not None:
            return f"{self.slot}!{self.gap}"
        return f"{self.slot}+" if self.more else self.slot


class ReadExample(_Strict):
    """An answer on this topic, and what is copied out of it."""

    answer: str
    notes: dict[str, list[str]]


class AskExample(_Strict):
    """An answer on this topic, what it leaves open, and a good reply."""

    answer: str
    missing: str
    reply: str


class Topic(_Strict):
    """One topic of the interview; a file of ``prompts/topics/``."""

    id: str
    title: str
    stage: str
    forms: list[Form]
    slots: list[Slot]
    opening: list[str] = Field(min_length=1)
    """Variants of the first question."""
    again: list[str] = Field(min_length=1)
    """Ways to ask again from another angle."""
    probes: list[Probe]
    read: list[ReadExample]
    ask: list[AskExample]

    def slot(self, slot_id: str) -> Slot:
        """Return a slot by its id.

        Raises:
            NotFoundError: the topic has no such slot.
        """
        for slot in self.slots:
            if slot.id == slot_id:
                return slot
        raise NotFoundError(f"The topic '{self.id}' has no slot '{slot_id}'.")

    def probe(self, slot_id: str) -> Probe | None:
        """Return the probe for an empty slot, if there is one."""
        plain = (p for p in self.probes if not p.more and p.gap is None)
        return next((p for p in plain if p.slot == slot_id), None)

    def probe_for(self, slot_id: str, gap: Gap) -> Probe | None:
        """Return the probe for what is wrong with a slot's facts, if there is one."""
        return next((p for p in self.probes if p.slot == slot_id and p.gap == gap), None)


class Stage(_Strict):
    """A part of the interview that people can see coming; it may end with a read-back."""

    id: str
    title: str
    readback: bool


class _Stages(_Strict):
    stages: list[Stage]


class Closing(_Strict):
    """An organisation's own closing words, where it has some.

    Attributes:
        complete: When all was asked.
        asked: When the employee ends the interview.
        tired: When answers ran dry.
    """

    complete: str | None = None
    asked: str | None = None
    tired: str | None = None


class Agenda(_Strict):
    """All topics and stages."""

    all_topics: list[Topic]
    stages: list[Stage]
    closing: Closing = Closing()

    def topics(self, form: Form) -> list[Topic]:
        """Return the topics of a form, in order."""
        return [topic for topic in self.all_topics if form in topic.forms]

    def topic(self, topic_id: str) -> Topic:
        """Return a topic by its id.

        Raises:
            NotFoundError: there is no such topic.
        """
        for topic in self.all_topics:
            if topic.id == topic_id:
                return topic
        raise NotFoundError(f"There is no topic '{topic_id}'.")

    def stage(self, stage_id: str) -> Stage:
        """Return a stage by its id.

        Raises:
            NotFoundError: there is no such stage.
        """
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise NotFoundError(f"There is no stage '{stage_id}'.")

    def readback_after(self, topic_id: str, form: Form) -> list[str]:
        """Return the topics to read back once ``topic_id`` is done; empty when none is due.

        A read-back covers everything since the last one. It is due at the end of a stage that
        asks for it, when at least two topics have gathered.
        """
        gathered: list[str] = []
        topics = self.topics(form)
        for number, topic in enumerate(topics):
            gathered.append(topic.id)
            ends = number + 1 == len(topics) or topics[number + 1].stage != topic.stage
            due = ends and self.stage(topic.stage).readback and len(gathered) > 1
            if topic.id == topic_id:
                return gathered if due else []
            if due:
                gathered = []
        return []


@lru_cache(maxsize=1)
def load_agenda() -> Agenda:
    """Read all topics and stages.

    Raises:
        DamagedFileError: a file is missing or does not have the agreed form.
    """
    topics = [load_file(f"topics/{topic_id}", Topic) for topic_id in TOPIC_IDS]
    stages = load_file("interview/stages", _Stages)
    return Agenda(all_topics=topics, stages=stages.stages)
