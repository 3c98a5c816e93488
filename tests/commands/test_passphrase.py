"""A passphrase from the command line: set, asked for, changed, removed, lost."""

from __future__ import annotations

import getpass
import io
import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from coach.cli import main
from coach.commands.passphrase_texts import texts
from coach.serve.window import DRIVER
from coach.store import key
from coach.store.encryption import is_encrypted, unlock
from coach.store.key import new_key
from coach.store.store import Store
from coach.workspace import Workspace
from tests.commands.plans import plan_json
from tests.interview.helpers import NoLibrary, Reading
from tests.readability import reading_grade
from tests.scripted import ScriptedEngine
from tests.trust.homes import CANARY, holding

RIGHT = "rain on the tin roof"
OTHER = "snow on the tin roof"
QUICK = 10
Type = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in no time; how long guessing takes is no matter here."""
    monkeypatch.setattr(key, "_ROUNDS", QUICK)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is not encrypted, and in another folder the same, encrypted."""
    folder = tmp_path_factory.mktemp("passphrase")
    with closing(Store(folder / "plain" / "coach.sqlite3")) as store:
        session = store.create_session("short")
        store.add_message(
            session, speaker="employee", topic="work", kind="answer", origin="stock", text=CANARY
        )
        store.save_plan(session, plan_json(session))
    shutil.copytree(folder / "plain", folder / "encrypted")
    with (
        pytest.MonkeyPatch.context() as patch,
        closing(Store(folder / "encrypted" / "coach.sqlite3")) as store,
    ):
        patch.setattr(key, "_ROUNDS", QUICK)
        store.rewrite(new_key(RIGHT))
    return folder


@pytest.fixture
def database(coach_home: Path, made_once: Path) -> Path:
    shutil.copytree(made_once / "plain", coach_home)
    return coach_home / "coach.sqlite3"


@pytest.fixture
def encrypted(coach_home: Path, made_once: Path) -> Path:
    shutil.copytree(made_once / "encrypted", coach_home)
    return coach_home / "coach.sqlite3"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Type:
    """Sit at a terminal: what is shown is answered, what is hidden is typed."""

    def sit(*hidden: str, shown: str = "") -> list[str]:
        asked: list[str] = []
        waiting = list(hidden)

        def ask(prompt: str) -> str:
            asked.append(prompt)
            return waiting.pop(0)

        screen = io.StringIO(shown)
        screen.isatty = lambda: True  # type: ignore[method-assign]
        monkeypatch.setattr(sys, "stdin", screen)
        monkeypatch.setattr(getpass, "getpass", ask)
        return asked

    return sit


def encrypt(database: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str = RIGHT) -> None:
    monkeypatch.setenv("COACH_NEW_PASSPHRASE", passphrase)
    assert main(["passphrase", "set", "--yes"]) == 0


def test_set_says_that_a_lost_passphrase_is_final_and_offers_to_save_first(
    database: Path,
    typed: Type,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = typed("short", RIGHT, "something else", RIGHT, RIGHT, shown="y\ny\n")
    assert main(["passphrase", "set"]) == 0
    out = capsys.readouterr()
    assert "lost for good" in out.err
    assert "not encrypted: files that you saved" in out.err.replace("\n", " ")
    assert out.out.index("not be encrypted") < out.out.index("are encrypted now")
    assert len(asked) == 5
    assert len(list(tmp_path.glob("coach-*.zip"))) == 1
    assert unlock(database, RIGHT)
    assert holding(database.parent, CANARY) == []


@pytest.mark.parametrize("answers", ["n\nn\n", "n\n"])
def test_who_is_not_sure_changes_nothing(answers: str, database: Path, typed: Type) -> None:
    typed(shown=answers)
    assert main(["passphrase", "set"]) in (0, 1)
    assert not is_encrypted(database)


def test_no_passphrase_chosen_changes_nothing(
    database: Path, typed: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("", "short", "", shown="n\ny\n")
    assert main(["passphrase", "set"]) == 1
    assert "nothing was changed" in capsys.readouterr().err
    assert not is_encrypted(database)


def test_the_copies_that_will_be_deleted_are_named(
    database: Path, typed: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    copies = [database.with_name(f"coach.sqlite3.{one}") for one in ("damaged-1", "version-2")]
    for copy in copies:
        copy.write_text(CANARY)
    typed(shown="n\nn\n")
    assert main(["passphrase", "set"]) == 0
    said = capsys.readouterr().err
    assert all(str(copy) in said and copy.exists() for copy in copies)
    typed(RIGHT, RIGHT, shown="n\ny\n")
    assert main(["passphrase", "set"]) == 0
    assert not any(copy.exists() for copy in copies)


def test_a_file_that_was_just_mended_keeps_its_damaged_copy(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database.write_bytes(database.read_bytes()[:5000])
    monkeypatch.setenv("COACH_NEW_PASSPHRASE", RIGHT)
    assert main(["passphrase", "set", "--yes"]) == 1
    assert "Look at it first" in capsys.readouterr().err
    assert list(database.parent.glob("*.damaged-*"))
    assert not is_encrypted(database)


def test_set_before_the_first_interview(coach_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encrypt(coach_home / "coach.sqlite3", monkeypatch)
    monkeypatch.setenv("COACH_PASSPHRASE", RIGHT)
    assert main(["sessions", "list"]) == 0


def test_it_is_asked_for_once_and_not_shown(
    encrypted: Path,
    typed: Type,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    asked = typed("wrong", RIGHT)
    assert main(["sessions", "list", "--json"]) == 0
    out = capsys.readouterr()
    assert len(asked) == 2
    assert json.loads(out.out)[0]["answers"] == 1
    assert "Try again" in out.err
    assert RIGHT not in out.out + out.err


def test_the_full_screen_opens_after_it(
    encrypted: Path, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    seen: list[int] = []

    def screen(workspace: Workspace) -> None:
        seen.append(len(workspace.store.sessions()))

    asked = typed("wrong", RIGHT)
    assert main([], open_screen=screen) == 0
    assert (len(asked), seen) == (2, [1])
    typed("wrong", "wrong", "wrong")
    assert main([], open_screen=screen) == 1
    assert seen == [1]


def test_windows_in_a_browser_open_with_what_was_typed_in_the_terminal(
    encrypted: Path, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[list[str], str | None]] = []

    async def serve(command: list[str], **_: object) -> None:
        started.append((command, os.environ.get("COACH_PASSPHRASE")))

    monkeypatch.setattr("coach.serve.server.serve", serve)
    typed(RIGHT)
    assert main(["serve", "--port", "0"]) == 0
    [(command, given)] = started
    assert given == RIGHT
    assert RIGHT not in " ".join(command)
    monkeypatch.setenv("TEXTUAL_DRIVER", DRIVER)
    windows: list[int] = []
    assert main(["serve-window"], open_screen=lambda w: windows.append(len(w.store.plans()))) == 0
    assert windows == [1]


COMMANDS = [
    ["sessions", "list"],
    ["sessions", "delete", "2", "--yes"],
    ["plan", "list"],
    ["plan", "undo", "2"],
    ["plan", "reword", "2", "work"],
    ["practice"],
    ["review"],
    ["chat"],
    ["export", "--all"],
    ["serve", "--port", "0"],
    ["passphrase", "change"],
    ["passphrase", "remove"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_three_wrong_ones_are_the_end(
    command: list[str],
    encrypted: Path,
    typed: Type,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = encrypted.read_bytes()
    asked = typed("", "wrong", RIGHT.upper(), RIGHT)
    assert main(command) == 1
    assert len(asked) == 3
    error = capsys.readouterr().err
    assert "coach delete --all" in error
    assert "Traceback" not in error
    assert encrypted.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_where_nobody_can_be_asked_it_says_so(
    command: list[str],
    encrypted: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert main(command) in (1, 2)
    assert "nobody can be asked" in capsys.readouterr().err
    monkeypatch.setenv("COACH_PASSPHRASE", OTHER)
    assert main([*command, *(["--yes"] if command[0] == "passphrase" else [])]) == 1
    assert "COACH_PASSPHRASE" in capsys.readouterr().err
    # What is started later has it not.
    assert "COACH_PASSPHRASE" not in os.environ


def test_scripts_change_and_remove_it(encrypted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PASSPHRASE", RIGHT)
    monkeypatch.setenv("COACH_NEW_PASSPHRASE", OTHER)
    assert main(["passphrase", "change", "--yes"]) == 0
    assert unlock(encrypted, OTHER)
    monkeypatch.setenv("COACH_PASSPHRASE", OTHER)
    assert main(["passphrase", "remove", "--yes"]) == 0
    assert not is_encrypted(encrypted)
    with closing(Store(encrypted)) as store:
        assert store.messages(store.sessions()[0].id)[0].text == CANARY
    assert main(["passphrase", "remove", "--yes"]) == 2
    assert main(["passphrase", "change", "--yes"]) == 2


def test_set_twice_is_refused(
    encrypted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["passphrase", "set", "--yes"]) == 2
    assert "coach passphrase change" in capsys.readouterr().err


def test_doctor_says_it_without_asking(
    database: Path, typed: Type, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def found() -> str:
        main(["doctor", "--quick", "--json"])
        checks = json.loads(capsys.readouterr().out)["checks"]
        [one] = [check for check in checks if check["name"] == "Database"]
        assert one["ok"]
        return str(one["detail"])

    assert found() == "1 interviews, 1 plans, not encrypted"
    encrypt(database, monkeypatch)
    capsys.readouterr()
    asked = typed()
    assert found() == texts().doctor.encrypted
    assert asked == []


def test_who_lost_it_can_delete_everything(
    encrypted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["delete", "--all", "--yes"]) == 0
    assert not list(encrypted.parent.glob("coach*"))


def test_what_is_exported_can_be_read_and_taken_back(
    encrypted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_PASSPHRASE", RIGHT)
    out = tmp_path / "all"
    assert main(["export", "--all", "--out", str(out)]) == 0
    assert {"databases/coach.sqlite3"} < set(holding(out, CANARY))
    assert [path.name for path in (out / "databases").iterdir()] == ["coach.sqlite3"]
    with closing(Store(out / "databases" / "coach.sqlite3")) as store:
        assert len(store.sessions()) == 1


def test_the_words_are_plain() -> None:
    words = texts()
    for text in (words.warning, words.plain_warning, words.ask.refused_remedy, words.short):
        assert reading_grade(text) <= 8, text


def test_a_talk_leaves_nothing_that_can_be_read(
    encrypted: Path, coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "engine", ScriptedEngine(Reading({}, lambda _request: "no")))
    monkeypatch.setattr(Workspace, "library", NoLibrary())
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"I plan the rota.\nThey say {CANARY}.\n/quit\n"))
    monkeypatch.setenv("COACH_PASSPHRASE", RIGHT)
    assert main(["chat", "--short"]) == 0
    assert holding(coach_home, CANARY) == []
    with closing(Store(encrypted, unlock(encrypted, RIGHT))) as store:
        texts_said = [message.text for message in store.messages(store.sessions()[0].id)]
    assert f"They say {CANARY}." in texts_said


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
def test_at_a_real_terminal_it_is_not_shown(database: Path, coach_home: Path) -> None:
    import pty

    home = {"COACH_HOME": str(coach_home), "TERM": "dumb"}
    environment = {**os.environ, **home}
    set_up = [sys.executable, "-m", "coach", "passphrase", "set", "--yes"]
    subprocess.run(set_up, env={**environment, "COACH_NEW_PASSPHRASE": RIGHT}, check=True)
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "coach", "sessions", "list"], environment)
    shown = b""
    while select.select([terminal], [], [], 30)[0]:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # how the end arrives on Linux
            break
        if shown.endswith(b"Passphrase: "):
            os.write(terminal, f"{RIGHT}\n".encode())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert b"1 answer" in shown
    assert RIGHT.encode() not in shown
