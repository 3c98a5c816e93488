"""The form of a pack is read back, and what cannot be used of it is named line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError, NotFoundError
from coach.interview.agenda import Form, load_agenda
from coach.pack.form import FormAnswer, parse_form, read_form, write_form
from coach.pack.questions import Question, asked
from coach.text import MAX_ANSWER_CHARACTERS, clean

AGENDA = load_agenda()
QUESTIONS = [(topic.topic, q) for topic in asked(AGENDA, "full") for q in topic.all]


def form(which: Form = "short") -> str:
    return write_form(asked(AGENDA, which), which, file_name="form.md")


def typed(content: str, answers: dict[str, str]) -> str:
    """Return a form with answers typed below their questions."""
    for name, answer in answers.items():
        head = next(line for line in content.split("\n") if line.startswith(f"## [{name}]"))
        content = content.replace(head, f"{head}\n\n{answer}\n", 1)
    return content


@pytest.mark.parametrize("which", ["short", "full"])
def test_an_empty_form_says_nothing(which: Form) -> None:
    filled = parse_form(form(which), AGENDA)
    assert (filled.form, filled.answers, filled.problems) == (which, (), ())


def test_answers_belong_to_the_questions_above_them() -> None:
    content = typed(form(), {"work": "I plan the rota.", "customers.if_late": "They\n\nwait."})
    filled = parse_form(content.replace("\n", "\r\n"), AGENDA)
    assert filled.answers == (
        FormAnswer("work", None, "I plan the rota."),
        FormAnswer("customers", "if_late", "They\n\nwait."),
    )
    assert filled.problems == ()


def test_what_cannot_be_used_is_named_and_the_rest_is_used() -> None:
    content = "\n".join(
        [
            "Coach form, version 1, full",
            "A note of mine.",
            "## [work] What?",
            "I plan the rota.",
            "## [wrok] What?",
            "Lost.",
            "## What do you mean",
            "Lost, too.",
            "## [needs.nothing] What?",
            "And this.",
            "## [WORK] Again?",
            "And the leave plan.",
            "## [stop] What?",
            "/finish",
            "## [helpful]",
            "x" * (MAX_ANSWER_CHARACTERS + 5),
        ]
    )
    filled = parse_form(content, AGENDA)
    assert filled.form == "full"
    assert [(a.topic, a.text[:20]) for a in filled.answers] == [
        ("work", "I plan the rota."),
        ("work", "And the leave plan."),
        ("helpful", "x" * 20),
    ]
    assert len(filled.answers[2].text) == MAX_ANSWER_CHARACTERS
    lines = [problem.split(":")[0] for problem in filled.problems]
    assert lines == ["Line 2", "Line 5", "Line 7", "Line 9", "Line 11", "Line 13", "Line 15"]
    assert "“wrok”" in filled.problems[1]


def test_hash_signs_in_an_answer_are_text() -> None:
    filled = parse_form("## [work]\n#1 in the list\n##2 is the press\n# too", AGENDA)
    assert filled.answers[0].text == "#1 in the list\n##2 is the press\n# too"
    assert filled.problems == ()


def test_many_wrong_lines_are_counted() -> None:
    filled = parse_form("## [x]\n" * 500 + "## [work]\nRota.", AGENDA)
    assert len(filled.problems) == 21
    assert filled.problems[-1] == "and 480 more lines of this kind."


@given(st.text())
def test_any_text_is_read(content: str) -> None:
    filled = parse_form(content, AGENDA)
    assert all(clean(answer.text) == answer.text for answer in filled.answers)


@given(st.lists(st.sampled_from(QUESTIONS), unique_by=lambda each: each[1].id), st.data())
def test_what_is_typed_is_read_whatever_it_is(
    chosen: list[tuple[str, Question]], data: st.DataObject
) -> None:
    sentence = st.from_regex(r"[a-zA-ZäöüñЖ<>&*_\[\]$%.,!?() -]{1,60}", fullmatch=True)
    answers = {q.id: data.draw(sentence.filter(str.strip)) for _, q in chosen}
    filled = parse_form(typed(form("full"), answers), AGENDA)
    read = {f"{a.topic}.{a.slot}" if a.slot else a.topic: a.text for a in filled.answers}
    assert read == {name: clean(answer).strip() for name, answer in answers.items()}
    assert filled.problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_forms_of_other_programs_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "form.md"
    path.write_bytes(typed(form(), {"work": "Ich plane Dienste für Jörg."}).encode(encoding))
    assert read_form(path, AGENDA).answers[0].text == "Ich plane Dienste für Jörg."


def test_letters_that_were_guessed_are_told(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_bytes(typed(form(), {"work": "Ich plane Dienste für Jörg."}).encode("cp1252"))
    filled = read_form(path, AGENDA)
    assert filled.answers[0].text.startswith("Ich plane Dienste f")
    assert len(filled.problems) == 1


def test_files_that_are_no_form(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no file"):
        read_form(tmp_path / "none.md", AGENDA)
    with pytest.raises(CoachError, match="is a folder"):
        read_form(tmp_path, AGENDA)
    path = tmp_path / "form.md"
    for content, said in (
        (b"\x00\x01PK\x03\x04" * 40, "not a text file"),
        (b"x" * 600_000, "larger than 500 kB"),
        (form().encode(), "no answer that can be used"),
        (b"", "no answer that can be used"),
    ):
        path.write_bytes(content)
        with pytest.raises(CoachError, match=said):
            read_form(path, AGENDA)


def test_terminal_codes_in_a_form_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(
        "## [work]\nI \x1b[31mplan\x1b]0;x\x07 \u202ethe rota.\n## [\x1b[2Jno]\n", "utf-8"
    )
    filled = read_form(path, AGENDA)
    assert filled.answers[0].text == "I plan the rota."
    assert not any("\x1b" in problem for problem in filled.problems)
