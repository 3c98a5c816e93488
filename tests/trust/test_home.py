"""Private, and gone when it is deleted: a home after an interview, plan, export and document."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from coach.store.store import Store
from tests.trust.homes import (
    ANSWERS,
    CANARY,
    coach,
    files,
    here,
    holding,
    make_home,
    open_to_others,
    start,
)

DOCUMENT = "the copper owl sorts nineteen ledgers"
TALK = "".join(f"{answer}\n" for answer in (*ANSWERS, "/finish", "/export docx", "/quit"))


@dataclass
class Lived:
    """A home in which somebody has done everything once.

    Attributes:
        home: The folder.
        session: Id of the interview.
        document: Id of the document.
        seen: What others could have read at any moment, with its permissions.
        asked: What the model was asked, line by line as JSON.
    """

    home: Path
    session: str
    document: str
    seen: list[tuple[str, str]]
    asked: Path


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    folder = tmp_path_factory.mktemp("trust")
    home = make_home(folder / "home")
    asked = folder / "asked"
    (folder / "handbook.md").write_text(f"# Rota\n\nIn our house {DOCUMENT} every week.\n")
    over, seen = threading.Event(), []

    def watch() -> None:
        while not over.is_set():
            seen.extend(open_to_others(home))
            over.wait(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        coach(home, "chat", "--short", typed=TALK, COACH_TEST_ASKED=str(asked))
        here(home, "knowledge", "add", str(folder / "handbook.md"))
        [session] = json.loads(here(home, "sessions", "list", "--json"))
        here(home, "sessions", "export", session["id"])
        here(home, "plan", "export", session["id"], "--format", "pdf")
        # Killed in the middle of an answer.
        killed = start(home, "chat", "--resume", session["id"])
        assert killed.stdin is not None
        killed.stdin.write(f"And once more {CANARY}.\n")
        killed.stdin.flush()
        assert killed.stdout is not None
        killed.stdout.readline()
        killed.kill()
        killed.communicate()
        document = here(home, "knowledge", "list", "--own", "--json")
    finally:
        over.set()
        watcher.join()
    return Lived(home, session["id"], json.loads(document)[0]["id"], seen, asked)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such bits")
def test_nothing_in_a_home_can_be_read_by_others_at_any_moment(lived: Lived) -> None:
    assert lived.seen == []
    assert open_to_others(lived.home) == []
    names = {path.relative_to(lived.home).parts[0] for path in files(lived.home)}
    assert {"coach.sqlite3", "library.sqlite3", "index", "exports"} <= names


def test_no_answer_is_in_what_is_kept_of_the_model_or_in_a_log(lived: Lived) -> None:
    places = {place.split("/")[0] for place in holding(lived.home, CANARY)}
    assert places == {"coach.sqlite3", "exports"}
    requests = [json.loads(line) for line in lived.asked.read_text("utf-8").splitlines()]
    assert any(CANARY in text for request in requests for text in request["rest"])
    # Prefix states are made of this part only, and of nothing else.
    assert any(request["fixed"] for request in requests)
    assert not any(CANARY in text for request in requests for text in request["fixed"])


def test_what_is_deleted_is_in_no_byte_of_the_home(lived: Lived) -> None:
    assert holding(lived.home, CANARY)
    assert holding(lived.home, DOCUMENT)
    # What an earlier version left: a copy from before an update, and another interview that stays.
    with closing(Store(lived.home / "coach.sqlite3")) as store:
        other = store.create_session("full")
        store.save_draft(other, "I cook lunch for the school.")
    copy = lived.home / "coach.sqlite3.version-3"
    copy.write_bytes((lived.home / "coach.sqlite3").read_bytes())
    here(lived.home, "sessions", "delete", lived.session, "--yes")
    assert holding(lived.home, CANARY) == []
    assert holding(lived.home, "I cook lunch for the school.") == ["coach.sqlite3"]
    here(lived.home, "knowledge", "remove", lived.document)
    assert holding(lived.home, DOCUMENT) == []
    [left] = json.loads(here(lived.home, "sessions", "list", "--json"))
    assert left["id"] == other
