"""What kind of message an employee sent: an answer, a question back, a refusal, a wish to end.

Rules, because they were measured to be better at this than the small model
(research/engine.md: 23 of 38 by label likelihood). Labelled examples are in
``tests/interview/signals.yaml``.
"""

from __future__ import annotations

import re
from typing import Literal

from coach.text import STOP_WORDS, words

Signal = Literal["answer", "asks_back", "declines", "skips", "ends"]

SHORT_ANSWER = 6
"""Answers of fewer words say too little, unless they name somebody or give a figure."""
MAX_QUESTION_WORDS = 30
"""A longer message that ends in a question is an answer with a question in it."""

_SKIP = re.compile(
    r"\b(skip|pass|next (question|one|topic)|move on|rather not|prefer not|"
    r"don'?t want to (say|answer|talk)|no comment|none of your business)\b"
)
_DECLINE = re.compile(
    r"\b(i )?(really |honestly )?(do not|don'?t|dont|didn'?t|cannot|can'?t|couldn'?t) "
    r"(really |even )?(know|say|tell|think of (anything|any|one)|remember|recall)\b"
    r"|\b(no|not (a|the)) (idea|clue|answer|opinion|thoughts?)\b|\bnot sure\b|\bdunno\b|\bunsure\b"
    r"|\bnothing( else| more| really| special| comes to( my)? mind| to (add|say))?\b"
    r"|\bnone\b|\bn/?a\b|\bhard to say\b|\bno[, ]+(that'?s|that is) (it|all)\b"
    r"|\bthat'?s (all|it)( i (can|could|have to) say)?( about (that|this|it))?\b"
    r"|\b(i )?have no(thing| idea)\b|\bask (me )?(something|someone) else\b"
)
_END = re.compile(
    r"^(please )?((let'?s |can we |i want to |i'?d like to |i have to |i need to )?"
    r"(stop|finish|end|quit)( (here|now|this|the interview|it))*( please)?"
    r"|(i'?m|i am) (done|finished|tired)( (now|here))?|(that'?s )?enough( for (now|today))?"
    r"|write (me )?(my|the) plan( now)?( please)?)[.! ]*$"
)
_QUESTION_START = re.compile(
    r"^((and|but|so|ok|okay|sorry|hm+|well|wait|excuse me|first|actually)[,.]? )*"
    r"(what|why|who|whose|how|where|when|which|can|could|do|does|did|is|are|will|would|should|"
    r"may|must|have|has|am|was|were)\b"
)
_BARE_QUESTION = re.compile(
    r"^(who (sees|reads|gets|can see|will see)|why (do|does|are|is|should)|are you|is this|is it|"
    r"what('?s| is| are| would you| do you)|how (do|does|can|long)|can (i|you)|could you)\b"
)
_NOT_UNDERSTOOD = re.compile(
    r"\b(don'?t|do not|didn'?t|did not) (quite |really )?(understand|get|follow)( (the|your|this|"
    r"that|what you|it|you))?( question)?\b|\bwhat do you mean\b|\b(an? )?example,? please\b"
    r"|\bgive me an example\b|\bexplain\b.{0,30}$|^(sorry|pardon|huh|what|hä|why)[?.! ]*$"
)
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
    if _asks_back(plain):
        return "asks_back"
    rest = _SKIP.sub(" ", _DECLINE.sub(" ", plain))
    if rest != plain and not _says_something(rest):
        return "skips" if _SKIP.search(plain) else "declines"
    return "answer"


def _asks_back(plain: str) -> bool:
    if len(words(plain)) > MAX_QUESTION_WORDS:
        return False
    if _NOT_UNDERSTOOD.search(plain) and len(words(plain)) <= 15:
        return True
    if "?" not in plain and len(words(plain)) <= 8 and _BARE_QUESTION.match(plain):
        return True
    sentences = [s.strip() for s in re.findall(r"[^.!?\n]+[.!?]*", plain) if s.strip()]
    questions = [s for s in sentences if s.endswith("?") and _QUESTION_START.match(s)]
    asked = sum(len(words(s)) for s in questions)
    return bool(questions) and asked * 2 >= len(words(plain))


def _says_something(rest: str) -> bool:
    """Return whether words that carry meaning are left once the refusal is taken away."""
    return any(w not in STOP_WORDS and w not in _FILLER and len(w) > 1 for w in words(rest))


def is_vague(text: str) -> bool:
    """Return whether an answer is too short to work with: under six words, no name, no figure."""
    return (
        len(words(text)) < SHORT_ANSWER and not names_someone(text) and not re.search(r"\d", text)
    )


def names_someone(text: str) -> bool:
    """Return whether a name stands in the text: a capital inside a sentence, or a title."""
    return bool(_NAME.search(text) or _TITLE_NAME.search(text))


_AGREES = re.compile(
    r"^(yes|yeah|yep|yup|right|correct|exactly|true|ok|okay|sure|fine|good|perfect|agreed|that'?s "
    r"(right|it|correct|fine|good)|that is (right|correct|fine)|all (good|right)|"
    r"looks? (good|right)"
    r"|no(thing)? (to change|changes?)|sounds (good|right)|it is|si|ja|oui)\b"
)
_NOTHING_TO_CHANGE = re.compile(
    r"(no|nope|nothing|none|not really)[,. ]*"
    r"(that'?s (all|it|fine|right)|nothing|it'?s (fine|ok|right|good)|all (good|fine|right))?[.! ]*"
)
_YES = re.compile(r"\b(yes|yeah|yep|right|correct|fine|ok|okay)\b")
_OBJECTS = re.compile(
    r"\b(not|wrong|but|except|instead|rather|change|actually|however|isn'?t|wasn'?t|never|"
    r"should (be|say)|forgot|missing|add|also|only|correction|incorrect|almost)\b"
)


def agrees(text: str) -> bool:
    """Return whether a reply to a read-back leaves everything as it is."""
    plain = " ".join(text.lower().replace("’", "'").split())
    if _NOTHING_TO_CHANGE.fullmatch(plain):
        return True
    match = _AGREES.match(plain)
    if match is None:
        short = len(words(plain)) < SHORT_ANSWER
        return short and bool(_YES.search(plain)) and not _OBJECTS.search(plain)
    return not _OBJECTS.search(plain[match.end() :])


_HEARD = re.compile(
    r"\b(told|tells?|said|says?|asked|asks?|complain(s|ed|ing)?|mention(s|ed)?|wrote|writes?|"
    r"call(s|ed)? (me|us)|email(s|ed)?|mail(s|ed)?|phon(es|ed)|shout(s|ed)?|begg?(ed|s)|"
    r"demand(s|ed)?|request(s|ed)?|wished|kept? (asking|saying)|keeps? (asking|saying|telling)|"
    r"in (his|her|their) (own )?words|feedback|survey|i heard|let me know|want(ed)? to know)\b"
)
_NOT_HEARD = re.compile(
    r"\b(never|not|didn'?t|hasn'?t|haven'?t|doesn'?t|nobody|no one|don'?t) "
    r"((really|actually|even|once|ever|yet|been|has|have|had|any of them|him|her|them) ){0,2}"
    r"(told|tell|said|say|says|asked|ask|mention(ed)?|complain(ed)?|hear|heard|talk(ed)?|spoken?|speak)\b"
)
_GUESS = re.compile(
    r"\b(i (think|guess|suppose|assume|believe|imagine|bet|suspect|reckon|hope)|probably|maybe|"
    r"perhaps|might|must be|presumably|my (own )?(guess|idea|opinion|impression|feeling)|"
    r"i'?m guessing|guessing|i would say|i'?d say|"
    r"not sure|as far as i know|surely|assum\w+)\b"
)


def heard_from_customer(quote: str, answer: str) -> bool:
    """Return whether the employee has a statement from the customer, and does not just believe it.

    Signs of guessing in the sentence of the quote win; signs of reporting ("told me", "asked")
    count in that sentence and the next to it.

    Args:
        quote: A verbatim part of the answer.
        answer: The whole answer.
    """
    sentences = re.findall(r"[^.!?\n]+[.!?\n]*", answer.lower().replace("’", "'"))
    wanted = quote.lower().replace("’", "'")
    place = next((n for n, s in enumerate(sentences) if wanted[:40] in s), None)
    own = sentences[place] if place is not None else wanted
    if _NOT_HEARD.search(own) or _GUESS.search(own):
        return False
    if _HEARD.search(own):
        return True
    if place is None:
        return False
    near = sentences[max(0, place - 1) : place + 2]
    return any(_HEARD.search(s) and not _NOT_HEARD.search(s) and not _GUESS.search(s) for s in near)


def denies_hearing(text: str) -> bool:
    """Return whether the employee says that the customer was never asked or never said it."""
    plain = text.lower().replace("’", "'")
    return bool(_NOT_HEARD.search(plain) or _GUESS.search(plain))


def reports_hearing(text: str) -> bool:
    """Return whether the employee says that the customer said so."""
    return bool(_HEARD.search(text.lower().replace("’", "'"))) and not denies_hearing(text)
