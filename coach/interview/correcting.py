"""Putting corrections into the notes, and saying what was changed."""

from __future__ import annotations

from collections.abc import Sequence

from coach.interview.agenda import Agenda
from coach.interview.corrector import Correction
from coach.interview.flow import FlowTexts
from coach.interview.hearsay import denies_hearing
from coach.interview.notes import Fact, Notes, Status
from coach.interview.readback import NAME_SLOTS, Numbered
from coach.interview.signals import names_someone
from coach.text import content_words, one_line


def apply_correction(
    correction: Correction | None,
    covered: Sequence[str],
    turn: int,
    *,
    notes: Notes,
    agenda: Agenda,
    texts: FlowTexts,
) -> str:
    """Change the notes, and return the template of a reply that says what was changed.

    Args:
        correction: What the employee wants changed; None when that is not clear.
        covered: Topics of the read-back.
        turn: Number of the employee's message.
        notes: Changed in place.
        agenda: Topics and slots.
        texts: Wording of the reply; its place for the next question stays open.
    """
    if correction is None:
        return texts.not_changed
    target, value = correction.target, correction.value
    if correction.kind == "guess":
        _note_guess(target, value, covered, turn, notes, agenda)
        return _filled(texts.corrected_guess, value)
    if correction.kind == "withdraw" and target is not None:
        notes.change(target.topic, target.slot, target.fact, None)
        return _filled(texts.withdrawn, value)
    if correction.kind == "keep":
        return _filled(texts.kept, value)
    fact = Fact(value=value, quote=value, turn=turn, status=_status(target, value))
    if target is None:
        people = names_someone(value) and "customers" in covered
        notes.add(*_main_slot(agenda, "customers" if people else covered[-1]), fact)
        return _filled(texts.added, value)
    if correction.kind == "replace":
        notes.change(target.topic, target.slot, target.fact, fact)
        _rename(notes, target, fact)
        return _filled(texts.corrected, value)
    notes.add(target.topic, target.slot, fact)
    return _filled(texts.added, value)


def mark_heard(notes: Notes) -> None:
    """Note that the customer said what was noted as a guess about their needs."""
    for fact in notes.facts("needs", "needs"):
        if fact.status == "assumed":
            after = fact.model_copy(update={"status": "heard"})
            notes.change("needs", "needs", fact, after)


def _note_guess(
    target: Numbered | None,
    value: str,
    covered: Sequence[str],
    turn: int,
    notes: Notes,
    agenda: Agenda,
) -> None:
    if target is None:
        topic = "needs" if "needs" in covered else covered[-1]
        fact = Fact(value=value, quote=value, turn=turn, status="assumed")
        notes.add(*_main_slot(agenda, topic), fact)
    elif target.fact.status != "assumed":
        after = target.fact.model_copy(update={"status": "assumed"})
        notes.change(target.topic, target.slot, target.fact, after)


def _rename(notes: Notes, target: Numbered, now: Fact) -> None:
    """Correct a name wherever it was noted: as a customer and as the one to start with."""
    if (target.topic, target.slot) not in NAME_SLOTS:
        return
    wrong = content_words(target.fact.value)
    for topic, slot in NAME_SLOTS:
        for fact in notes.facts(topic, slot):
            named = content_words(fact.value)
            if named and fact != now and (named <= wrong or wrong <= named):
                notes.change(topic, slot, fact, now)


def _status(target: Numbered | None, value: str) -> Status:
    """Return how a corrected line is known: what the customer said stays heard, in better words."""
    heard = target is not None and target.topic == "needs" and target.fact.status == "heard"
    return "heard" if heard and not denies_hearing(value) else "corrected"


def _main_slot(agenda: Agenda, topic_id: str) -> tuple[str, str]:
    """Return where something added in a read-back is noted."""
    slots = agenda.topic(topic_id).slots
    return topic_id, next((slot.id for slot in slots if slot.required), slots[0].id)


def _filled(template: str, now: str) -> str:
    """Fill in what was changed; it cannot be taken for a part of the template."""
    return template.replace("{{ now }}", one_line(now, limit=80).replace("{", "("))
