from __future__ import annotations

from pydantic import BaseModel, Field

from coach.llm.prompts import Example, Prompt
from coach.llm.task import grammar_schema, json_task, text_task
from tests.scripted import ScriptedEngine

PROMPT = Prompt(
    id="t",
    purpose="",
    version=1,
    system="s",
    examples=[Example(user="u", assistant="a")],
    user="{{ x }}",
)


class Step(BaseModel):
    """Something to do."""

    text: str = Field(max_length=40)
    days: int


def test_the_first_answer_that_passes_is_taken() -> None:
    engine = ScriptedEngine(["too long a thing", "short"])
    outcome = text_task(PROMPT).run(
        engine, {"x": "1"}, [lambda text: "long" if " " in text else None]
    )
    assert outcome.value == "short"
    assert outcome.problems == ["long"]
    first, second = engine.requests
    assert (first.temperature, second.temperature) == (0.0, 0.4)
    assert first.seed != second.seed
    assert first.fixed == 3


def test_after_two_retries_there_is_no_value() -> None:
    engine = ScriptedEngine(["no", "no", "no"])
    outcome = text_task(PROMPT).run(engine, {"x": "1"}, [lambda _text: "wrong"])
    assert outcome.value is None
    assert len(outcome.problems) == 3


def test_json_that_does_not_fit_its_type_is_asked_for_again() -> None:
    replies = ["{", '{"text": "a", "days": "soon"}', '{"text": "call", "days": 2}']
    outcome = json_task(PROMPT, Step).run(ScriptedEngine(replies), {"x": "1"})
    assert outcome.value == Step(text="call", days=2)


def test_control_characters_of_the_model_do_not_come_through() -> None:
    outcome = text_task(PROMPT).run(ScriptedEngine(["a\x1b[31mred\x07 b"]), {"x": "1"})
    assert outcome.value == "ared b"


def test_the_grammar_has_no_length_limits() -> None:
    schema = grammar_schema(Step)
    assert "maxLength" not in str(schema)
    assert set(schema["properties"]) == {"text", "days"}
