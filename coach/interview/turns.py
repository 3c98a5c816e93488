"""Decisions between turns: which gap to probe, who "they" are, which words to echo.

Everything here is a function of topic, notes and state, so that it can be tested without a model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.interview.agenda import Agenda, Probe, Topic
from coach.interview.gaps import open_gap
from coach.interview.notes import Fact, Notes
from coach.interview.signals import is_vague
from coach.interview.state import State
from coach.text import one_line, words

MAX_PROBES = {"full": 2, "short": 1}
"""Follow-ups on one topic; one more where a required slot is still empty in the short form."""
FIRST_PERSON = re.compile(r"\b(I|me|my|mine|myself|we|us|our|ours)\b|\bI'", re.IGNORECASE)
"""In the coach's mouth these would mean the coach."""
MAX_NAME_WORDS = 7
MINUTES_A_TOPIC = 1.2
PRIOR_TOPICS = 3
"""Topics at the usual pace that an estimate begins with."""
DRY_TO_OFFER_END = 2
DRY_TO_END = 4
RECENT = 3
"""Answers that are compared when somebody may be tired."""
FEW_WORDS = 5
"""Longest answer of somebody tired."""


def open_slots(topic: Topic, notes: Notes, *, required: bool) -> list[str]:
    """Return the slots of a topic that nothing is known about yet.

    Args:
        topic: The topic.
        notes: What was heard so far.
        required: Required slots; else those that are worth a probe.
    """
    chosen = [slot for slot in topic.slots if (slot.required if required else slot.wanted)]
    empty = [slot.id for slot in chosen if not notes.facts(topic.id, slot.id)]
    # A need that was heard says itself how it is known.
    told = any(fact.status == "heard" for fact in notes.facts("needs", "needs"))
    if topic.id == "needs" and "source" in empty and told:
        empty.remove("source")
    return empty


def next_probe(
    topic: Topic, notes: Notes, state: State, turn: int, answer: str, *, vague: bool = False
) -> Probe | None:
    """Return the gap to ask about next, or None when the topic is done.

    What must be known comes first, then what is wrong with what was said, then what is good to
    know.

    Args:
        topic: The topic being talked about.
        notes: What was heard, this answer included.
        state: Where the interview stands.
        turn: Number of the employee's last message.
        answer: The message.
        vague: Whether the message says nothing specific.
    """
    if state.declined.get(topic.id) or not topic.probes:
        return None
    asked = state.probes_on(topic.id)
    required = open_slots(topic, notes, required=True)
    budget = MAX_PROBES[state.form]
    if asked >= budget + (1 if required and state.form == "short" else 0):
        return None
    wanted = open_slots(topic, notes, required=False)
    candidates = [topic.probe(slot_id) for slot_id in required]
    candidates.append(_gap_probe(topic, notes, state, turn, answer, vague=vague))
    candidates += [topic.probe(slot_id) for slot_id in wanted]
    if asked == 0 and (vague or is_vague(answer)) and not any(candidates):
        candidates = [probe for probe in topic.probes if probe.gap is None]
    for probe in candidates:
        if probe is not None and f"{topic.id}.{probe.key}" not in state.probes:
            return probe
    if asked == 0 and state.form == "full":
        return next((probe for probe in topic.probes if probe.more), None)
    return None


def _gap_probe(
    topic: Topic, notes: Notes, state: State, turn: int, answer: str, *, vague: bool
) -> Probe | None:
    """Return the probe for what is wrong with an answer; one on a topic is enough."""
    if any("!" in probe for probe in state.probes if probe.split(".")[0] == topic.id):
        return None
    found = open_gap(topic, notes, turn, answer)
    if found is not None:
        return topic.probe_for(*found)
    if not vague:
        return None
    said = [s.id for s in topic.slots if any(f.turn == turn for f in notes.known(topic.id, s.id))]
    return next((p for slot in said if (p := topic.probe_for(slot, "general"))), None)


def opening_of(topic: Topic, notes: Notes) -> Probe | Topic | None:
    """Return what a topic begins with, given what was said on it before it was asked.

    Returns:
        The topic itself: its own first question. A probe: only that is still open. None: nothing.
    """
    if open_slots(topic, notes, required=True) or not topic.probes:
        return topic
    if not any(slot.required for slot in topic.slots):
        return topic
    wanted = open_slots(topic, notes, required=False)
    found = next((p for s in wanted if (p := topic.probe(s)) is not None), None)
    if found is None and topic.id == "needs":
        # What matters to the customer is what everything else rests on: one wish is not all.
        return next((probe for probe in topic.probes if probe.more), None)
    return found


def answers_shrink(lengths: Sequence[int]) -> bool:
    """Return whether somebody who wrote more at first now answers in a few words.

    Args:
        lengths: Words of each answer, in order.
    """
    if len(lengths) < 2 * RECENT:
        return False
    at_first, now = lengths[:RECENT], lengths[-RECENT:]
    return max(now) <= FEW_WORDS and sum(now) * 3 <= sum(at_first)


def needs_another_try(topic: Topic, notes: Notes, state: State) -> bool:
    """Return whether a declined topic is asked once more, from another angle."""
    first = state.declined.get(topic.id, 0) == 1
    return first and bool(open_slots(topic, notes, required=True))


def who(notes: Notes, unknown: str) -> str:
    """Return how to speak of the customer in focus: their name or role as it was said.

    Args:
        notes: What was heard.
        unknown: What to say while nobody is named.
    """
    for topic, slot in (("focus", "customer"), ("customers", "customers")):
        for fact in notes.known(topic, slot):
            spoken = spoken_to(fact.value)
            if len(words(spoken)) <= MAX_NAME_WORDS and not FIRST_PERSON.search(spoken):
                return spoken
    return unknown


def spoken_to(value: str) -> str:
    """Return an employee's phrase as the coach says it to them ("my boss" to "your boss")."""
    text = one_line(value).strip(" .,;:!?")
    first, _, rest = text.partition(" ")
    turned = {"my": "your", "our": "your"}.get(first.lower())
    if turned:
        return f"{turned} {rest}".strip()
    if first in ("The", "A", "An", "All", "Some", "Mostly", "Mainly", "Those", "These", "People"):
        return f"{first.lower()} {rest}".strip()
    return text


def unknown_fact(text: str, turn: int) -> Fact:
    """Return the note that something was asked and is not known."""
    return Fact(value="not known", quote=one_line(text).rstrip("…"), turn=turn, status="unknown")


def minutes_left(agenda: Agenda, state: State) -> int:
    """Return an estimate of the minutes left, from the employee's own pace once there is one."""
    total = len(agenda.topics(state.form))
    done = len(state.finished)
    # Their own pace counts more with each topic, so that one long answer does not turn it over.
    pace = (state.minutes + PRIOR_TOPICS * MINUTES_A_TOPIC) / (done + PRIOR_TOPICS)
    pace = min(max(pace, 0.5), 4.0)
    return max(1, round((total - done) * pace)) if done < total else 0
