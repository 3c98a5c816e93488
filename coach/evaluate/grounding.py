"""Whether what notes and plan say was said: quotes, numbers, names and citations.

Written apart from ``coach.plan.checking``, so that each checks the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coach.interview.notes import Notes
from coach.plan.model import Plan, Statement
from coach.store.messages import Message
from coach.text import STOP_WORDS, fold_space, numbers, with_latin, words

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATES = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}(?:st|nd|rd|th)?\.? {_MONTH}\b\.?(?:,? \d{{4}})?"
    rf"|\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?|\b{_MONTH} \d{{4}}\b"
)
_SPAN = re.compile(
    r"\b(?:within|in|after|for|over|every|next|first|about)(?: the)?(?: next| first| coming)?"
    r" (?:\d+|[a-z]+)(?: or \d+)? (?:days?|weeks?|months?)\b",
    re.IGNORECASE,
)
_PLANNING_SECTIONS = frozenset(
    {"requirements", "actions", "stop", "conversation", "suppliers", "review", "unknown"}
)
"""Sections in which "within seven days" or "for two weeks" is the plan's own timing."""
_FREE_QUOTES = frozenset({"conversation", "sources"})
"""Sections whose quotation marks hold an invitation, a question to ask, or a title."""

_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
_WORD_NUMBER = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<ones>{'|'.join([*_UNITS][1:10])}))?"
    rf"|(?P<unit>{'|'.join([*_UNITS][1:])})|(?P<dozen>dozen)|(?P<hundred>hundred))\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"^[ -](?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|times|per ?cent|"
    r"euros?|dollars?|pounds?|people|persons|calls?|orders?|mails?|e-?mails?|errors?|cases?|pages?|"
    r"tickets?|invoices?|out of|in ten|of ten)\b",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"^\s*\d+[.)]\s+", re.MULTILINE)

_QUOTED = re.compile(r'"([^"\n]+)"|“([^”\n]+)”|„([^“”\n]+)[“”]|«([^»\n]+)»')
_TOKEN = re.compile(r"(?<!\w)[^\W\d_]\w*(?:['’-]\w+)*")
_STARTS = re.compile(r"(?:^|[.!?:;…]|[\n\"“„«(\[•–—/-])\W*$")
_DOTTED_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|St)\.", re.IGNORECASE)
_GROUP = re.compile(
    r"\b([^\W\d_][\w'’-]*) (?:teams?|departments?|dept|offices?|units?|wards?|crews?|committees?|"
    r"board|division|branch|agency|company|ltd|gmbh|inc)\b",
    re.IGNORECASE,
)
_NO_GROUP = STOP_WORDS | frozenset(
    "the whole entire own next new another both two three small large full different neighbouring "
    "neighboring first last wider internal external post back front home local whiteboard notice "
    "receiving serving cross per each".split()
)
_PERSON_VERB = frozenset(
    "said says told tells wants wanted needs needed asked asks thinks thought will would gets got "
    "cares cared has had is was can could waits waited knows knew calls called and".split()
)
_NOT_NAMES = frozenset(
    "i i'm i'd i'll i've monday tuesday wednesday thursday friday saturday sunday mondays tuesdays "
    "wednesdays thursdays fridays saturdays sundays january february march april may june july "
    "august september october november december ctq pdsa sipoc voc ok plan-do-study-act "
    "english mr mrs ms dr prof".split()
)


@dataclass(frozen=True)
class Rate:
    """How many of a kind were found, and how many of them are right.

    Attributes:
        total: Number of things judged.
        wrong: The things that are not right, for reading.
    """

    total: int
    wrong: Sequence[str]

    @property
    def value(self) -> float:
        """Share that is right; 1 when there was nothing to judge."""
        return 1.0 if not self.total else 1 - len(self.wrong) / self.total


@dataclass(frozen=True)
class Said:
    """What the employee said, prepared for looking things up.

    Attributes:
        turns: Text of each message of the employee by its turn, white space folded.
        words: All words of it in lower case, with and without a possessive ending.
        numbers: All numbers of it as figures.
    """

    turns: Mapping[int, str]
    words: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, transcript: Sequence[Message]) -> Said:
        """Collect what the employee said in a transcript."""
        turns = {m.turn: fold_space(m.text) for m in transcript if m.speaker == "employee"}
        text = "\n".join(turns.values())
        return cls(turns, frozenset(_word_forms(text)), frozenset(_all_numbers(text)))


def quotes(said: Said, notes: Notes, plan: Plan) -> Rate:
    """Judge every quote of notes and plan: letter for letter in its turn, white space folded.

    A statement's own quotation marks count too: what stands between them must be in some turn,
    except in the sections for the invitation and for titles.
    """
    wrong: list[str] = []
    total = 0
    for _, _, fact in notes.everything():
        if fact.quote or fact.status != "unknown":
            total += 1
            if not _is_verbatim(fact.quote, said.turns.get(fact.turn)):
                wrong.append(fact.quote)
    for section, statement in _statements(plan):
        for source in statement.sources:
            if source.type == "answer":
                total += 1
                if not _is_verbatim(source.quote, said.turns.get(source.turn)):
                    wrong.append(source.quote)
        if section not in _FREE_QUOTES and not _only_passages(statement):
            for match in _QUOTED.finditer(statement.text):
                quote = next(group for group in match.groups() if group)
                total += 1
                if not any(_is_verbatim(quote.rstrip(".,;"), turn) for turn in said.turns.values()):
                    wrong.append(quote)
    return Rate(total, wrong)


def plan_numbers(said: Said, plan: Plan, passages: Mapping[str, str]) -> Rate:
    """Judge every number of the plan: in some answer, or in a passage that its statement cites.

    Figures count always, number words in front of a unit ("ten minutes"). Calendar dates and, in
    the planning sections, spans of days, weeks or months are the plan's own.
    """
    wrong: list[str] = []
    total = 0
    for section, statement in _claims(plan):
        text = _DATES.sub(" ", _LIST_NUMBER.sub("", statement.text))
        if section in _PLANNING_SECTIONS:
            text = _SPAN.sub(" ", text)
        cited = _all_numbers(_cited(statement, passages))
        for number in _stated_numbers(text):
            total += 1
            if number not in said.numbers and number not in cited:
                wrong.append(f"{number}: {statement.text}")
    return Rate(total, wrong)


def plan_names(said: Said, plan: Plan, passages: Mapping[str, str]) -> Rate:
    """Judge every person, team and organisation in the plan: its words were in some answer.

    A name in a passage that the statement cites (the author of a method) is grounded as well.
    """
    texts = [statement.text for _, statement in _statements(plan)]
    common = _lower_words([*texts, *said.turns.values(), *passages.values()])
    wrong: list[str] = []
    total = 0
    for _, statement in _claims(plan):
        known = said.words | _word_forms(_cited(statement, passages))
        for name in [*_names(statement.text, common), *_groups(statement.text)]:
            total += 1
            if not _is_known(name, known):
                wrong.append(f"{name}: {statement.text}")
    return Rate(total, wrong)


def citations(plan: Plan, passages: Mapping[str, str]) -> Rate:
    """Judge every citation: a passage of the library, listed in the plan, found for its section.

    In the section of sources, every passage that was found for some section is right.
    """
    wrong: list[str] = []
    total = 0
    anywhere = {id for ids in plan.report.retrieved.values() for id in ids}
    for section, statement in _statements(plan):
        found = anywhere if section == "sources" else set(plan.report.retrieved.get(section, ()))
        for source in statement.sources:
            if source.type == "passage":
                total += 1
                if source.id not in passages or source.id not in plan.passages:
                    wrong.append(f"{source.id} does not exist")
                elif source.id not in found:
                    wrong.append(f"{source.id} was not found for {section}")
    return Rate(total, wrong)


def _statements(plan: Plan) -> Iterator[tuple[str, Statement]]:
    for section in plan.sections:
        for statement in section.statements:
            yield section.id, statement


def _claims(plan: Plan) -> Iterator[tuple[str, Statement]]:
    """Yield section and statement of all but the list of sources, which is no claim."""
    for section, statement in _statements(plan):
        if section != "sources" or not _only_passages(statement):
            yield section, statement


def _only_passages(statement: Statement) -> bool:
    return bool(statement.sources) and all(s.type == "passage" for s in statement.sources)


def _is_verbatim(quote: str, turn: str | None) -> bool:
    quote = fold_space(quote)
    return bool(quote) and turn is not None and quote in turn


def _cited(statement: Statement, passages: Mapping[str, str]) -> str:
    """Return the texts of the passages that a statement cites."""
    ids = (source.id for source in statement.sources if source.type == "passage")
    return "\n".join(passages.get(id, "") for id in ids)


def _normal(figure: str) -> str:
    """Write a figure in one way: ``1,200`` and ``1200``, ``7.30`` and ``7:30`` are the same."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", figure):
        return figure.replace(",", "")
    return figure.replace(":", ".").replace(",", ".").lstrip("0") or "0"


def _spelled(match: re.Match[str]) -> str:
    """Return the figure that a number in words stands for."""
    if match["tens"]:
        return str(_TENS[match["tens"].lower()] + _UNITS.get((match["ones"] or "zero").lower(), 0))
    if match["unit"]:
        return str(_UNITS[match["unit"].lower()])
    return "12" if match["dozen"] else "100"


def _all_numbers(text: str) -> set[str]:
    """Return all numbers of what was said, from figures and from words."""
    return {_normal(n) for n in numbers(text)} | {
        _spelled(m) for m in _WORD_NUMBER.finditer(with_latin(text))
    }


def _stated_numbers(text: str) -> list[str]:
    """Return the numbers that a statement claims."""
    spelled = [
        _spelled(match)
        for match in _WORD_NUMBER.finditer(text)
        if _MEASURE.match(text[match.end() :]) and match.group().lower() != "one"
    ]
    return [_normal(number) for number in numbers(text)] + spelled


def _word_forms(text: str) -> set[str]:
    """Return the words of ``text``, also without possessive endings and by parts at hyphens."""
    found = {*words(text), *(token.lower() for token in _TOKEN.findall(text))}
    for word in [*found]:
        found.add(re.sub(r"'s?$", "", word))
        found.update(part for part in word.split("-") if part)
    return found


def _is_known(name: str, known: Collection[str]) -> bool:
    """Tell whether every word of a name is among ``known``, also in plural or possessive."""
    if name.lower() in known:
        return True
    for word in words(name):
        bare = re.sub(r"'s?$", "", word)
        forms = (word, bare, bare.rstrip("s"), f"{bare}s")
        parts = all(part in known for part in bare.split("-"))
        if word not in _NOT_NAMES and not parts and not any(form in known for form in forms):
            return False
    return True


def _lower_words(texts: Sequence[str]) -> set[str]:
    """Return the words that stand in lower case somewhere in ``texts``: no names by themselves."""
    return {
        token.replace("’", "'")
        for text in texts
        for token in _TOKEN.findall(text)
        if token[0].islower()
    }


def _names(text: str, common: set[str]) -> list[str]:
    """Return the capitalised names of a statement.

    In the middle of a sentence every capitalised word is one. At its start a word is one only when
    it is common nowhere and somebody's verb or a possessive follows; of a full name the second
    part is found in any case.
    """
    text = _DOTTED_TITLE.sub(r"\1 ", text)
    found: list[str] = []
    tokens = [*_TOKEN.finditer(text)]
    for index, match in enumerate(tokens):
        token = match.group().replace("’", "'")
        lowered = token.lower()
        if not token[0].isupper() or lowered in _NOT_NAMES:
            continue
        if _STARTS.search(text[: match.start()]):
            following = tokens[index + 1].group() if index + 1 < len(tokens) else ""
            if not text[match.end() :].startswith(f" {following}"):
                following = ""  # a mark stands between them
            bare = re.sub(r"'s?$", "", lowered)
            if {lowered, bare} & (common | STOP_WORDS) or not (
                lowered.endswith("'s") or following in _PERSON_VERB
            ):
                continue
        found.append(token)
    return found


def _groups(text: str) -> list[str]:
    """Return what names a group in lower case: "marketing" in "the marketing team"."""
    return [
        match.group(1)
        for match in _GROUP.finditer(text)
        if match.group(1)[0].islower() and match.group(1).lower() not in _NO_GROUP
    ]
