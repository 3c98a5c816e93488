"""How well labelled answers are read: precision and recall per heading, vague, heard, signals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from coach.interview.findings import Finding
from coach.interview.signals import Signal
from coach.text import fold_space, words
from tests.interview.labels import Facts, Label

Read = Callable[[str, str], Sequence[Finding]]
"""From a topic's id and an answer to what is noted of it."""

Listen = Callable[[str], Signal]
"""From a message to what kind it is."""

Judge = Callable[[str, Sequence[str]], bool]
"""From an answer and what was noted of it to whether it says nothing specific."""

_SIGNALS = {"asks_back": {"asks_back"}, "refuses": {"declines", "skips"}, "answer": {"answer"}}


@dataclass
class Share:
    """How many of how many.

    Attributes:
        right: Cases that were right.
        of: All cases.
    """

    right: int = 0
    of: int = 0

    def count(self, right: bool) -> bool:
        """Count a case; return whether it was right."""
        self.right += right
        self.of += 1
        return right

    @property
    def value(self) -> float:
        """The share, 1 where there is no case."""
        return self.right / self.of if self.of else 1.0


@dataclass
class Score:
    """What a set of labelled messages gave.

    Attributes:
        precision: By heading (``topic.slot``): notes that a label allows.
        recall: By heading: labelled facts that were noted.
        vague: Answers of which it was told rightly whether they say something.
        told_apart: Labelled needs of which it was told rightly whether they were heard.
        signals: Messages by kind, rightly taken for what they are.
        misses: What went wrong, for reading; of development answers only.
    """

    precision: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    recall: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    vague: Share = field(default_factory=Share)
    told_apart: Share = field(default_factory=Share)
    signals: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    misses: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the figures that have a bar: means over the headings, and shares."""
        return {
            "precision": _mean(self.precision.values()),
            "recall": _mean(self.recall.values()),
            "precision_all": _pooled(self.precision.values()),
            "recall_all": _pooled(self.recall.values()),
            "vague": self.vague.value,
            "heard": self.told_apart.value,
            **{f"signal_{kind}": share.value for kind, share in sorted(self.signals.items())},
        }

    def table(self) -> str:
        """Return precision and recall of every heading, a line each."""
        lines = []
        for heading in sorted(self.recall.keys() | self.precision.keys()):
            right, noted = self.precision[heading], self.recall[heading]
            lines.append(
                f"{heading:26} precision {right.right}/{right.of}  recall {noted.right}/{noted.of}"
            )
        return "\n".join(lines)


def score(labels: Iterable[Label], read: Read, listen: Listen, judge: Judge) -> Score:
    """Read labelled messages and compare.

    Args:
        labels: The messages.
        read: Reads an answer; asked for messages that are taken for answers.
        listen: Tells answers from refusals and questions.
        judge: Tells general words from specific ones.
    """
    result = Score()
    for label in labels:
        signal = listen(label.answer)
        right = result.signals[label.kind].count(signal in _SIGNALS[label.kind])
        if not right:
            result.misses.append(f"signal {signal}, not {label.kind}: {label.answer}")
        if label.kind == "answer":
            findings = read(label.topic, label.answer) if signal == "answer" else []
            _compare(label, findings, result, judge)
    return result


def _compare(label: Label, findings: Sequence[Finding], result: Score, judge: Judge) -> None:
    facts = label.facts or {}
    allowed = [*_groups(facts), *_groups(label.optional)]
    for finding in findings:
        value = finding.fact.value
        fits = any(finding.slot in slots and _meets(value, group) for slots, group in allowed)
        if not result.precision[f"{label.topic}.{finding.slot}"].count(fits):
            result.misses.append(f"noted {finding.slot}={value!r}: {label.answer}")
    for slots, group in _groups(facts):
        found = any(f.slot in slots and _meets(f.fact.value, group) for f in findings)
        if not result.recall[f"{label.topic}.{slots[0]}"].count(found):
            result.misses.append(f"missed {slots[0]}={group!r}: {label.answer}")
    values = [finding.fact.value for finding in findings]
    vague = judge(label.answer, values)
    if not result.vague.count(vague == label.vague):
        result.misses.append(f"vague is {vague}, {values}: {label.answer}")
    _compare_needs(label, findings, result)


def _compare_needs(label: Label, findings: Sequence[Finding], result: Score) -> None:
    if label.topic != "needs":
        return
    for status, groups in (("heard", label.heard), ("assumed", label.assumed)):
        for group in groups:
            found = next((f for f in findings if _meets(f.fact.value, group)), None)
            if found is not None and not result.told_apart.count(found.fact.status == status):
                result.misses.append(f"not {status}: {group!r}: {label.answer}")


def _groups(facts: Facts) -> list[tuple[list[str], str]]:
    return [(key.split("|"), group) for key, groups in facts.items() for group in groups]


def _meets(value: str, group: str) -> bool:
    """Return whether a note and a label mean the same part of the answer."""
    noted = fold_space(value).lower()
    for alternative in group.split("|"):
        wanted = fold_space(alternative).lower()
        if wanted in noted or (len(words(noted)) > 0 and noted in wanted):
            return True
    return False


def _mean(shares: Iterable[Share]) -> float:
    values = [share.value for share in shares if share.of]
    return sum(values) / len(values) if values else 1.0


def _pooled(shares: Iterable[Share]) -> float:
    total = Share()
    for share in shares:
        total.right += share.right
        total.of += share.of
    return total.value
