from __future__ import annotations

import re
from collections.abc import Iterator

from coach.files import load_yaml
from scripts.schema import ROOT
from tests.readability import reading_grade


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, str):
        yield value


def test_people_can_read_what_they_are_told() -> None:
    told = load_yaml((ROOT / "prompts" / "team" / "texts.yaml").read_text(encoding="utf-8"))
    whole = [text for text in leaves(told) if re.search(r"[.?!:]$", text) and len(text.split()) > 5]
    filled = " ".join(re.sub(r"\{\w+\}", "Sam", text) for text in whole)
    assert reading_grade(filled) <= 8
