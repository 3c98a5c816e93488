"""How hard a text is to read."""

from __future__ import annotations

import re

from coach.knowledge.passages import sentences
from coach.text import words


def syllables(word: str) -> int:
    """Estimate the syllables of an English word from its groups of vowels."""
    count = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")):
        count -= 1
    if re.search(r"[^aeiouytd]ed$", word):
        count -= 1
    return max(count, 1)


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of ``text`` (Kincaid and others, 1975); 0 without words."""
    found = words(text)
    if not found:
        return 0.0
    per_sentence = len(found) / max(1, len(sentences(text)))
    return 0.39 * per_sentence + 11.8 * sum(map(syllables, found)) / len(found) - 15.59
