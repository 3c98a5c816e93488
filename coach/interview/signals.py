"""What kind of message an employee sent: an answer, a question back, a refusal, a wish to end.

Rules, because they were measured to be better at this than the small model
(research/engine.md: 23 of 38 by label likelihood). Labelled examples are in
``tests/interview/signals.yaml``.
"""

from __future__ import annotations

import re
from typing import Literal

from coach.interview.asking_back import asks_back, asks_for_help, says_not_understood
from coach.interview.refusals import refusal_in
from coach.text import STOP_WORDS, words

Signal = Literal["answer", "asks_back", "declines", "skips", "ends"]

SHORT_ANSWER = 6
"""Answers of fewer words say too little, unless they name somebody or give a figure."""
MAX_QUESTION_WORDS = 30
"""A longer message that ends in a question is an answer with a question in it."""

_END = re.compile(
    r"^(please |ok,? |sorry,? )*("
    r"(let'?s |(can|could|may) (we|i) |i want to |i'?d like to |i (have|need) to )?"
    r"(stop|finish|end|quit|exit)( (here|now|this now|this interview|the interview))*"
    r"|(i'?m|i am) (done|finished|tired)( (now|here))?"
    r"|(that'?s |that is )?enough( for (now|today))?"
    r"|(i )?(have to|need to|must|gotta) go( now)?\b.*|bye|no more questions"
    r"|i don'?t want to (continue|go on|answer any more questions)"
    r"|(just |(can|could) you )?(write|make) (me )?(my|the) plan( now)?"
    r")([,. ]*(please|thanks|thank you|i have to go( now)?|now))*[.!? ]*$"
)
_SKIP_ASKED = re.compile(
    r"^(can|could|may) (we|i|you) (please )?(skip|move on|pass|go (on )?to the next)\b.{0,25}$"
)
_SKIP = re.compile(
    r"\b(skip|pass(?! (it|them|that|this|on|the|to|me|us)\b)|next (question|one|topic)|move on|"
    r"rather not|prefer not|don'?t want to (say|answer|talk)|no comment|that'?s private|"
    r"none of your business)\b|^next[.! ]*$"
)
_DECLINE = re.compile(
    r"\b(i )?(really |honestly )?(do not|don'?t|dont|didn'?t|cannot|can'?t|couldn'?t) "
    r"(really |even )?(know|say|tell|think of (anything|any|one)|remember|recall)\b"
    r"|\b(no|not (a|the)) (idea|clue|answer|opinion|thoughts?)\b|\bnot sure\b|\bdunno\b|\bunsure\b"
    r"|\bnothing( else| more| really| special| comes to( my)? mind| to (add|say))?\b"
    r"|\bnone\b|\bn/?a\b|\b(hard|difficult) to say\b"
    r"|\bno[, ]+(that'?s|that is) (it|all|everything)\b"
    r"|\b(that'?s|that is|this is) (all|it|everything)(?! (they|she|he|we)\b)"
    r"( (that )?i (can|could|have to|want to) (say|tell|add))?( you)?( for now| from (me|my side))?"
    r"( about (that|this|it))?\b"
    r"|\b(i )?have no(thing| idea)\b|\bask (me )?(something|someone) else\b"
    r"|\bnot that i (can think of|know of)\b|\b(i )?(have )?never thought about (that|it)\b"
    r"|\bi (don'?t|do not) have (one|any|an answer)\b"
    r"|\bthere('?s nothing| is nothing| isn'?t (one|any))\b"
    r"|\b(no more|nothing more) (to (say|tell|add)|comes to mind)\b"
    r"|\bi('?ve| have) (said|told you) (all|everything|what)( (that )?i (know|can|have))?\b"
    r"|\bi (haven'?t|have not) got a clue\b|\bi (forgot|said everything|already told you)\b"
)
_BARE_REFUSAL = re.compile(
    r"^(no|nope|idk|beats me|who knows|whatever|it depends|not (much|really)|same( as before)?|"
    r"[?.…\- ]+)[.!? ]*$"
)
_OTHERS = re.compile(
    r"^(they|she|he|it|we|the|my|our|nobody|people|customers?|clients?)\b"
    r"(?!.*\bi (don'?t|do not)\b)"
)
"""Begins with somebody else's doing ("They don't say"): an answer, not a refusal."""
_FILLER = frozenset(
    "well really honestly hm hmm um uh er sorry please right now maybe perhaps guess idk no nope "
    "sure question answer anything know remember comes mind moment today here "
    "i'd i'm i'll i've it's that's".split()
)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-zà-ÿ]+")
_TITLE_NAME = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof)\b\.?\s+\w+")


def signal_of(text: str) -> Signal:
    """Return what kind of message ``text`` is.

    Args:
        text: What the employee typed, cleaned.
    """
    plain = " ".join(text.lower().replace("’", "'").split())
    if _END.match(plain):
        return "ends"
    if _SKIP_ASKED.match(plain):
        return "skips"
    if _BARE_REFUSAL.match(plain):
        return "declines"
    if asks_for_help(plain):
        return "asks_back"
    refusal = refusal_in(plain)
    if refusal is not None:
        return refusal
    if asks_back(plain):
        return "asks_back"
    if _OTHERS.match(plain):
        return "answer"
    rest = _SKIP.sub(" ", _DECLINE.sub(" ", plain))
    if rest != plain and not _says_something(rest):
        return "skips" if _SKIP.search(plain) else "declines"
    return "answer"


def not_understood(text: str) -> bool:
    """Return whether a message only says that the question was not understood."""
    plain = " ".join(text.lower().replace("’", "'").split())
    return "?" not in plain and says_not_understood(plain) and "example" not in plain


def _says_something(rest: str) -> bool:
    """Return whether words that carry meaning are left once the refusal is taken away."""
    return any(
        w.isdigit() or (w not in STOP_WORDS and w not in _FILLER and len(w) > 1)
        for w in words(rest)
    )


def is_vague(text: str) -> bool:
    """Return whether an answer is too short to work with: under six words, no name, no figure."""
    return (
        len(words(text)) < SHORT_ANSWER and not names_someone(text) and not re.search(r"\d", text)
    )


def names_someone(text: str) -> bool:
    """Return whether a name stands in the text: a capital inside a sentence, or a title."""
    return bool(_NAME.search(text) or _TITLE_NAME.search(text))
