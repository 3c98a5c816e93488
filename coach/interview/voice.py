"""The customer's own voice: what an answer reports as their words is what matters to them.

Direct speech ("She said: …") and "she told me that …" are noted as heard, whatever else is found
in the answer, with when and where it was said; what the employee concludes from it ("So …") as a
belief.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.interview.agenda import Topic
from coach.interview.carried import told_of_another
from coach.interview.findings import Finding, finding
from coach.interview.notes import Status
from coach.interview.speech import Speech, speeches
from coach.knowledge.ranking import stems
from coach.text import content_words, find_quote, fold_space, sentences, words

MAX_SUM_WORDS = 24
MOSTLY = 0.75
"""Share of a speech's words in what the model found of it, from which that stands instead."""

_INSIDE = re.compile(
    r"\b(?:(?P<theirs>their|his|her|the \w+'s) )?(?:boss(?:es)?|managers?|management|supervisors?|"
    r"superiors?|team ?lead(?:er)?s?|shift ?lead(?:er)?s?|head office|headquarters|colleagues?|"
    r"co-?workers?|workmates?|team ?mates?|predecessor|polic(?:y|ies)|rules?|rulebook|handbooks?|"
    r"manual|guidelines?|contracts?|laws?|regulations?|standards?|procedures?|instructions?|"
    r"posters?|signs?|notices?|forms?|sheets?|labels?|screens?|systems?|lists?|plans?|schedules?|"
    r"auditors?|consultants?|news|forecast|doors?|boards?|website|leaflets?)\b"
    r"|\b(?:my|our) (?:\w+ )?(?:chiefs?|chef|director|ceo|owner|head|deputy|principal|foreman|"
    r"forewoman|lead|trainer|instructor|mates?|partner|wife|husband|mother|father|sister|brother|"
    r"friends?|son|daughter)\b",
    re.I,
)
"""People and papers of one's own house; what they say is not what the customer wants."""
_MANY = re.compile(r"(?:s|management)$", re.I)
_SHE = re.compile(r"(?:and |but |then |so )*(?:he|she|they|his|her|their)\b", re.I)
_ONE = re.compile(r"(?:and |but |then |so )*(?:he|she|his|her)\b", re.I)
_SO = re.compile(r"so,? (?=\w)", re.I)
_NO_SUM = re.compile(
    r"(?:i|we|you|my|our|that'?s (?:that|it|all|why|how)|that was|now|far|this is why|that is why|"
    r"what|much|many|long|it goes|there|then|when|if|today|yesterday|next|since)\b"
    r"|(?:he|she|they|it|\w+ \w+|the \w+) (?:\w+ly )?(?:was|were|had|did|went|came|left|stopped|"
    r"failed|broke|got|took|sent|made|gave|ran|lost|found|put|walked|called|waited|stayed)\b",
    re.I,
)
"""How a "So …" goes on that tells what came of it."""
_WISH = re.compile(
    r"\b(?:needs?|wants?|wish|must|have to|should|would like|'d like|i like|please|make sure|"
    r"prefer|matters?|important|hate|rather|as long as|never|always|don['’]t|do not)\b"
    r"|^(?:just |only |first |and |but )*(?:bring|tell|call|give|send|show|let|warn|write|ring|"
    r"phone|put|leave|keep|make|come|check|answer|explain|listen|stop|ask|take|get|wait|say|print|order|"
    r"clean|finish|start|read|sign|sort|pack|label|mark|move|help|talk)\b",
    re.I,
)
"""Speech that asks for something: a wish or an order, and not what merely was said."""
_WHEN = (
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|june|july|"
    r"august|september|october|november|december|yesterday|today|this morning|tonight|"
    r"last (?:week|month|year|night|time|spring|summer|autumn|winter)|(?:this|every|each|in) "
    r"(?:week|month|year|spring|summer|autumn|winter|morning|evening|night|time)|"
    r"\w+ (?:days?|weeks?|months?|years?) ago|the other day|in may|christmas|easter)\b|"
    r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?(?:am|pm|o'clock)\b"
)
_TIME = re.compile(_WHEN, re.I)
_BEGINS = re.compile(
    r"(?:(?:on|in|at|by|back|one|a|the|some|about|around|early|late|only|just|that|this|last) )"
    rf"{{0,3}}(?:{_WHEN})",
    re.I,
)
"""How words begin that tell when something was."""
_DOES = re.compile(r"\b(?:i|we|he|she|they|you|is|was|were|are|has|had|\w+n't)\b", re.I)
_PLACE = re.compile(
    r"(?:at|in|on|by|during|after|before|over|outside|near)(?: [\w'’-]+){1,5}$", re.I
)
_LED = re.compile(
    r"^(?:(?:and|but|because|since|as|so|for|well)\s+)*"
    r"(?:(?:it|that|this|which)(?: was|'s| is|’s)\s+(?:only |just |on |back )?)?(?=\S)",
    re.I,
)


@dataclass(frozen=True)
class Customers:
    """Whom an interview speaks of.

    Attributes:
        focus: The customer in focus, as noted.
        people: All customers that are noted.
    """

    focus: str | None = None
    people: Sequence[str] = ()


def with_speech(
    topic: Topic,
    findings: Sequence[Finding],
    answer: str,
    turn: int,
    customers: Customers | None = None,
) -> list[Finding]:
    """Add what the customer is reported to have said to what was found on their needs.

    Args:
        topic: What was talked about; others than the needs are left as they are.
        findings: What was found in the answer.
        answer: The employee's message.
        turn: Its number.
        customers: Those that are noted.
    """
    if topic.id != "needs":
        return list(findings)
    text = fold_space(answer)
    every = sentences(text)
    kept = list(findings)
    voices = [s for s in speeches(text) if _is_customer(s, every, text, customers or Customers())]
    new: list[Finding] = []
    quotes: list[tuple[Speech, str | None, Status]] = []
    for speech in voices:
        quotes += [(speech, speech.said, "heard"), (speech, _sum_of(speech, every), "assumed")]
    for speech, quote, status in quotes:
        if quote is None:
            continue
        if _stands(quote, kept):
            kept = [_known(f, status) if _is_said_in(f, quote) else f for f in kept]
            continue
        kept = [found for found in kept if not _is_part(found, quote, speech)]
        new.append(_known(finding(topic.slot("needs"), quote, answer, turn), status))
    kept = [*new, *kept]
    source = next((s for s in (_source_of(v, every) for v in voices) if s is not None), None)
    if source is not None and not any(
        f.slot == "source" and _TIME.search(f.fact.value) for f in kept
    ):
        kept = [f for f in kept if f.slot != "source"]
        kept.append(finding(topic.slot("source"), source, answer, turn))
    return kept


def wishes_told(needs: Topic, answer: str, turn: int, customers: Customers) -> list[Finding]:
    """Return what the customer is reported to have asked for in an answer to another question.

    Args:
        needs: The topic of the customer's needs.
        answer: The employee's message.
        turn: Its number.
        customers: Those that are noted; without one in focus nobody's wishes are meant.
    """
    if customers.focus is None:
        return []
    found = with_speech(needs, [], answer, turn, customers)
    wishes = [
        f
        for f in found
        if f.slot == "needs" and f.fact.status == "heard" and _WISH.search(f.fact.value)
    ]
    return [f for f in found if f in wishes or (wishes and f.slot == "source")]


def _is_customer(speech: Speech, every: Sequence[str], text: str, customers: Customers) -> bool:
    """Return whether the customer speaks, and not somebody of one's own house or a paper."""
    own = set(stems(customers.focus or ""))
    if own & set(stems(speech.speaker)):
        return True
    inside = _INSIDE.search(speech.speaker)
    if inside is not None:
        return inside["theirs"] is not None
    before = " ".join(every[: speech.place]).lower().replace("’", "'")
    inside = max(_INSIDE.finditer(before), key=lambda found: found.start(), default=None)
    if _SHE.match(speech.speaker) and inside is not None and not inside["theirs"]:
        # Whoever was named last is "she": "My boss came by. She said: …"
        one = _ONE.match(speech.speaker) is not None
        same = one is not (_MANY.search(inside.group()) is not None)
        if same and not own & set(stems(before[inside.start() :])):
            return False
    focus = customers.focus
    return focus is None or not told_of_another(speech.said, text, focus, customers.people)


def _sum_of(speech: Speech, every: Sequence[str]) -> str | None:
    """Return what a following "So …" makes of a speech, without its "so", or None."""
    following = next(iter(_after(speech, every)), "")
    so = _SO.match(following)
    if so is None or following.rstrip().endswith("?"):
        return None
    rest = following[so.end() :].strip(" .!;,")
    plain = rest.replace("’", "'")
    if _NO_SUM.match(plain) or not content_words(rest) or len(words(rest)) > MAX_SUM_WORDS:
        return None
    return rest


def _after(speech: Speech, every: Sequence[str]) -> list[str]:
    """Return the sentences behind a speech, as far as the next one may belong to it."""
    # A closing quotation mark stands at the beginning of the sentence behind it.
    behind = [s.lstrip("\"”»“' ") for s in every[speech.place + 1 : speech.last + 1][-1:]]
    return [s for s in behind if s and s not in speech.said] + [*every[speech.last + 1 :][:1]]


def _known(found: Finding, status: Status) -> Finding:
    return Finding(found.slot, found.fact.model_copy(update={"status": status}))


def _is_said_in(found: Finding, quote: str) -> bool:
    return found.slot == "needs" and find_quote(found.fact.value, quote) is not None


def _stands(quote: str, findings: Sequence[Finding]) -> bool:
    """Return whether the needs that were found say what a quote says, for the most part."""
    wanted = content_words(quote)
    held = [f.fact.value for f in findings if _is_said_in(f, quote)]
    found = {word for value in held for word in content_words(value)}
    return bool(held) and len(wanted & found) >= MOSTLY * len(wanted)


def _is_part(found: Finding, quote: str, speech: Speech) -> bool:
    """Return whether a find says again what is noted of a speech."""
    value = found.fact.value
    if find_quote(value, quote) or find_quote(quote, value):
        return True
    return found.slot == "needs" and find_quote(value, speech.report) is not None


def _source_of(speech: Speech, every: Sequence[str]) -> str | None:
    """Return when and where something was said, or None when the answer does not tell."""
    near = [every[speech.place - 1]] if speech.place else []
    for text in (speech.report, *near, *_after(speech, every)):
        if text == speech.report and _TIME.search(text):
            return text
        told = _time_and_place(text)
        if told is not None:
            return told
    return None


def _time_and_place(sentence: str) -> str | None:
    """Return the parts of a sentence that tell when and where: "Monday, 9:30, at the gate"."""
    parts = list(re.finditer(r"[^,;.!?–]+(?:[.:]\d+)?[^,;.!?–]*", sentence))
    first = next((n for n, part in enumerate(parts) if _only_when(part.group())), None)
    if first is None:
        return None
    last = first
    while last + 1 < len(parts) and _goes_on(parts[last + 1].group()):
        last += 1
    if sentence[parts[last].end() :].lower().startswith(", no"):
        return None
    run = sentence[parts[first].start() : parts[last].end()].strip()
    led = _LED.match(run)
    return (run[led.end() :] if led else run).strip(" ,.;") or None


def _only_when(part: str) -> bool:
    """Return whether a part of a sentence tells when something was, and little else."""
    bare = _LED.sub("", part.strip(), count=1)
    return bool(_BEGINS.match(bare)) and len(words(bare)) <= 6 and not _DOES.search(bare)


def _goes_on(part: str) -> bool:
    bare = part.strip()
    return bool(_PLACE.match(bare)) or (_TIME.search(bare) is not None and len(words(bare)) <= 4)
