"""A question of the employee in an open form, where a reviewed pattern fits it."""

from __future__ import annotations

import re

from coach.practice.turns import kind_of
from coach.text import fold_space, words

_LEAD = re.compile(
    r"^(?:(?:and|so|but|then|or|now|ok|okay|well|also|hm+|right|thanks?|thank you|hi|hello|hey|"
    r"sorry|please|just|yes|no|i see|got it)[ ,.!-]+)+",
    re.IGNORECASE,
)
_SCALE = "useful|clear|easy|good|important|complete|quick|fast|reliable|accurate|helpful|readable"
_THING = r"(?:the|my|our|your|this|that|these|those|it|a|an)\b[^,;?]*?"
_PATTERNS = [
    (rf"(is|are|was|were) ({_THING}) ({_SCALE})( (?:enough|to|for|in|on|at|when)\b[^,;?]*)?",
     r"How \3 \1 \2\4?"),
    (r"(?:do|did) you (?:ever )?(?:have|had|get) (?:a |any |some |many )?"
     r"(problems?|trouble|difficulties|issues)( (?:with|when|because)\b[^,;?]*)?",
     r"What \1 do you have\2?"),
    (r"do you (?:like|enjoy|hate|mind) ([^,;?]+)", r"What do you think of \1?"),
    (r"did you (?:like|enjoy) ([^,;?]+)", r"What did you think of \1?"),
    (r"are you (?:happy|satisfied|pleased|content|ok|okay|fine) with ([^,;?]+)",
     r"What do you think of \1?"),
    (r"do you (?:really |actually |even |always |often |ever )?"
     r"(use|read|check|handle|plan|sort|share) ([^,;?]+)", r"How do you \1 \2?"),
    (r"do you (?:really |actually |even |still )?need ([^,;?]+)", r"What do you need \1 for?"),
    (r"did ([^,;?]+) (?:work|help)( (?:for|with|when)\b[^,;?]*)?", r"How did \1 work out\2?"),
    (r"have you (?:ever |already )?(?:had|seen|got|missed|noticed) ([^,;?]+)",
     r"Tell me about the last time that you had \1."),
    (r"is there (?:anything|something) (?:else )?(?:that |which )?((?:i|we|you)\b[^,;?]*)",
     r"What is there that \1?"),
    (r"(?:is|was) (?:it|that|there) (?:a )?(?:problem|an issue) (?:for you )?(when|if) ([^,;?]+)",
     r"What happens when \2?"),
    (r"does it (?:bother|annoy|disturb|hurt|upset) you (?:when|if|that) ([^,;?]+)",
     r"What happens on your side when \1?"),
]  # fmt: skip
_TAGGED = re.compile(
    r"^([^?]+?)\s*[,-] ?(?:right|correct|true|agreed|huh|no|"
    r"(?:is|are|was|were|do|does|did|has|have|can|could|would|will)(?:n['’]t)? "
    r"(?:it|he|she|they|you|we|that))\s*[?.!]*$",
    re.IGNORECASE,
)
_DONT_YOU_THINK = re.compile(
    r"^(?:do|don['’]t|would(?:n['’]t)?|do not) you (?:think|agree|feel|believe|say)(?: that)? "
    r"(.+?)\?*$",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?:,? (?:and|or|but)|,|[?.])\s+(?=(?:then |also )?(?:in |for |to |with |from )?"
    r"(?:what|who|whom|which|how|why|when|where|is|are|was|were|do|does|did|can|could|would|will|"
    r"tell me)\b)",
    re.IGNORECASE,
)  # fmt: skip
MAX_WORDS = 25


def opened(question: str) -> str | None:
    """Return a closed question in an open form, or None when no pattern fits."""
    text = _stripped(question)
    for pattern, form in _PATTERNS:
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found is not None:
            return _good(found.expand(form))
    return None


def as_guess(question: str) -> str | None:
    """Return what a leading question claims, as a clause in the employee's words, or None."""
    text = _stripped(question)
    found = _TAGGED.match(text) or _DONT_YOU_THINK.match(text)
    if found is None:
        return None
    claim = found[1].strip(" ,.;")
    return claim if 2 <= len(words(claim)) <= MAX_WORDS and "?" not in claim else None


def first_of(question: str) -> str | None:
    """Return the first of two questions that were asked as one, when it is open, or None."""
    text = _stripped(question)
    for found in _JOINT.finditer(text):
        first = text[: found.start()].strip(" ,.;?")
        if 2 <= len(words(first)) <= MAX_WORDS and kind_of(f"{first}?") == "open":
            return _good(f"{first}?")
    return None


def _stripped(question: str) -> str:
    text = _LEAD.sub("", fold_space(question)).strip(' ?.!"“”')
    return text if text.startswith(("I ", "I'")) else text[:1].lower() + text[1:]


def _good(text: str) -> str | None:
    """Return a question with a capital letter, unless it got too long."""
    text = fold_space(text)
    text = text[0].upper() + text[1:]
    return text if len(words(text)) <= MAX_WORDS and kind_of(text) == "open" else None
