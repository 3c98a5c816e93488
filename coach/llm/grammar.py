"""Grammars (GBNF) that keep the model's output inside what can be true.

``quoting_grammar`` allows, as the strings of a JSON object of lists, only runs of words of one
text: the model can choose what to quote, and cannot change a letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

MAX_ITEMS = 6
"""Most quotes in one list."""
_SENTENCE_MARKS = ".!?;"
_ABBREVIATION = re.compile(
    r"(?:mr|mrs|ms|dr|prof|st|no|vs|approx|inc|ltd|etc|e\.g|i\.e|[ap]\.m|[A-Z])|(?:[A-Za-z]\.)+[A-Za-z]",
    re.IGNORECASE,
)


def quoting_grammar(keys: Sequence[str], text: str) -> str:
    """Return a grammar for ``{"key": ["quote", …], …}`` with quotes out of ``text``.

    A quote is a run of whole words of the text, up to the end of their sentence; white space
    between words is one blank. The first letter of a quote may be of either case: a model that
    wants to begin with "the" would else be led away from "The" to "then". The grammar grows with
    the number of words.

    Args:
        keys: The keys of the object, in the order in which they are written.
        text: What may be quoted.
    """
    words = text.split()
    lines = [f"root ::= {_object(keys)}"]
    if not words:
        return "\n".join([*lines, 'list ::= "[]"']) + "\n"
    starts = " | ".join(f"s{n}" for n in range(len(words)))
    lines += [
        'list ::= "[]" | "[" item (", " item){0,' + str(MAX_ITEMS - 1) + '} "]"',
        f'item ::= "\\"" ({starts}) "\\""',
    ]
    for number, word in enumerate(words):
        lines += _word_rules(number, word, last=number == len(words) - 1)
    return "\n".join(lines) + "\n"


def _object(keys: Sequence[str]) -> str:
    parts = []
    for number, key in enumerate(keys):
        opening = "{" if number == 0 else ", "
        parts.append(f"{_literal(opening + json.dumps(key) + ': ')} list")
    return " ".join(parts) + ' "}"'


def _word_rules(number: int, word: str, *, last: bool) -> list[str]:
    """Return the rules of one word as the start of a quote and inside one.

    A word is itself and perhaps the next; marks at its end may be left out.
    """
    core = word.rstrip(".,;:!?\"'”’)")
    tail = word[len(core) :]
    if not core:
        core, tail = word, ""
    rest = ""
    ends = tail and any(mark in _SENTENCE_MARKS for mark in tail) and not _is_short(core)
    if not last and not ends:
        rest = f" ({_literal(_json(tail) + ' ')} w{number + 1})?"
    start = _literal(_json(core))
    other = core[0].swapcase() + core[1:]
    if len(other) == len(core) and other != core:
        start = f"({start} | {_literal(_json(other))})"
    return [f"s{number} ::= {start}{rest}", f"w{number} ::= {_literal(_json(core))}{rest}"]


def _is_short(core: str) -> bool:
    """Return whether a word before a full stop is an abbreviation or an initial."""
    return bool(_ABBREVIATION.fullmatch(core))


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
