"""Rows of the team's server: what is sent, and that nothing hostile comes back."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.knowledge.team.rows import (
    MAX_TEXT,
    exact_similarity,
    is_document,
    is_passage,
    kind_of,
    read_document,
    read_passage,
    rows_to_send,
    similarity,
    whole_row,
)
from coach.knowledge.team.texts import texts
from coach.store.documents import StoredDocument, StoredPart
from coach.text import clean

TEAM_ID = "team-0123456789abcdef"
ROW = f"{TEAM_ID}-1/passage/0"
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text())
)
DOCUMENT = StoredDocument(
    path="papers/a.pdf",
    name="a\x1b[2J.pdf",
    sha256="0" * 64,
    kind="pdf",
    id="a-x",
    added=datetime.now(timezone.utc),
    parts=2,
)


def parts(*texts: str) -> list[StoredPart]:
    return [
        StoredPart(number=n, heading="", place=f"page {n}", text=text)
        for n, text in enumerate(texts, 1)
    ]


def test_what_is_sent_can_be_read_back() -> None:
    rows = rows_to_send(TEAM_ID, DOCUMENT, parts("One. Two.", "Three."))
    assert [row.id for row in rows] == [
        f"{TEAM_ID}-{end}"
        for end in ("1/passage/0", "1/sentence/0", "1/sentence/1", "2/passage/0", "2/sentence/0")
    ]
    whole = [row for row in rows if row.text is not None]
    assert [row.text for row in whole] == ["One. Two.", "Three."]
    passage = read_passage(whole[1].id, whole[1].text, whole[1].metadata)
    assert passage.id == f"{TEAM_ID}-2"
    assert passage.source == "a.pdf, page 2 (shared by your team)"
    assert read_document(whole[0].metadata).model_dump() == {
        "id": TEAM_ID,
        "name": "a.pdf",
        "parts": 2,
    }


def test_another_text_is_another_version() -> None:
    def version(*texts: str) -> set[object]:
        rows = rows_to_send(TEAM_ID, DOCUMENT, parts(*texts))
        return {row.metadata["version"] for row in rows}

    assert len(version("One. Two.", "Three.")) == 1
    assert version("One.") == version("One.")
    assert version("One.", "Two.") != version("One.\0Two.") != version("One.")


@given(
    st.one_of(st.just(ROW), VALUES),
    VALUES,
    st.one_of(
        VALUES,
        st.dictionaries(st.sampled_from(["title", "source", "document", "name", "parts"]), VALUES),
    ),
)
def test_any_row_is_a_passage_that_is_safe_or_an_error(row: Any, text: Any, fields: Any) -> None:
    try:
        passage = read_passage(row, text, fields)
    except ValueError:
        return
    assert passage.id == f"{TEAM_ID}-1"
    assert passage.topic == "team"
    assert passage.text == clean(passage.text)
    for line in (passage.title, passage.source):
        assert line == clean(line)
        assert "\n" not in line
        assert len(line) <= 300


@given(
    st.one_of(
        VALUES,
        st.dictionaries(
            st.sampled_from(["document", "name", "parts"]), st.one_of(VALUES, st.just(TEAM_ID))
        ),
    )
)
def test_any_fields_are_a_document_or_an_error(fields: Any) -> None:
    try:
        document = read_document(fields)
    except ValueError:
        return
    assert is_document(document.id)
    assert document.name == clean(document.name)


@given(VALUES)
def test_only_ids_of_the_layout_are_taken(name: Any) -> None:
    assert kind_of(name) is None


@pytest.mark.parametrize(
    "name", ["", "invoice", TEAM_ID, f"{TEAM_ID}-0", f"{TEAM_ID}-1\n", f"{TEAM_ID}-1/../x"]
)
def test_names_of_passages(name: str) -> None:
    assert is_passage(f"{TEAM_ID}-1")
    assert not is_passage(name)
    assert kind_of(whole_row(name)) is None
    assert is_document(name) is (name == TEAM_ID)


def test_the_longest_text() -> None:
    fields = {"title": "x", "source": "y"}
    assert len(read_passage(ROW, "x" * MAX_TEXT, fields).text) == MAX_TEXT
    with pytest.raises(ValueError, match="too long"):
        read_passage(ROW, "x" * (MAX_TEXT + 1), fields)


@given(VALUES)
def test_any_distance_is_a_similarity_or_an_error(distance: Any) -> None:
    try:
        assert -1 <= similarity(distance) <= 1
    except ValueError:
        assert not isinstance(distance, int) or isinstance(distance, bool)


def test_vectors_are_compared_whatever_their_length() -> None:
    vector = np.eye(1, 384, dtype=np.float32)[0]
    assert exact_similarity(vector, (7 * vector).tolist()) == pytest.approx(1)
    assert exact_similarity(vector, -vector) == pytest.approx(-1)


@pytest.mark.parametrize(
    "other", [None, [], [1.0], [[1.0] * 384], ["x"] * 384, [0.0] * 384, [float("nan")] * 384, "x"]
)
def test_what_is_no_vector_is_refused(other: Any) -> None:
    vector = np.eye(1, 384, dtype=np.float32)[0]
    with pytest.raises((ValueError, TypeError)):
        exact_similarity(vector, other)


def test_every_text_is_there_and_can_be_filled() -> None:
    words = texts()
    assert words.share.announce.format(count=2, host="h").startswith("This sends the text of 2")
    for reason in ("unreachable", "refused", "unfit"):
        failure = words.failure(reason)  # type: ignore[arg-type]
        assert "{" not in failure.remark + failure.remedy
        assert "{" not in failure.error.format(host="h")
    assert words.list.line.format(id="i", name="n", parts=3) == "i  n, 3 parts"
