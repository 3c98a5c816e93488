from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coach.knowledge.documents.lines import (
    compounds,
    paragraphs,
    without_contents,
    without_running,
)

LINE = st.text("ab. -•1)\u2010é", max_size=60)


def texts(lines: list[str]) -> list[str]:
    return [text for text, _ in paragraphs(lines, compounds(lines))]


def test_running_headers_and_footers_go_whatever_their_number() -> None:
    bodies = ["Ask first.", "Then wait.", "Check the box.", "Close it.", "Say thanks.", "Go on."]
    pages = [
        ["Staff handbook", "", body, f"{body} Again.", "", f"Page {number} of 6"]
        for number, body in enumerate(bodies, 9)
    ]
    assert [[line for line in page if line] for page in without_running(pages)] == [
        [body, f"{body} Again."] for body in bodies
    ]


def test_left_and_right_pages_may_have_different_headers() -> None:
    words = "one two three four five six seven eight".split()
    pages = [["Handbook" if n % 2 else "Returns", word] for n, word in enumerate(words)]
    assert without_running(pages) == [[word] for word in words]


def test_a_line_repeated_on_few_pages_or_in_the_middle_stays() -> None:
    few = [["Note", str(word)] for word in ("one", "two", "three")]
    assert without_running(few) == few
    edges = ["a", "b", "c"]
    middle = [[w * n for w in edges] + ["Note"] + [w * n for w in "xyz"] for n in range(1, 9)]
    assert all("Note" in page for page in without_running(middle))


def test_a_table_of_contents_goes_and_a_price_list_stays() -> None:
    contents = ["Contents", "Returns ........ 3", "Waiting . . . . . 5", "Thanks …… 12"]
    assert without_contents(contents) == ["Contents"]
    prices = ["Tea ...... 3", "Cake ...... 5", "Water ...... 2"]
    assert without_contents(prices) == prices
    assert without_contents(["Name ........ 3"]) == ["Name ........ 3"]


def test_a_word_hyphenated_at_the_end_of_a_line_is_mended() -> None:
    lines = ["Somebody who brings a dam-", "aged part gets a new one at once."]
    assert texts(lines) == ["Somebody who brings a damaged part gets a new one at once."]


def test_a_hyphen_of_its_own_stays() -> None:
    lines = [
        "Keep the well-known list and the well-",
        "known desk, the pre-",
        "and post-check, Mon-",
    ]
    assert texts([*lines, "Fri, and number 3-", "4 on the list of the desk."]) == [
        "Keep the well-known list and the well-known desk, the pre- and post-check, Mon- Fri, "
        "and number 3- 4 on the list of the desk."
    ]


def test_empty_lines_items_and_short_lines_part_paragraphs() -> None:
    found = [
        *paragraphs(
            [
                "3.2 Returns",
                "Whoever takes back a damaged part writes down",
                "which one it was.",
                "",
                "You need:",
                "- the receipt, or the number of the order and a",
                "  name",
                "2) the part",
            ],
            frozenset(),
        )
    ]
    assert found == [
        ("3.2 Returns", False),
        ("Whoever takes back a damaged part writes down which one it was.", True),
        ("You need:", False),
        ("- the receipt, or the number of the order and a name", True),
        ("2) the part", True),
    ]


def test_a_numbered_heading_starts_anew() -> None:
    lines = ["Somebody at the desk looks for the part first.", "3.2 Waiting", "It takes"]
    lines += ["2.5 minutes or more when nobody knows the place."]
    assert [*paragraphs(lines, frozenset())] == [
        ("Somebody at the desk looks for the part first.", False),
        ("3.2 Waiting", False),
        ("It takes", True),
        ("2.5 minutes or more when nobody knows the place.", True),
    ]


@given(st.lists(LINE, max_size=30))
def test_paragraphs_lose_nothing_but_space_and_hyphens(lines: list[str]) -> None:
    def letters(text: str) -> str:
        return "".join(c for c in text if not c.isspace() and c not in "-\u2010")

    assert letters("".join(texts(lines))) == letters("".join(lines))
