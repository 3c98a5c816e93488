"""Rewords statements of a plan as their owner wishes; what must not change is checked.

The model sees letters in brackets in place of quoted words and days, and code puts those back. For
the wishes that are offered it words one sentence at a time: what it does not word well enough stays
as it was, and nothing can get from one sentence into another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from coach.checking.claims import MAX_WORDS, Ground
from coach.checking.support import support
from coach.checking.wording import (
    cant_problem,
    echo_problem,
    names,
    promise_problem,
    quantities,
)
from coach.llm.engine import Engine
from coach.llm.prompts import load_prompt
from coach.llm.task import Task, text_task
from coach.plan.checking import problems
from coach.plan.dates import DAYS, MONTHS
from coach.plan.editing import SOURCES, find_section, own_words, statement_at, stems
from coach.plan.editing_texts import texts
from coach.plan.model import AnswerSource, Plan, Statement
from coach.text import clean, fold_space, sentences, words

MAX_WISH = 200
"""Most characters of a wish in free words."""
LEAST_WORDS = 6
"""A part with fewer words of the plan's own has nothing to reword."""
LEAST_STEM = 4
"""Letters in common that make two words forms of one: "small" and "smallest"."""
FREE = "free"

_HIDDEN = re.compile(
    rf"“[^“”]*”|(?:{'|'.join(DAYS)}) \d{{1,2}} (?:{'|'.join(MONTHS)})(?: \d{{4}})?"
)
_MARK = re.compile(r"\[([A-Z])\]")
_LABEL = re.compile(r"^(?:[^:?.!]{1,90}): (?=\S)")
_SPAN = r"(?:by|until|till|on|from) \[[A-Z]\](?: to \[[A-Z]\])?"
_FIRST_DAY = re.compile(rf"^{_SPAN},? (?=\w)", re.IGNORECASE)
_LAST_DAY = re.compile(rf",? {_SPAN}[.?]$")
_NEGATIONS = frozenset("no not never nobody nothing none without cannot neither nor".split())
_LEAVES_OUT = re.compile(r"\b(?:without|not|leave|leaving|instead|remove|drop)\b", re.IGNORECASE)
_SHORT_FORM = re.compile(r"\w['’](?:t|s|d|m|ll|ve|re)\b", re.IGNORECASE)
_PERSONS = frozenset("i you he she we they".split())
_SELF = frozenset("i me my mine we us our i'll i'd i'm i've we'll we'd we're we've".split())


@dataclass(frozen=True)
class Limits:
    """How far a rewording may go.

    Attributes:
        new: Share of its words that carry meaning and stand nowhere in what it rewords.
        lost: Share of those words that may be gone.
    """

    new: float
    lost: float


_LIMITS = {
    "shorter": Limits(new=0.0, lost=0.3),
    "informal": Limits(new=0.2, lost=0.2),
    FREE: Limits(new=0.34, lost=0.67),
}


@dataclass(frozen=True)
class Reworded:
    """What became of one statement.

    Attributes:
        number: Its place in the section, from 1.
        done: How many are done, this one included.
        total: How many are reworded in all.
        text: The new wording; None when the statement stays as it was.
    """

    number: int
    done: int
    total: int
    text: str | None


def offered(wish: str) -> str:
    """Return the id of an offered wish by its id or its words, or "free" for any other words.

    Raises:
        UsageError: there are no words, or too many.
    """
    line = fold_space(clean(wish))
    if not words(line):
        labels = ", ".join(one.label for one in texts().wishes)
        raise texts().errors.no_wish.usage(wishes=labels)
    if len(line) > MAX_WISH:
        raise texts().errors.long_wish.usage(count=len(line), limit=MAX_WISH)
    key = " ".join(words(line))
    found = (w.id for w in texts().wishes if key in (w.id, " ".join(words(w.label))))
    return next(found, FREE)


def can_be_reworded(statement: Statement) -> bool:
    """Return whether a statement has words of its own beside quotes and days."""
    quotes_library = statement.kind.startswith(("passage.", "sources."))
    hidden = _Hidden.of(statement.text)
    return not quotes_library and any(map(_has_own_words, _parts(hidden.text)))


def rewordable(plan: Plan, section_id: str, number: int | None = None) -> list[int]:
    """Return the places of the statements that can be reworded; the owner's own only by number.

    Args:
        plan: The plan.
        section_id: Id of a section.
        number: The one statement to reword, from 1; without it all of the section.

    Raises:
        NotFoundError: there is no such section or statement.
        UsageError: the section is the list of sources.
    """
    section = find_section(plan, section_id)
    if section.id == SOURCES:
        raise texts().errors.fixed.usage()
    if number is not None:
        return [number] if can_be_reworded(statement_at(section, number)) else []
    return [
        place
        for place, statement in enumerate(section.statements, 1)
        if not statement.edited and can_be_reworded(statement)
    ]


def reword(
    plan: Plan,
    section_id: str,
    numbers: Sequence[int],
    wish: str,
    *,
    engine: Engine,
    answers: Mapping[int, str],
) -> Iterator[Reworded]:
    """Reword statements of a section one by one, and yield what became of each.

    Args:
        plan: The plan; it stays as it is.
        section_id: Id of the section.
        numbers: Places of the statements, from 1.
        wish: An offered wish, or free words.
        engine: The model.
        answers: The owner's messages by turn, which the sources cite.

    Raises:
        NotFoundError: there is no such section or statement.
        UsageError: the wish is empty or too long.
        EngineError: the model stopped answering.
        Cancelled: the engine's ``cancel`` was called.
    """
    kind, line = offered(wish), fold_space(clean(wish))
    section = find_section(plan, section_id)
    for done, number in enumerate(numbers, 1):
        statement = statement_at(section, number)
        text = _reworded(statement.text, kind, line, engine)
        if text is not None and (
            _new_problems(statement, text, line, answers) or not _still_said(statement, text, line)
        ):
            text = None
        yield Reworded(number, done, len(numbers), text)


@lru_cache(maxsize=4)
def task(kind: str) -> Task[str]:
    """Return the task for an offered wish, or for free words."""
    if kind == FREE:
        return text_task(load_prompt("plan/tasks/reword"))
    return text_task(load_prompt(f"plan/tasks/reword_{kind}"))


@dataclass(frozen=True)
class _Hidden:
    """A text with letters in brackets in place of quotes and days."""

    text: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Hidden:
        found: list[str] = []

        def letter(match: re.Match[str]) -> str:
            found.append(match.group())
            return f"[{chr(ord('A') + len(found) - 1)}]"

        # Brackets of the owner's own are no letters.
        plain = fold_space(text).replace("[", "(").replace("]", ")")
        return cls(_HIDDEN.sub(letter, plain), tuple(found))

    def shown(self, text: str) -> str:
        """Return a text with the quotes and days back in their places."""
        return _MARK.sub(lambda match: self.parts[ord(match[1]) - ord("A")], text)


def _reworded(text: str, kind: str, wish: str, engine: Engine) -> str | None:
    """Return the model's wording, or None when none passes."""
    hidden = _Hidden.of(text)
    if len(hidden.parts) > 20 or "[" in text:
        return None
    parts = [hidden.text] if kind == FREE else _parts(hidden.text)
    new = [_part(part, kind, wish, engine) if _has_own_words(part) else part for part in parts]
    line = hidden.shown(re.sub(r" (?=,)", "", " ".join(new)))
    if line == fold_space(text) or (kind == "shorter" and not _shorter(text, line)):
        return None
    return line


def _part(part: str, kind: str, wish: str, engine: Engine) -> str:
    """Return a part as the model words it; as it was when no wording passes."""
    current = task(kind)
    examples = [example.assistant for example in current.prompt.examples]
    given = part if kind != FREE else f"{part}\n{wish}"

    def check(worded: str) -> str | None:
        value = _ended_like(part, worded)
        return (
            _kept_problem(part, value, given)
            or _meaning_problem(part, value, given, _LIMITS[kind])
            or _wish_problem(part, value, kind, wish)
            or echo_problem(value, examples, given)
            or cant_problem(value)
            or promise_problem(value)
        )

    outcome = current.run(engine, {"line": part, "wish": wish}, [check])
    if outcome.value is None:
        return _with_other_phrases(part, kind)
    return _ended_like(part, outcome.value)


def _ended_like(part: str, worded: str) -> str:
    """Return a wording with a mark at its end where the part has one, and only there."""
    end = part[-1] if part[-1] in ".!?" else ""
    if end and worded[-1] in ".!?":
        return worded
    return worded.rstrip(" .!?;,") + end


def _with_other_phrases(text: str, kind: str) -> str:
    """Return a text with reviewed phrases in place of others, such as "don't" for "do not"."""
    for phrase, other in texts().phrases.get(kind, {}).items():
        text = re.sub(rf"\b{re.escape(phrase)}(?!\w)", other, text)
    return text


def _parts(text: str) -> list[str]:
    """Return the sentences of a text; a label and the day at an end are parts of their own.

    What is not given to the model cannot get lost there.
    """
    found = []
    for sentence in sentences(text):
        label = _LABEL.match(sentence)
        rest = sentence[label.end() :] if label else sentence
        first = _FIRST_DAY.match(rest)
        rest = rest[first.end() :] if first else rest
        last = _LAST_DAY.search(rest)
        rest = rest[: last.start()] if last else rest
        parts = [label and label.group(), first and first.group(), rest, last and last.group()]
        found += [part.strip() for part in parts if part]
    return found


def _has_own_words(part: str) -> bool:
    """Return whether there is something to reword; a label says what the rest is."""
    return not part.endswith(":") and len(words(_MARK.sub(" ", part))) >= LEAST_WORDS


def _kept_problem(old: str, new: str, given: str) -> str | None:
    """Check that quotes, days, numbers and names are all there, and no others."""
    if sorted(_MARK.findall(old)) != sorted(_MARK.findall(new)):
        return "a quote or a day is lost or stands twice"
    if any(sign in _MARK.sub("", new) for sign in '[]{}<>“”"'):
        return "signs that do not belong there"
    if quantities(old) - quantities(new) or quantities(new) - quantities(given):
        return "another number"
    have, told = set(words(new)), set(words(given))
    if any(not set(words(name)) <= have for name in names(old)):
        return "a name is lost"
    if any(not set(words(name)) <= told for name in names(new)):
        return "a name from nowhere"
    return None


def _meaning_problem(old: str, new: str, given: str, limits: Limits) -> str | None:
    """Check, as far as words tell it, that the same is said by the same person."""
    if _denies(old) != _denies(new):
        return "a no more or less"
    if ("?" in old) != ("?" in new):
        return "a question became a statement, or the other way round"
    if len(sentences(old)) == 1 < len(sentences(new)):
        return "a sentence is broken"
    if set(words(old)) & _SELF and not set(words(new)) & _SELF:
        return "not said by the owner any more"
    if _persons(new) - _persons(given):
        return "said of somebody else"
    before, after, told = stems(old), stems(new), stems(given)
    if len([one for one in before if not _among(one, after)]) > limits.lost * len(before):
        return "too much is gone"
    strange = [one for one in after if not _among(one, told)]
    return "words from nowhere" if len(strange) > limits.new * len(after) else None


def _among(stem: str, others: Collection[str]) -> bool:
    """Return whether a word stands there in any of its forms."""
    return stem in others or any(
        min(len(stem), len(other)) >= LEAST_STEM
        and (stem.startswith(other) or other.startswith(stem))
        for other in others
    )


def _wish_problem(old: str, new: str, kind: str, wish: str) -> str | None:
    """Check that the wish was met where that can be computed."""
    if words(old) == words(new):
        return "nothing changed"
    if kind == "shorter" and len(words(new)) >= len(words(old)):
        return "not shorter"
    if kind == "informal":
        if len(words(new)) > 1.25 * len(words(old)):
            return "longer"
        more = len(_SHORT_FORM.findall(new)) > len(_SHORT_FORM.findall(old))
        if not more and _mean_length(new) >= _mean_length(old):
            return "no less formal"
    if kind == FREE and not _LEAVES_OUT.search(wish):
        wanted = stems(wish) - stems(texts().about_wording)
        if 2 * len([one for one in wanted if _among(one, stems(new))]) < len(wanted):
            return "not what was wished"
    return None


def _shorter(old: str, new: str) -> bool:
    """Return whether a line is shorter by a word in twenty at least."""
    return len(new.split()) <= 0.95 * len(old.split())


def _persons(text: str) -> set[str]:
    return {word.split("'")[0] for word in words(text)} & _PERSONS


def _denies(text: str) -> bool:
    return any(word in _NEGATIONS or word.endswith("n't") for word in words(text))


def _mean_length(text: str) -> float:
    have = words(_MARK.sub(" ", text))
    return sum(map(len, have)) / max(1, len(have))


def _new_problems(
    statement: Statement, text: str, wish: str, answers: Mapping[int, str]
) -> set[str]:
    """Return what the checks of all statements find in the new wording and not in the old one."""
    own_words(text)
    told = f"{statement.text}\n{wish}"
    cited = {s.id: statement.text for s in statement.sources if s.type == "passage"}
    ground = Ground(
        answers=answers,
        passages=cited,
        dates=[part for part in _Hidden.of(statement.text).parts if not part.startswith("“")],
        noted=told,
        heard=told,
    )
    longest = max(MAX_WORDS, len(statement.text.split()))

    def found(words_: str) -> set[str]:
        update = {"text": words_, "edited": False}
        return {*problems(statement.model_copy(update=update), ground, max_words=longest)}

    return found(text) - found(statement.text)


def _still_said(statement: Statement, text: str, wish: str) -> bool:
    """Return whether what an answer says is still what it says in the new wording.

    Wordings of the program's own say more than the answer and are not held to it.
    """
    quotes = [source.quote for source in statement.sources if isinstance(source, AnswerSource)]
    said = "\n".join(quotes)

    def says(line: str) -> bool:
        return support(_LABEL.sub("", line), said, question=wish).problem is None

    return not quotes or not says(statement.text) or says(text)
