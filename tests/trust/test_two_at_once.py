"""Two programs on one home: both work, or the second says why; nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.store.open_sessions import OpenSessions
from coach.store.store import Store
from tests.trust.homes import ROOT, coach, here, make_home, start

SECONDS = 60
ANSWERS = 6

WRITER = """
import sys
from pathlib import Path
from coach.store.store import Store

store = Store(Path(sys.argv[1]))
sys.stdin.readline()  # all begin together
session = store.create_session("full")
for number in range(25):
    turn = store.add_message(session, speaker="employee", topic="work", kind="answer",
                             origin="stock", text=f"{session} {number}")
    print(session, turn, flush=True)
    if number % 10 == 5:
        store.delete_session(store.create_session("short"))  # writes the whole file anew
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_home(tmp_path / "lived", index=True)


def said(home: Path) -> dict[str, list[str]]:
    with closing(Store(home / "coach.sqlite3")) as store:
        return {
            info.id: [m.text for m in store.messages(info.id) if m.speaker == "employee"]
            for info in store.sessions()
        }


def type_to(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> None:
    """Wait for what the coach says next."""
    assert process.stdout is not None
    while line := process.stdout.readline():
        if line.startswith("Coach: "):
            return
    raise AssertionError("it ended")


def test_programs_that_begin_and_write_together_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "coach.sqlite3"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=ROOT,
        )
        for _ in range(3)
    ]
    for writer in writers:
        type_to(writer, "go")
    told = []
    for writer in writers:
        out, err = writer.communicate(timeout=SECONDS)
        assert (writer.returncode, err) == (0, "")
        told.append([line.split() for line in out.splitlines()])
    with closing(Store(path)) as store:
        assert store.notice == ""
        assert store.damaged_copies() == []
        for lines in told:
            session = lines[0][0]
            assert [m.turn for m in store.messages(session)] == [int(turn) for _, turn in lines]
            assert store.session(session).answers == 25


def test_two_talks_at_once_go_on_beside_each_other(home: Path) -> None:
    talks = [start(home, "chat", "--short") for _ in range(2)]
    for talk in talks:
        hear(talk)
    for number in range(ANSWERS // 3):
        for name, talk in enumerate(talks):
            type_to(talk, f"Talk {name} answer {number}: I mend the carts of the porters.")
        for talk in talks:
            hear(talk)
    for talk in talks:
        type_to(talk, "/quit")
        assert talk.communicate(timeout=SECONDS)[1] == ""
        assert talk.returncode == 0
    answers = sorted(said(home).values())
    assert [[text[:15] for text in each] for each in answers] == [
        [f"Talk {name} answer {number}"[:15] for number in range(ANSWERS // 3)] for name in range(2)
    ]


def test_the_same_interview_is_refused_a_second_time_and_free_after_a_kill(home: Path) -> None:
    first = start(home, "chat", "--short")
    hear(first)
    [session] = said(home)
    second = coach(home, "chat", "--resume", session, typed="Not lost.\n", expected=1)
    assert second.stderr.splitlines() == [
        "This interview is open in another window of coach. Go on there, or close that window"
        " first. Other interviews can be used here."
    ]
    # What only reads, and another interview, work meanwhile.
    assert session in here(home, "sessions", "list")
    type_to(first, "I mend the carts.")
    hear(first)
    first.kill()
    first.communicate()
    coach(home, "chat", "--resume", session, typed="The porters.\n/quit\n")
    assert said(home) == {session: ["I mend the carts.", "The porters."]}
    assert [*(home / "open").iterdir()] == []


def test_a_review_is_held_too(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "coach.sqlite3")) as first:
        session = first.create_session("full")
        first.reviews.begin(session, "{}")
        with closing(Store(tmp_path / "coach.sqlite3")) as second:
            with pytest.raises(CoachError, match="open in another window"):
                second.reviews.begin(session, "{}")
            assert len(second.reviews.of(session)) == 1


def test_an_interview_deleted_elsewhere_takes_no_answer(home: Path) -> None:
    talk = start(home, "chat", "--short")
    hear(talk)
    [session] = said(home)
    here(home, "sessions", "delete", session, "--yes")
    out, err = talk.communicate("I mend the carts.\n", timeout=SECONDS)
    assert "There is no session" in out + err
    assert "Traceback" not in out + err
    assert said(home) == {}


def test_documents_added_at_once_are_all_there_and_found(home: Path, tmp_path: Path) -> None:
    for name in ("carts", "lifts"):
        (tmp_path / f"{name}.md").write_text(f"# Our {name}\n\nThe {name} are oiled on Fridays.\n")
    adding = [
        start(home, "knowledge", "add", str(tmp_path / f"{name}.md")) for name in ("carts", "lifts")
    ]
    for one in adding:
        out, err = one.communicate(timeout=SECONDS)
        assert one.returncode == 0, (out, err)
    listed = json.loads(here(home, "knowledge", "list", "--own", "--json"))
    assert {entry["name"] for entry in listed} == {"carts.md", "lifts.md"}
    for name in ("carts", "lifts"):
        found = json.loads(
            here(home, "knowledge", "search", f"when are the {name} oiled", "--json")
        )
        assert found[0]["source"].startswith(f"{name}.md")


def test_who_has_an_interview_open_may_open_it_again(tmp_path: Path) -> None:
    first, second = (OpenSessions(tmp_path / "coach.sqlite3") for _ in range(2))
    first.open("a")
    first.open("a")
    second.open("b")
    with pytest.raises(CoachError, match="open in another window"):
        second.open("a")
    first.close()
    first.close()
    second.open("a")
    second.close()


def test_what_was_left_by_all_of_a_program_is_free_for_others(tmp_path: Path) -> None:
    first, second = (OpenSessions(tmp_path / "coach.sqlite3") for _ in range(2))
    first.open("a")
    first.open("a")
    first.leave("a")
    with pytest.raises(CoachError, match="open in another window"):
        second.open("a")
    first.leave("a")
    first.leave("a")
    assert list((tmp_path / "open").iterdir()) == []
    second.open("a")
    second.close()
