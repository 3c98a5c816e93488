"""Words of a text as the checker compares them: base forms, figures, persons, clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.checking.figures import with_figures
from coach.checking.words import base, kinds, vocabulary
from coach.text import clean

MAX_TOKENS = 1500
"""Longest text that is looked at, in words; the rest is left out."""

SELF = "<self>"
OTHER = "<other>"

_PIECE = re.compile(
    r"\d+(?:[.:]\d+)?(?=(?:am|pm|h)\b)|\d+(?:[.,:]\d+){0,6}(?:st|nd|rd|th)?(?![^\W_])|%"
    r"|[^\W_]+(?:'[^\W_]+)*|[.!?;:,()\"-]+|[«»\n]",
    re.IGNORECASE,
)
_ENDINGS = {"'d": "would", "'ll": "will", "'ve": "have", "'re": "are"}
"""Short forms after any word: "the drivers'd", "that'll"."""
_QUOTED = re.compile(
    r"(?<![^\s(])'(?=\w)([^\n\"]{1,300}?)(?<=[\w.!?,])'(?!\w)|\"([^\"\n]{1,300})\""
)
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
"""Inside a word a hyphen parts no clauses."""
_FIGURE = re.compile(r"(\d+(?:[.,:]\d+)*)(?:st|nd|rd|th)?\Z")
_THOUSANDS = re.compile(r",\d{3}\b")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
_LINKS = frozenset(
    """and but because so which who when if then since while though although until unless where
    or that as whether""".split()
)
_SUBJECTS = frozenset("i we he she they".split())
_BEFORE_SUBJECT = _LINKS | frozenset("than before after how like".split())


@dataclass(frozen=True)
class Token:
    """One word.

    Attributes:
        text: As it stands in the text; numbers in words and short forms are rewritten.
        form: Base form: a stem, a figure, ``SELF`` or ``OTHER``.
        kind: ``number``, ``person``, ``negation``, ``amount``, ``condition``, ``hedge``,
            ``direction``, ``light``, ``name`` or ``content``; the first of these that fits.
        clause: Number of its clause, from 0.
        sentence: Number of its sentence, from 0.
        link: The first word of its clause, in lower case.
        sign: The sign before its clause, or nothing.
        quoted: Whether it stands in quotation marks.
    """

    text: str
    form: str
    kind: str
    clause: int
    sentence: int
    link: str
    sign: str
    quoted: bool = False


def tokens(text: str) -> list[Token]:
    """Return the words of a text, at most ``MAX_TOKENS``; signs only part clauses."""
    found: list[Token] = []
    clause = sentence = size = 0
    link = sign = before = ""
    opens, quoted = True, False
    for piece in _pieces(text):
        if piece in "«»":
            opens, before, quoted = True, '"', piece == "«"
            continue
        if not piece[0].isalnum() and piece != "%":
            if found:
                opens, before = True, piece
                sentence += piece[0] in ".!?\n"
            continue
        lower = piece.lower()
        # "In a week I put ...": a subject begins a clause without a sign.
        subject = lower in _SUBJECTS and size > 1 and found[-1].text.lower() not in _BEFORE_SUBJECT
        if opens or lower in _LINKS or subject:
            clause += bool(found)
            link, sign, before, size = lower, before, "", 0
        size += 1
        opens = False
        form, kind = _form(piece, first=not found or found[-1].sentence != sentence)
        found.append(Token(piece, form, kind, clause, sentence, link, sign, quoted))
    return found


def _pieces(text: str) -> list[str]:
    """Return words and signs: short forms in full, numbers as figures."""
    pieces: list[str] = []
    plain = clean(text, limit=20_000).replace("«", '"').replace("»", '"').translate(_QUOTES)
    plain = _HYPHEN.sub(" ", _QUOTED.sub(r"«\1\2»", plain))
    for match in _PIECE.finditer(plain):
        pieces += _in_full(match.group())
        if len(pieces) >= MAX_TOKENS:
            break
    return with_figures(pieces[:MAX_TOKENS])


def _in_full(word: str) -> tuple[str, ...]:
    """Return a word without its short form: ``lads'd`` is ``lads would``."""
    lower = word.lower()
    if lower in vocabulary().short_forms:
        return vocabulary().short_forms[lower]
    for ending, full in _ENDINGS.items():
        if lower.endswith(ending):
            return (word[: -len(ending)], full)
    if lower.endswith("n't") and len(lower) > 4:
        return (word[:-3], "not")
    return (word,)


def _form(word: str, *, first: bool) -> tuple[str, str]:
    """Return the base form and the kind of a word; ``first`` in its sentence it is no name."""
    lower = word.lower()
    figure = _FIGURE.match(lower)
    if figure:
        value = figure.group(1)
        return (value.replace(",", "") if _THOUSANDS.search(value) else value), "number"
    if lower in vocabulary().self:
        return SELF, "person"
    if lower in vocabulary().other:
        return OTHER, "person"
    form = base(lower)
    kind = kinds().get(lower) or kinds().get(form)
    if kind is None:
        kind = "name" if word[0].isupper() and not first else "content"
    return form, kind
