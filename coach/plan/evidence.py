"""What stands in a plan: statements by kind, lines of the owner's own, answers from reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from coach.checking.wording import NUMBER_WORDS
from coach.llm.prompts import render
from coach.plan.dates import DAYS, MONTHS, after, named, past_words, written
from coach.plan.material_texts import questions, texts
from coach.plan.model import AnswerSource, Plan, PlanDate, Statement
from coach.text import fold_space

SHORT = 60
"""Longest part of the plan that a hint shows, in characters."""
PLACEHOLDERS = frozenset(
    """work.unknown customer.none needs.none requirements.none stop.none suppliers.none
    suppliers.share conversation.ask""".split()
)
"""Kinds that say what is missing; once the owner has changed one it is a line of their own."""
HEARD = ("answered.heard", "answered.found")
GUESSED = ("answered.guess",)

_TIMES = frozenset(
    f"""{" ".join(DAYS)} {" ".join(MONTHS)} morning afternoon evening night noon midnight midday
    lunchtime day days week weeks weekend month months year years hour hours minute minutes moment
    time times shift end beginning start middle o'clock quarter half past advance future meantime
    once last latest first least most all any every each case turn order detail general writing
    person fact addition tomorrow today yesterday then now it that this them""".lower().split()
)
_BEFORE_TIMES = frozenset("late early next last first same following coming whole few".split())
_PLACE = re.compile(
    r"\b(?:in|at|on|inside|outside|beside|behind|near|next to|by)\s+"
    r"(?P<the>(?:the|a|an|my|our|his|her|their|your)\s+)?(?P<noun>[^\W\d_][\w'’-]*)"
    r"(?:\s+(?P<more>[^\W\d_][\w'’-]*))?",
    re.IGNORECASE,
)
_AT_A_DISTANCE = re.compile(
    r"\b(?:phone|telephone|call|ring|e-?mail|mail|send|write to)\b", re.IGNORECASE
)
_DURATION = re.compile(
    r"(?:(?P<before>\w+) )?\b(?:(?P<alone>an?)|\d[\d.,]*|one|(?:a )?half(?: an?)?"
    r"|(?:a )?quarter of an|(?:most|part|all) of (?:a|the)|a (?:whole|full|good|few|couple of)"
    rf"|several|{'|'.join(sorted(NUMBER_WORDS))})[ -]?"
    r"(?:seconds?|minutes?|mins?|hours?|hrs?|h|mornings?|afternoons?|evenings?|nights?|shifts?"
    r"|days?|weeks?)\b",
    re.IGNORECASE,
)
_NOTED = re.compile(r"\bnoted on [^:;)]*", re.IGNORECASE)


class Evidence:
    """What the points of a plan are computed from.

    Args:
        plan: The plan.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._kinds: dict[str, list[Statement]] = {}
        self._own: dict[str, list[Statement]] = {}
        for section in plan.sections:
            for statement in section.statements:
                if statement.edited and (not statement.kind or statement.kind in PLACEHOLDERS):
                    self._own.setdefault(section.id, []).append(statement)
                else:
                    self._kinds.setdefault(statement.kind, []).append(statement)

    def all(self, *kinds: str) -> list[Statement]:
        """Return the statements of these kinds, in the order of the kinds."""
        return [statement for kind in kinds for statement in self._kinds.get(kind, [])]

    def any(self, *kinds: str) -> bool:
        """Return whether there is a statement of one of these kinds."""
        return any(kind in self._kinds for kind in kinds)

    def own(self, section: str, pattern: re.Pattern[str] | None = None) -> list[Statement]:
        """Return lines that the owner added to a section, those that ``pattern`` is found in."""
        found = self._own.get(section, [])
        return found if pattern is None else [s for s in found if pattern.search(s.text)]

    def text(self, *kinds: str) -> str:
        """Return the texts of the statements of these kinds, a line each."""
        return "\n".join(statement.text for statement in self.all(*kinds))

    def answered(self, topic: str, slot: str, kinds: tuple[str, ...] = HEARD) -> list[Statement]:
        """Return what reviews brought about a slot that the interview left empty."""
        asked = [q.question for q in questions().unknown if (q.topic, q.slot) == (topic, slot)]
        return [s for s in self.all(*kinds) if s.text.startswith(tuple(f"{q}:" for q in asked))]

    def has_day(self, text: str) -> bool:
        """Return whether a text names a day or a time ahead."""
        day = self.plan.created.date()
        return bool(named(text, day) or after(text, day))

    def is_dated(self, statement: Statement) -> bool:
        """Return whether it says when something was heard; when it was noted is not enough."""
        if statement.reviewed:
            return True  # a review says by when
        text = _NOTED.sub(" ", statement.text)
        if not statement.edited:
            text = text.replace(written(self.plan.created.date()), " ")
            return text.count("“") > 1 or self._is_past(_without_quotes(text))
        return self._is_past(text)

    def title(self, section: str) -> str:
        """Return the title of a section."""
        found = self.plan.section(section)
        return found.title if found else texts().sections.get(section, "")

    @cached_property
    def customer(self) -> str:
        """Whom the plan is about; empty when it names nobody."""
        before, _, behind = render(texts().title, {"customer": "\0"}).partition("\0")
        title = self.plan.title
        if not title.startswith(before) or not title.endswith(behind):
            return ""
        name = title[len(before) : len(title) - len(behind)]
        return "" if name == texts().nobody else name

    @cached_property
    def need(self) -> str:
        """The first need in the owner's words, shortened; empty when there is none."""
        found = self.all("requirements.measure", "requirements.guess", "needs.heard")
        found = found or self.all("needs.assumed")
        return quote_of(found[0]) if found else ""

    def date(self, kind: str) -> PlanDate | None:
        """Return a day of the plan."""
        return next((date for date in self.plan.dates if date.kind == kind), None)

    def _is_past(self, text: str) -> bool:
        return bool(past_words(text)) or self.has_day(text)


def quote_of(statement: Statement) -> str:
    """Return the owner's words in a statement, or else the statement, shortened."""
    quotes = [s.quote for s in statement.sources if isinstance(s, AnswerSource)]
    held = [quote for quote in quotes if fold_space(quote) in fold_space(statement.text)]
    return shortened(held[0] if held else statement.text)


def shortened(text: str, limit: int = SHORT) -> str:
    """Return the beginning of a text: whole words, without quotation marks around them."""
    line = fold_space(text).strip('“”" .,;:')
    if len(line) > limit:
        cut = line[: limit + 1].rpartition(" ")[0] or line[:limit]
        line = cut.rstrip('“" .,;:–-') + " …"
    return line.replace("“", "‘").replace("”", "’")


def names_place(text: str) -> bool:
    """Return whether a text says where: a place, or that it is done from afar."""
    return bool(_AT_A_DISTANCE.search(text)) or any(_places(text))


def names_amount_of_time(text: str) -> bool:
    """Return whether a text says how long something takes: "an hour", and not "every hour"."""
    for match in _DURATION.finditer(text):
        before = (match["before"] or "").lower()
        often = before in ("once", "twice", "every", "each", "per", "times")
        if not often and not (match["alone"] and (before.endswith("s") or _is_rate(match.group()))):
            return True
    return False


def _is_rate(text: str) -> bool:
    return text.rsplit(maxsplit=1)[-1].lower() in ("day", "week", "night", "shift")


def _places(text: str) -> Iterator[str]:
    for match in _PLACE.finditer(text):
        noun, more = match["noun"].lower(), (match["more"] or "").lower()
        if noun in _TIMES or noun in NUMBER_WORDS:
            continue
        if more in _TIMES and (noun in _BEFORE_TIMES or noun.endswith("day")):
            continue
        if match.group().lower().startswith("by ") and not match["the"]:
            continue
        yield match.group()


def _without_quotes(text: str) -> str:
    return re.sub(r"“[^“”]*”", " ", text)


def quoted(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements with words in quotation marks."""
    return [s for s in statements if "“" in s.text or s.text.count('"') > 1]


def quotes(statement: Statement) -> list[str]:
    """Return the answers' words that a statement cites; its own text when it cites none."""
    return [s.quote for s in statement.sources if s.type == "answer"] or [statement.text]


def lead(statement: Statement) -> str:
    """Return what stands before the words of the owner."""
    return f" {statement.text.partition('“')[0]} ".replace(",", " ")


def from_owner(statement: Statement) -> bool:
    """Return whether a statement rests on an answer."""
    return any(source.type == "answer" for source in statement.sources)


def around_quotes(statement: Statement) -> str:
    """Return what a statement says itself, without what it quotes."""
    return statement.text if statement.edited else re.sub(r"“[^“”]*”", " ", statement.text)
