"""What the customer of a rehearsal knows: facts of the notes, in the customer's own voice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coach.interview.notes import Fact, Notes
from coach.interview.signals import signal_of
from coach.plan.words import said
from coach.practice.customer import Customer
from coach.practice.voice import as_sentence, in_their_voice, is_reported, own_speech
from coach.text import find_quote, fold_space, one_line, sentences, words

SLOTS = (
    "needs.needs",
    "moment.effect",
    "moment.event",
    "customers.if_late",
    "focus.why",
    "helpful.help",
    "helpful.obstacle",
    "stop.stop",
    "stop.time",
    "conversation.today",
    "end_customer.end_customer",
    "end_customer.value",
)
"""What a customer can speak of, the most telling first. The employee's own measures, first step
and suppliers are not among it, and neither is when they want to meet: the customer would agree."""
_OWN_IDEAS = ("helpful.help", "stop.stop", "stop.time")
"""What the employee thinks of the customer, unless they say that they heard it."""
_STARTERS = frozenset(
    "i we he she they it there the a an his her their my our if when because".split()
)
MAX_SENTENCE_WORDS = 30
_FRAGMENTS = ("needs.needs", "helpful.help", "stop.stop", "stop.time", "conversation.today")
"""Slots in which a part of a sentence says what it should."""
_WHEN_TOLD = re.compile(r"^\w+ (?:told|said to|asked) (?:me|us) (?:in|at|on|last)\b[^,:]*$", re.I)
"""Says only when something was said."""
_PLANNED = re.compile(r"\b(?:could|would|might|will|talk to|meet)\b", re.I)
"""A talk to come and not how they talk today."""
_OURS = re.compile(r"\b(?:we|us|our|ours)\b", re.I)


@dataclass(frozen=True)
class Known:
    """One thing that the customer can speak of.

    Attributes:
        slot: Topic and slot of the notes.
        quote: The employee's words.
        voiced: The same as the customer says it; None when it is unclear who is who in it.
        guess: Whether the employee has not heard it from the customer.
    """

    slot: str
    quote: str
    voiced: str | None
    guess: bool


def known_facts(notes: Notes, answers: Mapping[int, str], customer: Customer) -> list[Known]:
    """Return what the customer can speak of, each thing once.

    Args:
        notes: What was heard.
        answers: The employee's messages by turn.
        customer: Whom the coach plays.
    """
    found: dict[str, Known] = {}
    for slot in SLOTS:
        for known in _of_slot(slot, notes, answers, customer):
            key = (known.voiced or known.quote).casefold().strip(".")
            shorter = [other for other in found if other in key]
            if any(key in other for other in found if other != key):
                continue
            for other in shorter:
                del found[other]
            found[key] = known
    return list(found.values())


def _of_slot(
    slot: str, notes: Notes, answers: Mapping[int, str], customer: Customer
) -> Iterator[Known]:
    for fact in notes.known(*slot.split(".")):
        text = said(fact, dict(answers))
        if text is None or text.told_only or signal_of(text.text) in ("declines", "skips"):
            continue
        if _WHEN_TOLD.match(text.text) or (
            slot == "conversation.today" and _PLANNED.search(text.text)
        ):
            continue
        sentence = _sentence(fact, answers.get(fact.turn, ""))
        yield Known(
            slot=slot,
            quote=one_line(text.text, limit=240),
            voiced=_voiced(slot, text.text, sentence, customer),
            guess=text.denied
            or fact.status == "assumed"
            or (slot in _OWN_IDEAS and not is_reported(sentence, customer)),
        )


def _voiced(slot: str, quote: str, sentence: str, customer: Customer) -> str | None:
    speech = own_speech(sentence, customer)
    if speech is not None and _shares(speech, quote):
        return speech
    if slot == "needs.needs" and quote.startswith(("I ", "I'", "I’")):
        return as_sentence(quote)  # what a customer wants, with "I", is in their words
    if slot == "needs.needs" and _OURS.search(quote) and not customer.group:
        return None  # what the employee's own side wants
    alone = _stands_alone(slot, quote, sentence, customer)
    about = words(quote)[0] != "they" and customer.pronoun in words(quote)
    for text in (quote, sentence) if alone else (sentence, quote) if about else (sentence,):
        voiced = in_their_voice(
            text,
            customer,
            we_both=slot == "conversation.today",
            they_others=slot.startswith("end_customer"),
        )
        if voiced is not None:
            return voiced
    return None


def _stands_alone(slot: str, quote: str, sentence: str, customer: Customer) -> bool:
    """Return whether a quote can be understood without the rest of its sentence."""
    first, opening = words(quote)[0], words(sentence)[:1]
    if first == "they" and not {*opening} & {"they", "if", "when", "because"}:
        return False
    return slot in _FRAGMENTS or first in _STARTERS or first in words(customer.name)


def _sentence(fact: Fact, answer: str) -> str:
    """Return the sentence of the answer in which a fact stands; the fact where there is none."""
    wanted = fold_space(fact.quote)
    for sentence in sentences(fold_space(answer)):
        if find_quote(wanted, sentence) and len(words(sentence)) <= MAX_SENTENCE_WORDS:
            return sentence
    return fact.value


def _shares(speech: str, quote: str) -> bool:
    """Return whether a quote is from a speech, and not from what stands before it."""
    have = words(speech)
    return sum(word in have for word in words(quote)) * 2 >= len(words(quote))
