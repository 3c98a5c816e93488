from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.errors import NotFoundError
from coach.store.messages import NewMessage
from coach.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "coach.sqlite3")
    yield store
    store.close()


def said(text: str) -> NewMessage:
    return NewMessage(speaker="employee", topic="review", kind="answer", origin="stock", text=text)


def test_an_open_review_goes_on_and_a_finished_one_is_followed_by_the_next(store: Store) -> None:
    session = store.create_session("full")
    first = store.reviews.begin(session, "a")
    assert store.reviews.begin(session, "b") == first
    assert store.reviews.finish(first, '{"title": "next"}') == (store.plans()[0].id, 1)
    second = store.reviews.begin(session, "c")
    assert (second.number, second.state, second.finished) == (2, "c", None)
    assert [one.number for one in store.reviews.of(session)] == [1, 2]
    assert store.reviews.of(session)[0].finished is not None


def test_the_state_is_saved_with_the_turns_of_the_messages(store: Store) -> None:
    session = store.create_session("full")
    review = store.reviews.begin(session, "")
    store.reviews.save(review, [said("a"), said("b")], str)
    assert store.reviews.of(session)[0].state == "[0, 1]"


def test_a_message_whose_state_cannot_be_saved_is_not_saved_either(store: Store) -> None:
    session = store.create_session("full")
    review = store.reviews.begin(session, "a")

    def fails(turns: object) -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.reviews.save(review, [said("a")], fails)
    assert store.messages(session) == []
    assert store.reviews.of(session) == [review]


def test_a_plan_that_cannot_be_saved_leaves_the_review_open(store: Store) -> None:
    session = store.create_session("full")
    review = store.reviews.begin(session, "a")
    with pytest.raises(ValueError, match="Expecting"):
        store.reviews.finish(review, "no json")
    assert store.reviews.of(session) == [review]
    assert store.plans() == []


def test_a_session_that_is_not_there(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.reviews.begin("nobody", "")
