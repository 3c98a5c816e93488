"""The anchor: a few of the employee's own words that the coach's reply begins with.

It is a run of words of the answer, addressed to the employee ("my list" becomes "your list"), so it
is known as soon as the first quote is, and shown while the rest is still being worked out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from coach.interview.agreement import agrees
from coach.interview.asides import is_aside
from coach.interview.findings import with_condition
from coach.interview.gaps import blames
from coach.interview.no_more import is_in_no_more, without_no_more
from coach.interview.signals import signal_of
from coach.interview.wording import anchor_problem
from coach.text import content_words, fold_space, sentences, words

MAX_WORDS = 12
"""Longest anchor (research/interviewing.md)."""
MIN_CLAUSE_WORDS = 2
"""Shortest part that a longer quote is cut to."""
MIN_PHRASE_WORDS = 4
"""Shortest part that is cut off before a preposition, where there is no clause."""

_YOURS = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "we": "you",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "ourselves": "yourselves",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "we're": "you're",
    "we've": "you've",
    "we'd": "you'd",
    "we'll": "you'll",
}
_VERBS = {"am": "are", "was": "were", "wasn't": "weren't"}
"""What follows "I" and cannot follow "you"."""
_BEFORE = re.compile(
    r"\b(i|we)( (also|just|only|usually|often|always|mostly|mainly|sometimes|then|can|could|will|"
    r"would|have to|try to|need to|used to))? $"
)
"""The employee as the subject of what comes next."""
_ADVICE = re.compile(r"\byou (should|could|might|need to|must|ought|may)\b", re.IGNORECASE)
"""Said to nobody in particular, and in the coach's mouth to the employee."""
_REPORTING = re.compile(
    r":|[\"“]|\b(said|says?|told|tells?|asked|asks?|wrote|writes?|calls?|called|words)\b"
)
"""Somebody's words follow, or may."""
_ADDRESSED = re.compile(r"\b(you|your|yours|yourself)\b", re.IGNORECASE)
_CUT = re.compile(
    r",\s|;\s|:\s|\s[-–—]\s|\s\(|\s(?=(?:but|so|because|when|if|who|which)\s)"
    r"|\s(?=and (?:i|we|they|he|she|it|then|people|nobody|everybody)\s)",
    re.IGNORECASE,
)
_CUT_PHRASE = re.compile(
    r"\s(?=(?:on|at|in|for|to|with|from|by|before|after|until|during|every|each|about)\s)",
    re.IGNORECASE,
)
_NESTED = re.compile(r"\b(that|which|who|what|how|if|when|because)\b", re.IGNORECASE)
"""A clause inside: where it ends cannot be seen from a preposition."""
_HALF = re.compile(
    r"(?:if|when|whenever|because|why|what|how|where|while|although|though|until|unless|since|as|"
    r"with|without|of|to|from|by|than|like|no|not|or)\b",
    re.IGNORECASE,
)
"""Begins what is no sentence by itself."""
_HANGS = re.compile(
    r"\b(?:says?|said|tells?|told|asks?|asked|wants?|wish|wishes|needs?|thinks?|means?|hears?|"
    r"sees?|"
    r"knows?|likes?|called|named)(?: (?:me|us))?$"
)
"""Ends where the thing itself would follow."""
_GUESSED = re.compile(
    r",? (?:i|we) (?:guess|think|suppose|believe|hope|reckon)[ .!…]*$", re.IGNORECASE
)
"""An end that only says how sure somebody is."""
_TALKS = re.compile(r"(?:you|we|they|he|she|it) ", re.IGNORECASE)
_LONGEST_BEGUN = 200
"""Characters of a quote after which its first clause has ended, or makes no anchor."""
MIN_SENTENCE_WORDS = 4
"""Shortest anchor that begins with who does it: "You talk." says nothing."""
_TAKEN_BACK = re.compile(r"[^.!?]{0,30}[,.;–-]\s*(?:but |or |oh )?(?:no|wait|sorry|rather)\b[,. ]")
"""What follows words that are put right at once."""
_WEIGHED = re.compile(
    r"\b(?:you'd think|you would think|first thought|at first|i used to|officially)\b[^.!?]*$"
)
"""What stands before words that do not hold."""
_OPENERS = re.compile(
    r"^(?:(?:all right|alright|fine|right|first thing|first of all|look|listen|anyway|"
    r"to be honest|ok|okay|well|so|and|but|yes|yeah|no|hm+|um+|uh+|honestly|actually|basically|"
    r"i think|"
    r"i guess|i suppose|maybe|of course|in a way|mostly|also|then|because|"
    r"that(?= (?:the|a|an|they|he|she|it|we|i|my|our|his|her|their)\b))[, ]+)+(?=\w)",
    re.IGNORECASE,
)
_LOOSE_END = re.compile(
    r"[ ,;:]+(and|or|but|so|the|a|an|of|to|for|with|in|on|at|by|from|that|which|who|if|when|"
    r"because|than|as|their|his|her|my|our|your|its|this|these)$"
    r"|(?<!\bit)(?<!\bhe)(?<!\bshe)(?<!\bthey)(?<!\bwe)(?<!\bi)[ ]"
    r"(is|are|was|were|has|have|had)$",
    re.IGNORECASE,
)
"""A last word after which something is missing."""


def anchor(quote: str, answer: str) -> str | None:
    """Return the anchor that a quote makes, as a sentence, or None when it makes no good one.

    Args:
        quote: Words that stand in the answer.
        answer: The employee's message.
    """
    # What follows a colon is often somebody else's.
    said = _OPENERS.sub("", fold_space(quote)).partition(": ")[0]
    reported = _GUESSED.sub("", without_no_more(said)).strip(" .,;:!?-–—\"'“”")
    if not words(reported) or agrees(reported) or is_in_no_more(reported, answer):
        return None
    # "I also do the inspections", quoted without its subject, would read as an order.
    before = fold_space(answer).lower().partition(reported.lower())[0]
    subject = "you " if _BEFORE.search(before) else ""
    phrase = _shortened(reported, MAX_WORDS - len(words(subject)))
    if phrase is None or not content_words(phrase) or "?" in quote or '"' in phrase:
        return None
    if is_aside(_sentence_of(reported, answer)):
        return None
    if _is_half(phrase) or _is_taken_back(phrase, answer):
        return None
    if not _says_enough(phrase, answer) or _ADVICE.search(phrase) or blames(phrase):
        return None
    addressed = _to_you(phrase)
    if addressed is None or (addressed != phrase and _is_reported(phrase, answer)):
        return None
    addressed = subject + addressed
    if _TALKS.match(addressed) and len(words(addressed)) < MIN_SENTENCE_WORDS:
        return None
    text = addressed[0].upper() + addressed[1:] + "."
    return None if anchor_problem(text, answer) else text


def anchor_at(begun: str, answer: str) -> str | None:
    """Return the anchor that a quote will make which has only begun, or None while that is open.

    Where a quote begins is the model's choice. Where its first clause ends can be seen in the
    answer, so the anchor need not wait for the rest.

    Args:
        begun: The quote so far, perhaps in the middle of a word.
        answer: The employee's message.
    """
    text, wanted = fold_space(answer), fold_space(begun).lower()
    lowered = text.lower()
    if not wanted or len(wanted) > _LONGEST_BEGUN or len(lowered) != len(text):
        return None
    starts = list(itertools.islice(_places(wanted, lowered), 2))
    if len(starts) != 1:
        return None
    return anchor(next(iter(sentences(text[starts[0] :])), ""), answer)


def _places(wanted: str, text: str) -> Iterator[int]:
    """Yield where words begin in a text that are the wanted ones; no pattern is made of them."""
    place = text.find(wanted)
    while place >= 0:
        if not place or text[place - 1].isspace():
            yield place
        place = text.find(wanted, place + 1)


def anchor_of_answer(answer: str) -> str | None:
    """Return the anchor of an answer in which nothing was quoted, or None."""
    said = [s for s in sentences(fold_space(answer)) if signal_of(s) == "answer"]
    found = (anchor(sentence, answer) for sentence in said)
    return next((text for text in found if text is not None), None)


def _says_enough(phrase: str, answer: str) -> bool:
    """Return whether a phrase is more than a word, or a name, or all that was said."""
    said = words(phrase)
    if len(said) > 1 or said == words(answer):
        return True
    return bool(said) and bool(re.search(rf"\w,? {re.escape(phrase.capitalize())}\b", answer))


def _sentence_of(phrase: str, answer: str) -> str:
    """Return the sentence of the answer that a phrase stands in, or the phrase."""
    return next((s for s in sentences(fold_space(answer)) if phrase in s), phrase)


def _is_half(phrase: str) -> bool:
    """Return whether a phrase is the beginning or the end of a sentence, and not one itself."""
    return bool(_HALF.match(phrase) or _HANGS.search(phrase.lower()))


def _is_taken_back(phrase: str, answer: str) -> bool:
    """Return whether the employee puts a phrase right in the same breath, or only weighs it."""
    text = fold_space(answer)
    if with_condition(phrase, text) != phrase:
        return True
    before, found, after = (
        text.lower().replace("’", "'").partition(phrase.lower().replace("’", "'"))
    )
    return bool(found) and bool(_TAKEN_BACK.match(after) or _WEIGHED.search(before))


def _is_reported(phrase: str, answer: str) -> bool:
    """Return whether somebody else says a phrase: "I" and "me" are not the employee there."""
    before = fold_space(answer).lower().partition(phrase.lower())[0]
    sentence = next(reversed(sentences(before)), "")
    return bool(_REPORTING.search(sentence))


def _shortened(phrase: str, most: int) -> str | None:
    """Return a phrase of at most ``most`` words: the whole, or a part that can stand alone."""
    if len(words(phrase)) <= most:
        return None if _LOOSE_END.search(" " + phrase) else phrase
    clauses = _cuts(_CUT, phrase, MIN_CLAUSE_WORDS, most)
    phrases = _cuts(_CUT_PHRASE, phrase, MIN_PHRASE_WORDS, most)
    phrases = [cut for cut in phrases if not _NESTED.search(cut)]
    return clauses[0] if clauses else phrases[-1] if phrases else None


def _cuts(pattern: re.Pattern[str], phrase: str, fewest: int, most: int) -> list[str]:
    """Return the beginnings that a phrase can be cut to, the shortest first."""
    cuts = [phrase[: found.start()].rstrip(" ,;:") for found in pattern.finditer(phrase)]
    return [c for c in cuts if fewest <= len(words(c)) <= most and not _LOOSE_END.search(c)]


def _to_you(phrase: str) -> str | None:
    """Return a phrase of the employee as it is said to them, or None when that is not clear."""
    plain = phrase.replace("’", "'")
    own = any(word in _YOURS for word in words(plain))
    if own and _ADDRESSED.search(plain):
        # Their "you" is somebody else; beside "your list" nobody could tell.
        return None
    turned: list[str] = []
    before = ""
    for token in re.findall(r"[\w']+|[^\w']+", plain):
        lowered = token.lower()
        new = _YOURS.get(lowered)
        if new is None and before == "i":
            new = _VERBS.get(lowered)
        turned.append(new or token)
        if token.strip():
            before = lowered
    return "".join(turned)
