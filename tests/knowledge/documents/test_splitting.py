from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import Cancelled
from coach.knowledge.documents.block import Block
from coach.knowledge.documents.splitting import MAX_WORDS, MIN_WORDS, readable, size, split
from coach.knowledge.documents.watch import Watch

SENTENCE = "The desk takes back what somebody bought there and found damaged. "  # 11 words
PATHS = st.sampled_from([(), ("Returns",), ("Returns", "Damaged"), ("Waiting",)])
TEXT = st.one_of(
    st.text(max_size=40),
    st.integers(1, 400).map(lambda n: "word " * n),
    st.integers(1, 30).map(lambda n: SENTENCE * n),
    st.integers(1, 9_000).map(lambda n: "x" * n),
    st.integers(1, 900).map(lambda n: "A. Dr. " * n),
)
BLOCK = st.builds(Block, TEXT, PATHS, st.none() | st.integers(1, 9), st.booleans())


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(st.lists(BLOCK, max_size=12))
def test_every_word_stands_in_a_part_in_order_and_parts_keep_their_limits(
    blocks: list[Block],
) -> None:
    parts = split(blocks)
    for path, group in groupby(blocks, key=lambda block: block.heading):
        text = squeezed("".join(readable(block.text) for block in group))
        got = ""
        sizes = []
        while parts and len(got) < len(text):
            part = parts.pop(0)
            assert part.heading == " > ".join(path)
            got += squeezed(part.text)
            sizes.append(size(part.text))
        assert got == text
        assert all(0 < length <= MAX_WORDS for length in sizes)
        assert all(length >= MIN_WORDS for length in sizes[:-2])
        assert all(length >= MIN_WORDS / 2 for length in sizes) or len(sizes) == 1
        if not text and parts and path and parts[0].text == path[-1]:
            parts.pop(0)  # a heading with nothing below it
    assert not parts


def test_parts_have_numbers_and_places() -> None:
    parts = split([Block(SENTENCE * 30, page=3), Block(SENTENCE * 10, page=4)])
    assert [part.number for part in parts] == [1, 2, 3]
    assert [part.place for part in parts] == ["page 3", "page 3", "page 4"]
    section = split([Block("Bring it back.", ("Returns", "Damaged goods"))])
    assert section[0].place == "section Returns > Damaged goods"
    assert split([Block("Bring it back.")])[0].place == ""


def test_a_little_text_on_the_next_page_keeps_the_first_page() -> None:
    parts = split([Block(SENTENCE * 8, page=3), Block(SENTENCE, page=4)])
    assert [(part.page, size(part.text)) for part in parts] == [(3, 99)]


def test_sections_are_not_mixed() -> None:
    parts = split([Block("", ("A",)), Block("Ask.", ("A", "B")), Block("Wait.", ("A", "C"))])
    assert [(part.heading, part.text) for part in parts] == [("A > B", "Ask."), ("A > C", "Wait.")]


def test_a_heading_with_nothing_below_it_is_not_lost() -> None:
    parts = split([Block("", ("Never guess",)), Block("", ("Always ask",))])
    assert [part.text for part in parts] == ["Never guess", "Always ask"]


def test_a_sentence_stays_whole() -> None:
    parts = split([Block(SENTENCE * 40)])
    assert all(part.text.startswith("The desk") and part.text.endswith(".") for part in parts)


def test_paragraphs_and_lists_keep_their_lines() -> None:
    blocks = [Block("You need:"), Block("- a box", tight=True), Block("Then go.")]
    assert split(blocks)[0].text == "You need:\n- a box\n\nThen go."


def test_what_could_harm_a_terminal_goes() -> None:
    hostile = "\x1b[31mRed\x1b[0m \u202etxt\u202c a\x00b\fnext soft\xadhyphen"
    assert split([Block(hostile)])[0].text == "Red txt ab next softhyphen"


def test_it_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        split([Block(SENTENCE)], Watch(cancelled=lambda: True))
