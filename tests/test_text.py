from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text import clean, counted, find_quote, fold_space, harmless, one_line, sentences


@pytest.mark.parametrize(
    ("quote", "source", "found"),
    [
        ("95", "It is 95% today", "95%"),
        ("in C", "I write code in C++ mostly", "in C++"),
        ("500", "It costs $500 a day", "$500"),
        ("5 degrees", "at -5 degrees", "-5 degrees"),
        ("THE night shift", "the  night\nshift waits", "the  night\nshift"),
        ("“don't wait”", "she said don’t wait for me", "don’t wait"),
        ("call us", "The US office. They call us", "call us"),
        ("us", "The US office. They call us", "us"),
        ("not there", "something else", None),
        ("...", "some text", None),
    ],
)
def test_a_quote_is_found_as_it_was_written(quote: str, source: str, found: str | None) -> None:
    assert find_quote(quote, source) == found


@given(st.text(max_size=200), st.text(max_size=60))
def test_what_is_found_stands_in_the_source(source: str, quote: str) -> None:
    found = find_quote(quote, source)
    assert found is None or found in source


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("a\x1b]0;title\x07b", "ab"),
        ("a\x1bP1;2qpayload\x1b\\b", "ab"),
        ("a\x9b31mb", "ab"),
        ("tab\there\r\nnext\rline", "tab here\nnext\nline"),
        ("bi\u202edi\u200b", "bidi"),
        ("nul\x00l", "null"),
        ("\ud800", "�"),
        ("[/b] stays", "[/b] stays"),
    ],
)
def test_only_text_is_left(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\x1b" not in once
    assert len(one_line(text, limit=40)) <= 40
    assert "\n" not in fold_space(once)


@given(st.text("ab \n~[}.\t\x1b\x00\x7f\r", max_size=80), st.integers(0, 90))
def test_plain_letters_are_left_as_they_are(text: str, limit: int) -> None:
    """A letter outside of ASCII leads the long way round, and changes nothing of the others."""
    assert clean(text) == clean(f"{text}é").removesuffix("é")
    assert clean(text, limit=limit) == clean(text)[:limit]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\x1b[31m\x1b]0;t\x07b\x00\x9b1mc", "abc"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        ("turn \u202egpj\u202c half \ud83d", "turn gpj half �"),
        ("e\u0301 \u200f שלום 👩\u200d👧 \u3000", "e\u0301 \u200f שלום 👩\u200d👧 \u3000"),
    ],
)
def test_a_paste_loses_what_a_terminal_obeys_and_nothing_else(text: str, left: str) -> None:
    assert harmless(text) == left


def test_sentences_end_where_they_end() -> None:
    text = "She told me 2.5 hours. Dr. Lund waits at 7 a.m. on Monday! Why? e.g. this"
    assert sentences(text) == [
        "She told me 2.5 hours.",
        "Dr. Lund waits at 7 a.m. on Monday!",
        "Why?",
        "e.g. this",
    ]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), (" 3 ", 3), ("٣", 3), ("", None), ("-1", None), ("²", None), ("9" * 5_000, None)],
)
def test_a_number_of_a_line_is_a_small_one(typed: str, number: int | None) -> None:
    assert counted(typed) == number
