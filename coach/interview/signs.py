"""How somebody will see that a step worked: told by how the sentence begins, or asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.interview.agenda import Topic
from coach.interview.findings import Finding, finding
from coach.text import content_words, fold_space, sentences, words

SIGN = "sign"
MAX_ASKED_WORDS = 14
"""A longer reply to the question about the sign may say something else as well."""
_LEADS = re.compile(
    r"^(?:(?:and|but|then|so|well|for me) )*"
    r"(?:(?:it|this|that) (?:works?|worked|has worked|have worked|will have worked|went well|"
    r"is good|is a success|functions|helped|has helped)"
    r"|good|done|success(?: is)?"
    r"|i(?:'ll| will|'d| would)? (?:know|see|notice|tell|believe)(?: that)?"
    r"(?: (?:it|this|that)(?: (?:works|worked|has worked|helped|helps))?)?)"
    r" (?:when|if|once|as soon as|by|that) (?=\w+ \w)",
    re.IGNORECASE,
)
"""How a sentence begins that says when a step has worked."""


def with_signs(
    topic: Topic, findings: Sequence[Finding], answer: str, turn: int, asked_for: str | None
) -> list[Finding]:
    """Put what says that a step worked under its heading, whatever the model took it for.

    Args:
        topic: What was talked about; others than the first step are left as they are.
        findings: What was found in the answer.
        answer: The employee's message.
        turn: Its number.
        asked_for: The heading that the question was about, when it was a follow-up.
    """
    if topic.id != "commit":
        return list(findings)
    kept = list(findings)
    for sentence in sentences(fold_space(answer)):
        lead = _LEADS.match(sentence.replace("’", "'"))
        inside = [f for f in kept if f.fact.value in sentence]
        if lead is None or any(f.slot == SIGN for f in inside):
            continue
        sign = sentence[lead.end() :].strip(" .,;:!")
        kept = [f for f in kept if f not in inside]
        kept.append(finding(topic.slot(SIGN), sign, answer, turn))
    asked = asked_for == SIGN and len(words(answer)) <= MAX_ASKED_WORDS
    if asked and kept and not any(f.slot == SIGN for f in kept):
        longest = max(kept, key=lambda f: len(content_words(f.fact.value)))
        return [finding(topic.slot(SIGN), longest.fact.value, answer, turn)]
    return kept
