from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from coach.plan.export.data import to_json
from coach.plan.export.formats import FORMATS, PRINTABLE, exported, file_name
from coach.plan.model import Measurement, Plan
from tests.plan import exports


def changed(**values: Any) -> str:
    return json.dumps(json.loads(to_json(exports.nurse())) | values)


@pytest.mark.parametrize(
    "values",
    [
        {"id": "../../x"},
        {"session": "/etc/x"},
        {"session": "C:x"},
        {"session": "a\\b"},
        {"id": "a\nb"},
        {"created": "0001-01-01T00:00:00Z"},
        {"created": "9999-12-31T23:59:59-12:00"},
        {"dates": [{"kind": "study", "day": "9999-12-31", "title": "x"}]},
    ],
)
def test_what_no_file_or_calendar_can_hold_is_no_plan(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Plan.model_validate_json(changed(**values))


@pytest.mark.parametrize("value", ["1e999", "NaN", "-Infinity"])
def test_a_figure_is_a_number(value: str) -> None:
    source = '{"type": "answer", "turn": 1, "quote": "x"}'
    text = f'{{"day": "2026-11-23", "what": "x", "value": {value}, "source": {source}}}'
    with pytest.raises(ValidationError):
        Measurement.model_validate_json(text)


@pytest.mark.parametrize("name", ["..", ".hidden", "", "a b"])
def test_a_plan_is_never_saved_as_a_hidden_file_or_a_folder(name: str) -> None:
    plan = Plan.model_validate_json(changed(id=name, session="s1"))
    for kind in FORMATS:
        called = file_name(plan, kind)
        assert not called.startswith(".")
        assert called.endswith(f".{kind}")


def test_the_first_and_the_last_day_can_be_exported() -> None:
    for day in ("1900-01-01", "9000-12-31"):
        dates = [{"kind": "study", "day": day, "title": "x"}]
        plan = Plan.model_validate_json(changed(created=f"{day}T12:00:00Z", dates=dates))
        for kind in sorted(PRINTABLE):
            assert exported(plan, kind)
