"""Shares: what was sent where stays known until it was taken away."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from coach.errors import NotFoundError
from coach.store.documents import StoredDocument
from coach.store.shares import ShareStore


def document(name: str, sha256: str = "a" * 64) -> StoredDocument:
    return StoredDocument(
        path=f"/x/{name}",
        name=name,
        sha256=sha256,
        kind="text",
        id=f"{name[:1]}-id".encode("ascii", "replace").decode(),
        added=datetime.now(timezone.utc),
        parts=1,
    )


def test_a_share_keeps_its_team_name_until_it_ends(tmp_path: Path) -> None:
    store = ShareStore(tmp_path / "shares.sqlite3", "here")
    first = store.begin(document("b"))
    again = store.begin(document("b", "b" * 64))
    assert again.team_id == first.team_id
    assert again.sha256 == "b" * 64
    other = store.begin(document("A"))
    assert [share.name for share in store.all()] == ["A", "b"]
    assert store.find("b") == again
    store.end(first.team_id)
    assert store.all() == [other]
    with pytest.raises(NotFoundError):
        store.find("b-id")
    assert store.begin(document("b")).team_id != first.team_id


def test_each_server_has_its_own_list(tmp_path: Path) -> None:
    here = ShareStore(tmp_path / "shares.sqlite3", "here")
    there = ShareStore(tmp_path / "shares.sqlite3", "there")
    first, second = here.begin(document("a")), there.begin(document("a"))
    assert first.team_id != second.team_id
    there.end(first.team_id)
    assert here.all() == [first]
    assert there.all() == [second]


def test_odd_names_are_kept(tmp_path: Path) -> None:
    store = ShareStore(tmp_path / "shares.sqlite3", "\udcff")
    store.begin(document("\udcff'); DROP TABLE shares; --"))
    assert len(store.all()) == 1
