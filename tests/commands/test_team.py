"""Commands for documents that a team shares, against a real Chroma server on loopback."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.commands.checks import check_team_library, examine
from coach.commands.knowledge import app
from coach.config import load_settings
from coach.errors import CoachError, NotFoundError
from coach.store.documents import DocumentStore, NewDocument, StoredPart
from tests.knowledge.shelves import settings_at, write_passage
from tests.knowledge.team import ChromaServer
from tests.llm.servers import free_port

KEYS = "The key to the archive hangs in the porter's lodge. Sign the book when you take it."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def document(
    server: ChromaServer, coach_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The id of a document of somebody whose team has a server, and shares nothing."""
    settings_at(coach_home)
    write_passage(tmp_path / "shelf", "paper", "rota", "Drivers wait for the rota.")
    monkeypatch.setattr("coach.knowledge.library.shipped_folder", lambda name: tmp_path / "shelf")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("COACH_LIBRARY_SERVER", server.url)
    monkeypatch.setenv("COACH_LIBRARY_NAME", f"team.{secrets.token_hex(8)}")
    return keep("handbook.txt", KEYS)


def keep(name: str, text: str) -> str:
    with closing(DocumentStore(load_settings().library_database)) as store:
        new = NewDocument(path=f"/secret/{name}", name=name, sha256=f"{len(text):064}", kind="text")
        return store.save(new, [StoredPart(number=1, heading="", place="page 3", text=text)])


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=answer)


def test_sharing_tells_what_is_sent_and_where_and_asks(document: str, server: ChromaServer) -> None:
    asked = run("share", document, answer="n\n")
    assert asked.exit_code == 1
    assert f"1 of your documents to 127.0.0.1:{server.port}:\n  handbook.txt\n" in asked.stdout
    assert "Whoever can use that server can read it." in asked.stdout
    assert json.loads(run("list", "--team", "--json").stdout) == [], "nothing was sent"
    assert run("share", document).exit_code == 1, "no answer is no"
    done = run("share", document, document, answer="y\n")
    assert done.exit_code == 0, done.output
    assert re.search(r"Shared: handbook\.txt, 1 parts, as team-[0-9a-f]{16}\.", done.stdout)


def test_what_is_shared_is_listed_and_taken_away(document: str) -> None:
    assert "Your team shares no documents" in run("list", "--team").stdout
    assert "shared" not in run("list", "--own").stdout
    run("share", document, "--yes")
    (entry,) = json.loads(run("list", "--team", "--json").stdout)
    assert entry == {"id": entry["id"], "name": "handbook.txt", "parts": 1, "own": document}
    assert run("list", "--team").stdout == (
        f"{entry['id']}  handbook.txt, 1 parts (yours: {document})\n"
    )
    assert run("list", "--own").stdout.endswith(", shared with your team\n")
    keep("handbook.txt", KEYS + " It is red.")
    assert run("list", "--own").stdout.endswith(", shared with your team, but changed since\n")
    assert "still in your own library" in run("unshare", document[:6]).stdout
    assert json.loads(run("list", "--team", "--json").stdout) == []
    assert isinstance(run("unshare", document).exception, NotFoundError)
    assert isinstance(run("share", "no-such", "--yes").exception, NotFoundError)


def test_what_another_shared_is_taken_away_only_when_that_is_meant(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("share", document, "--yes")
    (entry,) = json.loads(run("list", "--team", "--json").stdout)
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "another"))
    asked = run("unshare", entry["id"], answer="n\n")
    assert asked.exit_code == 1
    assert "shared by somebody else" in asked.stdout
    assert len(json.loads(run("list", "--team", "--json").stdout)) == 1
    assert "No longer shared: handbook.txt." in run("unshare", entry["id"], "--yes").stdout
    assert json.loads(run("list", "--team", "--json").stdout) == []


def test_search_and_show_find_what_another_shared(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("share", document, "--yes")
    monkeypatch.setenv("COACH_HOME", str(settings_at(tmp_path / "another").home))
    monkeypatch.setenv("COACH_LIBRARY_TIMEOUT", "30")
    found = run("search", "who has the key to the archive", "--json", "--limit", "1")
    (entry,) = json.loads(found.stdout)
    assert (entry["topic"], entry["text"]) == ("team", KEYS)
    shown = run("show", entry["id"]).stdout
    assert "Source: handbook.txt, page 3 (shared by your team)" in shown


def test_a_server_that_is_gone_is_told_and_the_rest_works(
    document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("COACH_LIBRARY_SERVER", f"http://127.0.0.1:{port}")
    found = run("search", "who has the key to the archive", "--json")
    assert "Your team's library cannot be reached." in found.stderr
    assert json.loads(found.stdout)[0]["text"] == KEYS
    for command in (["share", document, "--yes"], ["list", "--team"], ["unshare", document]):
        error = run(*command).exception
        assert isinstance(error, CoachError)
        assert f"127.0.0.1:{port} cannot be reached" in error.message
    assert run("list", "--own").exit_code == 0


def test_without_a_server_the_commands_say_which_setting_is_missing(
    document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COACH_LIBRARY_SERVER")
    for command in (["share", document, "--yes"], ["list", "--team"], ["unshare", document]):
        error = run(*command).exception
        assert isinstance(error, CoachError)
        assert "library_server" in error.remedy


def test_doctor_tells_of_the_team_library_only_where_one_is_set(
    document: str, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Team library" in [finding.name for finding in examine(quick=True)]
    assert check_team_library(load_settings()) == (
        f"127.0.0.1:{server.port} answers; your team shares no documents yet"
    )
    run("share", document, "--yes")
    assert "3 rows of your team's documents" in check_team_library(load_settings())
    monkeypatch.setenv("COACH_LIBRARY_SERVER", f"http://127.0.0.1:{free_port()}")
    (finding,) = [f for f in examine(quick=True) if f.name == "Team library"]
    assert not finding.ok
    assert "cannot be reached" in finding.detail
    monkeypatch.setenv("COACH_LIBRARY_SERVER", "")
    assert "Team library" not in [finding.name for finding in examine(quick=True)]
