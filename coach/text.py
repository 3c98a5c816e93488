"""Text made safe to show and ready to compare.

Everything from outside (answers, model output, documents, file names, error messages) passes
through :func:`clean` before it is shown or stored.
"""

from __future__ import annotations

import re
import unicodedata

MAX_ANSWER_CHARACTERS = 20_000
"""Longest answer that is kept, about 3,500 words; nobody reads more in an interview."""

_ANSI = re.compile(
    r"\x1b[PX^_][^\x1b\x07]*(?:\x07|\x1b\\)?|\x9b[0-?]*[ -/]*[@-~]"
    r"|\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])"
)
_PLAIN = re.compile(r"[\n -~]*\Z")
_BIDI = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x061C]
)
_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_MOST_DIGITS = 9
_LIKE_LATIN = str.maketrans({"ſ": "s", "ı": "i", "İ": "I", "\u212a": "K"})
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_UNIT_SIGN = re.compile(r" ?[%‰°]C?|\++|#")
_SENTENCE = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|vs|approx|inc|ltd|e\.g|i\.e|[ap]\.m)\.|[.!?](?=[\w,])|[^.!?\n])+"
    r"[.!?\n]*",
    re.IGNORECASE,
)
_QUOTES = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "–": "-",
        "—": "-",
    }
)

STOP_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being but by
    can could did do does doing done down each even ever every few for from get gets getting give
    go goes going got had has have having he her here hers him his how i if in into is isn it its
    just know like ll lot made make makes many may me mean means might mine more most much must my
    need no nor not now of off often ok okay on one only or other our ours out over own people
    please quite re really s same say says she should since so some something sometimes still such
    t take tell than that the their theirs them then there these they thing things think this those
    through time to told too two up us usually ve very want was way we well were what when where
    which while who whom whose why will with without would yes yet you your yours don doesn didn
    won wouldn couldn shouldn aren wasn weren haven hasn hadn let lets""".split()
)


def clean(text: str, *, limit: int | None = None) -> str:
    r"""Return ``text`` without terminal escapes, control characters and direction overrides.

    Line ends become ``\n``, tabs become spaces, lone surrogates become U+FFFD. Letters are
    composed (NFC) and otherwise left as they were typed.

    Args:
        text: Anything from outside.
        limit: Longest result in characters; the rest is cut.
    """
    if _PLAIN.match(text):  # most texts, and the rest looks at each letter
        return text if limit is None else text[:limit]
    text = _ANSI.sub("", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").translate(_BIDI)
    text = "".join(
        "�" if "\ud800" <= c <= "\udfff" else c
        for c in text
        if c == "\n" or unicodedata.category(c) not in ("Cc", "Cn", "Co")
    )
    text = unicodedata.normalize("NFC", text)
    return text if limit is None else text[:limit]


def harmless(text: str) -> str:
    r"""Return what was pasted or is to be changed in a field, without what a terminal obeys.

    Letters stay as they are, also in two parts: it may be the name of a file. Line ends become
    ``\n``: many terminals paste them as ``\r``.
    """
    if _PLAIN.match(text):
        return text
    text = _ANSI.sub("", text).translate(_OVERRIDES).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        "�" if "\ud800" <= c <= "\udfff" else c
        for c in text
        if c in "\n\t" or unicodedata.category(c) != "Cc"
    )


def one_line(text: str, *, limit: int = 200) -> str:
    """Return ``text`` cleaned, on one line, shortened with an ellipsis to ``limit`` characters."""
    line = fold_space(clean(text))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def fold_space(text: str) -> str:
    """Return ``text`` with every run of white space as one blank, and none at the ends."""
    return _SPACE.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, in lower case, typographic quotes made plain."""
    return [match.group().lower() for match in _WORD.finditer(text.translate(_QUOTES))]


def content_words(text: str) -> set[str]:
    """Return the words of ``text`` that carry meaning: no stop words, nothing under 3 letters."""
    return {w for w in words(text) if w not in STOP_WORDS and len(w) > 2}


def with_latin(text: str) -> str:
    """Return ``text`` with the signs that count as Latin letters as these, each as one letter.

    A pattern that does not look at case takes them for s, i and k; no list of words has them.
    """
    return text.translate(_LIKE_LATIN)


def counted(text: str) -> int | None:
    """Return the number of a line that somebody typed; None for what no line has as its number.

    Python refuses to read numbers of thousands of digits.
    """
    typed = text.strip()
    return int(typed) if typed.isdecimal() and len(typed) <= _MOST_DIGITS else None


def numbers(text: str) -> list[str]:
    """Return the figures of ``text`` as written (``3``, ``1,200``, ``7:30``)."""
    return _NUMBER.findall(text)


def find_quote(quote: str, source: str) -> str | None:
    """Return the verbatim part of ``source`` that ``quote`` stands for, or None.

    Case, white space, typographic quotation marks and punctuation at the ends may differ; letters
    and their order may not. What is returned is always letter for letter from ``source``.
    """
    wanted = words(quote)
    if not wanted:
        return None
    matches = list(_WORD.finditer(source.translate(_QUOTES)))
    have = [match.group().lower() for match in matches]
    span = len(wanted)
    found: list[str] = []
    for start in range(len(have) - span + 1):
        if have[start : start + span] == wanted:
            found.append(
                _with_signs(source, matches[start].start(), matches[start + span - 1].end())
            )
    exact = [text for text in found if text in quote or quote in text]
    return next(iter(exact or found), None)


def _with_signs(source: str, start: int, end: int) -> str:
    """Return a part of ``source`` with the signs that belong to its first and last word.

    Without them 95% would become 95, and C++ would become C.
    """
    while start and source[start - 1] in "$€£¥#+":
        start -= 1
    negative = start and source[start - 1] in "-−" and source[start].isdigit()
    if negative and (start == 1 or source[start - 2].isspace()):
        start -= 1
    match = _UNIT_SIGN.match(source, end)
    return source[start : match.end() if match else end]


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``; full stops in figures and after titles end none."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]
