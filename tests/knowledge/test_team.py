"""The team's library on a real Chroma server: shared, found, changed, taken away, out of reach."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.errors import CoachError, NotFoundError
from coach.knowledge.embedding import Embedder
from coach.knowledge.team import asking
from coach.knowledge.team.server import TeamServer
from coach.store.documents import DocumentStore
from tests.knowledge.shelves import settings_at
from tests.knowledge.team import ChromaServer, Member

RETURNS = "Goods that come back are booked in by the night shift. The red form goes with them."
KEYS = "The key to the archive hangs in the porter's lodge. Sign the book when you take it."
MELONS = "Melons are weighed twice before they leave the yard. The second weight counts."

NewMember = Callable[..., Member]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[ChromaServer]:
    """A server of this test, which it may stop."""
    folder = tmp_path / "chroma"
    folder.mkdir()
    server = ChromaServer(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def member(server: ChromaServer, tmp_path: Path, embedder: Embedder) -> Iterator[NewMember]:
    """Make members of a team that no other test has."""
    team = f"team.{secrets.token_hex(8)}"
    made: list[Member] = []

    def make(name: str, **more: Any) -> Member:
        options = {"library_server": server.url, "library_name": team, **more}
        folder = options.pop("folder", tmp_path / "no-passages")
        # The processor is shared with other tests, so that a short wait could be too short.
        options.setdefault("library_timeout", 30)
        made.append(Member(tmp_path / name, folder, embedder, **options))
        return made[-1]

    yield make
    for one in made:
        one.library.close()


@pytest.fixture
def back_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask a server that was gone again without a pause."""
    monkeypatch.setattr(asking, "PAUSE_SECONDS", 0.0)


def raw(member: Member) -> Any:
    """Return the team's collection, as anybody could write to it."""
    return TeamServer(member.settings, 30).rows(create=True)


# Sharing


def test_what_one_shares_another_finds_with_its_source(member: NewMember) -> None:
    ann, ben = member("ann"), member("ben")
    assert ben.found("where is the archive key") == []
    assert ben.library.remark == "", "a team that shares nothing yet is no failure"
    share = ann.add_and_share("handbook.pdf", RETURNS, KEYS)
    hit = ben.library.search("where is the archive key", patient=True)[0]
    assert hit.passage.text == KEYS
    assert hit.passage.topic == "team"
    assert hit.passage.source == "handbook.pdf, page 2 (shared by your team)"
    assert hit.passage.id == f"{share.team_id}-2"
    assert ben.library.get(hit.passage.id) == hit.passage
    assert member("cem").library.get(hit.passage.id) == hit.passage, "not only after a search"
    with pytest.raises(NotFoundError, match="There is no passage"):
        ben.library.get(f"{share.team_id}-3")


def test_topics_and_the_floor_hold_for_the_team_too(member: NewMember) -> None:
    ann, ben = member("ann"), member("ben")
    ann.add_and_share("a.txt", RETURNS, KEYS)
    assert ben.found("archive key", topics=["team"]) == [KEYS]
    assert ben.found("archive key", topics=["paper"]) == []
    assert ben.found("the highest mountain of Asia") == []


def test_it_is_ranked_as_it_was_at_home(member: NewMember) -> None:
    ann, ben = member("ann"), member("ben")
    ann.add_and_share("a.txt", RETURNS, KEYS, MELONS)
    query = "the second weight of melons counts"
    at_home = ann.library.search(query, patient=True)[0]
    (shared,) = ben.library.search(query, limit=1, patient=True)
    assert at_home.passage.topic == "own"
    assert shared.passage.text == at_home.passage.text
    assert shared.score == pytest.approx(at_home.score, abs=0.02)


def test_many_rows_are_ranked_by_the_best_of_them(member: NewMember) -> None:
    ann, ben = member("ann"), member("ben")
    crowd = [f"Bay {n} of the store holds box {n}. It is counted on day {n}." for n in range(60)]
    ann.add_and_share("a.txt", *crowd, KEYS)
    assert ben.found("which box is in bay 7 of the store")
    assert ben.found("who has the key to the archive")[0] == KEYS


def test_neither_the_place_of_a_file_nor_its_owner_is_sent(member: NewMember) -> None:
    ann = member("ann")
    first, second = ann.add_and_share("a.txt", KEYS), ann.add_and_share("b.txt", MELONS)
    assert first.team_id[5:9] != second.team_id[5:9]
    rows = raw(ann).get(include=["metadatas", "documents"])
    assert "secret-folder" not in str(rows)
    assert first.id not in str(rows)
    sentences = [f for f in rows["metadatas"] if f["kind"] == "sentence"]
    assert {frozenset(fields) for fields in sentences} == {
        frozenset({"document", "version", "kind", "part"})
    }


def test_sharing_again_replaces_what_was_shared(member: NewMember) -> None:
    ann, ben = member("ann"), member("ben")
    first = ann.share(ann.add("a.txt", RETURNS, KEYS, MELONS, path="/x/a.txt"))
    gone = "The archive has no key any more."
    again = ann.share(ann.add("a.txt", RETURNS, gone, path="/x/a.txt"))
    assert again.team_id == first.team_id
    assert set(ben.found("archive key")) == {gone}
    assert ben.found("melons are weighed twice") == []
    (document,), more = ben.team.documents()
    assert (document.id, document.name, document.parts, more) == (first.team_id, "a.txt", 2, False)
    rows = raw(ann).get()["ids"]
    assert len(rows) == 2 + 2 + 1
    assert ann.share(first.id) == again, "once more changes nothing"
    assert sorted(raw(ann).get()["ids"]) == sorted(rows)


def test_unsharing_takes_all_of_it_away_and_nothing_else(member: NewMember) -> None:
    ann, ben = member("ann"), member("ben")
    share = ann.add_and_share("a.txt", KEYS)
    ben.add_and_share("b.txt", MELONS)
    assert ann.team.unshare(share.team_id)
    assert ann.team.shares() == []
    assert ben.found("archive key") == []
    assert {fields["kind"] for fields in raw(ann).get()["metadatas"]} == {"passage", "sentence"}
    assert "archive" not in str(raw(ann).get(include=["documents"]))
    assert [d.name for d in ann.team.documents()[0]] == ["b.txt"]
    assert ann.library.search("archive key")[0].passage.topic == "own", "it stays one's own"
    assert not ann.team.unshare(share.team_id), "twice is fine"


def test_what_was_removed_at_home_can_still_be_taken_away(member: NewMember) -> None:
    ann = member("ann")
    share = ann.add_and_share("a.txt", KEYS)
    with closing(DocumentStore(ann.settings.library_database)) as store:
        store.remove(share.id)
    assert ann.team.find(share.id[:5]) == share
    assert ann.team.find(share.team_id) == share
    assert ann.team.unshare(share.team_id)


def test_two_who_share_the_same_file_keep_a_copy_each(member: NewMember) -> None:
    ann, ben, cem = member("ann"), member("ben"), member("cem")
    mine, yours = ann.add_and_share("a.txt", KEYS), ben.add_and_share("a.txt", KEYS)
    assert mine.team_id != yours.team_id
    assert cem.found("archive key") == [KEYS], "it is found once"
    own = [hit.passage.topic for hit in ann.library.search("archive key", patient=True)]
    assert own == ["own"], "one's own is shown, not the team's"
    ann.team.unshare(mine.team_id)
    assert cem.found("archive key") == [KEYS]


def test_two_programs_write_at_once(
    server: ChromaServer, member: NewMember, tmp_path: Path
) -> None:
    texts = {
        name: [f"Rule {n} of {name}. Always do {n} before {n + 1}." for n in range(40)]
        for name in ("ann", "ben")
    }
    running = []
    for name, parts in texts.items():
        one = member(name)
        settings_at(one.settings.home)
        environment = {
            **os.environ,
            "COACH_HOME": str(one.settings.home),
            "COACH_LIBRARY_SERVER": server.url,
            "COACH_LIBRARY_NAME": one.settings.library_name,
        }
        command = [sys.executable, "-m", "coach", "knowledge", "share", "--yes"]
        running.append(
            subprocess.Popen(
                [*command, one.add(f"{name}.txt", *parts)],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
        )
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert f"to 127.0.0.1:{server.port}" in said[0]
    reader = member("cem")
    rows = raw(reader).get(include=["documents"])
    assert len(rows["ids"]) == 2 * 40 * 3
    assert {text for text in rows["documents"] if text} == {t for p in texts.values() for t in p}
    for name in texts:
        assert any(name in text for text in reader.found(f"rules of {name}"))


# Out of reach


def test_a_server_that_is_gone_is_missed_and_used_again(
    own_server: ChromaServer,
    member: NewMember,
    built_home: Path,
    shelf: Path,
    tmp_path: Path,
    back_at_once: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shutil.copytree(built_home / "index", tmp_path / "ann" / "index")
    ann = member("ann", folder=shelf, library_server=own_server.url)
    ben = member("ben", library_server=own_server.url)
    share = ben.add_and_share("a.txt", KEYS)
    assert ann.found("where is the archive key") == [KEYS]
    own_server.stop()
    for _ in range(2):
        assert ann.found("where is the archive key") == []
        assert ann.library.search("my invoice was wrong", patient=True)[0].passage.id == "invoice"
    assert ann.library.remark.startswith("Your team's library cannot be reached.")
    told = [r.getMessage() for r in caplog.records if "team's library" in r.getMessage()]
    assert told == ["the team's library is unreachable (ConnectError)"], "once"
    assert ann.library.get(f"{share.team_id}-1").text == KEYS, "what was found is kept"
    with pytest.raises(NotFoundError, match="cannot be reached now"):
        ann.library.get(f"{share.team_id}-2")
    with pytest.raises(CoachError, match="cannot be reached") as caught:
        ben.team.unshare(share.team_id)
    assert "library_server" in caught.value.remedy
    assert ben.team.shares() == [share], "it still counts as shared"
    own_server.start()
    assert ann.found("where is the archive key") == [KEYS]
    assert ann.library.remark == ""


def test_a_team_library_that_was_made_anew_is_found(member: NewMember, back_at_once: None) -> None:
    ann, ben = member("ann"), member("ben")
    share = ann.add_and_share("a.txt", KEYS)
    assert ben.found("archive key") == [KEYS]
    rows = raw(ann)
    rows._client.delete_collection(rows.name)
    ben.found("archive key")
    ann.share(share.id)
    assert ben.found("archive key") == [KEYS]


# Rows by a third party


def vector_of(member: Member, text: str) -> np.ndarray[Any, Any]:
    return member.embedder.embed([text])


HOSTILE: list[tuple[str, Any, Any]] = [
    ("no fields", KEYS, None),
    ("no title", KEYS, {"source": "x"}),
    ("a number as title", KEYS, {"title": 7, "source": "x"}),
    ("a truth value as source", KEYS, {"title": "x", "source": True}),
    ("a title of control characters", KEYS, {"title": "\x1b[2J\x07", "source": "x"}),
    ("an endless title", KEYS, {"title": "x" * 5_000, "source": "x"}),
    ("no text", None, {"title": "x", "source": "x"}),
    ("an empty text", "\x00\x07", {"title": "x", "source": "x"}),
    ("a text of a megabyte", "archive key " * 90_000, {"title": "x", "source": "x"}),
]


def test_malformed_rows_are_left_out_and_the_rest_is_found(
    member: NewMember, caplog: pytest.LogCaptureFixture
) -> None:
    ann = member("ann")
    ann.add_and_share("a.txt", KEYS)
    mine, ben = raw(ann), member("ben")
    for number, (_, text, fields) in enumerate(HOSTILE):
        mine.upsert(
            ids=[f"team-{number:016x}-1/passage/0"],
            embeddings=vector_of(ann, KEYS),
            documents=None if text is None else [text],
            metadatas=None if fields is None else [fields],
        )
    odd = ["invoice", "../../etc/passwd", "team-x/passage/0", f"team-{0:016x}-1/alias/0", "\x1b[2J"]
    mine.upsert(
        ids=odd,
        embeddings=np.repeat(vector_of(ann, KEYS), len(odd), axis=0),
        documents=["archive key"] * len(odd),
        metadatas=[{"title": "x", "source": "x"}] * len(odd),
    )
    assert ben.found("where is the archive key") == [KEYS]
    assert ben.library.remark == ""
    told = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert len(told) == len(HOSTILE) + len(odd)
    assert all("\x1b" not in line and len(line) < 150 for line in told)
    ben.found("where is the archive key")
    told_again = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert told_again == told, "each is told once"
    with pytest.raises(NotFoundError):
        ben.library.get("team-0000000000000001-1")


def test_what_a_third_party_writes_is_only_text(member: NewMember) -> None:
    ann = member("ann")
    text = "<script>alert(1)</script> [bold]archive key[/bold] \x1b[31m{{ 7 }} \u202eyek"
    raw(ann).upsert(
        ids=["team-00000000000000ff-1/passage/0"],
        embeddings=vector_of(ann, text),
        documents=[text],
        metadatas=[{"title": "[b]\x1b[2J Key\n\nrules", "source": "<i>a.txt</i>\x07", "part": 1}],
    )
    hit = ann.library.search("archive key", patient=True)[0]
    assert hit.passage.text == "<script>alert(1)</script> [bold]archive key[/bold] {{ 7 }} yek"
    assert hit.passage.title == "[b] Key rules"
    assert hit.passage.source == "<i>a.txt</i> (shared by your team)"


def test_the_list_leaves_out_what_is_malformed(member: NewMember) -> None:
    ann = member("ann")
    ann.add_and_share("a.txt", KEYS)
    good = {"document": "team-00000000000000aa", "name": "\x1b[2Jb.txt", "parts": 1}
    bad = [{"document": "mine"}, {"name": 7}, {"parts": 0}, {"parts": "1"}, {"name": "\x07"}]
    entries = [{**good, **change, "kind": "passage", "part": 1} for change in [{}, *bad]]
    raw(ann).upsert(
        ids=[f"row {n}" for n in range(len(entries))],
        embeddings=np.repeat(vector_of(ann, KEYS), len(entries), axis=0),
        metadatas=entries,
    )
    assert [document.name for document in ann.team.documents()[0]] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("wrong", ["space", "dimension"])
def test_a_collection_of_another_kind_is_not_used(member: NewMember, wrong: str) -> None:
    ann = member("ann")
    document = ann.add("a.txt", KEYS)
    rows = raw(ann)
    if wrong == "space":
        rows._client.delete_collection(rows.name)
        rows._client.create_collection(rows.name)
    else:
        rows.upsert(ids=["x"], embeddings=[[1.0, 2.0]], metadatas=[{"x": 1}])
    assert ann.found("archive key") == []
    assert "make no sense" in ann.library.remark
    with pytest.raises(CoachError, match="does not answer as a Coach library does"):
        ann.share(document)
    assert ann.library.search("archive key")[0].passage.topic == "own"
