"""What the product says and shows the model is not taken from the personas that measure it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from coach.config import shipped_folder
from coach.text import words

RUN = 6
"""Words in a row that are no longer a common phrase."""
PERSONAS = Path(__file__).parents[1] / "personas"
COMMON = {tuple(words("what do you mean by customer"))}
"""From the description of the product itself."""


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


def _runs(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[n : n + RUN]) for n in range(len(said) - RUN + 1)}


def test_prompts_share_no_sentence_with_a_persona() -> None:
    said = set()
    for file in PERSONAS.glob("*.yaml"):
        persona = yaml.safe_load(file.read_text(encoding="utf-8"))
        for key in ("answers", "asks", "readback"):
            for text in _strings(persona.get(key)):
                said |= _runs(text)
    assert said
    shared = {
        (file.name, " ".join(run))
        for file in shipped_folder("prompts").rglob("*.yaml")
        for text in _strings(yaml.safe_load(file.read_text(encoding="utf-8")))
        for run in (_runs(text) & said) - COMMON
    }
    assert shared == set()
