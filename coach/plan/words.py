"""The employee's words, made ready to stand in a sentence of the plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from coach.checking.wording import NUMBER_WORDS
from coach.interview.notes import Fact, Status
from coach.plan.model import AnswerSource, Source, SuggestionSource
from coach.plan.wordlists import word_lists
from coach.text import clean, find_quote, fold_space, words

MAX_QUOTE_WORDS = 28
MAX_QUOTE_CHARACTERS = 220
MAX_NAME_WORDS = 6

_LEADS = {"and", "but", "so", "well", "also", "or", "because", "then", "just", "mostly", "mainly"}
_DROPPED = re.compile(r"^(?:that|then|and|but|so|because|well)[\s,]+", re.IGNORECASE)
_PLACE = re.compile(r"\s(?:on|from|in|at|of|for|over)\s")
_TOLD_ONLY = re.compile(
    r"^(?:\w+ ){1,2}?(?:told|said|says?|tells|asked|mentioned|keeps? saying|wrote)"
    r"(?: (?:me|us|so|it))*"
    r"(?: (?:last|this|on|in|yesterday|today|once|by|at|a|the|\w+day|week|month|year|phone|mail|ago"
    r"|morning|meeting|\w+ weeks?))*$",
    re.IGNORECASE,
)
_NO_TITLE = r"(?<!\b[DM]r)(?<!\bM[sx])(?<!\bMrs)(?<!\bProf)(?<!\bSt)"
"""Before a full stop: not that of a title."""
_ENDS = re.compile(
    rf"{_NO_TITLE}\.|[,;:!?()\n–—\"“”]|\s-\s"
    r"|\b(?:because|who|whom|which|that|since|when|if|as|is|are|was"
    r"|were|has|have|had|gets?|needs?|wants?|depends?|uses?|receives?|they|he|she|it|we)\b",
    re.IGNORECASE,
)
_ANYBODY = frozenset(
    ("people", "the people", "the ones", "the folks", "the guys", "the men", "the women")
)
_WHO = re.compile(r"[\w ]+? (?:who|that) [\w'’ ]+")
"""Somebody who is only told from others by what they do: "the people who wash there"."""
_PRONOUNS = frozenset(
    """i we they he she it you that this there those these who everyone everybody nobody somebody
    someone anyone all people no not none never maybe probably if when""".split()
)
_LOWERED = frozenset("the my our a an some both".split())
_SPEAKER = frozenset("me us i we my our".split())
_SPOKEN_OF = frozenset("he she they him her them his their".split())
_LIMIT = (
    r"(?:not|never|no|only|hardly|about|nearly|almost|under|over|at least|at most|less than"
    r"|more than|fewer than|up to)"
)
_LEANS_ON = re.compile(
    rf"\b(?:{_LIMIT} )?(?:(?:an?|one|three|\d+) )?(?:quarters?|half|third)(?: of| an?)? $"
    rf"|\b{_LIMIT} $",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:{_LIMIT} )?"
    rf"(?:(?:\d[\d.,]*|{'|'.join(sorted(NUMBER_WORDS))})(?: and a half| or| to)? )+$",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(rf"{_NO_TITLE}[.!?](?=\s)")
_CLAUSE_ENDS = re.compile(
    rf"{_NO_TITLE}[.,;:!?](?=\s)|\s[-–—](?=\s)"
    r"|\s(?=(?:and|but|because|so|since|which|who|when|while|if)\s)",
    re.IGNORECASE,
)
LEAST_CLAUSE_WORDS = 4
"""A beginning of fewer words says too little to stand alone."""
_KNOWING = re.compile(
    r"(?:i(?:['’]ll| will| would|['’]d)? )?(?:see|know|notice|tell|believe) (?:that )?"
    r"(?:it (?:has )?(?:worked|works|helped|helps) )(?:if|when|once) ",
    re.IGNORECASE,
)
"""Words that only say that what follows is a sign."""
_SEVERAL = re.compile(
    r"^[a-z].*(?<!s)s$|(?:er|or|ent|ant|ee|ist|est|ing|ian|op)s$|^(?:[Pp]eople|[Cc]hildren|[Mm]en)$"
)
"""How the word for several people ends; a name ("Ines", "Klaus") mostly ends otherwise."""
_GUESS = re.compile(
    r"\b(?:i (?:think|guess|assume|suppose|believe|imagine|reckon)|my guess|is a guess|probably|"
    r"never (?:said|asked|told)|(?:did|have|has)(?:n['’]t| not) (?:said?|ask(?:ed)?|told|tell))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """Words of the employee with where they stand.

    Attributes:
        text: The words, on one line, without a full stop at the end.
        source: Where they come from.
        verbatim: Whether ``text`` stands in the transcript letter for letter.
        status: How the employee knows it.
    """

    text: str
    source: Source
    verbatim: bool
    status: Status

    @property
    def quoted(self) -> str:
        """The words in quotation marks; without them when they were put in by hand."""
        return f"“{self.text}”" if self.verbatim else self.text

    @property
    def guess(self) -> bool:
        """Whether these words about the customer are not known to come from the customer."""
        return self.status != "heard" or self.denied

    @property
    def direct(self) -> bool:
        """Whether the words are the customer's as they were said: "tell me when it is late"."""
        have = set(words(self.text))
        return bool(have & _SPEAKER) and not have & _SPOKEN_OF

    @property
    def denied(self) -> bool:
        """Whether the words say themselves that nobody said it."""
        return bool(_GUESS.search(self.text))

    @property
    def told_only(self) -> bool:
        """Whether the words say only that and when something was said, and not what."""
        return bool(_TOLD_ONLY.match(self.text))


def said(fact: Fact, answers: dict[int, str], *, max_words: int = MAX_QUOTE_WORDS) -> Said | None:
    """Return the words of a fact, or None when neither value nor quote was ever said.

    A value that the employee typed in by hand is their own even when no message holds it.

    Args:
        fact: What was noted.
        answers: The employee's messages by turn.
        max_words: Where longer words are cut.
    """
    answer = answers.get(fact.turn, "")
    value, quote = (_whole(_part(text, answer), answer) for text in (fact.value, fact.quote))
    if value or (quote and fact.status != "corrected"):
        text = _trim(value or quote, max_words)
        return Said(text, AnswerSource(turn=fact.turn, quote=text), True, fact.status)
    text = _trim(fold_space(clean(fact.value)), max_words)
    if fact.status != "corrected" or not words(text):
        return None
    source = (
        AnswerSource(turn=fact.turn, quote=_trim(quote, max_words)) if quote else SuggestionSource()
    )
    return Said(text, source, False, fact.status)


def short_name(text: str) -> str | None:
    """Return a customer's or supplier's name or role that fits into a sentence, or None.

    "Dave on line 2. His line goes down the most" gives "Dave on line 2".
    """
    line = fold_space(text).strip(" .,;:!?-\"“”'")
    parts = line.split(" ")
    while parts and parts[0].lower().strip(",") in _LEADS:
        parts.pop(0)
    line = _ENDS.split(" ".join(parts), maxsplit=1)[0].strip()
    if line.lower() in _ANYBODY and (whole := _WHO.match(" ".join(parts))):
        line = whole.group() if len(whole.group().split()) <= MAX_NAME_WORDS else line
    line = re.sub(r"\s(?:and|or|but|so)$", "", line)
    if _is_title(line):
        line = " ".join(" ".join(parts).split(" ")[:2]).strip(" .,;:!?")
    have = line.split()
    if not have or len(have) > MAX_NAME_WORDS or len(line) > 60 or not words(line):
        return None
    first = have[0].lower()
    if first in _PRONOUNS or (len(have) == 1 and first in NUMBER_WORDS):
        return None
    return line[0].lower() + line[1:] if first in _LOWERED else line


def bare(words_said: Said, lead: str) -> Said:
    """Return words without those that lead to them: "if he knew", said of a sign, is "he knew"."""
    knowing = _KNOWING.match(words_said.text)
    start = knowing.group() if knowing else f"{lead} "
    if not words_said.text.lower().startswith(start) or len(words_said.text.split()) < 3:
        return words_said
    text, source = words_said.text[len(start) :].lstrip(), words_said.source
    if isinstance(source, AnswerSource) and words_said.verbatim:
        source = AnswerSource(turn=source.turn, quote=text)
    return replace(words_said, text=text, source=source)


def are_several(name: str) -> bool:
    """Return whether a customer's name goes with a verb for several: "nurses", "Ines and Bela"."""
    return " and " in name or bool(_SEVERAL.search(name.rpartition(" ")[2]))


def first_name(name: str) -> str:
    """Return a person's or team's name without where they are: "Dave on line 2" is Dave."""
    head = _PLACE.split(name, maxsplit=1)[0]
    return head if all(word[0].isupper() for word in head.split()) else name


def is_own_sentence(text: str) -> bool:
    """Return whether the words are a sentence about the speaker that can stand as it is."""
    return bool(re.match(r"(?:I|I['’]m|We) \w", text))


def listed(items: Sequence[str]) -> str:
    """Return items as a list in a sentence."""
    if any(" and " in item for item in items):
        return "; ".join(items)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def sentence(text: str) -> str:
    """Return ``text`` with a capital letter first and a mark at the end."""
    text = text.strip()
    if not text:
        return text
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…" or text[-2:] in (".”", "?”", "!”") else f"{text}."


def _is_title(text: str) -> bool:
    return text.lower() in {"mr", "mrs", "ms", "dr", "prof", "st"}


def _part(wanted: str, answer: str) -> str:
    return fold_space(find_quote(wanted, answer) or "")


def _whole(part: str, answer: str) -> str:
    """Return words of an answer with the amount or denial before them that they lean on.

    "An hour a night" out of "a quarter of an hour a night" says something else.
    """
    folded = fold_space(answer)
    before, found, _ = folded.partition(part) if part else ("", "", "")
    match = _LEANS_ON.search(before) if found else None
    if found and not match and part.split(" ", maxsplit=1)[0].lower() in word_lists().durations:
        match = _COUNTED.search(before)
    return f"{match.group()}{part}" if match else part


def _trim(text: str, max_words: int) -> str:
    """Return the beginning of long words, cut where a sentence or a clause ends.

    A leading "that" or "and" is left out: the sentence around the words is another. Words are
    never cut inside a clause as long as a clause of them fits.
    """
    rest = _DROPPED.sub("", text)
    text = (rest if len(rest.split()) > 1 else text).rstrip(" .,;:")
    if _fits(text, max_words):
        return text
    for ends in (_SENTENCE_ENDS, _CLAUSE_ENDS):
        fitting = [text[: match.start()] for match in ends.finditer(text)]
        fitting = [part for part in fitting if _fits(part, max_words)]
        if fitting and len(fitting[-1].split()) >= LEAST_CLAUSE_WORDS:
            return _ended(fitting[-1])
    first = next((text[: match.start()] for match in _CLAUSE_ENDS.finditer(text)), text)
    if len(first.split()) <= MAX_QUOTE_WORDS and _fits(first, MAX_QUOTE_WORDS):
        return _ended(first)
    short = " ".join(text.split()[:max_words])[:MAX_QUOTE_CHARACTERS]
    return (short[: short.rfind(" ")] if " " in short else short).rstrip(" .,;:")


def _ended(text: str) -> str:
    """Return a beginning without a word at its end that leads to what was cut."""
    text = text.rstrip(" .,;:")
    while match := re.search(r"[\s,]+(?:and|but|so|because|or|which|who|when|while|if)$", text):
        text = text[: match.start()].rstrip(" .,;:")
    return text


def _fits(text: str, max_words: int) -> bool:
    return len(text) <= MAX_QUOTE_CHARACTERS and len(text.split()) <= max_words
