from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checking.claims import Ground
from coach.checking.wording import (
    cant_problem,
    echo_problem,
    names,
    promise_problem,
    unsupported_words,
)
from coach.plan.checking import problems
from coach.plan.model import AnswerSource, PassageSource, Statement, SuggestionSource

ANSWER = "The depot calls Rosa when the truck is late, about 4 times a week. I think they hate it."
GROUND = Ground(
    answers={3: ANSWER, 5: "Ten minutes,\n  not more."},
    passages={"p-1": "Small tests\nW. Author, 1990\nTry it with two people for 5 days."},
    dates=["Thursday 26 November"],
    assumed=["they hate it"],
)
SAID = AnswerSource(turn=3, quote="about 4 times a week")
SUGGESTED = SuggestionSource()


def found(text: str, *sources: AnswerSource | PassageSource | SuggestionSource) -> list[str]:
    return problems(Statement(text=text, sources=list(sources)), GROUND)


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("The truck is late “about 4 times a week”.", [SAID]),
        ("It is late four times a week.", [SAID]),
        ("On Thursday 26 November I ask Rosa.", [SUGGESTED]),
        ("Try it with two people for 5 days, says Author.", [PassageSource(id="p-1")]),
        (
            "She wants “Ten minutes, not more”.",
            [AnswerSource(turn=5, quote="Ten minutes, not more")],
        ),
        ("My guess: “they hate it”.", [AnswerSource(turn=3, quote="they hate it")]),
    ],
)
def test_supported_statements_pass(text: str, sources: list[AnswerSource]) -> None:
    assert found(text, *sources) == []


@pytest.mark.parametrize(
    ("text", "sources", "problem"),
    [
        ("The truck is late.", [], "no source"),
        ("The truck is late.", [AnswerSource(turn=4, quote="late")], "no answer"),
        ("Late.", [AnswerSource(turn=3, quote="always late")], "not in the answer"),
        ("Late.", [AnswerSource(turn=3, quote="  ")], "not in the answer"),
        ("Try it.", [PassageSource(id="p-2")], "not retrieved"),
        ("They say “never again”.", [SAID], "nobody said"),
        ("It is late 5 times a week.", [SAID], "number 5"),
        ("It takes ten minutes.", [SAID], "number 10"),
        ("On Friday 27 November I ask.", [SUGGESTED], "number 27"),
        ("I call Rosa and Miguel.", [SAID], "name Miguel"),
        ("I leverage the truck.", [SUGGESTED], "slang"),
        ("They will come on time.", [SUGGESTED], "promise"),
        ("They told me: “they hate it”.", [AnswerSource(turn=3, quote="they hate it")], "guess"),
        ("word " * 61, [SUGGESTED], "61 words"),
        ("…", [SUGGESTED], "no words"),
    ],
)
def test_unsupported_statements_are_found(
    text: str, sources: list[AnswerSource], problem: str
) -> None:
    assert any(problem in line for line in found(text, *sources))


def test_words_with_quotation_marks_inside_are_still_a_quote() -> None:
    odd = "he said “no” and left"
    ground = Ground(answers={1: odd})
    statement = Statement(text=f"A case: “{odd}”.", sources=[AnswerSource(turn=1, quote=odd)])
    assert problems(statement, ground) == []


def test_a_number_may_stand_in_the_name_of_a_customer() -> None:
    ground = Ground(answers={1: "Mostly Dock 7."}, terms=["Dock 7", "Dock 9"])
    assert problems(Statement(text="I ask Dock 7.", sources=[SUGGESTED]), ground) == []
    assert problems(Statement(text="I ask Dock 9.", sources=[SUGGESTED]), ground)


def test_names_inside_a_sentence_are_found_and_its_first_word_is_not() -> None:
    assert names("Rosa calls me. Then I call Miguel: He comes, says Dr. Élan.") == [
        "Miguel", "Dr", "Élan"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["We ensure quality", "This improves; we improve communication", "Leveraging it"]
)
def test_slang_is_found(text: str) -> None:
    assert cant_problem(text)


def test_plain_words_are_no_slang() -> None:
    assert cant_problem("I ask the depot what they need and come back with an answer.") is None


def test_what_i_do_myself_is_no_promise_for_others() -> None:
    assert promise_problem("I will ask what they need.") is None
    assert promise_problem("Then she'll answer at once.")


def test_an_echo_of_an_example_is_found_unless_the_employee_said_it() -> None:
    example = "I air one of the rooms before the break."
    assert echo_problem("I air one of the rooms.", [example], "trucks")
    assert echo_problem("I air one of the rooms.", [example], "air the rooms") is None


def test_words_from_nowhere_are_counted_in_any_form() -> None:
    assert unsupported_words("I checked the invoices.", "checking an invoice", share=0.0) is None
    assert unsupported_words("I paint the fence.", "checking an invoice", share=0.5)


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    statement = Statement(text=f"Said: “{text}”. {text}", sources=[SAID, SUGGESTED])
    assert isinstance(problems(statement, GROUND), list)


@given(st.text(min_size=1, max_size=80))
def test_a_verbatim_quote_is_never_rejected(text: str) -> None:
    statement = Statement(text="It was so.", sources=[AnswerSource(turn=1, quote=text)])
    rejected = problems(statement, Ground(answers={1: f"so {text} so"}))
    assert not text.strip() or rejected == []
