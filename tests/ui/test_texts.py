from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from coach.config import shipped_folder
from coach.plan.model import SECTION_IDS
from coach.ui.texts import Texts, texts


def raw() -> dict[str, Any]:
    file = shipped_folder("prompts") / "interface" / "ui.yaml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


def test_every_key_has_a_short_and_a_long_text() -> None:
    assert set(texts().keys) == set(texts().about)


def test_every_section_of_a_plan_has_a_title() -> None:
    assert set(texts().sections) == set(SECTION_IDS)


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        ("heard", "title", "What {who} heard"),
        ("heard", "minutes", "a few minutes left"),
        ("heard", "more", "unknown field"),
        ("heard", "title", None),
    ],
)
def test_a_wrong_text_is_an_error(group: str, name: str, value: str | None) -> None:
    content = raw()
    if value is None:
        del content[group][name]
    else:
        content[group][name] = value
    with pytest.raises(ValidationError):
        Texts.model_validate(content)
