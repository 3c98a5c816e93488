"""What is made of the model's finds: each under the slot where it belongs, none said twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.interview.agenda import Slot, Topic
from coach.interview.agreement import agrees
from coach.interview.asides import is_aside
from coach.interview.gaps import blames
from coach.interview.hearsay import heard_from_customer, knows_from, report_in
from coach.interview.no_more import is_in_no_more, without_no_more
from coach.interview.notes import Fact, Status
from coach.interview.refusals import refusal_in
from coach.interview.roles import as_role, begins_inside, stands_alone
from coach.interview.signals import names_someone
from coach.text import content_words, find_quote, fold_space, sentences, words

TERSE_WORDS = 5
"""In a longer answer a few words are a fragment where a slot wants a whole statement."""
SPOKEN = ("needs", "reputation", "source")
"""Slots in which the customer may speak: their "you" is not the coach."""
_POINTS = re.compile(
    r"\w+ (?:those|these|them|it|that|this)(?: (?:myself|ourselves|too|as well))?$", re.IGNORECASE
)
"""Names nothing by itself: "plate those myself"."""
SAME_WORDS = 4
"""Two finds of different slots that share a run of this many words are the same find."""


@dataclass(frozen=True)
class Finding:
    """A fact and the slot that it belongs to."""

    slot: str
    fact: Fact


def quoted_from(findings: Sequence[Finding], message: str) -> list[Finding]:
    """Return the findings whose quote stands in the message, each with it letter for letter.

    They may have been read in a part of the message, whose sentences are parted in another way.

    Args:
        findings: What was found.
        message: The employee's whole message.
    """
    text = fold_space(message)
    found: list[Finding] = []
    for one in findings:
        quote = one.fact.quote if one.fact.quote in text else find_quote(one.fact.quote, text)
        if quote is not None:
            found.append(Finding(one.slot, one.fact.model_copy(update={"quote": quote})))
    return found


def findings_in(topic: Topic, found: dict[str, list[str]], answer: str, turn: int) -> list[Finding]:
    """Return the facts of an answer.

    Args:
        topic: What was talked about.
        found: By slot, what the model copied out of the answer.
        answer: The employee's message.
        turn: Its number.
    """
    text = fold_space(answer)
    findings: list[Finding] = []
    for slot in topic.slots:
        quotes = accepted(found.get(slot.id, []), text, slot)
        if topic.id == "commit":
            quotes = [with_doing(quote, text) for quote in quotes]
        if topic.id == "work" and slot.id == "role":
            quotes = [q for q in quotes if as_role(q, text) or stands_alone(q, text)]
        for number, quote in enumerate(quotes):
            place = _place(slot, quote, number, topic)
            if place is not None:
                findings.append(finding(place, quote, answer, turn))
    findings = with_roles_only(topic, findings, answer, turn)
    findings = _with_day(_without_nested(findings), text, answer, turn, topic)
    return _with_sources(topic, _without_receivers(findings), answer, turn)


def with_roles_only(
    topic: Topic, findings: Sequence[Finding], answer: str, turn: int, *, placed: bool = False
) -> list[Finding]:
    """Keep as a role only what somebody says that they are or do.

    A single word that stands by itself and is no job ("Bread.") is what others get; words out of
    a clause about somebody else are nothing.

    Args:
        topic: What was talked about; others than the work are left as they are.
        findings: What was found in the answer.
        answer: The employee's message.
        turn: Its number.
        placed: Whether it was looked at already where a word belongs that stands by itself.
    """
    if topic.id != "work":
        return list(findings)
    text, kept = fold_space(answer), []
    for found in findings:
        value = found.fact.value
        role = as_role(value, text) if found.slot == "role" else value
        alone = role is None and stands_alone(value, text)
        if role == value or (alone and (placed or len(words(value)) > 1)):
            kept.append(found)
        elif role is not None:
            kept.append(finding(topic.slot("role"), role, answer, turn))
        elif alone:
            kept.append(finding(topic.slot("outputs"), value, answer, turn))
    kept = [f for f in kept if not _POINTS.match(f.fact.value)] or kept
    whole = [found for found in kept if not begins_inside(found.fact.value, text)]
    return whole if any(found.slot == "outputs" for found in whole) else kept


def finding(slot: Slot, quote: str, answer: str, turn: int) -> Finding:
    """Return a fact with its words as they were typed, and how they are known."""
    said = find_quote(quote, answer) or quote
    return Finding(
        slot.id, Fact(value=quote, quote=said, turn=turn, status=status_of(slot, quote, answer))
    )


def status_of(slot: Slot, quote: str, answer: str) -> Status:
    """Return whether something is known, heard from the customer, or assumed of them."""
    if slot.about == "self":
        return "known"
    return "heard" if heard_from_customer(quote, fold_space(answer)) else "assumed"


def _with_sources(
    topic: Topic, findings: Sequence[Finding], answer: str, turn: int
) -> list[Finding]:
    """Tell needs from how the employee knows them, where the topic has a place for that."""
    source = next((slot for slot in topic.slots if slot.id == "source"), None)
    if source is None:
        return list(findings)
    kept = []
    for found in findings:
        value = found.fact.value
        if found.slot == source.id and not knows_from(value):
            continue
        if found.slot == "needs" and _only_reports(value):
            kept.append(finding(source, value, answer, turn))
        else:
            kept.append(found)
    if not any(found.slot == source.id for found in kept):
        reports = [r for s in sentences(fold_space(answer)) if (r := report_in(s)) is not None]
        taken = {found.fact.value for found in kept}
        kept += [finding(source, r, answer, turn) for r in reports[:1] if r not in taken]
    return kept


def _only_reports(value: str) -> bool:
    """Return whether a find says that somebody spoke, and not what they want."""
    report = report_in(value)
    return report is not None and len(content_words(value) - content_words(report)) == 0


def accepted(quotes: list[str], text: str, slot: Slot) -> list[str]:
    """Return the quotes that stand in the text and say something, without repeats."""
    kept: list[str] = []
    for quote in quotes:
        verbatim = find_quote(quote, text)
        if verbatim is None or is_in_no_more(verbatim, text):
            continue
        more = without_no_more(verbatim)
        if not more:
            continue
        verbatim = find_quote(more, text) or verbatim
        if _TAKEN_BACK.match(text.partition(verbatim)[2].lower()):
            continue
        verbatim = with_condition(_LINK.sub("", _after_colon(verbatim, text)), text)
        if not (content_words(verbatim) or any(c.isdigit() for c in verbatim)):
            continue
        fragment = len(words(verbatim)) < slot.words and len(words(text)) > TERSE_WORDS
        if fragment or agrees(verbatim):
            continue
        if slot.id in ("customers", "customer") and is_everyone(verbatim):
            continue
        if (slot.id not in SPOKEN and is_aside(verbatim)) or (
            slot.id != "obstacle" and blames(verbatim)
        ):
            continue
        if _EMPTY.match(verbatim) or refusal_in(verbatim.lower().replace("’", "'")) is not None:
            continue
        if verbatim not in kept:
            kept.append(verbatim)
    return kept


_EMPTY = re.compile(
    r"(don['’]t ask me\b.*|what would help|all right|alright|first thing|fine then|"
    r"how should i know\b.*|whether .{1,40} is another question|"
    r"it'?s a mix of things|"
    r"ask (the|my|them|him|her) \w+|they care about|you know|that'?s a (good|hard) (one|question)|"
    r"it depends.{0,20})[.!?]?$",
    re.IGNORECASE,
)
"""Says nothing by itself."""


def _place(slot: Slot, quote: str, number: int, topic: Topic) -> Slot | None:
    """Return the slot that the ``number``-th quote for ``slot`` belongs to, or None."""
    too_many = number > 0 and not slot.many
    has_figure = bool(_FIGURE.search(quote.lower()))
    no_figure = slot.figure and not has_figure
    brief = len(words(quote)) <= MAX_FIGURE_WORDS
    if slot.figures_to and brief and re.search(_COUNTED, quote.lower()):
        return topic.slot(slot.figures_to)
    if not too_many and not no_figure:
        return slot
    return topic.slot(slot.overflow) if slot.overflow else None


MAX_FIGURE_WORDS = 6
"""Longest find that is nothing but a figure and what it counts."""
_COUNTED = (
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|dozen|hundred|half|third|quarter|percent)\b"
)
_FIGURE = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|twice|once|half|"
    r"third|quarter|none|never|always|every|most|few|daily|weekly|percent)\b"
)


_TAKEN_BACK = re.compile(
    r"\s*[,;–-]\s*(?:oh,? |or,? |but )?(?:no|wait|sorry|scratch that)\b,? "
    r"(?!one|need|more|longer|matter|problem)"
)
"""What follows words that are put right in the same breath."""
_LINK = re.compile(
    r"^((and|but|so|then|also|because|that|or)\s+|(no|well|anyway|hm+|ok|okay),\s+)+(?=\w)",
    re.IGNORECASE,
)
"""Words that only link a part of an answer to what stood before it."""


_TURNS = r"(?:if|when|until|unless|without|not|no|never|\w+n't|\w+n’t|fewer|less|more|hardly)"
_TURNED = re.compile(rf"(?<![\w'’]){_TURNS}(?: [\w'’]+){{0,3}} $", re.IGNORECASE)
"""Up to four words before a find that turn its meaning round, or make it a condition."""


def with_condition(quote: str, text: str) -> str:
    """Return a find with the "not", "if" or "fewer than" that stands before it in its clause."""
    start = text.find(quote)
    turned = _TURNED.search(text[:start]) if start > 0 else None
    return text[turned.start() : start] + quote if turned else quote


_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight|"
    r"(?:next|this) (?:week|month)"
)
_DOING = re.compile(
    rf"(?:(?:on |by )?\b(?:{_DAY})(?: (?:morning|afternoon|evening|at \w+))?,? )?"
    r"\bI(?:['’]ll| will| want to| am going to|['’]m going to)? (?:ask|tell|call|ring|phone|write|"
    r"send|show|give|make|put|bring|meet|visit|talk to|invite|try|start|stop|take)(?: \w+){0,2} $",
    re.IGNORECASE,
)
"""Who does it, and when, right before a find."""


def with_doing(quote: str, text: str) -> str:
    """Return a find with the "On Monday I ask" that stands before it."""
    start = text.find(quote)
    doing = _DOING.search(text[:start]) if start > 0 else None
    return text[doing.start() : start] + quote if doing else quote


_SAYING = re.compile(
    r"\b(said|says?|told|tells?|asked|asks?|wrote|writes?|was|is|words)\b[\w ]{0,25}$"
)


def _after_colon(quote: str, text: str) -> str:
    """Return what was reported instead of the report: "She said: call me" becomes "call me"."""
    _, found, rest = text.partition(quote + ":")
    if not found or not _SAYING.search(quote.lower()):
        return quote
    reported = re.split(r"(?<=[.!?])\s", rest.strip())[0].strip(" .!?\"'“”")
    return reported if reported and reported in text else quote


_EVERYONE = frozenset(
    "everyone everybody anyone anybody all people company whole plant really whoever organisation "
    "organization staff many different several various customers customer users clients business "
    "department departments office firm lots lot others someone somebody building house internally "
    "externally internal external stakeholders stakeholder partners partner parties portfolio "
    "range".split()
)


def is_everyone(text: str) -> bool:
    """Return whether a text names nobody in particular."""
    return not names_someone(text) and content_words(text) <= _EVERYONE


def _without_nested(findings: list[Finding]) -> list[Finding]:
    """Drop a find that says again what another find of the same answer says."""
    kept: list[Finding] = []
    for finding in findings:
        if not any(_says_again(finding, other) for other in kept):
            kept.append(finding)
    return kept


_LONE_DAY = re.compile(
    r"(?:on |by |this |next |until )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: \w+){0,2}$|"
    r"(?:tomorrow|today|tonight)(?: \w+){0,2}$",
    re.IGNORECASE,
)


def _with_day(
    findings: list[Finding], text: str, answer: str, turn: int, topic: Topic
) -> list[Finding]:
    """Join a day that stands right behind a first step with it: "Borrow a saw. Tuesday."."""
    step = next((f for f in findings if f.slot == "first_step"), None)
    day = next((f for f in findings if _LONE_DAY.match(f.fact.value)), None)
    if step is None or day is None or step is day:
        return findings
    start = text.find(step.fact.value)
    both = re.match(
        rf"{re.escape(step.fact.value)}[.,;]? {re.escape(day.fact.value)}", text[start:]
    )
    if both is None:
        return findings
    joined = finding(topic.slot("first_step"), both.group(), answer, turn)
    return [joined if f is step else f for f in findings if f is not day]


def _without_receivers(findings: list[Finding]) -> list[Finding]:
    """Drop those to whom something is given from those on whom the employee depends."""
    given = [f.fact.value for f in findings if f.slot == "contribution"]
    return [
        f
        for f in findings
        if f.slot != "supplier" or not any(find_quote(f.fact.value, value) for value in given)
    ]


def _says_again(finding: Finding, other: Finding) -> bool:
    one, two = finding.fact.value, other.fact.value
    if one == two:
        return True
    inside = find_quote(one, two) or find_quote(two, one)
    if inside is None:
        return False
    return finding.slot == other.slot or len(words(inside)) >= SAME_WORDS
