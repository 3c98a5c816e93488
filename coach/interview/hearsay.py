"""Whether a statement about a customer was heard from them, or is the employee's belief."""

from __future__ import annotations

import re

from coach.text import sentences

_HEARD = re.compile(
    r"\b(told|tells?|said|says?|asked|asks?|complain(s|ed|ing)?|mention(s|ed)?|wrote|writes?|"
    r"call(s|ed)? (me|us)|email(s|ed)?|mail(s|ed)?|phon(es|ed)|shout(s|ed)?|begg?(ed|s)|"
    r"demand(s|ed)?|request(s|ed)?|wished|kept? (asking|saying)|keeps? (asking|saying|telling)|"
    r"in (his|her|their) (own )?words|feedback|survey|i heard|let me know|want(ed)? to know|"
    r"yell(s|ed)?|according to|(his|her|their) (own )?words|(kept|keeps) coming back to|"
    r"(she|he|they|man|woman|lady|customers?|guests?|patients?|people) (always |often |"
    r"all )?(ask|say|tell|"
    r"call|complain)|write in|hotline)\b"
)
_NOT_HEARD = re.compile(
    r"\b(never|not|didn'?t|hasn'?t|haven'?t|doesn'?t|nobody|no one|don'?t) "
    r"((really|actually|even|once|ever|yet|been|has|have|had|any of them|him|her|them) ){0,2}"
    r"(told|tell|said|say|says|asked|ask|mention(ed)?|complain(ed)?|hear|heard|talk(ed)?|"
    r"spoken?|speak)\b"
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
    said = sentences(answer.lower().replace("’", "'"))
    wanted = quote.lower().replace("’", "'")
    place = next((n for n, s in enumerate(said) if wanted[:40] in s), None)
    own = said[place] if place is not None else wanted
    if _NOT_HEARD.search(own):
        return False
    if _guessed(own):
        return False
    if _reported(own):
        return True
    if place is None:
        return False
    near = said[max(0, place - 1) : place + 2]
    return any(_reported(s) and not _NOT_HEARD.search(s) and not _guessed(s) for s in near)


def _reported(sentence: str) -> bool:
    """Return whether the customer speaks in a sentence, and not the employee or somebody else."""
    return bool(_HEARD.search(_OWN_VOICE.sub(" ", sentence)))


def _guessed(sentence: str) -> bool:
    """Return whether the employee guesses; a guess in the customer's mouth is none."""
    found = _GUESS.search(sentence)
    return found is not None and not _HEARD.search(_OWN_VOICE.sub(" ", sentence[: found.start()]))


_OWN_VOICE = re.compile(
    r"\b(i|we) (\w+ )?(told|tell|said|say|wrote|write|mailed|emailed|called|requested)\b"
    r"|\b(i|we) (\w+ )?(asked|ask)\b(?!.*(,|\band\b) (she|he|they)\b)"
    r"|\b(no|never any) (feedback|requests?)\b|\bby e?-?mail\b|\bto be asked\b|\bshould ask\b"
    r"|\bmy (boss|manager|lead|chief) (told|tells|said|says|asked|asks|thinks|wants)\b|\bas (i|"
    r"you) said\b"
)


def report_in(sentence: str) -> str | None:
    """Return the words of a sentence that say who said something, and when; None without any.

    Args:
        sentence: A sentence of an answer, as typed.
    """
    plain = sentence.lower().replace("’", "'")
    if not _reported(plain) or _guessed(plain):
        return None
    found = _REPORT.match(sentence)
    return found.group().strip(" ,;:") if found else None


_REPORT = re.compile(
    r"^.{0,60}?\b(?:told|tells?|said|says?|say|asks?|asked|asking|complain(?:s|ed|ing)?|"
    r"mention(?:s|ed)?|"
    r"wrote|writes?|yell(?:s|ed)?|call(?:s|ed)?|feedback|survey|hotline|words)\b"
    r"(?: (?:me|us|to me|to us|it|so|in|on|at|last|this|every|each|during|over|by|down|after|"
    r"when|the|a|"
    r"my|our|week|month|year|day|time|morning|evening|phone|meeting|mail|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|spring|summer|autumn|winter|often|again|always|twice|"
    r"kick-off|visit|survey|office|canteen)\b)*",
    re.IGNORECASE,
)


def knows_from(text: str) -> bool:
    """Return whether a text says how something is known: heard, seen, counted, or never asked."""
    plain = text.lower().replace("’", "'")
    return bool(_HEARD.search(plain) or _NOT_HEARD.search(plain) or _KNOWN_FROM.search(plain))


_KNOWN_FROM = re.compile(
    r"\b(i|we)('ve|'d| have| had)? (\w+ ){0,2}?(see|saw|seen|watch\w*|notic\w+|know|knew|"
    r"heard?|hear|read|asked?|guess|think|assume|suppose|stood|stand|visit\w*|talk\w*|met|sat|counted)\b"
    r"|\b(experience|meetings?|reading|face|visit|book|report|statistics|data|guess|feeling|years|"
    r"yesterday|last (week|month|year|spring|summer|autumn|winter|monday|tuesday|wednesday|"
    r"thursday|friday)|every (day|week|time|month)|mondays?|tuesdays?|wednesdays?|thursdays?|"
    r"fridays?)\b"
    r"|\b(never|not|n't) (\w+ )?(discuss\w*|ask\w*|talk\w*|spoken|say|said)\b"
)


def without_denial(text: str) -> str:
    """Return a text without the words that say that the customer never said it."""
    return _NOT_HEARD.sub(" ", text.lower().replace("’", "'"))


def denies_hearing(text: str) -> bool:
    """Return whether the employee says that the customer was never asked or never said it."""
    plain = text.lower().replace("’", "'")
    return bool(_NOT_HEARD.search(plain) or _GUESS.search(plain))


def reports_hearing(text: str) -> bool:
    """Return whether the employee says that the customer said so."""
    return bool(_HEARD.search(text.lower().replace("’", "'"))) and not denies_hearing(text)
