"""Rules that judge how a coach's turn is worded, by what is on the page and nothing else.

They are written apart from the guards of the interview, so that one checks the other. Each rule
is described in docs/evaluation.md and tested on labelled examples.
"""

from __future__ import annotations

import re

from coach.text import fold_space, words

MOST_WORDS = 45
"""Words of a whole turn."""
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
_ABBREVIATION = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|St|No|e\.g|i\.e|etc|vs|approx)\.", re.IGNORECASE)
_DOT = "\u2024"
"""Stands for the dot of an abbreviation while sentences are split."""
_SENTENCE = re.compile(r'[^.!?\n]+(?:[.!?]+["\')\]]*|\n|$)')
_QUOTED = re.compile(r'"[^"\n]*"')

_ASK_VERBS = (
    r"tell|describe|walk|talk|take me|give|explain|share|show|name|list|help me|paint|"
    r"say (?:more|a bit|a little|what|who|how|a few)|"
    r"think back|put|picture"
)
_WH = r"(?:what|who|whom|whose|which|how|why|when|where)"
_AUX = (
    r"(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|"
    r"must|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|hadn't|can't|couldn't|"
    r"won't|wouldn't|shouldn't)"
)
_SUBJECT = (
    r"(?:i|you|he|she|it|we|they|there|this|that|these|those|the|a|an|your|his|her|its|our|their|"
    r"my|any\w*|some\w*|every\w*|all|people|no\w*|[A-Z]\w+)"
)
_LEAD = r"(?:(?:and|so|but|then|or|now|ok|okay|well|also|still|just|please|otherwise)[ ,]+)*"
_PREPOSITION = (
    r"(?:(?:in|for|to|by|at|on|of|with|from|about|under|after|before|through|until|since|over)\s+)?"
)

_REQUEST = re.compile(
    rf"^{_LEAD}(?:please\s+|kindly\s+|just\s+)?"
    r"(?:tell me|tell us|describe|walk me|take me|talk me|give me|give an|give one|explain|"
    r"share (?:with|an|one|the|a)|show me|name (?:one|the|a|two|three|them|him|her|who|each)|"
    r"say (?:more|a bit|a little|what|who|how|a few)|list|paint me|"
    r"help me (?:see|understand|picture))\b",
    re.IGNORECASE,
)
_HOW_TO_ANSWER = re.compile(r"^(?:please )?(?:name|list|say)\b", re.IGNORECASE)
_POLITE = re.compile(
    r"^(?:can|could|would|will|may|might) (?:you|i|we)(?: please| perhaps| maybe| just| kindly)?"
    rf"(?: (?:be able|be willing|like|mind|care) to)? (?:(?:{_ASK_VERBS})\b|"
    r"ask (?:what|who|how|you)|hear (?:more|what|how))",
    re.IGNORECASE,
)
_OPEN_START = re.compile(
    rf"^{_LEAD}{_PREPOSITION}(?:what|who|whom|whose|which|how|why)\b", re.IGNORECASE
)
_WHEN_START = re.compile(rf"^{_LEAD}(?:when|where)\s+{_AUX}\b", re.IGNORECASE)
_CLOSED_START = re.compile(rf"^{_LEAD}{_AUX}\s+(?:not\s+)?{_SUBJECT}\b", re.IGNORECASE)
_OPEN_INSIDE = re.compile(
    rf"\b(?:what|who|whom|which|how|why|when|where)(?:\s+\w+){{0,3}}?\s+"
    rf"(?:{_AUX}|happen\w*|matter\w*|come\w*|change\w*|next|exactly|else)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"[,-]\s*(?:right|correct|yes|no|true|ok|okay|agreed|or not|"
    rf"{_AUX} (?:it|he|she|they|you|we|that))\s*\?$",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(r"^(?:and|so) (?:then|after that|next|what else)\s*\?$", re.IGNORECASE)

_SECOND = re.compile(
    rf"(?:\b(?:and|or|but)|&)\s*,?\s+(?:then\s+|also\s+|so\s+)?{_PREPOSITION}"
    rf"(?:{_WH}\b|{_AUX}\s+(?!not\b){_SUBJECT}\b)"
)
_SAME_SLOT = re.compile(r"\b(?:who or what|what or who|whom or what|what or whom)\b", re.IGNORECASE)
_ASKS = re.compile(rf"(?:\b{_WH}\b|\b{_AUX}\s+{_SUBJECT}\b)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_NEXT_JOINED = re.compile(r"^(?:and|or|but|also)\b", re.IGNORECASE)

_REPORTED = re.compile(
    r"\b(?:you (?:said|say|told|mentioned|wrote|think|feel|felt|thought)|do you (?:think|feel)|"
    rf"{_WH}\b[^.;:]*)",
    re.IGNORECASE,
)
_ADVICE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\byou (?:really |probably |maybe |also )?(?:should|ought to|had better|must)\b",
        r"(?<!do )(?<!did )(?<!that )(?<!what )\byou (?:need|have) to (?!say\b|add\b|share\b)",
        r"\byou (?:could|can|might|may) (?:also |always |maybe |perhaps )?"
        r"(?:want to|try|consider|ask (?:him|her|them|your)|start by|use a|set up|send|offer|"
        r"arrange)",
        r"\bi(?:'d| would| can|'ll| will)? (?:strongly )?(?:suggest|recommend|advise|propose)\b",
        r"\bi(?:'d| would) (?:ask|start|talk|try|stop|begin|do|go|set|focus|pick|choose)\b",
        r"\bmy (?:advice|suggestion|recommendation|tip)\b",
        r"\bit (?:would|might|could|may) (?:help|be (?:better|good|best|useful|helpful|wise)) "
        r"(?:if you|to)\b",
        r"\bit(?:'s| is) (?:better|best|important|essential|worth|a good idea|good|wise) "
        r"(?:to|that you|if you)\b",
        r"\b(?:a|one) (?:good|better|useful|simple) (?:idea|way|solution|step) "
        r"(?:is|would be|might be|could be)\b",
        r"(?:^|[.!?;:,-]\s*|\band )(?:please )?(?:try (?:to|\w+ing)|consider \w+|make sure|"
        r"be sure to|remember to|don't forget|"
        r"let's (?!(?:pick|take|start|talk|go|stay|look|move|turn|think)\b)\w+|"
        r"start by|ask (?:him|her|them|your)\b)",
        r"\bif i were you\b",
    )
]
_HINTS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bwhy (?:don't you|not (?!now\b|then\b|them\b|him\b|her\b|it\b|that\b)\w+)",
        r"\b(?:have|had) you (?:ever )?(?:tried|considered|thought (?:about|of))\b",
        r"\b(?:how|what) about (?:\w+ing|if you|you|we|a|an)\b",
        r"\bwould it (?:not )?(?:help|be (?:better|easier|possible|useful|good|helpful|an idea))\b",
        r"(?<!what )(?<!who )(?<!how )(?<!where )(?<!when )\b"
        r"could you (?:not )?(?:ask|try|talk to|set up|send|start|stop|use|offer|invite)\b",
    )
]
"""Advice in the form of a question."""
_OFFERED = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bsuch as\b",
        r"\be\u2024?\.?g[.\u2024]",
        r"\bfor (?:example|instance)\b(?!\s*\?)(?!,? (?:what|who|how|why|which|when|where)\b)",
        r"\b(?:maybe|perhaps|possibly|probably)\b[^?]*\?",
        r"\b(?:like|say),? (?:a |an |the )?\w+(?:,? \w+){0,3},? or \w+",
        rf"(?:^|[,.:;-]\s*){_LEAD}{_AUX} (?:it|this|that|they|he|she|you|the|there)\b[^?]*"
        r"(?<!\bwhether)\bor (?!not\b|so\b|two\b|more\b|less\b|late\b|wrong\b|anything\b|"
        r"anyone\b|anybody\b|something\b|someone\b|somebody\b|else\b)[^?]*\?",
        r"\b(?:which|what|who)\b[^?]*[,:-]\s*(?:is it |the |a |an )?\w+(?:[ ,]+\w+){0,4} or "
        r"(?:the |a |an )?\w+(?: \w+){0,3}\s*\?",
    )
]

_PRAISE_WORD = (
    r"(?:great|good|excellent|wonderful|fantastic|amazing|brilliant|perfect|nice|awesome|"
    r"impressive|lovely|terrific|superb|outstanding|marvell?ous|beautiful|splendid|fabulous|"
    r"interesting|fascinating|insightful|thoughtful|helpful|valuable|clear|strong|powerful|"
    r"admirable|commendable|inspiring|exciting)"
)
_PRAISE = re.compile(
    r"^(?:(?:oh|ah|ok|okay|wow|yes|well|so|and)[,!. ]+)*(?:"
    r"wow\b|well done\b|bravo\b|kudos\b|congratulations\b|hats off\b|"
    r"(?:good|great|nice|excellent|amazing|fantastic|wonderful|superb) "
    r"(?:job|work|point|question|answer|example|thinking|insight|stuff|one|start|idea|choice|"
    r"observation|detail|thought|to hear)\b|"
    rf"{_PRAISE_WORD}\s*(?:[.!,;:-]|$)|"
    rf"(?:that(?:'s| is| was| sounds| seems)|this is|it(?:'s| is)|what|you(?:'re| are)) "
    rf"(?:(?:really|very|so|such|truly|quite|absolutely|a|an|all|both|doing) )*{_PRAISE_WORD}\b|"
    r"i (?:really |truly |very much )?(?:love|like|admire|appreciate|am impressed)\b|"
    r"i'm (?:really |so |very )?impressed\b|"
    r"(?:thank you|thanks)(?: so much| very much| a lot)? for "
    r"(?:sharing|being|your|that|the|telling|such|opening)\b|"
    r"you(?:'re| are| have|'ve) (?:clearly|obviously|really|truly|doing|done)\b)",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``; a line break ends one, an abbreviation's dot does not."""
    text = _ABBREVIATION.sub(lambda m: m.group().replace(".", _DOT), text.translate(_PLAIN))
    text = re.sub(r"(?<=\d)[.](?=\d)", _DOT, text)
    found = (fold_space(match.group()).strip("-•* ") for match in _SENTENCE.finditer(text))
    return [sentence.replace(_DOT, ".") for sentence in found if words(sentence)]


def questions(text: str) -> list[str]:
    """Return the sentences that ask: with a question mark, or a request such as "Tell me …".

    Quoted words are no question of the coach. "Please name the day." beside a question says how to
    answer it, and is no second question.
    """
    bare = _QUOTED.sub(lambda m: m.group().replace("?", ""), text.translate(_PLAIN))
    all_sentences = sentences(bare)
    if any(_has_mark(sentence) for sentence in all_sentences):
        all_sentences = [s for s in all_sentences if _has_mark(s) or not _HOW_TO_ANSWER.match(s)]
    return [s for s in all_sentences if _has_mark(s) or _REQUEST.match(s)]


def core(question: str) -> str:
    """Return a question without the anchor in front of it ("Dave waits: …", "On Tuesday, …")."""
    clauses = re.split(r"(?:[:;]|\s-|,)\s+", question)
    for index, clause in enumerate(clauses):
        if _asks_first(clause):
            start = question.find(clause)
            return question[start:] if index else question
    return question


def is_open(question: str) -> bool:
    """Tell whether a question cannot be answered by yes or no.

    A request ("Tell me …", "Can you tell me …") is open. Otherwise the first clause that asks
    decides: a question word opens it, an auxiliary verb in front of its subject closes it.
    """
    question = fold_space(question.translate(_PLAIN)).strip("\"'- ")
    if _REQUEST.match(question) or _ELLIPTIC.match(question):
        return True
    if _TAG.search(question):
        return False
    for clause in re.split(r"(?:[:;]|\s-|,)\s+", question):
        stripped = re.sub(rf"^{_LEAD}", "", clause, flags=re.IGNORECASE)
        if _POLITE.match(stripped) or _REQUEST.match(clause):
            return True
        if _OPEN_START.match(clause) or _WHEN_START.match(clause):
            return True
        if _CLOSED_START.match(clause):
            return False
    return bool(_OPEN_INSIDE.search(question))


def is_double_barrelled(text: str) -> bool:
    """Tell whether a turn asks a second thing, joined by and/or/but or put in brackets."""
    asked = questions(text)
    for index, question in enumerate(asked):
        if index and _NEXT_JOINED.match(question):
            return True
        outside = _BRACKETS.sub(" ", question)
        if any(_ASKS.search(inside) for inside in _BRACKETS.findall(question)):
            return True
        outside = _SAME_SLOT.sub("who", outside)
        second = _SECOND.search(outside)
        if second and (_ASKS.search(outside[: second.start()]) or _REQUEST.match(outside)):
            return True
    return False


def gives_advice(text: str) -> bool:
    """Tell whether a turn tells or hints what to do.

    Quoted words and reported ones ("you said you should …") are the employee's, and a question
    word before the verb makes it a question ("What do you think you should do first?").
    """
    for sentence in sentences(_QUOTED.sub(" ", text.translate(_PLAIN))):
        if any(rule.search(sentence) for rule in _HINTS):
            return True
        found = (rule.search(sentence) for rule in _ADVICE)
        if any(m and not _REPORTED.search(sentence[: m.start()]) for m in found):
            return True
    return False


def offers_answer(text: str) -> bool:
    """Tell whether a question puts an answer into the employee's mouth.

    "such as", "for example …", "maybe …?", "is it this or that?".
    """
    bare = _QUOTED.sub(" ", text.translate(_PLAIN))
    return any(rule.search(question) for question in questions(bare) for rule in _OFFERED)


def opens_with_praise(text: str) -> bool:
    """Tell whether a turn begins by praising the answer; a plain "Thank you." is courtesy."""
    return bool(_PRAISE.match(fold_space(text.translate(_PLAIN)).strip("\"'- ")))


def is_short(text: str) -> bool:
    """Tell whether each question has at most 25 words and the whole turn at most 45."""
    return len(words(text)) <= MOST_WORDS and all(len(words(q)) <= 25 for q in questions(text))


def _has_mark(sentence: str) -> bool:
    return sentence.rstrip("\"')] ").endswith("?")


def _asks_first(clause: str) -> bool:
    return bool(
        _REQUEST.match(clause)
        or _OPEN_START.match(clause)
        or _WHEN_START.match(clause)
        or _CLOSED_START.match(clause)
    )
