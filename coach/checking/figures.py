"""Numbers in words as figures: ``a hundred forty`` is ``140``, ``half an hour`` is 30 minutes."""

from __future__ import annotations

from coach.checking.words import base, bases

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = """fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split()
_VALUES = {word: value for value, word in enumerate(_ONES)}
_VALUES |= {word: value for value, word in enumerate(_ORDINALS, start=4)}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_VALUES["twice"] = 2
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}
_PHRASES = [
    (phrase.split(), pieces.split())
    for phrase, pieces in [
        ("an hour and a half", "90 minutes"),
        ("1 hour and a half", "90 minutes"),
        ("1 and a half hours", "90 minutes"),
        ("1.5 hours", "90 minutes"),
        ("2 and a half hours", "150 minutes"),
        ("2 and half hours", "150 minutes"),
        ("2.5 hours", "150 minutes"),
        ("half an hour", "30 minutes"),
        ("half a hour", "30 minutes"),
        ("half hour", "30 minutes"),
        ("quarter of an hour", "15 minutes"),
        ("no one", "nobody"),
        ("per cent", "percent"),
        ("one time", "once"),
        ("1 time", "once"),
        ("ahead of", "before"),
        ("prior to", "before"),
        *((f"half {hour}", f"half past {hour}") for hour in range(1, 13)),
    ]
]


def with_figures(pieces: list[str]) -> list[str]:
    """Return words and signs with numbers as figures and parts of an hour as minutes."""
    told: list[str] = []
    at = 0
    while at < len(pieces):
        size, value = _number_at(pieces, at)
        # "one" alone mostly stands for a thing.
        if size and ((size, value) != (1, 1) or _counts(pieces[at + 1 : at + 2])):
            told.append(str(value))
            at += size
        else:
            told.append(pieces[at])
            at += 1
    return _phrases(told)


def _number_at(pieces: list[str], start: int) -> tuple[int, int]:
    """Return how many pieces from ``start`` are one number in words, and its value."""
    at, total, part = start, 0, 0
    seen = False
    below = 100  # what may follow: after "sixty" a number below ten, after "two" none
    while at < len(pieces):
        word = pieces[at].lower()
        if _VALUES.get(word, 100) < below:
            part += _VALUES[word]
            below = 10 if _VALUES[word] >= 20 else 0
            seen = True
        elif word in _SCALES and (seen or at == start):
            total += max(part, 1) * _SCALES[word]
            part, below, seen = 0, 100, True
        elif not (seen and _goes_on(pieces, at)):
            break
        at += 1
    return (at - start, total + part) if seen else (0, 0)


def _goes_on(pieces: list[str], at: int) -> bool:
    """Return whether a number goes on after a hyphen or "and": thirty-five, hundred and ten."""
    before = pieces[at - 1].lower()
    following = pieces[at + 1].lower() if at + 1 < len(pieces) else ""
    if pieces[at] == "-":
        return before in _TENS and 0 < _VALUES.get(following, 0) < 10
    return pieces[at].lower() == "and" and before in _SCALES and following in _VALUES


def _counts(following: list[str]) -> bool:
    return any(base(word.lower()) in bases("units") or word in ("%", "in") for word in following)


def _phrases(pieces: list[str]) -> list[str]:
    told: list[str] = []
    at = 0
    while at < len(pieces):
        lower = [piece.lower() for piece in pieces[at : at + 5]]
        for phrase, instead in _PHRASES:
            if lower[: len(phrase)] == phrase:
                told += instead
                at += len(phrase)
                break
        else:
            told.append(pieces[at])
            at += 1
    return told
