"""Whether a reply to a read-back leaves everything as it is."""

from __future__ import annotations

import re

from coach.text import STOP_WORDS, sentences, words

_YES = frozenset(
    "yes yeah yep yup y right correct exactly true ok okay sure fine good perfect agreed agree "
    "absolutely precisely spot nothing si ja oui".split()
)
_HARMLESS = _YES | frozenset(
    "that's it's thats looks sounds heard got everything all well thanks thank great whatever "
    "pretty changes change no nope wrong missing add covers hm hmm".split()
)
_OBJECTS = re.compile(
    r"(?<!nothing )(?<!nothing is )(?<!nothing to )(?<!no )\b("
    r"not|wrong|but|except|instead|rather|change|changes|actually|however|isn't|wasn't|never|"
    r"though|although|aber|forgot|missing|add|also|only|correction|incorrect|almost|none|make)\b"
)
_HEDGED = re.compile(
    r"(broadly|largely|mostly|roughly|basically|essentially|more or less|pretty much|by and large|"
    r"close enough|good enough|near enough|i (think|guess|suppose|would say)( so)?|fair enough|"
    r"in essence|sounds about right|about right|that works|that will do|that'll do|seems so|"
    r"if you (like|say so|want)|for now|can stay( like that| as it is)?|as far as it goes)"
    r"(,? (yes|yeah|right|correct|that'?s it|ok|okay|fine))?[.! ]*"
)
"""Says yes with a shrug."""
_CHANGE_ASKED = re.compile(
    r"^(can|could|would|will) (you|we) (please )?"
    r"(change|add|remove|make|take|put|fix|correct|drop)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"(no|nope|not really|none)[.! ]*")


def agrees_first(text: str) -> bool:
    """Return whether a reply says yes and then speaks of something else.

    "Yes, but ..." is not meant: what follows a comma belongs to the yes.
    """
    first, *rest = sentences(text)[:2] or [""]
    return bool(rest) and agrees(first) and not _OBJECTS.search(" ".join(rest).lower())


def agrees(text: str) -> bool:
    """Return whether a reply to "Is that right?" says yes and nothing else.

    Anything more than a yes (a name, a figure, a further statement) may be a correction, and is
    read as one.
    """
    plain = " ".join(text.lower().replace("’", "'").split())
    if text.strip() == "👍" or _HEDGED.fullmatch(plain):
        return True
    said = words(plain)
    if not said or _NO.fullmatch(plain) or _OBJECTS.search(plain) or re.search(r"\d", plain):
        return False
    if not _YES & set(said):
        return False
    return not [w for w in said if w not in STOP_WORDS and w not in _HARMLESS]


def wants_change(text: str) -> bool:
    """Return whether a question of the employee asks for a change of what was read back."""
    return bool(_CHANGE_ASKED.match(text.strip()))
