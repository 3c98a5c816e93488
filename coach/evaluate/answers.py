"""Rules that judge an employee's answer: declined, vague, or neither."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.text import content_words, words

SHORT_ANSWER_WORDS = 6
"""An answer of fewer words is vague."""

NAMING_TOPICS = frozenset({"customers", "focus"})
"""Topics whose answer is vague when it names nobody."""

_DECLINE = re.compile(
    r"\b(?:(?:i |we )?(?:really |honestly |just )?(?:do not|don't|dont|wouldn't|would not|couldn't|"
    r"could not|can't|can not|cannot) (?:really |honestly |even )?(?:know|say|tell|care|understand|"
    r"think of (?:any\w*|one)|remember|recall|want to (?:answer|say|talk)\w*)|"
    r"(?:i have |i've |i got |i've got )?(?:no|not any|zero) "
    r"(?:idea|clue|comment|opinion|answer)|"
    r"not sure|unsure|hard to say|dunno|who knows|"
    r"(?:please |let's |can we |i'd |i would )?(?:skip|pass)"
    r"(?: on)?(?: it| this| that| that one| one)?|"
    r"next(?: question| one| topic| please)?|"
    r"(?:i'd |i would )?(?:rather|prefer) not(?: to)?(?: say| answer)?|"
    r"none of your business|that's private|nothing(?: comes to mind| to add| more| else)?|"
    r"leave it|forget it|move on|stop asking|i won't (?:say|answer)|i refuse|not my problem|"
    r"n/?a|no(?:pe)?|none|that's (?:it|all)|never thought about (?:it|that))\b",
    re.IGNORECASE,
)
_FILLER = frozenset(
    """know tell say answer question idea really honestly sorry well hmm erm please maybe guess sure
    thanks thank sir moment today now ask asked asking add anything something one there
    here""".split()
)
_NAME = re.compile(r"(?<![.!?:;\n\"“]\s)(?<!^)\b(?!I\b|I'|OK\b)[A-ZÀ-Þ][\w'’-]+")
_NO_NAME = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december english ok everyone everybody
    nobody""".split()
)


def is_declined(text: str, exhausted: str = "") -> bool:
    """Tell whether an answer declines: "don't know", "skip", "rather not", and nothing beside it.

    Args:
        text: The answer.
        exhausted: What the persona says when it has nothing more; always counts as declined.
    """
    plain = text.replace("’", "'").strip()
    if exhausted and plain.casefold() == exhausted.replace("’", "'").strip().casefold():
        return True
    if not _DECLINE.search(plain):
        return False
    return not (content_words(_DECLINE.sub(" ", plain)) - _FILLER)


def names_somebody(text: str, known: Sequence[Sequence[str]]) -> bool:
    """Tell whether an answer names a person, role or team.

    Args:
        text: The answer.
        known: What the persona's truth lists as customers, each with alternatives.
    """
    lowered = text.casefold()
    if any(other.casefold() in lowered for alternatives in known for other in alternatives):
        return True
    return any(name.lower() not in _NO_NAME for name in _NAME.findall(text))


def is_vague(text: str, topic: str, known: Sequence[Sequence[str]]) -> bool:
    """Tell whether an answer has under six words or, asked for people, names nobody."""
    if len(words(text)) < SHORT_ANSWER_WORDS:
        return True
    return topic in NAMING_TOPICS and not names_somebody(text, known)
