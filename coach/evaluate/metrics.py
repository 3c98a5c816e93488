"""All measures of one interview, computed from its artefacts and the persona's truth.

What each means is in docs/evaluation.md; the bars are in the project's research on interviewing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from coach.evaluate import conversation, facts, grounding, plans
from coach.evaluate.conversation import Embed
from coach.evaluate.grounding import Rate, Said
from coach.evaluate.personas import Persona
from coach.interview.notes import Notes
from coach.plan.fitting import length
from coach.plan.model import Plan
from coach.store.messages import Message
from coach.text import words

_SMALLER_IS_WORSE = frozenset({"finished", "plan_score", "turns", "words"})
_BEST_READBACKS = 4
"""Middle of the three to five read-backs that a full interview has."""


@dataclass(frozen=True)
class Measured:
    """What only a clock knows.

    Attributes:
        finished: Whether the interview came to its end by itself.
        interview_seconds: Wall time of the interview.
        plan_seconds: Wall time of drafting the plan.
    """

    finished: bool
    interview_seconds: float
    plan_seconds: float


@dataclass(frozen=True)
class Metrics:
    """The measures of one interview.

    Attributes:
        numbers: Value of each metric.
        findings: For each metric that has any, the texts that count against it.
    """

    numbers: dict[str, float]
    findings: dict[str, list[str]] = field(default_factory=dict)


def metrics(
    transcript: Sequence[Message],
    notes: Notes,
    plan: Plan,
    persona: Persona,
    *,
    embed: Embed,
    passages: Mapping[str, str],
    measured: Measured,
) -> Metrics:
    """Compute all measures of one interview.

    Args:
        transcript: Its messages in order.
        notes: What was noted in it.
        plan: The plan drafted from it.
        persona: Who was interviewed.
        embed: The product's embedding, for near-repeats.
        passages: Text of every passage of the library by id, with its title and source.
        measured: What only a clock knows.
    """
    said = Said.of(transcript)
    rates: dict[str, Rate] = {
        "one_question_rate": conversation.one_question(transcript),
        "short_turn_rate": conversation.short_turns(transcript),
        "open_question_rate": conversation.open_questions(transcript),
        "probe_on_vague_rate": conversation.probed_when_vague(transcript, persona),
        "slots_filled_rate": facts.slots_filled(notes, persona),
        "quotes_verbatim_rate": grounding.quotes(said, notes, plan),
        "numbers_grounded_rate": grounding.plan_numbers(said, plan, passages),
        "names_grounded_rate": grounding.plan_names(said, plan, passages),
        "citations_valid_rate": grounding.citations(plan, passages),
        "fact_precision": facts.precision(transcript, notes, persona),
        "fact_truth_match_rate": facts.truth_match(notes, persona),
        "fact_recall": facts.recall(notes, persona),
    }
    praise = conversation.without_praise(transcript)
    anchored = conversation.anchored(transcript)
    worded = conversation.model_worded(transcript)
    counted = {
        "double_barrelled": conversation.double_barrelled(transcript),
        "repeated_questions": conversation.repeated_questions(transcript, embed),
        "advice_before_plan": conversation.advice(transcript),
        "plan_repeated": plans.repeated(plan),
    }
    numbers: dict[str, float] = {
        **{name: rate.value for name, rate in rates.items()},
        **{name: len(texts) for name, texts in counted.items()},
        "praise_rate": 1 - praise.value,
        # With nothing worded by the model these two are not met, however tidy the stock text is.
        "anchored_rate": anchored.value if anchored.total else 0.0,
        "model_worded_rate": worded.value if worded.total else 0.0,
        "declined_reasked_max": conversation.declined_reasked_max(transcript, persona),
        "readbacks": sum(m.kind == "readback" for m in transcript),
        "probes": worded.total,
        **_plan_numbers(plan),
        **_speed(transcript, measured),
    }
    findings = {
        **{name: list(rate.wrong) for name, rate in rates.items()},
        **counted,
        "praise_rate": list(praise.wrong),
        "anchored_rate": list(anchored.wrong),
    }
    return Metrics(
        {name: round(value, 4) for name, value in numbers.items()},
        {name: texts for name, texts in findings.items() if texts},
    )


def worst(name: str, values: Sequence[float]) -> float:
    """Return the worst of the values that a metric has over several interviews.

    The smallest of rates, scores and lengths, the largest of faults and times; of read-backs the
    one farthest from four.
    """
    if name == "readbacks":
        return max(values, key=lambda value: abs(value - _BEST_READBACKS))
    if name == "praise_rate":
        return max(values)
    smaller = name.endswith("_rate") or name.startswith("fact_") or name in _SMALLER_IS_WORSE
    return min(values) if smaller else max(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least ``share`` of the values do not exceed; 0 of none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    rank = max(1, -(-round(share * 1000) * len(ordered) // 1000))
    return ordered[rank - 1]


def _plan_numbers(plan: Plan) -> dict[str, float]:
    from coach.plan.scoring import score

    report = plan.report
    return {
        "plan_score": score(plan).total,
        "plan_words": length(plan),
        "plan_statements": sum(len(section.statements) for section in plan.sections),
        "plan_redrafted": report.redrafted,
        "plan_replaced": report.replaced,
        "plan_removed": report.removed,
    }


def _speed(transcript: Sequence[Message], measured: Measured) -> dict[str, float]:
    """Return times, and how much was said; the opening answers nobody and is not timed."""
    ttft: list[float] = []
    for before, message in pairwise(transcript):
        waited = before.speaker == "employee" and message.speaker == "coach"
        if waited and message.ttft_ms is not None:
            ttft.append(message.ttft_ms)
    own = [m.text for m in transcript if m.speaker == "employee"]
    return {
        "finished": float(measured.finished),
        "turns": len(transcript),
        "words": sum(len(words(text)) for text in own),
        "minutes": measured.interview_seconds / 60,
        "ttft_p50_ms": percentile(ttft, 0.5),
        "ttft_p95_ms": percentile(ttft, 0.95),
        "plan_seconds": measured.plan_seconds,
    }
