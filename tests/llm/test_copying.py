from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.llm.copying import MAX_ITEMS, Copying


def allowed(copying: Copying, answer: dict[str, list[str]]) -> bool:
    text = json.dumps(answer, ensure_ascii=False)
    return copying.finished(copying.advance(copying.begin, text.encode()))


TEXT = 'The "night" shift waits at 7, Dr. Lund signs it. Élan too.'


@pytest.mark.parametrize(
    "quote",
    [
        'The "night" shift waits',
        'the "night" shift',
        "7, Dr. Lund signs it",
        "élan too",
        "It",
    ],
)
def test_a_run_of_words_may_be_quoted(quote: str) -> None:
    assert allowed(Copying(["who", "when"], TEXT), {"who": [], "when": [quote]})


@pytest.mark.parametrize(
    "quote",
    ["ight", "The shift", "signs it. Élan", "waits at 7,", "", "THE", "shift  waits", "Lund!"],
)
def test_nothing_else_may(quote: str) -> None:
    assert not allowed(Copying(["who", "when"], TEXT), {"who": [quote], "when": []})


def test_only_its_keys_in_their_order() -> None:
    copying = Copying(["a", "b"], "One two.")
    assert allowed(copying, {"a": ["One"], "b": []})
    assert not allowed(copying, {"b": [], "a": []})
    assert not allowed(copying, {"a": []})


def test_a_list_has_an_end() -> None:
    copying = Copying(["a"], "One two.")
    assert allowed(copying, {"a": ["One"] * MAX_ITEMS})
    assert not allowed(copying, {"a": ["One"] * (MAX_ITEMS + 1)})


def test_an_empty_text_allows_only_empty_lists() -> None:
    assert allowed(Copying(["a"], "  "), {"a": []})
    assert Copying(["a"], "").advance(Copying(["a"], "").begin, b'{"a": ["') == frozenset()


def test_what_has_no_choice_is_known() -> None:
    copying = Copying(["who", "if_late"], TEXT)
    assert copying.forced(copying.begin) == b'{"who": ['
    after = copying.advance(copying.begin, b'{"who": []')
    assert copying.forced(after) == b', "if_late": ['
    assert copying.forced(copying.advance(copying.begin, b'{"who": ["the')) == b""


def test_only_letters_that_come_back_change_their_case() -> None:
    copying = Copying(["a"], "ıx")
    assert not copying.advance(copying.begin, b'{"a": ["I')
    assert copying.advance(copying.begin, '{"a": ["ı'.encode())


words = st.lists(
    st.text(st.characters(exclude_categories=("Cs", "Zs", "Zl", "Zp", "Cc")), min_size=1),
    min_size=1,
)


@settings(max_examples=80, deadline=None)
@given(words, st.data())
def test_every_walk_ends_in_json_whose_quotes_stand_in_the_text(
    said: list[str], data: st.DataObject
) -> None:
    text = " ".join(" ".join(said).split())
    copying = Copying(["a", "b"], text)
    places, answer = copying.begin, bytearray()
    while not copying.finished(places) and len(answer) < 400:
        choices = [byte for byte in range(256) if copying.advance(places, bytes((byte,)))]
        assert choices, bytes(answer)
        # Closing early keeps the walk short.
        ends = [byte for byte in b'"]' if byte in choices]
        byte = data.draw(st.sampled_from(ends or choices))
        answer.append(byte)
        places = copying.advance(places, bytes((byte,)))
    if not copying.finished(places):
        return
    for quotes in json.loads(answer.decode()).values():
        for quote in quotes:
            assert quote in text or quote[0].swapcase() + quote[1:] in text
