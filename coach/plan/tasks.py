"""What the model words in a plan, each wording checked; reviewed text stands in for the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from coach.errors import EngineError
from coach.llm.engine import Engine, Message
from coach.llm.prompts import load_prompt
from coach.llm.task import Outcome, Task, text_task
from coach.plan.checking import (
    cant_problem,
    echo_problem,
    promise_problem,
    quantities,
    unsupported_words,
    vocabulary,
)
from coach.plan.kept import KeptWordings
from coach.plan.model import Problem
from coach.text import content_words, one_line, words

NAMES = ("case", "test", "last_time", "request")
"""The tasks of a plan, by the names of their prompt files."""
RETRIES = 1
MAX_WORDS = 34
START_WORDS = 5
"""Most words before the employee's own in an action: "I", a verb, to whom."""
_DETERMINERS = frozenset("a an the each every per one".split())

_log = logging.getLogger(__name__)


@lru_cache(maxsize=8)
def task(name: str) -> Task[str]:
    """Return a task of the plan by the name of its prompt file."""
    return text_task(load_prompt(f"plan/tasks/{name}"), retries=RETRIES)


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
            if have[-1] in vocabulary().vague:
                return "too general"
            if not _is_counted(have[-1], given):
                return "nothing that can be counted"
            return unsupported_words(value, given, share=0.0)

        return self._run("case", {"work": work, "need": need}, [noun], given=given)

    def test(self, *, customer: str, help: str) -> str | None:
        """Return what would help as a small test of the employee's own, or None."""

        def own(value: str) -> str | None:
            if not value.startswith("I ") or value.startswith(("I ask", "I tell")):
                return "nothing that the employee does alone"
            lost = content_words(help) - content_words(value)
            if len(lost) > len(content_words(help)) // 3:
                return "words of the employee were lost"
            have, mine = words(value), content_words(help)
            start = next((place for place, word in enumerate(have) if word in mine), len(have))
            # Before the employee's words a verb and a name may stand, after them nothing new.
            return unsupported_words(" ".join(have[start:]), help, share=0.0) or (
                "a long way to the point" if start > START_WORDS else None
            )

        return self._run("test", {"customer": customer, "help": help}, [own])

    def last_time(self, *, customer: str, cares: str, need: str) -> str | None:
        """Return a question about the last time that the need was not met, or None."""

        def past(value: str) -> str | None:
            have = words(value)
            if have[:6] != ["tell", "me", "about", "the", "last", "time"] or len(have) < 9:
                return "not about the last time"
            if "you" not in have[6:] or {"they", "he", "she", "them", "him", "her"} & set(have):
                return "not said to the customer"
            return unsupported_words(" ".join(have[6:]), need, share=0.2)

        variables = {"customer": customer, "cares": cares, "need": need}
        return self._run("last_time", variables, [past])

    def request(self, *, supplier: str, request: str) -> str | None:
        """Return the request to a supplier as one polite question, or None."""

        def polite(value: str) -> str | None:
            if not value.startswith("Could you ") or not value.endswith("?"):
                return "not a polite question"
            if value.count("?") > 1 or {"they", "them", "their"} & set(words(value)):
                return "not said to the supplier"
            return unsupported_words(request, value, share=0.0) or unsupported_words(
                value, f"{request} {supplier}", share=0.25
            )

        return self._run("request", {"supplier": supplier, "request": request}, [polite])

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
