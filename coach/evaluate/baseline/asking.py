"""Asks the baseline's model for JSON after the interview, and finds its quotes in the answers."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

from coach.evaluate.baseline.room import tokens
from coach.llm.engine import Engine, Request
from coach.llm.engine import Message as Line
from coach.llm.prompts import render
from coach.llm.task import RETRY_TEMPERATURE
from coach.store.messages import Message
from coach.text import clean, content_words, find_quote

TRIES = 2
"""How often JSON is asked for: an answer may run on past its longest length."""

Schema = dict[str, Any]

_SPEAKER = re.compile(r"^Employee:\s*")
"""What stands in front of an answer in the transcript that the model reads."""

_log = logging.getLogger(__name__)


def object_of(properties: Mapping[str, Schema]) -> Schema:
    """Return the schema of an object with all of these properties."""
    return {"type": "object", "properties": dict(properties), "required": [*properties]}


def list_of(items: Schema, most: int, *, least: int = 0) -> Schema:
    """Return the schema of a list of ``least`` to ``most`` items."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


class Asker:
    """Asks about a finished interview.

    Args:
        engine: The model.
        messages: The transcript.
        context_tokens: Size of the model's context.

    Attributes:
        unreadable: How many requests brought no JSON.
    """

    def __init__(self, engine: Engine, messages: Sequence[Message], context_tokens: int) -> None:
        self._engine = engine
        self._messages = messages
        self._context_tokens = context_tokens
        self.unreadable = 0

    def ask(
        self,
        system: str,
        user: str,
        variables: Mapping[str, object],
        schema: Schema,
        *,
        max_tokens: int,
    ) -> dict[str, Any]:
        """Return what the model fills the schema with; nothing where it brings no JSON.

        Args:
            system: The system prompt.
            user: Template of the request; the transcript is put in as ``transcript``.
            variables: What else the template needs.
            schema: An object.
            max_tokens: Longest answer.

        Raises:
            EngineError: the model stopped answering.
        """
        room = self._context_tokens - max_tokens - tokens(system)
        messages = [Line("system", system), Line("user", self._request(user, variables, room))]
        for attempt in range(TRIES):
            request = Request(
                messages=messages,
                fixed=1,
                max_tokens=max_tokens,
                temperature=RETRY_TEMPERATURE * attempt,
                seed=attempt,
                json_schema=schema,
            )
            text = "".join(self._engine.stream(request))
            try:
                found: dict[str, Any] = json.loads(text)
                return found
            except json.JSONDecodeError:
                _log.info("the baseline's model wrote no JSON: %s", text[-80:])
        self.unreadable += 1
        return {}

    def _request(self, template: str, variables: Mapping[str, object], room: int) -> str:
        """Fill a template with as many of the newest lines of the transcript as fit."""
        lines = [f"{m.speaker.title()}: {m.text}" for m in self._messages]
        while True:
            filled = render(template, {**variables, "transcript": "\n".join(lines)}).strip()
            if tokens(filled) <= room or not lines:
                return filled
            del lines[0]

    def locate(self, quote: str, topic: str = "") -> tuple[int, str]:
        """Return the turn that a quote is from, and the quote.

        Where it is found but for case, space and marks at its ends it is put letter for letter; the
        interview's own notes are treated alike. What is found nowhere stays as the model wrote it,
        with the answer that has most of its words.

        Args:
            quote: What the model quoted.
            topic: Answers on this topic are looked at first.
        """
        quote = _SPEAKER.sub("", clean(quote).strip())
        answers = [m for m in self._messages if m.speaker == "employee"]
        for message in sorted(answers, key=lambda m: m.topic != topic):
            verbatim = find_quote(quote, message.text)
            if verbatim is not None:
                return message.turn, verbatim
        wanted = content_words(quote)
        near = max(answers, key=lambda m: len(wanted & content_words(m.text)), default=None)
        return (near.turn if near else 0), quote
