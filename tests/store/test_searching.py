from __future__ import annotations

from pathlib import Path

import pytest

from coach.store import searching
from coach.store.messages import Message, places, standing
from coach.store.store import Store
from tests.store.test_removing import said


def test_finds_what_was_said_here_first_and_of_others_only_the_answers(tmp_path: Path) -> None:
    store = Store(tmp_path / "coach.sqlite3")
    other, here = store.create_session("full"), store.create_session("full")
    store.set_title(other, "Forklifts")
    question = said("Who waits for the Rota?", speaker="coach", kind="question")
    for session in (other, here):
        lines = [question, said("The NURSES wait for the rota."), said("Straße"), said("100%_")]
        store.commit_turn(session, messages=lines, notes="{}", state="{}")

    def found(text: str) -> list[tuple[str, int]]:
        return [
            (one.session_id, one.message.turn) for one in store.searching.lines(text, here=here)
        ]

    assert found("rota") == [(here, 1), (here, 0), (other, 1)]
    assert found("rota nurses") == [(here, 1), (other, 1)]
    assert found("STRASSE") == [(here, 2), (other, 2)]
    assert found("%_") == [(here, 3), (other, 3)]  # no wildcards
    assert found("zeppelin") == []
    assert len(found("")) == 7
    store.delete_session(here)
    assert {one.session_id for one in store.searching.lines()} == {other}
    store.close()


def test_of_a_changed_answer_the_text_of_now_is_found_at_its_place(tmp_path: Path) -> None:
    store = Store(tmp_path / "coach.sqlite3")
    session = store.create_session("full")
    lines = [said("first rota"), said("second rota", instead_of=0), said("x", instead_of=1)]
    store.commit_turn(session, messages=lines[:2], notes="{}", state="{}")
    (line,) = store.searching.lines("rota")
    assert (line.message.text, line.place) == ("second rota", 0)
    store.commit_turn(session, messages=lines[2:], notes="{}", state="{}")
    assert store.searching.lines("rota") == []
    store.commit_turn(session, messages=[], notes="{}", state="{}", stands=1)
    assert [one.message.turn for one in store.searching.lines("rota")] == [1]
    store.commit_turn(session, messages=[], notes="{}", state="{}", stands=0)
    messages = store.messages(session)
    assert [m.turn for m in standing(messages)] == [0]
    assert places(messages) == {0: 0, 1: 0, 2: 0}
    store.close()


def test_no_more_is_brought_than_anybody_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MAX_FOUND", 3)
    store = Store(tmp_path / "coach.sqlite3")
    session = store.create_session("full")
    store.commit_turn(session, messages=[said("a")] * 9, notes="{}", state="{}")
    assert len(store.searching.lines("a")) == 3
    store.close()


def test_without_changes_all_messages_stand() -> None:
    messages = [Message(turn=n, **said("a").model_dump()) for n in range(3)]
    assert standing(messages) == messages
