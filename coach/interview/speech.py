"""Speech: what an answer reports that somebody said, and who is named as the speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.text import content_words, sentences, words

MAX_SPEECH_WORDS = 45
"""A longer speech is a story; what the model finds in it stands."""

_TELLS = (
    r"(?:said|says|say|told|tells|tell|"
    r"keeps? (?:on )?(?:saying|telling|repeating|asking|writing)|"
    r"kept (?:on )?(?:saying|telling|repeating|asking|writing))"
)
_SAYS = (
    rf"(?:{_TELLS}|wrote|writes|write|complained|complains|complain|shouted|shouts|"
    r"shout|called out|repeated|repeats|begged|asked|asks|ask|answered|replied|texted|mailed|"
    r"emailed|put it)"
)
_TO = r"(?: (?:to )?(?:me|us|my \w+|our \w+|it|so|this))?"
_WORDS_OF = (
    r"(?:in )?(?P<whose>her|his|their|[\w'-]+(?: [\w'-]+){0,3}'s?) "
    r"(?:own |very |exact |last |only |first )*(?:words|sentence|complaint|request|wish|plea|"
    r"message|comment)(?: (?:were|was|are|is))?"
)
_WHO = r"(?P<who>[^:;\"“”]{1,90})"
_REPORT = rf"{_WHO}\b(?P<says>{_SAYS})\b(?P<after>{_TO}(?: [^,:;\"“”]{{1,50}}?)?)"
_OPEN, _CLOSE = '"“„«', '"”“»'
_COLON = re.compile(
    rf"^(?:{_REPORT}|(?P<lead>.{{0,60}}?)\b{_WORDS_OF}[^:,]{{0,30}}):\s+(?P<said>.+)$", re.I
)
_COMMA = re.compile(
    rf"^(?:{_WHO}\b(?P<says>{_TELLS})\b(?P<after>{_TO}),|"
    rf"(?P<lead>.{{0,60}}?)\b{_WORDS_OF}(?: [^,:]{{1,20}})?,)\s+(?:and i quote[,:] )?(?P<said>.+)$",
    re.I,
)
_THAT = re.compile(
    r"^(?P<who>[^:;\"“”]{1,90}?)\b(?P<says>told|tells|tell|keeps? telling|kept telling)"
    r"(?P<after> (?:me|us|my \w+|our \w+)(?: (?!(?:that|they|he|she|it|i|we|you|there)\b)[\w'-]+)"
    r"{0,6}) that (?P<said>.+)$",
    re.I,
)
_QUOTED = re.compile(rf"[{_OPEN}]([^\"“”«»]{{3,400}})[{_CLOSE}]")
_ELSE = re.compile(
    r"(?:when|while|after|before|since|because|although|though|but|and|so|which|who|as|at|in|on|by|"
    r"last|during|until|not that|that|i think|i guess|to be|or|word for|more or less|exactly|"
    r"you)\b",
    re.I,
)
"""How words after a comma begin that are no speech."""
_UNSAID = re.compile(
    r"\b(?:never|not|nobody|no one|none|hardly|\w+n't|would|might|could|will|may|must|should|if|"
    r"i think|i guess|i suppose|i believe|i bet|maybe|perhaps|probably|imagine|suppose|wish|hope|"
    r"let|let's|want|wants|having|as they|as people|like they)\b|'d\b"
)
"""Who says nothing, or only might, or nothing of their own."""
_DONE = re.compile(r"(?:has|have|had|'s|'ve|like i|as i)$")
"""Who is said to have spoken before a comma, without what."""
_SINGLE = re.compile(r"(?<!\w)['‘](?=\w)([^'‘’]{3,300}(?:\w['’]\w[^'‘’]{0,300}){0,4})['’](?!\w)")
_NOBODY = re.compile(r"(?:it|that|this|which|being|enough|easier|better|what|there)$")
_OWN = re.compile(
    r"(?:^|\b(?:and|but|so|then|that) )(?:i|we|you)(?: (?!he\b|she\b|they\b)\w+){0,2}$"
)
_LAST_CLAUSE = re.compile(r", |; | - | because | but |\band (?=(?:he|she|they)\b)")
_GREETS = re.compile(
    r"(?:(?:thanks?|thank you|hello|hi|hey|good (?:morning|evening|day|night)|bye|goodbye|ok|okay|"
    r"fine|great|good|yes|no|yeah|never mind|no problem|all right|alright|sorry|please|nothing|"
    r"sure|see you|well done|perfect|super|very|much|so|to you|tomorrow|later|again|too|"
    r"as always)[\s,.!]*)+$",
    re.I,
)
"""Says hello or thanks, and nothing that anybody wants."""


@dataclass(frozen=True)
class Speech:
    """What somebody is reported to have said.

    Attributes:
        speaker: Who speaks, as named before the verb; often only a pronoun.
        report: The words that say so, as typed: "On Friday she told me".
        said: Their words, as typed.
        place: Number of the sentence where the speech begins.
        last: Number of the sentence where it ends.
    """

    speaker: str
    report: str
    said: str
    place: int
    last: int


def speeches(text: str) -> list[Speech]:
    """Return all that somebody else than the employee is reported to have said.

    Args:
        text: An answer, on one line.
    """
    found: list[Speech] = []
    said = _kept_together(sentences(text))
    number = 0
    for piece in said:
        last = number + len(sentences(piece)) - 1
        speech = _speech_in(piece)
        if speech is not None:
            speaker, report, spoken = speech
            found.append(Speech(speaker, report, spoken, number, last))
        number = last + 1
    return found


def _kept_together(said: Sequence[str]) -> Iterator[str]:
    """Yield sentences; those that stand between the same quotation marks as one."""
    open_ = ""
    for sentence in said:
        open_ = f"{open_} {sentence}".strip()
        marks = sum(open_.count(mark) for mark in '"“”„«»')
        if marks % 2 == 0 or len(words(open_)) > MAX_SPEECH_WORDS:
            yield open_
            open_ = ""
    if open_:
        yield open_


def _speech_in(sentence: str) -> tuple[str, str, str] | None:
    """Return speaker, report and speech of a sentence, or None when nobody speaks in it."""
    plain = sentence.replace("’", "'")
    quoted = _QUOTED.search(sentence) or _SINGLE.search(sentence)
    if quoted is not None:
        for around in (plain[: quoted.start()], plain[quoted.end() :]):
            report = re.search(rf"(?P<who>[^.!?:;]{{0,60}})\b{_SAYS}\b|\b{_WORDS_OF}", around, re.I)
            if report is not None:
                who = report["who"] or report["whose"] or ""
                return _checked(who, around.strip(' ,:.!?"“”„'), quoted[1])
        return None
    matches = ((pattern, pattern.match(plain)) for pattern in (_COLON, _THAT, _COMMA))
    for pattern, found in matches:
        if found is None:
            continue
        groups = found.groupdict()
        said = sentence[found.start("said") : found.end("said")]
        who = groups.get("who") or groups.get("whose") or ""
        if pattern is _COMMA and (_ELSE.match(said) or _DONE.search(who.lower().strip())):
            continue
        before = sentence[: found.start("said")].strip(" ,:").removesuffix(" that").strip()
        checked = _checked(f"{groups.get('lead') or ''}{who}", before, said)
        if checked is not None:
            return checked
    return None


def _checked(who: str, report: str, said: str) -> tuple[str, str, str] | None:
    """Return speaker, report and speech where somebody else really said something that counts."""
    speaker = who.strip(" ,").lower().replace("’", "'")
    # "Yes or no. That is all": the full stop behind "no" is one here.
    said = re.split(r"(?<=\bno\.)\s(?=[A-Z])", said)[0].strip(" .,;!?\"'“”„«»")
    clause = _LAST_CLAUSE.split(speaker)[-1].strip()
    if not clause or _OWN.search(clause) or _NOBODY.search(clause):
        return None
    lowered = report.lower().replace("’", "'")
    if _UNSAID.search(clause) or re.search(r"\bn't (?:say|tell|ask)", lowered) or "?" in report:
        return None
    count = len(words(said))
    if not content_words(said) or count < 2 or count > MAX_SPEECH_WORDS or _GREETS.match(said):
        return None
    return clause, report, said
