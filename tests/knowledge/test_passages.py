from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.config import shipped_folder
from coach.errors import CoachError
from coach.knowledge import passages
from coach.knowledge.passages import (
    fingerprint,
    load_passages,
    parse_passage,
    sentences,
)
from tests.knowledge.shelves import write_passage

GOOD = """---
id: a-b
title: A title
topic: some-topic
keywords: [late, again]
aliases:
  - "They say: it is late"
method: asking
source: Somebody, A book, 2001
---

First paragraph.

--- not a fence ---

Second.
"""


def test_reads_all_fields() -> None:
    passage = parse_passage(GOOD)
    assert passage.id == "a-b"
    assert passage.aliases == ["They say: it is late"]
    assert passage.text == "First paragraph.\n\n--- not a fence ---\n\nSecond."


def test_windows_line_ends_and_byte_order_mark_make_no_difference() -> None:
    assert parse_passage("\ufeff" + GOOD.replace("\n", "\r\n")) == parse_passage(GOOD)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("id: a-b\n", ""), "id"),
        (("title: A title", "titel: A title"), "title"),
        (("method: asking", "method: asking\ncolour: red"), "colour"),
        (("method: asking", "method: asking\ntext: other"), "text"),
        (("method: asking", "method: asking\n1: other"), "1"),
        (("keywords: [late, again]", "keywords: late"), "keywords"),
        (("keywords: [late, again]", "keywords: [late, 5]"), "keywords.1"),
        (('"They say: it is late"', "They say: it is late"), "aliases.0"),
        (("source: Somebody, A book, 2001", "source: 2001"), "source"),
        (("id: a-b", "id: ../a"), "id"),
        (("id: a-b", "id: [a"), "YAML"),
        (("id: a-b", "id: !!python/object/apply:os.getcwd []"), "YAML"),
        (("---\nid", "id"), "does not start"),
        (("2001\n---", "2001"), "no closing"),
        (("First paragraph.\n\n--- not a fence ---\n\nSecond.", ""), "text"),
    ],
)
def test_what_is_wrong_is_named(change: tuple[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_passage(GOOD.replace(*change))


@given(st.text(max_size=300))
def test_any_text_is_a_passage_or_one_line_of_reason(content: str) -> None:
    for text in (content, f"---\n{content}\n---\ntext", GOOD.replace("asking", content)):
        try:
            passage = parse_passage(text)
        except ValueError as error:
            says = str(error)
        else:
            says = passage.id
        assert "\n" not in says


def test_terminal_escapes_do_not_survive() -> None:
    passage = parse_passage(GOOD.replace("Second", "\x1b[31mSecond\u202e"))
    assert "\x1b" not in passage.text
    assert "\u202e" not in passage.text


def test_place_and_name_must_fit(tmp_path: Path) -> None:
    write_passage(tmp_path, "paper", "rota", "Text.")
    assert [passage.id for passage in load_passages(tmp_path)] == ["rota"]
    (tmp_path / "paper" / "rota.md").rename(tmp_path / "paper" / "other.md")
    with pytest.raises(CoachError, match=r"paper/other\.md"):
        load_passages(tmp_path)


def test_an_id_belongs_to_one_passage(tmp_path: Path) -> None:
    write_passage(tmp_path, "paper", "rota", "Text.")
    write_passage(tmp_path, "service", "rota", "Text.")
    with pytest.raises(CoachError, match="same id"):
        load_passages(tmp_path)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    write_passage(tmp_path, "paper", "rota", "Text.").write_bytes(b"---\n\xff\xfe")
    with pytest.raises(CoachError, match=r"paper/rota\.md"):
        load_passages(tmp_path)


def test_fingerprint_follows_content_and_names(tmp_path: Path) -> None:
    file = write_passage(tmp_path, "paper", "rota", "Text.")
    first = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == first
    content = file.read_text(encoding="utf-8")
    file.write_text(content + "More.", encoding="utf-8")
    changed = fingerprint(tmp_path)
    file.write_text(content, encoding="utf-8")
    file.rename(file.with_name("other.md"))
    assert len({first, changed, fingerprint(tmp_path)}) == 3


def test_sentences_end_where_people_end_them() -> None:
    text = (
        'He asked: "Who is late?" Nobody knew. '
        "V. F. Ridgway wrote it, cf. ch. 9 on p. 4, e.g. Lean. It costs 3.5 hours.\n\nNew paragraph"
    )
    assert sentences(text) == [
        'He asked: "Who is late?"',
        "Nobody knew.",
        "V. F. Ridgway wrote it, cf. ch. 9 on p. 4, e.g. Lean.",
        "It costs 3.5 hours.",
        "New paragraph",
    ]


@given(st.text(alphabet="aB1.!? \"')”\n"))
def test_sentences_keep_all_text(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_shipped_passages_are_sound() -> None:
    passages = load_passages(shipped_folder("knowledge"))
    assert len(passages) >= 30
    assert len({passage.topic for passage in passages}) >= 10
    assert all(passage.keywords and len(passage.aliases) >= 3 for passage in passages)


def plainly_split(text: str) -> list[str]:
    """Say the same as ``sentences``, looking at all of a sentence at each of its pieces."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        pending = ""
        for piece in passages._SENTENCE_END.split(" ".join(paragraph.split())):
            pending = f"{pending} {piece}".strip()
            if pending and not passages._ABBREVIATION.search(pending):
                found.append(pending)
                pending = ""
        found += [pending] if pending else []
    return found


@given(st.text("AZaz.e.gip 7!?\"')”\n\t-", max_size=80) | st.text(max_size=80))
def test_sentences_are_split_as_if_each_was_looked_at_whole(text: str) -> None:
    assert sentences(text) == plainly_split(text)


def test_a_long_row_of_initials_is_one_sentence() -> None:
    """Looking at all of it at each piece would take minutes."""
    assert sentences("A. " * 100_000) == [("A. " * 100_000).strip()]
