"""A customer's words seen from the employee's side, and said to the customer again.

"Ask me before you move it" is, for the employee, "that I ask Rosa before I move it"; a question
about it, put to Rosa, is "Tell me about the last time I did not ask you before I moved it". The
swap of persons is done here, by rule, because the small model gets it wrong in most sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from coach.plan.wordlists import word_lists
from coach.plan.words import are_several
from coach.text import fold_space, with_latin

_SAID = re.compile(
    r"^[^:,\"“]{0,40}\b(?:say|says|said|told|tells|saying)\b"
    r"(?:[^:,\"“]{0,40}:|(?: me| to me| always)*,)\s*[\"“]*",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"^(?:that )?(?:(?:\w+\.? ){0,2}\w+ )?(?:just |only |really )?(?:wants?|needs?"
    r"|(?:is|are) needing|(?:is|are) wanting|would like|would love)\b",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    r"^(?:i |they |he |she )?(?:don['’]t|do not|not)\b[^,;]*[,;] (?:(?:but|just|only) )+(?=\w)",
    re.IGNORECASE,
)
_NOT_TAIL = re.compile(r",? (?:and )?not (?!to\b)[^.;]*$", re.IGNORECASE)
_ADDED = re.compile(
    r",? (?:even (?:if|when)|no matter|because|otherwise)\b.*$"
    r"|[,;] (?:it|that|this) (?:costs?|takes?|saves?|is|was|means?|makes?|gives?|will|would)\b.*$"
    r"|[,;] (?:i|we|they|he|she) (?:have|has|need|needs|must|want|am|are|is|can(?:not)?)\b.*$",
    re.IGNORECASE,
)
"""An addition to a wish that changes nothing of it: why it is one, or that it always is."""
_RATHER = re.compile(
    r"^(?:\w+ would|\w+['’]d|would) rather (?:have|get) (?P<what>.+?)(?: than .*)?$", re.IGNORECASE
)
_SOMEBODY_ELSE = re.compile(r"^(?:that|me|us|him|her|it|them|if|when)\b|\w (?:to be|to have)\b")
_DID = re.compile(r"^Did (?P<subject>{name}|I|we|he|she|they) (?P<rest>.+)\?$")
_WOULD_HELP = re.compile(
    r"^(?:what would help(?: \w+)? is|it would help(?: \w+)?) |,? would help(?: \w+){0,2}$", re.I
)
_THING = re.compile(r"(?:an?|one|half) \w+", re.IGNORECASE)
_HAS_VERB = re.compile(
    r"\b(?:is|are|was|were|will|would|could|should|can|has|have|had|gets?|i|we|they|he|she|you)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?:i['’]d|i would|i['’]ll|i will|i)? ?(?:like to )?ask (?:them|him|her|the \w+|\w+)"
    r" (?:to |for |that (?:they |he |she )?)",
    re.IGNORECASE,
)
_IT_WAS = re.compile(r"^(?P<verb>Was|Were|Could) (?P<subject>it|there|they|he|she) (?P<rest>.+)\?$")


def seen_by_employee(need: str, customer: str) -> str:
    """Return what a customer cares about, with "I" for the employee.

    Args:
        need: The need as it was noted, in the customer's words or the employee's.
        customer: How the customer is called.
    """
    text = _NOT_BUT.sub("", _SAID.sub("", fold_space(need)) or need)
    if set(re.findall(r"[\w'’]+", text.lower())) & {"he", "she", "they"}:
        return text
    first, given = text.split(" ")[0].lower(), {"me": customer, "us": customer}
    turns = {"my": "their", "our": "their", "you": "I", "your": "my", "i": "they", "we": "they"}
    swapped = _swapped(_swapped(text, given), turns)
    return f"that I {swapped}" if first in word_lists().orders else swapped


def yes_no(need: str, customer: str) -> str | None:
    """Return a question for the commonest forms of needs: a yes says that it was met; or None.

    An order ("tell me when it is late"), a wish for a thing ("she wants the list by nine") and a
    wish to do something ("to know when it comes") follow rules; everything else is for the model.

    Args:
        need: What ``seen_by_employee`` returned.
        customer: How the customer is called.
    """
    need = _ADDED.sub("", need)
    if negated(need):
        return None
    if are_several(customer):
        need = _swapped(re.sub(r"\b(?:he|she) (?:has|is)\b", _as_several, need), _THEY)
    if need.startswith("that I "):
        return f"Did I {in_the_past(need.removeprefix('that I '))}?"
    if match := _RATHER.match(need):
        return f"Did {customer} have {in_the_past(match['what'])}?"
    short = _WISHES.sub("", need).strip()
    if short == need or len(short.split()) < 2 or _SOMEBODY_ELSE.search(short):
        return None
    if short.startswith("to "):
        return f"Did {customer} {in_the_past(short.removeprefix('to '))}?"
    return f"Did {customer} have {in_the_past(short)}?"


def given(help: str, customer: str) -> str | None:
    """Return what would help as something that the employee gives, when it is a thing; or None.

    "A list by noon" gives "I give Rosa a list by noon."
    """
    thing = _WOULD_HELP.sub("", fold_space(help)).strip(" .,;:")
    if not _THING.match(thing) or _HAS_VERB.search(thing) or negated(thing):
        return None
    return f"I give {customer} {thing[0].lower()}{thing[1:]}."


def as_done(action: str) -> str:
    """Return what somebody could do as what they do: "I could ring" is "I ring"."""
    return re.sub(r"^I (?:could|can|would|will|might) (?=\w)(?!be\b)", "I ", action)


def asked_for(request: str) -> str:
    """Return what is asked of somebody without the words for asking ("I'd ask them to")."""
    short = _ASKED.sub("", fold_space(request))
    if not short or short == fold_space(request):
        return request
    return _swapped(short, {"they": "you", "them": "you", "their": "your"})


def is_told(need: str) -> bool:
    """Return whether the customer told what happens ("we eat at one"), and not what is wanted.

    Such words say why something matters; a question whether they are so says nothing of the work.
    """
    text = _SAID.sub("", fold_space(need))
    wishes = _WISHES.match(text) or _RATHER.match(text)
    return bool(re.match(r"(?:we|i)\b", text, re.IGNORECASE)) and not wishes


def negated(need: str) -> bool:
    """Return whether a need says what must not be, beyond a tail such as "not by phone"."""
    core = _NOT_TAIL.sub("", need)
    return bool(re.search(r"\b(?:no|not|never|nothing|nobody|cannot|without)\b|n['’]t\b", core))


def last_time(question: str, customer: str) -> str | None:
    """Return a question to the customer about the last "no" to a yes-or-no question, or None.

    Args:
        question: "Did Rosa get the list on Friday?"
        customer: How the customer is called: "Rosa".
    """
    name = re.escape(customer)
    if match := re.match(_DID.pattern.replace("{name}", name), question):
        subject, verb = match["subject"], "did not"
    elif match := _IT_WAS.match(question):
        subject, verb = match["subject"], f"{match['verb'].lower()} not"
    else:
        return None
    own = subject in {"I", "we", "it", "there"}
    who = subject if own else "you"
    verb = verb.replace("was", "were") if who == "you" else verb
    return f"Tell me about the last time {who} {verb} {_to_customer(match['rest'], customer)}."


def _to_customer(text: str, customer: str) -> str:
    """Return words about the customer as they are said to the customer."""
    text = re.sub(rf"\b{re.escape(customer)}['’]s\b", "your", text)
    text = re.sub(rf"\b{re.escape(customer)}\b", "you", text)
    text = _swapped(text, {
        "he": "you", "she": "you", "they": "you", "him": "you", "them": "you", "her": "your",
        "his": "your", "their": "your",
    })  # fmt: skip
    return re.sub(r"\byou (was|has)\b", lambda m: f"you {_PLURAL[m[1]]}", text)


_THEY = {"he": "they", "she": "they", "him": "them", "his": "their"}


def _as_several(match: re.Match[str]) -> str:
    return "they have" if match.group().lower().endswith("has") else "they are"


_PLURAL = {"was": "were", "has": "have"}


def _swapped(text: str, turns: Mapping[str, str]) -> str:
    """Return ``text`` with words replaced, all at once."""
    pattern = re.compile(rf"(?<![\w'’])(?:{'|'.join(turns)})(?![\w'’])", re.IGNORECASE)
    return pattern.sub(lambda match: turns[match.group().lower()], with_latin(text))


def in_the_past(text: str) -> str:
    """Return words about what happens as they stand in a question about the past."""
    for now, then in (("will", "would"), ("can", "could"), ("is", "was"), ("are", "were")):
        text = re.sub(rf"(?<=\w) {now}(?= \w)", f" {then}", text)
    return text.rstrip(" .,;:")
