from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checking.alignment import align
from coach.checking.figures import with_figures
from coach.checking.tokens import MAX_TOKENS, OTHER, SELF, tokens
from coach.checking.words import misspelt, vocabulary

SOURCE = "I send the list to Tom on Monday, about twenty names. He checks it, and Ana prints it."


def places(statement: str, source: str = SOURCE) -> list[tuple[str, str]]:
    laid = align(tokens(statement), tokens(source))
    return [(laid.statement[s.word].text, laid.source[s.place].text) for s in laid.steps]


def test_a_copy_is_laid_on_itself_without_a_jump() -> None:
    laid = align(tokens(SOURCE), tokens(SOURCE))
    assert [step.place for step in laid.steps] == list(range(len(laid.source)))
    assert not any(step.jump or step.new or step.left_out for step in laid.steps)
    assert laid.tail == ()


def test_words_find_their_other_forms_synonyms_and_misspellings() -> None:
    assert ("sent", "send") in places("On Monday I sent Tom the list.")
    assert ("verifies", "checks") in places("He verifies it.")
    assert ("Mondey", "Monday") in places("I send it on Mondey.")


def test_words_that_the_source_does_not_have_stay_without_a_place() -> None:
    laid = align(tokens("I send the list to Tom and the boxes"), tokens(SOURCE))
    assert [laid.statement[i].text for i in laid.new()] == ["boxes"]


def test_going_on_elsewhere_inside_a_clause_is_a_jump() -> None:
    laid = align(tokens("I send about twenty names to Tom"), tokens(SOURCE))
    assert "inside" in [step.jump for step in laid.steps]


def test_another_order_of_whole_clauses_is_a_small_jump() -> None:
    laid = align(tokens("Ana prints it, and I send the list to Tom."), tokens(SOURCE))
    assert [step.jump for step in laid.steps if step.jump] == ["clause"]


@pytest.mark.parametrize(
    ("typed", "figures"),
    [
        ("about hundred forty of them", "about 140 of them"),
        ("thirty - five calls", "35 calls"),
        ("two hundred and ten", "210"),
        ("half an hour", "30 minutes"),
        ("an hour and a half", "90 minutes"),
        ("no one came", "nobody came"),
        ("the big one", "the big one"),
        ("one hour", "1 hour"),
        ("the eleventh of May", "the 11 of May"),
        ("twenty fifteen", "20 15"),
    ],
)
def test_numbers_in_words_become_figures(typed: str, figures: str) -> None:
    assert with_figures(typed.split()) == figures.split()


def test_tokens_know_persons_names_and_clauses() -> None:
    found = tokens("I can't wait; she told Mr. Brandt, who left 1,200 boxes")
    assert [t.form for t in found if t.kind == "person"] == [SELF, OTHER]
    assert "not" in [t.form for t in found if t.kind == "negation"]
    assert "1200" in [t.form for t in found if t.kind == "number"]
    assert [t.text for t in found if t.kind == "name"] == ["Mr"]  # "Brandt" follows a full stop
    assert next(t for t in found if t.text == "left").link == "who"


def test_misspelt_words_differ_by_one_letter() -> None:
    assert misspelt("adress", "address")
    assert misspelt("recieve", "receive")
    assert not misspelt("weeks", "months")
    assert not misspelt("dear", "deer")


def test_every_kind_of_word_is_in_one_list_only_where_it_matters() -> None:
    known = vocabulary()
    strong = [known.negations, known.amounts, known.conditions, known.hedges]
    for at, words in enumerate(strong):
        for others in strong[at + 1 :]:
            assert not words & others


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_laid_on_any_other(statement: str, source: str) -> None:
    laid = align(tokens(statement), tokens(source))
    words = [step.word for step in laid.steps]
    assert words == sorted(set(words))
    assert sorted([*words, *laid.new()]) == list(range(len(laid.statement)))


def test_long_texts_are_cut() -> None:
    assert len(tokens("word " * 9000)) <= MAX_TOKENS
