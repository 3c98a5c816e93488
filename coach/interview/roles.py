"""Whether words of an answer say what somebody is or does, and not just name a thing."""

from __future__ import annotations

import re

from coach.interview.people import MATE
from coach.text import words

MAX_WORDS = 10
"""Longest role, in words."""
_NO_ROLE = r"(?!(?:for|of|to|with|from|by|when|which|that|who|where|and|but|\w+ing)\b)"
_INTRODUCED = re.compile(
    r"(?:\b(?:i'?m|i am|i was|we'?re|we are|being|called|calls? (?:me|it|us)|(?:it|contract|badge|"
    r"door|paper) says|(?:title|job|role|position|profession|trade)(?: is| was|:)|as (?:a|an|the)|"
    r"(?:work|working|worked|job|employed|hired|trained) (?:as|in|at|for|on)|responsible for|"
    r"in charge of|the one who|(?:i'?m|i am|we'?re|we are) (?:in|on|at|with))|, in|^in)"
    rf"(?: {_NO_ROLE}[\w'-]+){{0,3}} ?$"
)
"""What stands before somebody's job, up to three words away."""
_OWN_CLAUSE = re.compile(r"(?:^|[^\w'])(?:i|we|i'm|we're|i've|we've) ((?:[\w'-]+ )*)$")
_TEAM = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:team|crew|group|unit|shift|department|office|shop|workshop|kitchen|"
    r"ward|squad|section|brigade|staff)(?: of \w+)? (?=\w)",
    re.IGNORECASE,
)
"""A group that somebody works in, as the one who does something."""
_ADVERBS = re.compile(
    r"^(?:(?:also|just|mostly|mainly|basically|really|still|only|always|now|all|both|two|three) )+"
)
_NOT_WORK = re.compile(
    r"^(?:need|want|wait|waiting|get|receive|depend|rely|think|guess|suppose|know|hope|say|said|"
    r"tell|told|ask|asked|like|hate|love|use|don't|do not|never|can't|would|mean)\b"
)
"""Verbs of somebody who does not speak of their work for others."""
_BOUNDARY = re.compile(
    r"[,;:.!?()]\s+|\s[-–—]\s|\b(?:and|but|so|when|which|who|whom|that|because|if|where|while|"
    r"until|than|what|whose|how)\s",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(
    r"(?:^|[,;:.!?(–—-])\s*(?:(?:plus|also|mostly|mainly|and|the|a|an|some) )*$",
    re.IGNORECASE,
)
_OPENERS = r"(?:(?:well|so|ok|okay|right|basically|officially|just|me|yes|oh|hm+|the|a|an)[, ]+)*"
_THAT_IS_ME = re.compile(
    r"[^.!?]{0,40}[.,]? (?:that'?s|that is|is) (?:me|my job|my work|what i do)\b"
)
_AFTER_TITLE = re.compile(
    r"\s*(?:$|[.,;:!()–—-]|(?:in|at|for|of|on|with|here|by|since|and|from|but)\b)"
)
_TITLE = re.compile(
    rf"\b(?:{MATE}|\w{{2,}}(?:ian|ist|yst|man|woman|person|worker|maker|smith|wright|ess|herd)|"
    r"\w{3,}(?:er|or)|nurse|midwife|pilot|guard|coach|vet|medic|aide|judge|agent|attendant|"
    r"consultant|assistant|lead|head|admin|caretaker|fellow|rep|representative|partner|tutor|"
    r"steward|warden|surgeon|registrar|matron|expert|executive|associate|barista|concierge|hand|"
    r"superintendent|specialist|trainee|apprentice|payroll|hr|it|maintenance|logistics|accounts|"
    r"finance|reception|security|sales|procurement|facilities|housekeeping|dispatch|quality)$"
)
"""How the word ends by which somebody calls their job, or the department that they are."""
_THINGS = frozenset(
    "paper papers letter order folder number computer printer water container trailer charter "
    "cover tender offer matter filter powder dinner supper butter sensor motor tractor monitor "
    "customer other weather newsletter register calendar ledger power timber rubber plaster paster "
    "leather copper silver sugar flour labor labour floor door colour color error mirror corridor "
    "elevator escalator refrigerator cooler boiler heater scanner router server counter shutter "
    "user consumer poster flyer roster binder charger cylinder transfer "
    "answer summer winter quarter center theater theatre layer corner under over after never "
    "whatever however another together better faster lumber fibre fodder ladder".split()
)


def as_role(quote: str, text: str) -> str | None:
    """Return the words that say what somebody is or does, or None where a find says neither.

    That is what follows "I'm a", "I work as" and the like; what they do, from the verb on; what
    their team does, with the team; or a job title that stands by itself.

    Args:
        quote: The find; a part of the text.
        text: The whole answer, on one line.
    """
    places = (_role_at(start, quote, text) for start in places_of(quote, text))
    return next((role for role in places if role is not None), None)


def places_of(quote: str, text: str) -> list[int]:
    """Return where words stand in a text as whole words."""
    return [m.start() for m in re.finditer(rf"(?<!\w){re.escape(quote)}(?!\w)", text)]


def _role_at(start: int, quote: str, text: str) -> str | None:
    before, after = _plain(text[:start]), _plain(text[start + len(quote) :])
    if re.match(r"(?:i|we)\b", _plain(quote)):
        return None if _NOT_WORK.match(_plain(quote).partition(" ")[2]) else quote
    if _INTRODUCED.search(_last_sentence(before)) or _THAT_IS_ME.match(after):
        return quote
    own = _OWN_CLAUSE.search(_last_clause(before))
    if own is not None:
        return _from_the_verb(quote, own.group(1), text, start)
    team = _of_the_team(start, quote, text)
    if team is not None:
        return team
    if not re.search(rf"(?:^|[,;:.!?(–—-] ?){_OPENERS}$", before):
        return None
    titled = _is_title(quote) and _AFTER_TITLE.match(after)
    return quote if titled or re.match(r"\w+ing\b", _plain(quote)) else None


def _of_the_team(start: int, quote: str, text: str) -> str | None:
    """Return what a team does, with the team: "My team cooks lunches" for "cooks lunches"."""
    teams = [m for m in _TEAM.finditer(text) if m.start() <= start <= m.end()]
    if not teams:
        return None
    whole = text[teams[-1].start() : start + len(quote)]
    return whole if len(words(whole)) <= MAX_WORDS else None


def stands_alone(quote: str, text: str) -> bool:
    """Return whether words without a verb stand by themselves, between full stops or commas.

    Args:
        quote: A part of the text.
        text: The whole answer, on one line.
    """
    bounded = any(
        _PUNCTUATION.search(text[:start])
        and re.match(r"\s*(?:$|[.,;:!])", text[start + len(quote) :])
        for start in places_of(quote, text)
    )
    return bounded and len(words(quote)) <= 6 and not _SENTENCE.search(_plain(quote))


def begins_inside(quote: str, text: str) -> bool:
    """Return whether words begin behind "which" or "whose", and so are a piece of a clause."""
    before = [_plain(text[:start]) for start in places_of(quote, text)]
    return bool(before) and all(re.search(r"\b(?:which|whose|what) $", said) for said in before)


_SENTENCE = re.compile(
    r"^(?:in|on|at|with|for|from|by|to|of|when|if|because|which|what|who|whose)\b"
    r"|\b(?:i|me|we|us|he|she|they|them|it|is|are|was|were|has|have)\b"
)


def _from_the_verb(quote: str, between: str, text: str, start: int) -> str | None:
    """Return what somebody does, from the verb on: "the rota" gives "do the rota"."""
    between = _ADVERBS.sub("", between)
    if not between:
        return None if _NOT_WORK.match(_plain(quote)) else quote
    if _NOT_WORK.match(between):
        return None
    whole = text[start - len(between) : start] + quote
    if len(words(whole)) <= MAX_WORDS:
        return whole
    return quote if len(words(quote)) > 2 else None


def _is_title(quote: str) -> bool:
    head = re.split(r",| (?:at|in|for|of|on|with|to|by|from|and|since)\b", _plain(quote))[0]
    last = next(reversed(words(head)), "")
    several = last.endswith("s") and not last.endswith("ss")
    return last not in _THINGS and not several and bool(_TITLE.search(last))


def _last_sentence(text: str) -> str:
    return re.split(r"[.!?]\s+", text)[-1]


def _last_clause(text: str) -> str:
    return _BOUNDARY.split(_last_sentence(text))[-1]


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
