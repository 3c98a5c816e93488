"""The rules that every reviewed question keeps, shipped or of an organisation's own.

They are the bars that the model's wordings are held to, the rules of the evaluation, and those of
plain English.
"""

from __future__ import annotations

import re

from coach.checking import phrasing
from coach.interview.flow import load_flow
from coach.interview.readability import reading_grade
from coach.interview.wording import problem_with, split_question
from coach.llm.prompts import render
from coach.text import clean, words

VARIANTS = 3
"""Wordings of each question, so that it is never asked twice in the same words."""
GRADE = 8
"""Highest reading grade of what people read."""
LONGEST_WORD = 11
LONGEST_QUESTION = 300
"""Characters; the count of words is much stricter."""
WHO = ("Dave", "the shift leads", "your boss")
"""A name, a group, a role: every question fits each."""
LONGEST_WHO = "the night drivers of the northern depot"

_VARIABLE = re.compile(r"\{\{ who \}\}")
_TEMPLATE = re.compile(r"[{}]")
_JARGON = re.compile(r"stakeholder|leverage|CTQ|KPI|metric|process owner|synergy", re.IGNORECASE)
# A verb or a pronoun that goes with one person only would break for "the shift leads".
_ONE_PERSON = re.compile(
    r"\}\}['’]s|\b(is|was|has|does) \{\{|\b(he|she|him|his|her)\b"
    r"|\}\} (is|are|was|were|has|does|wants|needs|says|gets|asks|cares)\b"
)
_GUARDS = {
    "not exactly one question at the end": "one_question",
    "too long": "short",
    "anchor too long": "short",
    "hardly a question": "open",
    "not an open question": "open",
    "two questions in one": "two_questions",
    "offers answers": "advice",
    "advice or offered answers": "advice",
    "praise": "praise",
    "talks about itself": "machine",
    "leading": "leading",
    "speaks as the employee": "first_person",
}
"""What the guard on the model's wordings says, by the rule that it stands for."""


def question_problems(text: str) -> list[str]:
    """Return the names of the rules that a question breaks, each once.

    Args:
        text: The question; ``{{ who }}`` stands for the customer.
    """
    if clean(text) != text or "\n" in text or not text.strip():
        return ["letters"]
    if len(text) > LONGEST_QUESTION:
        return ["short"]
    if _TEMPLATE.search(_VARIABLE.sub("", text)):
        return ["variable"]
    found = [*_as_asked(text), *_as_read(text)]
    return list(dict.fromkeys(found))


def title_problems(text: str) -> list[str]:
    """Return the names of the rules that a title breaks."""
    if clean(text) != text or "\n" in text or not text.strip() or _TEMPLATE.search(text):
        return ["letters"]
    found = ["title_long"] if len(words(text)) > 8 or len(text) > 60 else []
    return [*found, *_hard_words(text)]


def closing_problems(text: str) -> list[str]:
    """Return the names of the rules that closing words break; nothing is asked after them."""
    if clean(text) != text or not text.strip() or _TEMPLATE.search(text):
        return ["letters"]
    found = ["closing_long"] if len(words(text)) > phrasing.MOST_WORDS else []
    found += ["closing_asks"] if "?" in text else []
    found += ["grade"] if reading_grade(text) > GRADE else []
    return [*found, *_hard_words(text)]


def _as_asked(text: str) -> list[str]:
    """Return what is wrong with a question when it is asked of anybody."""
    found = []
    for who in WHO:
        filled = _filled(text, who)
        guard = problem_with(filled, answer=filled, heard=filled, earlier=())
        if guard is not None and guard != "no word of the answer":
            found.append(_GUARDS.get(guard, "open"))
        if filled.count("?") != 1:
            found.append("one_question")
        if len(re.findall(r"[.?](?: |$)", filled)) > 2:
            found.append("sentences")
    for who in (*WHO, load_flow().who_unknown, LONGEST_WHO):
        found += _as_judged(_filled(text, who))
    return found


def _as_judged(filled: str) -> list[str]:
    """Return what the rules of the evaluation say of a question."""
    questions = phrasing.questions(filled)
    if len(questions) != 1:
        return ["one_question"]
    broken = {
        "open": not phrasing.is_open(questions[0]),
        "short": not phrasing.is_short(filled),
        "two_questions": phrasing.is_double_barrelled(filled),
        "advice": phrasing.gives_advice(filled) or phrasing.offers_answer(filled),
        "praise": phrasing.opens_with_praise(filled),
    }
    return [name for name, is_broken in broken.items() if is_broken]


def _as_read(text: str) -> list[str]:
    """Return what makes a question hard to read."""
    filled = _filled(text, WHO[0])
    found = _hard_words(text)
    if re.search(r"\bwhy\b", text, re.IGNORECASE):
        found.append("why")
    if max(reading_grade(filled), reading_grade(split_question(filled)[1])) > GRADE:
        found.append("grade")
    if _ONE_PERSON.search(text) or text.startswith("{{"):
        found.append("one_person")
    return found


def _hard_words(text: str) -> list[str]:
    found = ["jargon"] if _JARGON.search(text) else []
    if max((len(word) for word in words(text)), default=0) > LONGEST_WORD:
        found.append("long_word")
    return found


def _filled(text: str, who: str) -> str:
    return render(text, {"who": who})
