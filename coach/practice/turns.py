"""What an employee's turn does: asks an open, closed, leading or double question, offers, greets.

The rules follow those for the coach's own questions (coach/interview/wording.py) and go further,
because people type without question marks and the coach does not. Labelled turns are in
``tests/practice/turns.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from coach.text import fold_space, sentences, words

Kind = Literal["open", "closed", "leading", "double"]

LECTURE_WORDS = 45
"""A turn of more words without a question is a lecture."""

_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
_WH = r"(?:what|who|whom|whose|which|how|why|when|where)(?:'s|'re)?"
_AUX = (
    r"(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|"
    r"must)(?:n't)?"
)
_SUBJECT = (
    r"(?:i|you|he|she|it|we|they|there|this|that|these|those|the|a|an|your|his|her|its|our|their|"
    r"my|any\w*|some\w*|every\w*|all|people|nobody|no one|[A-Z]\w+)"
)
_LEAD = (
    r"^(?:(?:and|so|but|then|or|now|ok|okay|well|also|hm+|right|thanks?|thank you|hi|hello|hey|"
    r"good morning|sorry|please|just|yes|no|i see|got it)[ ,.!-]+)*"
)
_TELL = re.compile(
    r"\b(?:tell me|describe|walk me|talk me through|take me through|explain|show me|"
    r"give me an example|help me (?:see|understand)|say more|"
    r"i(?:'d| would) (?:like|love) to (?:hear|know|understand|learn)|"
    r"i (?:wonder|want to know|want to understand))\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"{_LEAD}(?:(?:in|for|to|by|at|on|of|with|from|about|under|after|before|since) )?{_WH}\b",
    re.IGNORECASE,
)
_OPEN_LATER = re.compile(
    rf"(?:[,:;-]|\bthen|\bso|\band|\bbut) (?:in |for |to |with |from )?{_WH}\b[^?]*\?",
    re.IGNORECASE,
)
_CLOSED = re.compile(rf"{_LEAD}{_AUX} (?:not )?{_SUBJECT}\b", re.IGNORECASE)
_CLOSED_LATER = re.compile(
    rf"(?:[,:;-]|\bthen|\bso|\band|\bbut) {_AUX} {_SUBJECT}\b", re.IGNORECASE
)
_TAG = re.compile(
    r"(?:[,-] ?|\b)(?:right|correct|yes|no|true|ok|okay|agreed|or not|huh|"
    rf"{_AUX} (?:it|he|she|they|you|we|that))\s*\?*$",
    re.IGNORECASE,
)
_COMMA_TAG = re.compile(
    rf"[,-] ?(?:right|correct|true|agreed|huh|no|{_AUX} (?:it|he|she|they|you|we|that))\s*[?.!]*$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\b(?:do|would|is|are|was|were|does|did|should|could|have|has|had|ca|wo)n't (?:it|you|we|they|"
    r"this|that|there|the)\b"
    r"|\b(?:surely|obviously|of course|clearly|you (?:must|surely|probably|certainly)|"
    r"you (?:do )?agree|wouldn't you (?:say|agree)|would you agree|"
    r"how (?:bad|annoying|terrible|awful|great|nice|happy|unhappy|angry|frustrated) |"
    r"how much (?:better|easier|faster|nicer|happier|worse)|"
    r"why (?:do|did|are|were) you (?:always|never|not)|such as|for example,? (?:the|a|an)|e\.g)\b",
    re.IGNORECASE,
)
_OFFER_ASKED = re.compile(
    r"\b(?:why don't (?:we|you|i)|why not \w+|(?:how|what) about (?:\w+ing|if|we|a|an)\b|what if|"
    r"(?:would|could|will|might|does|did) (?:it|that|this) (?:\w+ )?(?:help|be (?:better|good|"
    r"easier|useful|nice|enough|ok|okay|possible)|work)|"
    r"(?:should|shall|can|could|may) (?:i|we) (?!have\b|ask|talk|speak|meet|know|hear|start|"
    r"begin|sit|see|stop|understand|do (?:better|for|to)|help|learn|come|join|watch|go on)\w+|"
    r"do you want me to|would you (?:like|want|prefer) (?:me to|it if|if)|"
    r"have you (?:ever )?(?:tried|considered|thought)|"
    r"(?:is|are) (?:you|there) [^?]* if (?:i|we))\b",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"[,:;-] [^,?]*\bor\b [^?]*\?$", re.IGNORECASE)
_NO_CHOICE = re.compile(r"\bor (?:not|so|two|more|less|anything|something|anybody|else|what)\b")
_SECOND = re.compile(
    rf"(?:\b(?:and|or|but)\b|&) (?:then |also |so )?(?:(?:in|for|to|with|from|by) )?"
    rf"(?:{_WH}\b|{_AUX} {_SUBJECT}\b|tell me\b)|, {_WH} {_AUX}\b",
    re.IGNORECASE,
)
_ONE_THING = re.compile(r"\b(?:who or what|what or who|when and where|where and when|how and why|"
                        r"what and (?:how|why)|if and when|whether and how)\b",
                        re.IGNORECASE)  # fmt: skip
_SUBORDINATE = re.compile(
    rf"^(?:when|if|while|after|before|once|since|because|as|in case) (?!{_AUX}\b)[^,?]*, (?=\w)",
    re.IGNORECASE,
)
"""A clause before the question that asks nothing itself: "When it is late, …"."""
_COURTESY = re.compile(
    r"\b(?:how are you|how's it going|how is it going|how have you been|are you (?:well|ok|fine)|"
    r"(?:do|have) you (?:have |got )?(?:\w+ )?(?:quiet )?(?:minutes?|moment|time)"
    r"(?: (?:for (?:me|a \w+)|now|to talk|today))?\s*[?.]*$|got a (?:minute|moment)|"
    r"(?:is|was) (?:this|it|now|that) (?:still )?(?:a )?(?:good|ok|okay|fine|bad) "
    r"(?:time|moment)|"
    r"(?:can|may|could) (?:i|we) (?:please )?(?:ask you|talk|speak|sit|start|begin)|"
    r"would you mind|is that (?:ok|okay|all right|fine)\s*\?)",
    re.IGNORECASE,
)
_VERB_OFFER = (
    r"(?!(?:\w+ly )?(?:ask|understand|hear|learn|listen|know|talk|write (?:it|that|this) down|note|"
    r"see|think|come back|be\b|not\b|take (?:it|that|notes)|look|go|let|start|begin|wait|get back|"
    r"keep|leave|remember|stop (?:here|talking)|say|tell)\b)\w+"
)
_OFFER = re.compile(
    rf"\b(?:(?:i|we)(?:'ll| will| can| could| should|'d like to| would like to| want to| plan to|"
    rf" am going to|'m going to| are going to| have built| built| have made) {_VERB_OFFER}|"
    r"let's (?!talk|start|begin|go|see|look|say)\w+|"
    r"my (?:idea|solution|plan|proposal|suggestion) (?:is|would)|"
    r"(?:i|we) (?:suggest|propose|recommend)|"
    r"you (?:should|could|need to|have to|ought to|"
    r"must) (?!know|have been|be)\w+|the (?:best|solution|answer) (?:is|would be|thing is)|"
    r"what (?:we|you) need is|there is (?:a|an) (?:app|tool|system|form|template))\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|day|afternoon|evening)|thank|thanks|nice to)\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"\b(?:are|is) (?:you|this) (?:really |just |actually )?(?:a |an |the )?(?:ai|a\.i\.|robot|bot|"
    r"human|person|real|program|computer|machine|language model|chatgpt|coach)\b|\bsystem prompt\b|"
    r"\b(?:ignore|forget|disregard) (?:all |any |the |your |my |previous |earlier )+"
    r"(?:\w+ )?(?:instructions?|rules|prompts?|notes|orders)\b|\byour (?:instructions|prompt)\b|"
    r"\b(?:as an ai|language model|you are now)\b",
    re.IGNORECASE,
)
_QUESTION_WORDS = 60
"""Longest part of a turn that is shown as a question."""


@dataclass(frozen=True)
class Asked:
    """A question of the employee.

    Attributes:
        text: The question as typed, white space folded.
        kind: ``open``; ``closed`` when yes or no answers it; ``leading`` when it holds its answer
            or a solution; ``double`` when it asks two things.
    """

    text: str
    kind: Kind


@dataclass(frozen=True)
class Turn:
    """One turn of the employee.

    Attributes:
        text: The turn, white space folded.
        asked: Its question; several in one turn are one double question.
        offers: Whether it offers or tells a solution.
        courtesy: Whether it only greets, thanks, or asks whether there is time.
        lecture: Whether it is long and asks nothing.
        to_the_program: Whether it is about the program and not to the customer.
    """

    text: str
    asked: Asked | None
    offers: bool
    courtesy: bool
    lecture: bool
    to_the_program: bool


def read_turn(text: str) -> Turn:
    """Return what a turn does.

    Args:
        text: What was typed, cleaned.
    """
    folded = fold_space(text)
    parts = [fold_space(part) for part in sentences(folded)]
    asking = [part for part in parts if _asks(part)]
    real = [part for part in asking if not _COURTESY.search(_plain(part))]
    telling = [part for part in parts if part not in asking]
    return Turn(
        text=folded,
        asked=_asked(real),
        offers=any(_OFFER.search(_plain(part)) for part in telling)
        or any(_OFFER_ASKED.search(_plain(part)) for part in real),
        courtesy=not real and (bool(asking) or bool(_GREETING.match(folded))),
        lecture=not real and len(words(folded)) > LECTURE_WORDS,
        to_the_program=bool(_PROGRAM.search(_plain(folded))),
    )


def kind_of(question: str) -> Kind:
    """Return what kind of question one sentence is."""
    plain = _SUBORDINATE.sub("", re.sub(_LEAD, "", _plain(question), flags=re.IGNORECASE))
    joined = _ONE_THING.sub("when", plain)
    if _COMMA_TAG.search(plain) or _LEADING.search(plain) or _OFFER_ASKED.search(plain):
        return "leading"
    if _SECOND.search(joined) and (_is_open(joined) or _CLOSED.match(joined)):
        return "double"
    if _is_open(plain):
        chosen = _CHOICE.search(plain) and not _NO_CHOICE.search(plain)
        return "leading" if chosen else "open"
    if _CLOSED.match(plain) or _CLOSED_LATER.search(plain):
        return "closed"
    # "You want it faster?" holds its answer; "And then?" does not.
    return "leading" if len(words(plain)) > 3 else "open"


def _asked(parts: list[str]) -> Asked | None:
    # "You had to wait? What did you do?" says back what was heard and asks one thing.
    parts = [part for part in parts if _has_form(part)] or parts
    if not parts:
        return None
    text = " ".join(parts)
    shown = " ".join(text.split(" ")[:_QUESTION_WORDS])
    if len(parts) == 1:
        return Asked(shown, kind_of(parts[0]))
    kinds = [kind_of(part) for part in parts]
    return Asked(shown, "leading" if kinds[-1] == "leading" else "double")


def _asks(part: str) -> bool:
    plain = _plain(part)
    if plain.endswith("?"):
        return True
    return bool(
        (_OPEN.match(plain) and len(words(plain)) > 2 and not plain.endswith("!"))
        or (_CLOSED.match(plain) and not re.match(rf"{_LEAD}(?:may|might|must)\b", plain, re.I))
        or _TELL.search(plain)
        or _COMMA_TAG.search(plain)
    )


def _has_form(part: str) -> bool:
    """Return whether a sentence has the form of a question, and is no statement with a mark."""
    plain = _plain(part)
    return _is_open(plain) or bool(_CLOSED.match(plain) or _COMMA_TAG.search(plain))


def _is_open(plain: str) -> bool:
    if _TELL.search(plain) and not _TAG.search(plain):
        return True
    return bool(_OPEN.match(plain) or (_OPEN_LATER.search(plain) and not _CLOSED.match(plain)))


def _plain(text: str) -> str:
    return text.translate(_PLAIN).strip(" \"')(")
