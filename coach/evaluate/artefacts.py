"""The files of one interview, as scripts and acceptance checks read them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coach.errors import CoachError
from coach.files import write_whole
from coach.interview.notes import Notes
from coach.plan.export.data import to_json
from coach.plan.export.markdown import to_markdown
from coach.plan.model import Plan
from coach.store.messages import Message
from coach.text import one_line

_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def transcript_lines(messages: Sequence[Message]) -> str:
    """Return ``transcript.jsonl``: one JSON object a line for each message.

    Unicode's own line ends are escaped, because some readers would break a line there.
    """
    return "".join(f"{m.model_dump_json().translate(_LINE_ENDS)}\n" for m in messages)


def read_transcript(text: str) -> list[Message]:
    """Read ``transcript.jsonl``.

    Raises:
        pydantic.ValidationError: a line is not a message.
    """
    return [Message.model_validate_json(line) for line in text.split("\n") if line.strip()]


def notes_json(notes: Notes) -> str:
    """Return ``notes.json``: the facts of each slot of each topic."""
    topics = notes.model_dump(mode="json")["topics"]
    return json.dumps(topics, ensure_ascii=False, indent=2) + "\n"


def read_notes(text: str) -> Notes:
    """Read ``notes.json``.

    Raises:
        pydantic.ValidationError: it does not hold facts.
    """
    return Notes.model_validate({"topics": json.loads(text)})


def write_interview(
    folder: Path, messages: Sequence[Message], notes: Notes, plan: Plan | None
) -> None:
    """Write transcript, notes and, where there is one, the plan into ``folder``.

    Raises:
        CoachError: a file cannot be written.
    """
    files = {"transcript.jsonl": transcript_lines(messages), "notes.json": notes_json(notes)}
    if plan is not None:
        files["plan.json"] = to_json(plan).rstrip() + "\n"
        files["plan.md"] = to_markdown(plan).rstrip() + "\n"
    for name, text in files.items():
        write_text(folder / name, text)


def write_json(file: Path, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write ``value`` as JSON for reading.

    Raises:
        CoachError: the file cannot be written.
    """
    write_text(file, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_text(file: Path, text: str) -> None:
    """Write a file whole or not at all, making its folder where there is none.

    Raises:
        CoachError: it cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text)
    except OSError as error:
        raise CoachError(
            f"The file {one_line(str(file))} cannot be written: {error.strerror}.",
            "Choose another folder with --out, or make room.",
        ) from error
