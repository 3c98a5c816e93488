"""What kind of message an employee sent, by rules and, where they are not sure, by meaning.

The rules (``signals.py``) know phrases. What they take for an answer although it looks like a
refusal or a question is given to a logistic regression over the product's embedding and a few
signs, fitted on ``prompts/interview/messages.yaml`` by ``scripts/fit.py``.
"""

from __future__ import annotations

import re

from coach.errors import CoachError
from coach.interview.fitted import Embedding, features, load_weights, names_inside, plain
from coach.interview.signals import Signal, signal_of
from coach.text import words

KINDS = ("answer", "asks_back", "refuses")
"""The classes, in the order of the weights."""
SURE = 0.7
"""Probability from which a message with a word of a refusal or a question is one."""
VERY_SURE = 0.93
"""The same without such a word. Both were chosen by cross-validation (docs/interview.md)."""
LONG = 30
"""Words from which a message must be told as surely as one without such a word: an answer often
stands in the middle of much else."""
LONG_SURE = 0.9
"""Probability from which a long message is a refusal or a question; chosen on answers of
``tests/interview/labelled/development.yaml`` and the personas."""

_ASK = (
    r"(?:what|why|who|whom|whose|how|where|when|which|can|could|do|does|did|is|are|will|would|should|"
    r"may|must|isn't|don't|am|was)"
)
_MAY_REFUSE = re.compile(
    r"\b(no|not|none|nothing|nobody|never|skip\w*|pass|next|rather|refuse|private|personal|idea|clue|"
    r"whatever|stupid|silly|pointless|boring|tired|same|already|leave|move on|blank|forget|above|"
    r"enough|stop|dunno|idk|unsure|cannot|confidential|business|uncomfortable|hard|difficult|later|"
    r"let'?s|mind|energy|care|nope|nah|nada|\w+n'?t|dont|cant|wont|too|impossible|nonsense|fine|"
    r"without)\b"
)
_MAY_ASK = re.compile(
    rf"\?|^(?:and |so |but |ok |hm+,? |well,? |sorry,? |wait,? |hang on,? )*{_ASK}\b"
    r"|\b(?:you|u|question|mean|meant|explain|example|understand|unclear|confus\w+|asking|rephrase|"
    r"clarify|wording|translate)\b"
)
_NO_THINGS = re.compile(
    r"no (?:\w+ ){0,2}(?!comments|thanks|ideas|worries|clues|words|opinions|answers|thoughts|plans|"
    r"examples|names)\w+s[.! ]*$"
)
"""What there is none of, as in "no late calls": an answer."""
_REPORTS = re.compile(
    r"(they|she|he|nobody|no ?one|none of them|people|customers?|clients?|i never (ask|talk|check|"
    r"count|measure|heard|saw|met)\w*)\b"
)
"""Says what somebody does or does not do, which is an answer whatever it sounds like."""
_SIGNS = (
    r"\?$",
    r"\?",
    rf"^{_ASK}\b",
    r"\d",
    r"\b(?:you|your|u)\b",
    r"\b(?:skip|pass|next)\b",
    r"\b(?:no idea|don'?t know|not sure|can'?t|cannot|won'?t|rather not|nothing|none|no)\b",
    r"^(?:i|we|my|our)\b",
    r"^(?:they|she|he|the|it)\b",
    r"\b(?:but|maybe|i guess|about|probably|though)\b",
    rf"{_ASK}\b[^.!]*\?$",
    r"\b(?:question|answer|mean|example|ask|asking)\b",
)


def signs(text: str) -> list[float]:
    """Return what is seen of a message beside its meaning; numbers from 0 to 1."""
    lowered = plain(text)
    count = len(words(lowered))
    seen = [re.search(sign, lowered) is not None for sign in _SIGNS]
    return [min(count, 40) / 40, *map(float, (count <= 2, count <= 5, names_inside(text), *seen))]


class Listener:
    """Tells what kind of message an employee sent.

    Args:
        embedding: Tells how near two texts are in meaning.
    """

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    def signal_of(self, text: str) -> Signal:
        """Return what kind of message ``text`` is."""
        signal = signal_of(text)
        lowered = plain(text)
        if signal != "answer" or _REPORTS.match(lowered) or _NO_THINGS.match(lowered):
            return signal
        try:
            vectors = self._embedding.embed([text])
        except CoachError:
            # Without the embedding the rules still hold.
            return signal
        likely = load_weights("interview/message_weights").shares(features(vectors, [signs(text)]))[
            0
        ]
        sure = LONG_SURE if len(words(lowered)) > LONG else SURE
        if likely["refuses"] >= (sure if _MAY_REFUSE.search(lowered) else VERY_SURE):
            return "declines"
        if likely["asks_back"] >= (sure if _MAY_ASK.search(lowered) else VERY_SURE):
            return "asks_back"
        return signal
