"""A task for the model: a prompt, an output type, checks, retries.

The model is fallible: what comes back is either a value that passed every check or None, and the
caller then uses reviewed text.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from coach.llm.engine import Engine, Message, Request
from coach.llm.prompts import Prompt
from coach.text import clean, fold_space

Value = TypeVar("Value")
Check = Callable[[Value], "str | None"]
"""Returns what is wrong with a value, or None."""

RETRIES = 2
"""How often a failed answer is asked for again; the temperature rises each time."""
RETRY_TEMPERATURE = 0.4

_log = logging.getLogger(__name__)


@dataclass
class Outcome(Generic[Value]):
    """What became of a task.

    Attributes:
        value: The checked answer, or None when no try passed.
        problems: What was wrong with each failed try, for logs and metrics; never for people.
    """

    value: Value | None
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Task(Generic[Value]):
    """One narrow thing that the model does.

    Attributes:
        prompt: Instructions, examples and the template of the message.
        parse: Turns the model's text into a value; raises ValueError when it is not one.
        json_schema: Schema that the text must follow, for JSON answers.
        retries: How often a failed answer is asked for again.
    """

    prompt: Prompt
    parse: Callable[[str], Value]
    json_schema: dict[str, Any] | None = None
    retries: int = RETRIES

    def run(
        self,
        engine: Engine,
        variables: Mapping[str, Any],
        checks: Sequence[Check[Value]] = (),
        *,
        begin: str = "",
    ) -> Outcome[Value]:
        """Ask the model until an answer passes every check.

        Args:
            engine: The model.
            variables: What the message's template is filled with.
            checks: Each says what is wrong with a value, or None.
            begin: What the answer begins with; it is part of the value.

        Raises:
            EngineError: the model stopped answering.
            Cancelled: the call was cancelled.
        """
        outcome: Outcome[Value] = Outcome(None)
        for attempt in range(self.retries + 1):
            value = self._try(engine, variables, checks, attempt, outcome.problems, begin)
            if value is not None:
                outcome.value = value
                break
        return outcome

    def _try(
        self,
        engine: Engine,
        variables: Mapping[str, Any],
        checks: Sequence[Check[Value]],
        attempt: int,
        problems: list[str],
        begin: str,
    ) -> Value | None:
        request = self.request(variables, attempt, begin)
        text = clean("".join(engine.stream(request))).strip()
        if begin and not text.startswith(begin):
            text = f"{begin} {text}"
        try:
            value = self.parse(text)
        except ValueError as error:
            problems.append(f"unreadable: {fold_space(str(error))[:120]}")
            return None
        for check in checks:
            problem = check(value)
            if problem is not None:
                problems.append(problem)
                _log.info("%s, try %d: %s", self.prompt.id, attempt + 1, problem)
                return None
        return value

    def request(self, variables: Mapping[str, Any], attempt: int = 0, begin: str = "") -> Request:
        """Return what the engine is asked for on the given attempt, counted from 0."""
        messages = self.prompt.messages(variables)
        return Request(
            messages=messages,
            fixed=len(messages) - 1,
            max_tokens=self.prompt.max_tokens,
            temperature=self.prompt.temperature + (RETRY_TEMPERATURE * attempt),
            seed=attempt,
            stop=tuple(self.prompt.stop),
            json_schema=self.json_schema,
            begin=begin,
        )

    def prefix(self) -> list[Message]:
        """Return the fixed messages, for engines that prepare them ahead of use."""
        return self.prompt.fixed_messages()


def text_task(prompt: Prompt, *, retries: int = RETRIES) -> Task[str]:
    """Return a task whose answer is plain text on one line."""
    return Task(prompt=prompt, parse=_plain, retries=retries)


Typed = TypeVar("Typed", bound=BaseModel)


def json_task(prompt: Prompt, output: type[Typed], *, retries: int = RETRIES) -> Task[Typed]:
    """Return a task whose answer is JSON of a pydantic type."""

    def parse(text: str) -> Typed:
        try:
            return output.model_validate(json.loads(text))
        except (ValidationError, ValueError, RecursionError) as error:
            raise ValueError(str(error)) from error

    return Task(prompt, parse, json_schema=grammar_schema(output), retries=retries)


def grammar_schema(output: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a type without length limits.

    Limits on the length of strings make the grammar very slow (31 s for 96 tokens, measured in
    research/engine.md); pydantic checks them afterwards.
    """

    def strip(node: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(node, dict):
            dropped = ("maxLength", "minLength", "pattern", "title", "description", "default")
            return {
                key: strip(value)
                for key, value in node.items()
                if key not in dropped or not isinstance(value, (str, int, list, type(None)))
            }
        if isinstance(node, list):
            return [strip(item) for item in node]
        return node

    schema: dict[str, Any] = strip(output.model_json_schema())
    return schema


def _plain(text: str) -> str:
    line = fold_space(text)
    if not line:
        raise ValueError("nothing was said")
    return line
