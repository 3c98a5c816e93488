"""What an answer to another question may add to a topic, and what the topic's own answer takes out.

What was only carried over is less sure than what is said in reply to the question itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coach.interview.findings import Finding
from coach.interview.hearsay import reports_hearing
from coach.interview.notes import Fact, Notes
from coach.knowledge.ranking import stems
from coach.text import fold_space, sentences

LISTS = ("customers", "suppliers")
"""Topics that list people: another one named takes none out."""
SUPPORT = ("source",)
"""Slots that say how something else is known."""

_USELESS = re.compile(
    r"\b(?:nobody|no one|no-one|none of them|they never|he never|she never|never)"
    r"(?: (?!can\b|could\b)\w+){0,2}"
    r" (?:needs?|needed|reads?|uses?|used|looks? at|looked at|asks? for|asked|opens?|opened|wants?|"
    r"wanted|notices?|noticed|would miss|misses)\b"
    r"|\b(?:waste|pointless|useless|for nothing|unread|unused|no use|of no use|not needed|"
    r"needless|superfluous)\b"
    r"|\bfor the (?:drawer|bin|shelf|archive)\b|\b(?:in|into) the (?:bin|drawer)\b"
    r"|\b(?:twice|double|doubly|a second time|once more|all over again|in two (?:lists|places|"
    r"systems)|into two)\b"
)
"""Calls a piece of work useless, done twice, or read by nobody."""
_STILL = re.compile(r"\b(?:i|we) (?:still|also) \w+\b.{0,60}\b(?:although|nobody|no one|anyway)\b")
_HOW_WELL = re.compile(
    r"\b(?:count(?:s|ed|ing)?|measur\w+|track(?:s|ed|ing)?|logs?|logged|tally|surveys?|ratings?|"
    r"scores?|stars|rates?|share|percent|complain\w*|errors?|mistakes?|faults?|faulty|wrong(?:ly)?|"
    r"double|missing|missed|misses|late|later|delay\w*|overdue|on time|punctual|too (?:early|long|"
    r"short|few|many|much|small|big|cold)|wait(?:s|ed|ing)?|(?:come|comes|came|coming|drive|drives|"
    r"drove|send|sends|sent|bring|brings|brought|gives?|gave) (?:\w+ )?back|returns?|returned|"
    r"reject\w*|redo|redone|rework\w*|repeat\w*|scrap\w*|waste\w*|left ?overs?|thrown|throw away|"
    r"broken|breaks?|lost|stuck|fail\w*|satisf\w+|happy|praise\w*|thanks?|questions?|"
    r"rings?|rang|calls? (?:me|us|back|because|about)|called|mails? (?:a|about|me|us)|remind\w*|"
    r"without (?:a|any|asking)|right the first time|handling time|out of (?:ten|\d+)|of ten|"
    r"what (?:shows|tells)|see (?:it )?(?:from|by))\b|%|\bmails a \w+"
)
"""Speaks of good and bad work, or of looking at it."""
_CASE = re.compile(r"(?:and |but |so )*(?:if|when)\b")
_MANNER = re.compile(r"(?:with|by|in|on|at|from|without|into|to|of|for|when|if)\b", re.IGNORECASE)
"""How words begin that say how or where, and name no work."""
_WHERE = re.compile(r"[,;:]\s+|\s[-–—]\s|\s(?=(?:although|but|because|so|when|if)\s)")
_GENERIC = frozenset("team peopl custom offic depart floor staff group shift person user".split())
_PRONOUN = re.compile(r"\b(?:they|them|their|he|him|his|she|her|who)\b", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:also|too|as well|besides|another|in addition|on top of (?:that|it))\b")
_YES = re.compile(r"(?:yes|yeah|yep|right|exactly|true|that'?s (?:it|right|true|the one))\b")
_ANOTHER_TIME = re.compile(
    r"\b(?:last|yesterday|the other|another|ago|in (?:january|february|march|april|may|june|july|"
    r"august|september|october|november|december|spring|summer|autumn|winter)|on (?:mon|tues|"
    r"wednes|thurs|fri|satur|sun)day)\b"
)


def may_be_carried(
    topic_id: str, quote: str, message: str, *, focus: str | None, people: Sequence[str]
) -> bool:
    """Return whether words said in reply to another question may be noted on a topic.

    Args:
        topic_id: The topic.
        quote: The words.
        message: The whole message that they stand in.
        focus: The customer in focus, as noted.
        people: All customers that are noted.
    """
    if topic_id == "stop":
        return called_useless(quote, message)
    if topic_id == "evidence":
        return tells_how_well(quote, message)
    if topic_id == "needs" and focus is not None:
        return not told_of_another(quote, message, focus, people)
    return True


def called_useless(quote: str, message: str) -> bool:
    """Return whether words name work that their sentence calls useless, double or unread.

    Args:
        quote: A part of the message.
        message: The message.
    """
    sentence, start = _sentence_of(quote, message)
    if sentence is None or _MANNER.match(quote):
        return False
    parts = _WHERE.split(_plain(sentence))
    if _STILL.search(_plain(sentence)):
        return True
    called = [n for n, part in enumerate(parts) if _USELESS.search(part) and not _CASE.match(part)]
    place = len(_WHERE.split(_plain(sentence)[:start])) - 1
    last = place + len(_WHERE.split(_plain(quote))) - 1
    return any(place - 1 <= n <= last + 1 for n in called)


def tells_how_well(quote: str, message: str) -> bool:
    """Return whether the sentence of words speaks of how well work is done, or of counting that.

    How much there is of a work ("about 300 loaves a day") tells nothing about that.

    Args:
        quote: A part of the message.
        message: The message.
    """
    sentence, _ = _sentence_of(quote, message)
    return _HOW_WELL.search(_plain(sentence or quote)) is not None


def told_of_another(quote: str, message: str, focus: str, people: Sequence[str]) -> bool:
    """Return whether a wish is told of a customer other than the one in focus.

    Whoever is named last before the words counts; with "they" or "he", the last one named in the
    sentences before.

    Args:
        quote: The words; a part of the message.
        message: The message.
        focus: The customer in focus, as noted.
        people: All customers that are noted.
    """
    own = set(stems(focus))
    others = {
        stem
        for person in people
        if not own & set(stems(person))
        for stem in stems(_head(person))
        if stem not in _GENERIC
    }
    sentence, start = _sentence_of(quote, message)
    if sentence is None:
        return False
    named = _named(sentence[:start], own, others)[-1:] or _named(quote, own, others)[:1]
    if not named and _PRONOUN.search(sentence[:start] + quote):
        earlier = fold_space(message).partition(sentence)[0]
        named = _named(earlier, own, others)[-1:]
    return named == [False]


def taken_out(
    topic_id: str, answer: str, findings: Sequence[Finding], notes: Notes, topics: Mapping[int, str]
) -> list[tuple[str, Fact]]:
    """Return slot and fact of all that was carried over to a topic and that its answer overrules.

    An answer that names a thing of its own takes out what was carried over, unless it confirms
    that: by its words, by a yes, by answering first what was asked about it, or by an "also".

    Args:
        topic_id: The topic.
        answer: The first answer to the topic's own question.
        findings: What was noted of it.
        notes: All notes.
        topics: Topic of the question that each message answered, by the message's number.
    """
    if topic_id in LISTS:
        return []
    text = fold_space(answer)
    out: list[tuple[str, Fact]] = []
    for slot in dict.fromkeys(found.slot for found in findings if found.slot not in SUPPORT):
        for fact in notes.known(topic_id, slot):
            # What the customer was heard to say stays, whatever else matters to them.
            sure = fact.status == "corrected" or (topic_id == "needs" and fact.status == "heard")
            carried = not sure and topics.get(fact.turn, topic_id) != topic_id
            if carried and not _confirmed(topic_id, slot, fact, text, findings):
                out.append((slot, fact))
    gone = {fact.turn for _, fact in out}
    kept = [found.fact for found in findings]
    for slot, facts in notes.topics.get(topic_id, {}).items():
        # What was said of it in the same breath goes with it.
        out += [
            (slot, fact)
            for fact in facts
            if fact.turn in gone and (slot, fact) not in out and fact not in kept
        ]
    return out


def _confirmed(
    topic_id: str, slot: str, fact: Fact, text: str, findings: Sequence[Finding]
) -> bool:
    """Return whether an answer says that what was carried over holds."""
    plain = _plain(text)
    if set(stems(text)) & set(stems(fact.value)) or _YES.match(plain) or _ALSO.search(plain):
        return True
    if topic_id == "needs" and reports_hearing(text):
        return True
    if topic_id == "moment" and not _ANOTHER_TIME.search(plain):
        return True
    # First what was asked about the one, then another: "Ten minutes. There is the log as well."
    first = next(iter(sentences(text)), "")
    said_first = {found.slot for found in findings if found.fact.value in first}
    return bool(said_first) and slot not in said_first


def _sentence_of(quote: str, message: str) -> tuple[str | None, int]:
    """Return the sentence that holds words, and where in it they begin."""
    for sentence in sentences(fold_space(message)):
        start = sentence.lower().find(fold_space(quote).lower())
        if start >= 0:
            return sentence, start
    return None, 0


def _named(text: str, own: set[str], others: set[str]) -> list[bool]:
    """Return who is named in a text, in order: True for the one in focus, False for another."""
    found = [stem for stem in stems(text) if stem in own or stem in others]
    return [stem in own for stem in found]


def _head(person: str) -> str:
    """Return who somebody is, without where they are or what they have."""
    return re.split(r",| (?:in|on|at|of|from|with|who|that|for)\b", person)[0]


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
