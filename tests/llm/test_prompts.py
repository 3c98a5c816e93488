from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import DamagedFileError
from coach.llm.prompts import Prompt, load_file, load_prompt, render


def write(folder: Path, text: str) -> Path:
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    return folder


GOOD = "id: one\npurpose: p\nversion: 1\nsystem: s\nuser: 'Answer: {{ answer }}'\n"


def test_examples_come_before_the_message(tmp_path: Path) -> None:
    text = GOOD + "examples:\n  - {user: u, assistant: a}\n"
    prompt = load_prompt("one", folder=write(tmp_path, text))
    messages = prompt.messages({"answer": "yes"})
    assert [m.role for m in messages] == ["system", "user", "assistant", "user"]
    assert messages[-1].content == "Answer: yes"
    assert messages[:-1] == prompt.fixed_messages()


@pytest.mark.parametrize(
    "text",
    [
        GOOD + "surprise: 1\n",
        "id: one\n",
        "[]",
        ": : :",
        GOOD.replace("{{ answer }}", "{{ answer"),
    ],
)
def test_a_file_that_is_not_as_agreed_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(DamagedFileError, match=r"one\.yaml"):
        load_prompt("one", folder=write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError, match=r"none\.yaml"):
        load_file("none", Prompt, folder=tmp_path)


def test_a_missing_variable_is_an_error(tmp_path: Path) -> None:
    prompt = load_prompt("one", folder=write(tmp_path, GOOD))
    with pytest.raises(DamagedFileError):
        prompt.messages({})


@given(st.text(max_size=200))
def test_what_is_filled_in_is_never_a_template(text: str) -> None:
    assert render("{{ answer }}", {"answer": text}) == text
    assert render("{{ answer }}", {"answer": "{{ 7 * 7 }}" + text}).startswith("{{ 7 * 7 }}")


@pytest.mark.parametrize("content", [b"id: \xff", b"a: !!float x", b"[" * 50_000, b"a: [*b]"])
def test_a_file_that_no_text_or_yaml_can_be_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "one.yaml").write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"one\.yaml"):
        load_file("one", Prompt, folder=tmp_path)


def test_an_error_is_short_however_long_the_names_in_the_file_are(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError) as caught:
        load_file("one", Prompt, folder=write(tmp_path, GOOD + f"{'x' * 5_000}: 1\n"))
    assert len(str(caught.value)) < 400
