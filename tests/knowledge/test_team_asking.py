"""Servers that are no Chroma: what they get, what they may do, and that nobody waits for them."""

from __future__ import annotations

import gzip
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.config import Settings
from coach.errors import CoachError
from coach.knowledge.team import server as border
from coach.knowledge.team.asking import PAUSE_SECONDS, Asking
from coach.knowledge.team.sharing import TeamLibrary
from coach.knowledge.team.shelf import TeamShelf
from tests.llm.servers import Connection, ScriptedServer, Step, free_port, raw

KEY = "hunter2-of-the-team"
VECTOR = np.eye(1, 384, dtype=np.float32)[0]


def settings(server: ScriptedServer | int, home: Path, **more: Any) -> Settings:
    port = server if isinstance(server, int) else server.server_port
    more = {"library_timeout": 20, "library_key": KEY, **more}
    return Settings(home=home, library_server=f"http://127.0.0.1:{port}", **more)


def answer(value: Any, status: int = 200, **headers: str) -> Step:
    return raw(json.dumps(value).encode(), status, Content_Type="application/json", **headers)


def collection(space: str = "cosine") -> Step:
    """Answer as Chroma does that is asked for a collection."""
    return answer(
        {
            "id": "00000000-0000-0000-0000-000000000001",
            "name": "coach",
            "configuration_json": {"hnsw": {"space": space}},
            "tenant": "default_tenant",
            "database": "default_database",
        }
    )


def silent(connection: Connection) -> None:
    """Say nothing until the test is over."""
    connection.close_connection = True
    connection.server.release.wait()


def endless(connection: Connection) -> None:
    """Send letters for as long as somebody reads."""
    connection.start()
    while not connection.server.release.is_set():
        connection.put(b" " * 100_000)


def compressed(connection: Connection) -> None:
    raw(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")(connection)


def dropping(connection: Connection) -> None:
    """Send a letter now and then, for ever."""
    connection.start()
    while not connection.server.release.wait(0.05):
        connection.put(b" ")


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(border, "MAX_ANSWER_BYTES", 1_000_000)


@pytest.fixture(autouse=True)
def no_secrets(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Look in every test whether the key got into a log, at any level and of any library."""
    caplog.set_level(logging.DEBUG)
    yield
    assert KEY not in caplog.text


def hits(shelf: TeamShelf) -> int | None:
    """Return how many hits a search has, or None when the server was not asked."""
    asked = shelf.ask("a query that stays here", VECTOR)
    return None if asked is None else len(asked.take(20, last=True))


def test_the_key_and_the_vector_are_sent_and_nothing_else(tmp_path: Path) -> None:
    found = {"ids": [[]], "distances": [[]]}
    with ScriptedServer(collection(), answer(found)) as server:
        shelf = TeamShelf(settings(server, tmp_path))
        assert hits(shelf) == 0
        assert shelf.remark == ""
        shelf.close()
        assert len(server.asked) == 2
        for _, headers, _ in server.asked:
            assert {name.lower(): text for name, text in headers.items()}["x-chroma-token"] == KEY
        path, _, body = server.asked[-1]
        assert path.endswith("/query")
        assert body["n_results"] == 100
        assert np.allclose(body["query_embeddings"], [VECTOR])
        assert "a query" not in json.dumps(body)


def test_no_key_no_header(tmp_path: Path) -> None:
    with ScriptedServer(collection(), answer({"ids": [[]], "distances": [[]]})) as server:
        hits(TeamShelf(settings(server, tmp_path, library_key="")))
        assert all("token" not in str(headers).lower() for _, headers, _ in server.asked)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (answer({"error": KEY}, 401), "key"),
        (answer({"error": KEY}, 403), "key"),
        (answer({"error": "InternalError", "message": KEY}, 500), "no sense"),
        (answer({"error": "NoSuchError", "message": KEY}, 418), "no sense"),
        (answer([KEY]), "no sense"),
        (answer(None), "no sense"),
        (raw(b"<html>" + KEY.encode()), "no sense"),
        (raw(b"\xff\xfe{"), "no sense"),
        (raw(b"", 302, Location="http://127.0.0.1:1/elsewhere"), "no sense"),
        (raw(b"{", Content_Length="100"), "cannot be reached"),
        (compressed, "no sense"),
        (endless, "no sense"),
    ],
)
def test_whatever_a_server_says_is_a_remark(
    tmp_path: Path, step: Step, told: str, limits: None, caplog: pytest.LogCaptureFixture
) -> None:
    for script in ([step], [collection(), step]):
        with ScriptedServer(*script) as server:
            shelf = TeamShelf(settings(server, tmp_path))
            assert hits(shelf) == 0
            assert told in shelf.remark
            assert KEY not in shelf.remark
            assert len(server.asked) == len(script), "a redirection is not followed"


@pytest.mark.parametrize(
    "found",
    [
        {"ids": [["team-0000000000000001-1/passage/0"]], "distances": [[]]},
        {"ids": [["team-0000000000000001-1/passage/0"]], "distances": [["near"]]},
        {"ids": [["team-0000000000000001-1/passage/0"]], "distances": [[None]]},
        {"ids": [7], "distances": [[0.1]]},
        {"ids": []},
        {"ids": None, "distances": None},
    ],
)
def test_answers_of_another_shape_are_a_remark(tmp_path: Path, found: Any) -> None:
    with ScriptedServer(collection(), answer(found)) as server:
        shelf = TeamShelf(settings(server, tmp_path))
        assert hits(shelf) == 0
        assert "no sense" in shelf.remark


def test_a_passage_that_nobody_asked_for_is_left_out(tmp_path: Path) -> None:
    row, other = (f"team-{n:016x}-1/passage/0" for n in (1, 2))
    fields = {"title": "x", "source": "x"}
    fetched = {
        "ids": [other, row],
        "documents": ["Other.", "Text."],
        "metadatas": [fields, fields],
        "embeddings": [VECTOR.tolist(), VECTOR.tolist()],
    }
    near = answer({"ids": [[row]], "distances": [[0.2]]})
    with ScriptedServer(collection(), near, answer(fetched)) as server:
        asked = TeamShelf(settings(server, tmp_path)).ask("text", VECTOR)
        assert asked is not None
        assert [hit.passage.text for hit in asked.take(20)] == ["Text."]


def test_a_server_is_left_alone_for_a_while_and_asked_again(tmp_path: Path) -> None:
    now = [0.0]
    found = answer({"ids": [[]], "distances": [[]]})
    with ScriptedServer(answer({}, 500), collection(), found) as server:
        shelf = TeamShelf(settings(server, tmp_path), lambda: now[0])
        assert hits(shelf) == 0
        assert shelf.remark
        now[0] = PAUSE_SECONDS - 0.1
        assert hits(shelf) is None
        assert len(server.asked) == 1
        now[0] = PAUSE_SECONDS
        assert hits(shelf) == 0
        assert shelf.remark == ""


def test_nobody_waits_for_a_server_that_says_nothing(tmp_path: Path) -> None:
    with ScriptedServer(silent) as server:
        shelf = TeamShelf(settings(server, tmp_path, library_timeout=60))
        # The server holds its answer until the end of the block, and all this happens before.
        begun = [shelf.ask("x", VECTOR) for _ in range(6)]
        assert [asked is not None for asked in begun] == [True] * 4 + [False] * 2
        assert begun[0] is not None
        assert begun[0].take(0.0) == []
        assert shelf.remark == "", "late is not gone"
        assert begun[0].take(0.0, last=True) == []
        assert "cannot be reached" in shelf.remark


@pytest.mark.parametrize("step", [silent, dropping])
def test_a_question_ends_after_the_time_limit(tmp_path: Path, step: Step) -> None:
    with ScriptedServer(step) as server:
        asking = Asking(settings(server, tmp_path, library_timeout=0.1))
        asked = asking.begin(lambda rows: [rows], [])
        assert asked is not None
        assert asked.take(60) == []
        assert asking.reason == "unreachable"


def test_a_shelf_that_was_closed_says_nothing_of_what_still_ran(tmp_path: Path) -> None:
    began = threading.Event()

    def late(connection: Connection) -> None:
        began.set()
        silent(connection)

    with ScriptedServer(late) as server:
        shelf = TeamShelf(settings(server, tmp_path))
        asked = shelf.ask("x", VECTOR)
        assert asked is not None
        assert began.wait(60)
        shelf.close()
        shelf.close()
    assert asked.take(60) == []
    assert shelf.remark == ""


def test_proxies_are_not_asked_for_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("CHROMA_SERVER_HOST", "chroma.example")
    monkeypatch.setenv("CHROMA_CLIENT_AUTH_PROVIDER", "no.such.Provider")
    with ScriptedServer(collection(), answer({"ids": [[]], "distances": [[]]})) as server:
        shelf = TeamShelf(settings(server, tmp_path))
        assert hits(shelf) == 0
        assert shelf.remark == ""


def test_errors_for_people_do_not_repeat_what_a_server_says(tmp_path: Path) -> None:
    with ScriptedServer(answer({"error": KEY, "message": KEY}, 403)) as server:
        with pytest.raises(CoachError) as caught:
            TeamLibrary(settings(server, tmp_path)).documents()
        assert caught.value.message == (
            f"The server 127.0.0.1:{server.server_port} lets nobody in with this key."
        )
        assert "library_key" in caught.value.remedy
        assert KEY not in str(caught.value)


def test_without_a_server_there_is_nothing_to_share_with(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="no team library") as caught:
        TeamLibrary(Settings(home=tmp_path))
    assert "library_server" in caught.value.remedy
