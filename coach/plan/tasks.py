"""What the model words in a plan, each wording checked; reviewed text stands in for the rest."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from coach.checking.support import support
from coach.checking.wording import (
    cant_problem,
    echo_problem,
    promise_problem,
    quantities,
    unsupported_words,
)
from coach.errors import EngineError
from coach.llm.engine import Engine, Message
from coach.llm.prompts import load_prompt
from coach.llm.task import Outcome, Task, text_task
from coach.plan.kept import KeptWordings
from coach.plan.model import Problem
from coach.plan.perspective import in_the_past, negated
from coach.plan.wordlists import word_lists
from coach.text import content_words, one_line, words

NAMES = ("case", "yes_no", "test", "request")
"""The tasks of a plan, by the names of their prompt files."""
RETRIES = 1
_RETRIES_OF = {"case": 0}
"""Where the first wording is no noun, the second, drawn at random, is seldom what is counted."""
MAX_WORDS = 34
START_WORDS = 5
"""Most words before the employee's own in an action: "I", a verb, to whom."""
_TELLS_NOTHING = re.compile(
    r"Could you tell me (?!when|what|which|how|if|whether|the|an?|about|who|where|why|by|as|one|it"
    r"|before|in|on|at|every|each|my|your|right)"
)
_ASKS = frozenset("did was were could had has have is are".split())
_OTHERS = frozenset("he she they".split())
_GOT = "get got have had there"
"""Words for having something, which a need itself may leave out ("a call, not a fax")."""
_GIVEN = "What can be given, sent, brought, told, shown, put, done?"
"""Verbs of giving, which the words of a help or a request leave out ("a list on Monday")."""
_SPOKEN_OF = frozenset("him her them".split())
_TELLS_TO = re.compile(r"I (?:ask|(?:tell|remind|get|make|let)\b.* to)\b")
"""Work that is passed on to somebody else, and so depends on them."""
_DETERMINERS = frozenset("a an the each every per one".split())

_log = logging.getLogger(__name__)


@lru_cache(maxsize=8)
def task(name: str) -> Task[str]:
    """Return a task of the plan by the name of its prompt file."""
    return text_task(load_prompt(f"plan/tasks/{name}"), retries=_RETRIES_OF.get(name, RETRIES))


def prefixes() -> list[list[Message]]:
    """Return the fixed messages of all tasks, for engines that prepare them ahead of use."""
    return [task(name).prefix() for name in NAMES]


@dataclass
class Wording:
    """The model's part in one plan, with a count of what became of it.

    Attributes:
        engine: The model; None for a plan in reviewed text only.
        kept: What was worded before drafting stopped; the model is not asked for it again.
    """

    engine: Engine | None
    kept: KeptWordings | None = None
    worded: int = 0
    redrafted: int = 0
    replaced: int = 0
    problems: list[Problem] = field(default_factory=list)
    _failures: int = 0

    def case(self, *, work: str, need: str, given: str) -> str | None:
        """Return what is counted one by one, as a noun in the singular, or None."""

        def noun(value: str) -> str | None:
            have = words(value)
            if not 1 <= len(have) <= 3 or not value.islower():
                return "not a short noun"
            if value.endswith("s") and not value.endswith(("ss", "us", "is")):
                return "not in the singular"
            if have[-1] in word_lists().vague:
                return "too general"
            if not _is_counted(have[-1], given):
                return "nothing that can be counted"
            return unsupported_words(value, given, share=0.0)

        return self._run("case", {"work": work, "need": need}, [noun], given=given)

    def test(self, *, customer: str, help: str) -> str | None:
        """Return what would help as a small test of the employee's own, or None."""

        def own(value: str) -> str | None:
            if not value.startswith("I ") or _TELLS_TO.match(value):
                return "nothing that the employee does alone"
            if help.lower().startswith("if ") and " if " in value:
                return "no action, but a condition"
            lost = content_words(help) - content_words(value)
            if len(lost) > len(content_words(help)) // 3:
                return "words of the employee were lost"
            have, mine = words(value), content_words(help)
            start = next((place for place, word in enumerate(have) if word in mine), len(have))
            # Before the employee's words a verb and a name may stand; after them nothing new but
            # the customer in place of "her".
            known = f"{help} {customer}" if _SPOKEN_OF & set(words(help)) else help
            return unsupported_words(" ".join(have[start:]), known, share=0.0) or (
                "a long way to the point" if start > START_WORDS else None
            )

        def said(value: str) -> str | None:
            return support(value, help, question=f"What would help {customer}? {_GIVEN}").problem

        return self._run("test", {"customer": customer, "help": help}, [own, said])

    def yes_no(self, *, work: str, customer: str, cares: str, need: str) -> str | None:
        """Return a question for each piece of work: yes says that the need was met; or None."""

        def answered(value: str) -> str | None:
            return yes_no_problem(value, customer=customer, need=need) or unsupported_words(
                value, f"{need} {customer} {work} {_GOT}", share=0.2
            )

        def said(value: str) -> str | None:
            known = f"What does {customer} get, have or know of {work}?"
            # Whoever needs it speaks of themselves as "I": persons turn as in a quote.
            return support(value, f'"{need}"', question=known).problem

        variables = {"work": work, "customer": customer, "cares": cares, "need": need}
        worded = self._run("yes_no", variables, [answered, said])
        return in_the_past(worded) if worded else None

    def request(self, *, supplier: str, request: str) -> str | None:
        """Return the request to a supplier as one polite question, or None."""

        def polite(value: str) -> str | None:
            if not value.startswith("Could you ") or not value.endswith("?"):
                return "not a polite question"
            if " without " in value or _TELLS_NOTHING.match(value):
                return "not what is asked for"
            if value.count("?") > 1 or {"they", "them", "their"} & set(words(value)):
                return "not said to the supplier"
            return unsupported_words(request, value, share=0.0) or unsupported_words(
                value, f"{request} {supplier}", share=0.25
            )

        def said(value: str) -> str | None:
            known = f"What do you need from {supplier}? {_GIVEN}"
            return support(value, request, question=known).problem

        return self._run("request", {"supplier": supplier, "request": request}, [polite, said])

    def trouble(self, section: str, problem: str) -> None:
        """Keep in the report that something did not work."""
        self.problems.append(Problem(section=section, kind="trouble", problem=one_line(problem)))

    def _run(
        self,
        name: str,
        variables: Mapping[str, str],
        checks: Sequence[Callable[[str], str | None]],
        *,
        given: str = "",
    ) -> str | None:
        """Return the model's wording; None when none passes, or there is no model.

        Args:
            name: The task.
            variables: What its prompt is filled with.
            checks: What the wording must pass beside the checks of all wordings.
            given: What the checks depend on beside the variables.
        """
        if self.engine is None:
            return None
        support = "\n".join(variables.values())
        examples = [example.assistant for example in task(name).prompt.examples]

        def plain(value: str) -> str | None:
            return (
                _invented(value, support)
                or echo_problem(value, examples, support)
                or cant_problem(value)
                or promise_problem(value)
                or ("too long" if len(value.split()) > MAX_WORDS else None)
                or ("quotation marks" if any(mark in value for mark in '“”"{}<>') else None)
            )

        outcome = self._outcome(name, variables, [*checks, plain], given)
        if outcome is None:
            return None
        for problem in outcome.problems:
            self.problems.append(Problem(section="", kind=name, problem=one_line(problem)))
        self.redrafted += max(0, len(outcome.problems) - (outcome.value is None))
        self.worded += outcome.value is not None
        self.replaced += outcome.value is None
        return outcome.value

    def _outcome(
        self,
        name: str,
        variables: Mapping[str, str],
        checks: Sequence[Callable[[str], str | None]],
        given: str,
    ) -> Outcome[str] | None:
        """Return what was kept of the task, or ask the model; None when it does not answer."""
        current, depends = task(name), {**variables, "given": given}
        found = self.kept.find(current.prompt, depends) if self.kept else None
        if found is not None and (
            found.value is None or not any(check(found.value) for check in checks)
        ):
            return found
        if self.engine is None or self._failures > 1:
            return None
        try:
            outcome = current.run(self.engine, variables, checks)
        except EngineError as error:
            self._failures += 1
            self.trouble(name, str(error))
            return None
        if self.kept is not None:
            self.kept.keep(current.prompt, depends, outcome)
        return outcome


def yes_no_problem(value: str, *, customer: str, need: str) -> str | None:
    """Check that a yes to a question means that a need was met.

    Args:
        value: The question.
        customer: The customer's name.
        need: The need in the words that were noted; the customer's own ones speak of "me".
    """
    have, wanted = words(value), words(need)
    if len(have) < 4 or have[0] not in _ASKS or not value.endswith("?") or value.count("?") > 1:
        return "no question for yes or no"
    if negated(need):
        return "a need that says what must not be"
    if _has_any(value, word_lists().contrary):
        return "a yes would be bad news"
    if set(have) & {"me", "us"}:
        return "said from the wrong side"
    if any(re.search(rf"\b{word}", value.lower()) for word in word_lists().wishing):
        return "only wished for"
    if need.startswith("that I ") and have[:2] != ["did", "i"]:
        return "done by somebody else"
    subject = words(customer)
    if have[1 : 1 + len(subject)] == subject or have[1] in _OTHERS:
        verb = have[1 + (len(subject) if have[1 : 1 + len(subject)] == subject else 1) :][:1]
        if have[0] == "did" and _has_other_subject(verb, wanted):
            return "done by somebody else"
    return None


def _has_other_subject(verb: Sequence[str], need: Sequence[str]) -> bool:
    """Return whether somebody or something else does in the need what the verb says."""
    stems = [word.removesuffix("s") for word in need]
    if not verb or verb[0] in {"have", "get"} or verb[0].removesuffix("s") not in stems:
        return False
    place = stems.index(verb[0].removesuffix("s"))
    return place > 0 and need[place - 1] not in _OTHERS | {"to", "can", "could", "i", "we", "who"}


def _has_any(text: str, phrases: Sequence[str]) -> bool:
    line = f" {' '.join(words(text))} "
    return any(f" {phrase} " in line for phrase in phrases)


def _is_counted(noun: str, given: str) -> bool:
    """Return whether the employee speaks of the noun as of single things."""
    have = words(given)
    plurals = {f"{noun}s", f"{noun}es", f"{noun.removesuffix('y')}ies"}
    return bool(plurals & set(have)) or any(
        word == noun and {before, further} & _DETERMINERS
        for further, before, word in zip(["", *have], have, have[1:], strict=False)
    )


def _invented(value: str, support: str) -> str | None:
    """Check that the model brought no number and no name of its own."""
    given = set(words(support)) | {"i"}
    if extra := quantities(value) - quantities(support):
        return f"the number {min(extra)} has no source"
    capitals = [word for word in value.split()[1:] if word[0].isupper()]
    strange = [name for name in capitals if not set(words(name)) - {"i'm", "i'd"} <= given]
    return f"the name {strange[0]} has no source" if strange else None
