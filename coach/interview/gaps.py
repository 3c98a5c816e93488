"""What is wrong with an answer although something was noted of it.

Four kinds (``coach.interview.agenda.Gap``), told by rules: labelled examples are in
``tests/interview/gaps.yaml``.
"""

from __future__ import annotations

import re

from coach.interview.agenda import Gap, Topic
from coach.interview.notes import Fact, Notes
from coach.interview.signals import names_someone
from coach.text import content_words, words

_ORDER: tuple[Gap, ...] = ("own_goal", "solution", "blame", "general")
"""Which gap is asked about first, where an answer has several."""

_OWN_GOAL = re.compile(
    r"\b(we|i) (just |only |really |also )?(want|need|have to (meet|hit|reach|make)|aim|must "
    r"(meet|hit|reach)|would like|'d like|expect) (them|him|her|people|everyone|to|our|my|us|more "
    r"(sales|orders|revenue))\b"
    r"|\b(our|my|the company'?s|the department'?s) (own )?(\w+ )?(targets?|goals?|kpis?|margins?|"
    r"budgets?|numbers|quota|utili[sz]ation|profits?|savings|costs|sales|efficiency|workload|"
    r"bonus)\b"
    r"|\b(that )?(they|he|she|people) (should|must|have to|need to|ought to) (finally |just |all )?"
    r"(use|fill|follow|read|stick|respect|stop|send|give|accept|understand|learn|keep to|buy|order|"
    r"leave)\b"
    r"|\bso (that )?(we|i) (can|could|don'?t|do not|get|have|save|make|hit|meet|finish)\b"
    r"|^(that |for )?(they|people|everyone|them to) (follow|use|stick|respect|comply|accept|obey|"
    r"keep to)\b"
    r"|^(to )?(reduce|cut|lower|increase|raise|improve|hit|meet|reach) (our|my|the) \w+"
)
_SOLUTION_THING = (
    r"(app|tool|system|software|dashboard|portal|platform|database|chat ?bot|website|web ?site|"
    r"intranet|spreadsheet|excel|template|form|checklist|training|trainings|course|workshop|"
    r"machine|printer|scanner|tablet|laptop|computer|screen|robot|server|ticket system|"
    r"newsletter|meeting|policy|process|sharepoint|wiki|erp|crm|ai|automation|licen[cs]e)s?"
)
_SOLUTION = re.compile(
    r"\b(an?|another|more|new|better|proper|our own|their own|get|buy|build|install|"
    rf"introduce|automate)( \w+){{0,3}} {_SOLUTION_THING}\b"
    rf"|^{_SOLUTION_THING}[.! ]*$"
    r"|\b(more|extra|another|two more|new) (staff|people|colleagues?|hands|headcount|budget|"
    r"money)\b"
)
_PURPOSE = re.compile(
    r"\b(so that|so (they|he|she)|because|to (see|know|find|check|get|plan|avoid|read|stop)|"
    r"without|instead of|when|that (shows|tells|works|says|fits|runs|does)|for (their|his|her) "
    r"\w+|with (the|their|his|her|all) \w+)\b"
)
"""Says what the solution is for, so that the need is heard."""
_BLAME = re.compile(
    r"\b(lazy|stupid|idiots?|incompetent|useless|clueless|hopeless|ignorant|arrogant|sloppy|"
    r"careless|unwilling|stubborn|unreliable|unprofessional)\b"
    r"|\b(they|he|she|people|nobody|nobody there|management|the \w+|those \w+|\w+) (just |simply |"
    r"really |obviously )?(do(es)?n'?t|do(es)? not|never|won'?t|will not|can'?t be) (care|bother|"
    r"bothered|listen|think|read (anything|the|it|our|my|what)|pay attention|want to (understand|"
    r"learn|change|listen)|know what they|give a|do (their|his|her) (job|work|homework))\b"
    r"|\b(their|his|her|management'?s|your) (own )?fault\b|\bto blame\b"
    r"|\b(screw|mess)(s|es|ed)? (it |things |us |everything )?up\b"
    r"|\bno ?(one|body) (there )?(cares|bothers|listens)\b|\bcouldn'?t care less\b"
    r"|\balways (forgets?|too late|late with|wrong|complain(s|ing)?|moan(s|ing)?)\b"
)
GENERAL_WORDS = frozenset(
    "good better best quality service services fast faster quick quickly quicker speed support "
    "helps helping help helpful communication communicate communicating information reliable "
    "reliability professional professionally friendly friendliness efficient efficiency smooth "
    "smoothly nice happy satisfied satisfaction satisfying results result work works job jobs "
    "right correct correctly properly proper well value trust respect satisfied flexible "
    "flexibility transparency transparent timely accurate accuracy punctual competent competence "
    "attention available availability improve improved improvement great excellent perfect "
    "problem problems trouble issue issues bad worse unhappy annoyed angry stress stressful delay "
    "delays delayed slow slower late difficult hard easier easy understanding patience honest "
    "honesty kind polite responsive response responsible solution solutions solve solved team "
    "teamwork cooperation collaboration cooperative customer customers client clients user users "
    "care expectations needs requirements standard standards performance impact money cost costs "
    "price cheap safe safety always usually normally everything anything whatever depends stuff "
    "general generally basically simply proactive solid strong positive negative consistent "
    "consistency clear clarity regular regularly soon possible maybe probably guess suppose think "
    "bit lot lots kind want wants needed everyone everybody colleagues colleague company".split()
)
MAX_GENERAL_WORDS = 9
"""A longer find says something, in whatever words."""


def gap_in(topic: Topic, slot_id: str, values: list[str], answer: str) -> Gap | None:
    """Return what is wrong with what an answer gave for a slot, or None when it will do.

    Args:
        topic: What was talked about; only gaps that it has a probe for are returned.
        slot_id: A slot of the topic.
        values: What was noted for the slot, in the employee's words.
        answer: The whole answer.
    """
    if not values:
        return None
    for gap in _ORDER:
        if topic.probe_for(slot_id, gap) is None:
            continue
        if _is(gap, values, answer):
            return gap
    return None


def open_gap(topic: Topic, notes: Notes, turn: int, answer: str) -> tuple[str, Gap] | None:
    """Return the slot and kind of the gap to ask about after an answer, or None.

    Args:
        topic: What was talked about.
        notes: What was heard, this answer included.
        turn: Number of the employee's message.
        answer: The message.
    """
    for gap in _ORDER:
        for slot in topic.slots:
            facts = [f for f in notes.known(topic.id, slot.id) if _counts(f, turn)]
            found = gap_in(topic, slot.id, [fact.value for fact in facts], answer)
            if found == gap:
                return slot.id, gap
    return None


def blames(text: str) -> bool:
    """Return whether a text puts something down to what somebody is like."""
    return _BLAME.search(text.lower().replace("’", "'")) is not None


def is_general(text: str) -> bool:
    """Return whether a text says nothing that one could see or check."""
    if names_someone(text) or any(c.isdigit() for c in text):
        return False
    if len(words(text)) > MAX_GENERAL_WORDS:
        return False
    return content_words(text) <= GENERAL_WORDS


def _counts(fact: Fact, turn: int) -> bool:
    return fact.turn == turn and fact.status != "corrected"


def _is(gap: Gap, values: list[str], answer: str) -> bool:
    lowered = [value.lower().replace("’", "'") for value in values]
    if gap == "general":
        return all(is_general(value) for value in values)
    if gap == "own_goal":
        return all(_OWN_GOAL.search(value) for value in lowered)
    if gap == "solution":
        told = _PURPOSE.search(answer.lower())
        return not told and all(_SOLUTION.search(value) for value in lowered)
    return any(_BLAME.search(value) for value in lowered)
