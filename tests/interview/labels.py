"""Labelled answers: messages of employees, and what a careful note-taker would make of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from coach.interview.agenda import Gap, load_agenda

Style = Literal["plain", "terse", "rambling", "second-language", "hostile"]
Kind = Literal["answer", "asks_back", "refuses"]
Facts = dict[str, list[str]]
"""Groups of words per heading. A heading may be several joined by "|" where a fact is right under
each of them; words may be several joined by "|" where a note may hold either."""

HERE = Path(__file__).parent / "labelled"
DEVELOPMENT = HERE / "development.yaml"
"""Open for reading and tuning."""
SET_ASIDE = HERE / "set_aside.yaml"
"""Nobody who works on the reading of answers looks at these texts; only at their figures."""
SLOTS = {topic.id: {slot.id for slot in topic.slots} for topic in load_agenda().all_topics}
MOST_WORDS = 5


class Label(BaseModel):
    """One message and what it holds."""

    # A failing test must not show what stands in a file that is set aside.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    topic: str
    """Topic of the coach's question."""
    style: Style
    kind: Kind
    answer: str = Field(min_length=1)
    vague: bool | None = None
    """Whether a coach learns nothing specific on the topic; only where the kind is an answer."""
    facts: Facts | None = None
    """What must be noted under the topic's own headings; only where the kind is an answer."""
    optional: Facts = Field(default_factory=dict)
    """What may be noted there as well."""
    elsewhere: Facts = Field(default_factory=dict)
    """Facts for other topics, each heading as ``topic.slot``."""
    heard: list[str] = Field(default_factory=list)
    """Which words of the needs come from the customer."""
    assumed: list[str] = Field(default_factory=list)
    """Which words of the needs are only what the employee believes."""
    gap: Gap | None = None
    """What is wrong with an answer although it says something."""

    @model_validator(mode="after")
    def _follows_the_format(self) -> Label:
        problems = [*self._of_kind(), *self._of_headings(), *self._of_words(), *self._of_needs()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _of_kind(self) -> list[str]:
        if self.kind == "answer":
            given = {"vague": self.vague, "facts": self.facts}
            return [f"an answer needs '{key}'" for key, value in given.items() if value is None]
        extra = self.model_fields_set - {"topic", "style", "kind", "answer"}
        return [f"'{key}' belongs to an answer, not to {self.kind}" for key in sorted(extra)]

    def _of_headings(self) -> list[str]:
        if self.topic not in SLOTS:
            return [f"no topic '{self.topic}'"]
        own = [part for key in [*(self.facts or {}), *self.optional] for part in key.split("|")]
        problems = [f"no heading '{key}'" for key in own if key not in SLOTS[self.topic]]
        for heading in (part for key in self.elsewhere for part in key.split("|")):
            topic, _, slot = heading.partition(".")
            if topic == self.topic or slot not in SLOTS.get(topic, set()):
                problems.append(f"no heading '{heading}' elsewhere")
        return problems

    def _of_words(self) -> list[str]:
        problems = []
        for named in (self.facts or {}, self.optional, self.elsewhere):
            for key, groups in named.items():
                if not groups:
                    problems.append(f"nothing under '{key}'")
                for words in (words for group in groups for words in group.split("|")):
                    if not 1 <= len(words.split()) <= MOST_WORDS:
                        problems.append(f"'{words}' is not 1 to {MOST_WORDS} words")
                    if not stands_in(words, self.answer):
                        problems.append(f"'{words}' does not stand in the answer")
        return problems

    def _of_needs(self) -> list[str]:
        marked = [*self.heard, *self.assumed]
        if marked and self.topic != "needs":
            return ["heard and assumed belong to the topic needs"]
        needs = {
            group
            for key, groups in (self.facts or {}).items()
            if "needs" in key.split("|")
            for group in groups
        }
        problems = [f"'{group}' is no fact of needs" for group in marked if group not in needs]
        both = sorted(set(self.heard) & set(self.assumed))
        return problems + [f"'{group}' is both heard and assumed" for group in both]


def folded(text: str) -> str:
    """Return a text without regard to case and white space."""
    return " ".join(text.casefold().split())


def stands_in(words: str, text: str) -> bool:
    """Return whether words stand in a text as they are, and as whole words."""
    return re.search(rf"(?<!\w){re.escape(folded(words))}(?!\w)", folded(text)) is not None


def load(path: Path) -> list[Label]:
    """Return the labelled messages of a file.

    Raises:
        pydantic.ValidationError: an entry breaks the format; it names the entry by its index.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return TypeAdapter(list[Label]).validate_python(entries)
