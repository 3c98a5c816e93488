"""Whether a message asks the coach something instead of answering.

Examples are in ``prompts/interview/messages.yaml``. A question that customers ask ("Where is my
part? They ask that every day.") and a careful answer ("Tom, maybe?") are answers.
"""

from __future__ import annotations

import re

from coach.text import sentences, words

MAX_WORDS = 40
"""A longer message is an answer, whatever it asks."""
MAX_LEAD_WORDS = 14
"""Longest sentence that may stand before or after the question."""
MAX_BARE_WORDS = 12
"""Longest question without a question mark."""

_WH = r"(?:what|why|who|whom|whose|how|where|when|which|wich|wat|y)"
_AUX = (
    r"(?:can|could|do|does|did|is|are|will|would|should|may|might|must|have|has|am|was|were|shall|"
    r"isn'?t|aren'?t|don'?t|doesn'?t|didn'?t|can'?t|won'?t|wouldn'?t|shouldn'?t|wasn'?t)"
)
_LEAD = (
    r"(?:(?:and|but|so|ok(?:ay)?|sorry|hm+|well|wait|hang on|hold on|excuse me|first|actually|"
    r"hey|hello|"
    r"hi|oh|um+|uh+|er|please|pls|just|quick question|one question|question|good question|before "
    r"(?:i|we) (?:\w+ ?){1,4}|then|now|also|again|no|yes|coach|dear coach|pardon)[,.:;!?]*\s+)*"
)
_SUBJECT = (
    r"(?:i|you|u|it|this|that|these|those|they|he|she|we|there|the|a|an|my|your|any\w*|some\w*|"
    r"all|only|also|people|nicknames?|\w+s)"
)
_STARTS_WH = re.compile(rf"^{_LEAD}(?:\w+ )?{_WH}\b")
_STARTS_AUX = re.compile(rf"^{_LEAD}{_AUX} (?:not )?{_SUBJECT}\b")
_ASKS_AUX = re.compile(rf"^{_LEAD}{_AUX} \w+")
_TO_COACH = re.compile(
    rf"^{_LEAD}(?:(?:what|why|who|whom|whose|how|where|which|wich|"
    rf"y)(?: \w+)?(?: \w+)? {_AUX} (?:you|u|i|"
    r"this|that|it|we|others|other people|most|a|an|my|those|these)\b"
    r"|(?:what|which|who|how)(?: \w+)? (?:is|are|does|do) (?:the )?(?:question|point|"
    r"difference|plan|"
    r"word|customer|supplier|end customer|measure)\b"
    r"|how \w+ (?:is|are|should|do|does|can|must|will)\b|how (?:many|long|much|often) (?:more|"
    r"longer|"
    r"left|does|do|will|questions)\b|who (?:reads|sees|gets|can|will|made|wrote) (?:my|this|it|"
    r"that|you|the "
    r"answers?|to see)\b|what (?:you|u)\b|what(?:'?s| is) (?:this|that|it|the|a|an|my|"
    r"meant)\b(?! \w+ is)"
    r"|which (?:they|one|ones|part|of (?:them|those|my)|question|customer|kind|"
    r"person)(?: \w+)?[.! ]*$"
    r"|why (?:so|only|not|me|seven|just|one|exactly|now|always)\b|what if\b|what (?:counts|else|"
    r"exactly)\b)"
)
"""A question without a question mark that can only be meant for the coach."""
_NOT_UNDERSTOOD = re.compile(
    rf"^{_LEAD}(?:(?:i|me|i'?m|i am) )?(?:afraid )?(?:i )?(?:do not|don'?t|dont|didn'?t|"
    rf"did not|cannot|can'?t|"
    r"not) (?:quite |really |fully |even |entirely )?(?:understand|understood|"
    r"(?:get|follow|see)(?= (?:it|that|this|you|u|your|what (?:you|u)|the question)\b|[.!, ]*$))"
    r"(?: (?:the|your|this|that|it|you|u|what|word).*)?[.! ]*$"
    rf"|^{_LEAD}(?:not|am not|i'?m not) (?:quite |really )?(?:sure|clear) (?:i (?:understand|"
    rf"understood|"
    r"follow|get)|what (?:you|u|this|that is|exactly|counts)|how (?:you|to answer)|"
    r"if i (?:understand|get))"
    r"|\bwhat do (?:you|u) mean\b|\b(?:this|the|your) (?:question|word) (?:is )?(?:not |"
    r"un)(?:clear|"
    r"understandable)|^unclear\b|\b(?:i'?m |this is |that'?s |is )?(?:confused|confusing)[.! ]*$"
    r"|\bthat word i (?:don'?t|dont) know|\blost me\b|^not clear(?: to me)?[.! ]*$|\bi'?m lost\b"
)
_ASKED_FOR = re.compile(
    rf"^{_LEAD}(?:(?:can|could|would|will) (?:you|u) )?(?:please )?(?:show|tell|explain|"
    rf"rephrase|repeat|"
    r"clarify|define|translate|reword|simplify|describe|say|ask|put|give)\b"
    r"(?: (?:me|us|it|that|this|the|your|please|an?|first|again|differently|simpler|in|more|what|"
    r"who|why|how|question|word|words|example|examples|other|another way|way|easier|simple|people|"
    r"english|you|mean|means|understand|meant|think|want|is|are|was|do|with|by|slower|clearer|"
    r"put|here|"
    r"to|customer|supplier|helpful|measure|little|bit|exactly|would|end|one example|"
    r"and then i can answer))+"
    r"(?:[,.!? ].{0,40})?$"
    rf"|^{_LEAD}(?:explain|rephrase|clarify|define|repeat)\b.{{0,80}}$"
    r"|^(?:an? )?(?:example|examples|for instance|such as|like what|like who|come again|say again|"
    r"again please|simpler|easier|pardon|sorry|huh|what|hä|why|eh|\?+|say what|excuse me)"
    r"(?: please| pls| to start| then)?[,]?(?: i (?:only|don'?t|didn'?t|am).{0,40})?[?.! ]*$"
    r"|^(?:\w+ ){0,3}(?:example|explanation) (?:please|pls)"
    r"|\b(?:i(?:'?d| would)? (?:like|want)(?: to)?|let me|may i|i'?m curious|curious|"
    r"i (?:am |'m )?wonder(?:ing)?)(?: first)? "
    r"(?:know|understand|first know|ask (?:you|a question|first|why|what|if|how|something)|"
    r"a question|why|what|who|how|if|whether|see an example|more context|an example|hear (?:an|"
    r"what|from you))\b"
    r"|^(?:first )?tell me (?:first |please )*(?:what|who|why|how|if|whether|more)\b"
    r"|^(?:and |so )?(?:are|r) (?:you|u)\b|^you mean\b"
    r"|^(?:i )?(?:don'?t|dont|do not) know what (?:you|u|that|this|is) (?:want|mean|means|"
    r"meant|\w+ing)"
    r"|^(?:and )?you[,]? (?:what|how|who)\b|^how about you\b|^(?:more|some) (?:context|detail|"
    r"explanation)"
    r"|^i need (?:more|an?) (?:context|example|explanation|detail)|^depends (?:what|on what|"
    r"how) (?:you|u)"
)
_HEDGED = re.compile(
    r"\b(maybe|perhaps|i guess|guess|i suppose|i think|probably|could be|might be|i'?d say|"
    r"possibly|"
    r"or so|roughly|let'?s say)\b"
)
_OTHERS = (
    r"(they|she|he|customers?|people|everybody|everyone|patients?|parents|nurses|clients?|guests?|"
    r"drivers?|the \w+|my \w+|our \w+|most|all|some)"
)
_REPORTED = re.compile(
    rf"^(and |but |so |then |when |usually |often |always )*{_OTHERS} (of them )?(always |"
    rf"often |all |"
    r"usually |keep |then |just |mostly |sometimes |even |only |really )*(want|ask|say|said|"
    r"need|call|"
    r"asks|wants|says|asked|asking|know|hear|calls|phone|mail|write|complain|wonder)"
    r"|\bi (hear|get asked|am asked|answer|get) (it|this|that|them|ten|\w+ times)\b"
    r"|\b(that'?s|that is|this is) (all|what (they|he|she|people|everyone)|the question (i|they)|"
    r"the only)\b|\bevery (day|week|month|morning|time)\b|\bthey (want|need|ask|call)\b"
)
"""The question is somebody else's, and so part of an answer."""
_INSIDE = re.compile(
    rf"\b(?:{_WH}|you|u|your)\b|\bor\b|\b(?:question|mean|meaning|sense|count|example|answer)\b"
    rf"|\b{_AUX} (?:i|it|this|that|we|they)\b"
)


def asks_for_help(plain: str) -> bool:
    """Return whether a message asks for an explanation, an example, or says it is not understood.

    Args:
        plain: The message in lower case, with plain apostrophes and single blanks.
    """
    if len(words(plain)) > MAX_WORDS or _REPORTED.search(plain):
        return False
    return bool(_ASKED_FOR.search(plain) or _NOT_UNDERSTOOD.search(plain))


def asks_back(plain: str) -> bool:
    """Return whether a message asks the coach something.

    Args:
        plain: The message in lower case, with plain apostrophes and single blanks.
    """
    if len(words(plain)) > MAX_WORDS:
        return False
    if asks_for_help(plain):
        return True
    parts = [part.strip() for part in sentences(plain) if words(part)]
    asked = [n for n, part in enumerate(parts) if _is_question(part)]
    if not asked:
        return False
    beside = [*parts[: asked[0]], *parts[asked[-1] + 1 :]]
    if any(_REPORTED.search(part) or len(words(part)) > MAX_LEAD_WORDS for part in beside):
        return False
    # A name or a thing behind the question is its answer: "Who cares most? The parents."
    return all(_is_aside(part) for part in parts[asked[-1] + 1 :])


def _is_question(part: str) -> bool:
    if _REPORTED.search(part) and not re.match(rf"{_LEAD}(?:{_WH}|{_AUX})\b", part):
        return False
    if "?" in part:
        if _STARTS_WH.match(part) or _ASKS_AUX.match(part):
            return not re.match(r"(could|might|may|would) be\b", part)
        return bool(_INSIDE.search(part)) and not _HEDGED.search(part)
    if len(words(part)) > MAX_BARE_WORDS:
        return False
    bare_aux = _STARTS_AUX.match(part) and not _HEDGED.search(part)
    return bool(_TO_COACH.match(part) or bare_aux)


def _is_aside(part: str) -> bool:
    """Return whether a sentence behind a question only explains why it is asked."""
    return bool(_ASIDE.match(part))


_ASIDE = re.compile(
    r"(i(?! (take|choose|pick|say|think|would|mean))\b|i'?m|i'?ve|we|it'?s|it is|that'?s|"
    r"because|just|"
    r"only|thanks|please|you|this|is|not|sorry|my \w+ (is|said|says)|there|or|and|so|but|"
    r"the question|otherwise|then|it would|they are)\b"
)


def says_not_understood(plain: str) -> bool:
    """Return whether a message says that the question was not understood.

    Args:
        plain: The message in lower case, with plain apostrophes and single blanks.
    """
    return bool(_NOT_UNDERSTOOD.search(plain))
