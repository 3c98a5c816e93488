"""Where an interview stands: everything that the next turn depends on, kept with every turn."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from coach.interview.agenda import Form


class State(BaseModel):
    """The agenda's place; stored with each reply, so that any turn can be taken back."""

    model_config = ConfigDict(extra="forbid")

    form: Form
    variant: int = 0
    """Which wording of the reviewed questions this interview prefers."""
    topic: str
    """Topic being talked about."""
    phase: Literal["topic", "readback", "done"] = "topic"
    readback_topics: list[str] = Field(default_factory=list)
    """Topics covered by the read-back that waits for an answer."""
    readback_again: bool = False
    """Whether the employee was asked once more what is not right."""
    asked_slot: str | None = None
    """Slot that the open question is about, when it is a probe."""
    probes: list[str] = Field(default_factory=list)
    """``topic.slot`` of every probe asked."""
    answers: dict[str, int] = Field(default_factory=dict)
    """Answers given, by topic."""
    declined: dict[str, int] = Field(default_factory=dict)
    """Refusals, by topic."""
    again_used: dict[str, int] = Field(default_factory=dict)
    """How many of the other wordings of a topic's question were used."""
    finished: list[str] = Field(default_factory=list)
    """Topics that are done, in order."""
    questions: list[str] = Field(default_factory=list)
    """Questions asked so far, without anchors."""
    open_question: str = ""
    """The question that waits for an answer."""
    lengths: list[int] = Field(default_factory=list)
    """Words of each answer, in order."""
    hard_cases: list[str] = Field(default_factory=list)
    """Kinds of hard messages that were replied to, in order."""
    set_aside: int | None = None
    """Message of which no notes were taken because it is sensitive; it can still be kept."""
    unread: int | None = None
    """Message given instead of an earlier answer, of which the notes are not taken yet."""
    owed: int | None = None
    """Message without a reply, where something was put right by hand after it."""
    early: list[int] = Field(default_factory=list)
    """Answers given before the model was there, which wait to be read."""
    resting: bool = False
    """Whether the employee was asked what they want to do after a crisis."""
    dry: int = 0
    """Topics in a row that were declined."""
    offered_end: bool = False
    """Whether the coach has offered to stop."""
    came_from: int | None = None
    """Message up to which this interview was saved before the last answer; "back" returns there."""
    minutes: float = 0.0
    """Time spent in this interview, in minutes."""

    def probes_on(self, topic: str) -> int:
        """Return how many probes a topic has had."""
        return sum(1 for probe in self.probes if probe.split(".")[0] == topic)
