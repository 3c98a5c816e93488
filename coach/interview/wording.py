"""Guards on what the coach says: one open question, short, in the employee's words, no advice.

The bars are those of research/interviewing.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.text import STOP_WORDS, content_words, find_quote, numbers, words

MAX_QUESTION_WORDS = 25
MAX_TURN_WORDS = 45
MAX_ANCHOR_WORDS = 12

_OPEN = re.compile(
    r"^(and |so |then |but )?((on|in|at|to|from|for|with|about|by|after|before|of|under) )?"
    r"(who|whom|whose|what|when|where|which|how|why)\b"
)
_TELL = re.compile(r"\b(tell me|describe|walk me through|think of)\b")
_TWO = re.compile(
    r"\b(and|or)\s+(then\s+)?(who|whom|whose|what|when|where|which|how|why|do|does|did|is|are|was|"
    r"were|can|could|would|will|should|have|has)\b|,\s*(who|what|when|where|which|how|why)\b|[()/]"
    r"|(\b(and|or)|,)\s+(to|with|for|from|by|at|in|on|until|since) (whom|who|what|which)\b"
    r"|\band (tell|describe)\b"
)
_PRAISE = re.compile(
    r"^(great|good|excellent|wonderful|fantastic|amazing|awesome|perfect|nice|brilliant|lovely|"
    r"impressive|interesting|wow|understood|got it|thank|thanks|"
    r"that'?s (great|good|a good|a great|very|really|wonderful|excellent|interesting)|"
    r"what a|well done|i (love|appreciate|like))\b"
)
_ADVICE = re.compile(
    r"\b(you (should|could|might|need to|must|ought|may want)|why don'?t you|why not|have you "
    r"(tried|considered|thought)|how about|what about|what if you|i (suggest|recommend|would|"
    r"advise)|let'?s|try to|consider|such as|for example|for instance|e\.g|like a |maybe (you|it)|"
    r"perhaps (you|it)|how could you|what can you do to)\b"
)
_MACHINE = re.compile(r"\b(ai|language model|assistant|missing|slot|json|interview|the speaker|"
                      r"the employee|this person|as an)\b")  # fmt: skip
_GENDERS = (
    (
        re.compile(r"\b(she|hers?)\b"),
        re.compile(
            r"\b(she|hers?|ms|mrs|miss|madam|sister|woman|lady|mother|wife|girl|daughter)\b"
        ),
    ),
    (
        re.compile(r"\b(he|him|his)\b"),
        re.compile(r"\b(he|him|his|mr|sir|brother|man|father|husband|boy|son)\b"),
    ),
)
"""What the coach may say of somebody, and what the employee must have said for it."""
_OFFERED = re.compile(r":[^?]+\bor\b|,\s*\w[^,?]* or \w[^?]*\?$")
_LEADING = re.compile(r"\b(don'?t you|isn'?t it|right\?|wouldn'?t)\b")
_SENTENCE = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|approx)\.|[^.!?\n])+[.!?\n]*\s*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+")


def problem_with(text: str, *, answer: str, heard: str, earlier: Sequence[str]) -> str | None:
    """Return why a follow-up must not be shown, or None when it may.

    Args:
        text: The model's wording: a short anchor, then one question.
        answer: The employee's last message, which the anchor must take a word from.
        heard: Everything that the employee has said; names and numbers must come from there.
        earlier: Questions that were asked before.
    """
    anchor, question = split_question(text)
    checks = (
        _form(text, anchor, question),
        _manner(text, praised=find_quote(anchor, answer) is None),
        _grounding(text, answer, heard),
    )
    for problem in checks:
        if problem is not None:
            return problem
    if any(nearly_same(question, other) for other in earlier):
        return "asks again what was asked before"
    return None


def anchor_problem(text: str, answer: str) -> str | None:
    """Return why a sentence must not stand before the question, or None when it may.

    Args:
        text: A sentence in the employee's words.
        answer: The employee's last message.
    """
    if len(words(text)) > MAX_ANCHOR_WORDS:
        return "anchor too long"
    manner = _manner(text, praised=find_quote(text, answer) is None, advice=False)
    return manner or _grounding(text, answer, answer)


def _form(text: str, anchor: str, question: str) -> str | None:
    if text.count("?") != 1 or not text.rstrip().endswith("?"):
        return "not exactly one question at the end"
    if len(words(question)) > MAX_QUESTION_WORDS or len(words(text)) > MAX_TURN_WORDS:
        return "too long"
    if len(words(anchor)) > MAX_ANCHOR_WORDS:
        return "anchor too long"
    if len(words(question)) < 2:
        return "hardly a question"
    lowered = question.lower()
    if not _OPEN.match(lowered) and not _TELL.search(lowered):
        return "not an open question"
    if _TWO.search(lowered):
        return "two questions in one"
    if _OFFERED.search(lowered):
        return "offers answers"
    return None


def _manner(text: str, *, praised: bool, advice: bool = True) -> str | None:
    """Check the tone.

    Args:
        text: What would be said.
        praised: Whether an opening that praises is the coach's; the employee's own words ("Good
            food.") praise nobody.
        advice: Whether words of advice would be the coach's; what the employee wants to try is no
            advice when it is said back to them.
    """
    lowered = text.lower().replace("’", "'")
    for pattern, problem in (
        (_PRAISE, "praise"),
        (_ADVICE, "advice or offered answers"),
        (_MACHINE, "talks about itself"),
        (_LEADING, "leading"),
    ):
        own = (pattern is _PRAISE and not praised) or (pattern is _ADVICE and not advice)
        if pattern.search(lowered) and not own:
            return problem
    if re.search(r"\b(i|me|my|we|us|our)\b", lowered.replace("tell me", "")):
        return "speaks as the employee"
    return None


def _grounding(text: str, answer: str, heard: str) -> str | None:
    if not content_words(text) & content_words(answer):
        return "no word of the answer"
    if any(number not in numbers(heard) for number in numbers(text)):
        return "a number from nowhere"
    lowered = heard.lower()
    if any(said.search(text.lower()) and not told.search(lowered) for said, told in _GENDERS):
        return "a he or she from nowhere"
    known = set(words(heard))
    for name in _NAME.findall(text):
        if words(name)[0] not in known:
            return "a name from nowhere"
    return None


def split_question(text: str) -> tuple[str, str]:
    """Return what stands before the last question of a text, and that question."""
    sentences = _SENTENCE.findall(text)
    if not sentences:
        return "", text
    place = next((n for n in reversed(range(len(sentences))) if "?" in sentences[n]), None)
    if place is None:
        return text.strip(), ""
    return "".join(sentences[:place]).strip(), sentences[place].strip()


def nearly_same(one: str, other: str) -> bool:
    """Return whether two questions share nearly all their words."""
    return share_words(words_that_count(one), words_that_count(other))


def words_that_count(question: str) -> frozenset[str]:
    """Return the words by which a question is told from another one."""
    return frozenset({w for w in words(question) if w not in STOP_WORDS} | _asked(question))


def share_words(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether the words that count in two questions are nearly the same."""
    return bool(one) and len(one & other) / max(1, len(one | other)) >= 0.7


def _asked(question: str) -> set[str]:
    return set(words(question)) & {"who", "what", "when", "where", "which", "how", "why", "whose"}
