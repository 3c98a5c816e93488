"""Encryption: no byte on the disk can be read without the passphrase, and nothing is lost by it."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.store import encryption, key, rewriting
from coach.store.copying import copy_database
from coach.store.database import Database
from coach.store.encryption import LockedError, WrongPassphraseError, is_encrypted, unlock
from coach.store.key import Key, new_key
from coach.store.migrations import MIGRATIONS, Migration
from coach.store.place import MAGIC
from coach.store.store import Store

CANARY = "the violet heron counts seventeen lanterns"
PASSPHRASE = "rain on the tin roof"
OTHER = "snow on the tin roof"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in no time; how long guessing takes is no matter here."""
    monkeypatch.setattr(key, "_ROUNDS", 10)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "coach.sqlite3"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is not encrypted, with rows on many pages."""
    path = tmp_path_factory.mktemp("filled") / "coach.sqlite3"
    with closing(Store(path)) as store:
        for number in range(4):
            session = store.create_session("full")
            for turn in range(6):
                say(store, session, f"{turn}: {CANARY}. " + "And so on. " * (80 * number))
            store.save_draft(session, CANARY)
    return path


@pytest.fixture
def filled(path: Path, made_once: Path) -> Path:
    path.parent.mkdir()
    shutil.copyfile(made_once, path)
    return path


def say(store: Store, session: str, text: str) -> None:
    store.add_message(
        session, speaker="employee", topic="work", kind="answer", origin="stock", text=text
    )


def content(path: Path, given: Key | None = None) -> list[tuple[str, list[str], str]]:
    """Everything that was said, of each interview."""
    with closing(Store(path, given)) as store:
        assert store.notice == ""
        return [
            (info.id, [m.text for m in store.messages(info.id)], store.draft(info.id))
            for info in store.sessions()
        ]


def encrypt(path: Path, passphrase: str = PASSPHRASE) -> Key:
    with closing(Store(path)) as store:
        made = new_key(passphrase)
        store.rewrite(made)
    return made


def readable(folder: Path, words: str = CANARY) -> list[str]:
    return [file.name for file in folder.rglob("*") if words.encode() in file.read_bytes()]


def test_no_byte_of_it_can_be_read_without_the_passphrase(filled: Path) -> None:
    before = content(filled)
    made = encrypt(filled)
    assert readable(filled.parent) == []
    assert content(filled, unlock(filled, PASSPHRASE)) == before
    assert not {file.name for file in filled.parent.iterdir()} - {
        "coach.sqlite3", "coach.sqlite3.salt", "coach.sqlite3.lock", "open",
    }  # fmt: skip
    with closing(Store(filled, made)) as store:
        session = store.create_session("short")
        with store._database.transaction() as connection:
            connection.execute("UPDATE sessions SET draft = ?", (CANARY * 200,))
            connection.execute("UPDATE messages SET text = ?", (CANARY * 200,))
            # The journal of a change that is not finished, and what is written meanwhile.
            assert (filled.parent / "coach.sqlite3-journal").stat().st_size > 4096
            assert readable(filled.parent) == []
        store.delete_session(session)
        assert readable(filled.parent) == []


def test_what_is_deleted_makes_the_file_smaller(filled: Path) -> None:
    with closing(Store(filled, encrypt(filled))) as store:
        before = filled.stat().st_size
        for info in store.sessions()[1:]:
            store.delete_session(info.id)
        assert filled.stat().st_size < before


def test_two_programs_lose_nothing(filled: Path) -> None:
    made = encrypt(filled)
    with closing(Store(filled, made)) as one, closing(Store(filled, made)) as other:
        [session, *_] = [info.id for info in one.sessions()]
        before = len(one.messages(session))
        for number in range(5):
            say(one, session, f"one {number}")
            say(other, session, f"other {number}")
        assert [m.text for m in one.messages(session)] == [m.text for m in other.messages(session)]
        assert len(one.messages(session)) == before + 10


@given(st.binary(max_size=9000), st.sampled_from([b"", key.MARK, MAGIC]), st.booleans())
def test_whatever_stands_in_a_file_is_no_reason_to_crash(
    tail: bytes, head: bytes, salted: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(key, "_ROUNDS", 1)
        path = Path(folder) / "coach.sqlite3"
        path.write_bytes(head + tail)
        made = new_key(PASSPHRASE)
        if salted:
            encryption.keep_salt(path, made)
        content = head + tail
        plain = content.startswith(MAGIC)
        assert is_encrypted(path) == (not plain and (salted or content.startswith(key.MARK)))
        with pytest.raises(WrongPassphraseError):
            unlock(path, PASSPHRASE)
        assert len(encryption.decrypted(path.read_bytes(), made)) % key.PAGE_BYTES == 0
        assert encryption.decrypted_head(path, made) == b""


def test_other_programs_cannot_read_it(filled: Path) -> None:
    encrypt(filled)
    with closing(sqlite3.connect(filled)) as connection, pytest.raises(sqlite3.DatabaseError):
        connection.execute("SELECT * FROM sessions").fetchall()


def test_it_is_an_ordinary_file_of_sqlcipher(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key, "_ROUNDS", 256_000)  # its own number
    encrypt(filled, 'it\'s "mine"')
    from sqlcipher3 import dbapi2

    with closing(dbapi2.connect(filled)) as connection:
        connection.execute("PRAGMA key = 'it''s \"mine\"'")
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (4,)
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []


def test_without_the_passphrase_it_stays_as_it_is(filled: Path) -> None:
    encrypt(filled)
    before = filled.read_bytes()
    with pytest.raises(LockedError, match="encrypted"):
        Store(filled)
    with pytest.raises(WrongPassphraseError):
        unlock(filled, OTHER)
    with pytest.raises(WrongPassphraseError):
        Store(filled, new_key(PASSPHRASE))
    assert filled.read_bytes() == before
    assert not list(filled.parent.glob("*.damaged-*"))


def test_accents_are_the_same_from_every_keyboard(filled: Path) -> None:
    encrypt(filled, "caf\u00e9 du matin")
    assert unlock(filled, "cafe\u0301 du matin")


def test_change_and_remove(filled: Path) -> None:
    before = content(filled)
    encrypt(filled)
    with closing(Store(filled, unlock(filled, PASSPHRASE))) as store:
        assert store.encrypted
        store.rewrite(new_key(OTHER))
        say(store, before[0][0], "more")
    with pytest.raises(WrongPassphraseError):
        unlock(filled, PASSPHRASE)
    with closing(Store(filled, unlock(filled, OTHER))) as store:
        assert store.messages(before[0][0])[-1].text == "more"
        store.rewrite(None)
        assert not store.encrypted
    assert not is_encrypted(filled)
    assert readable(filled.parent) == ["coach.sqlite3"]
    assert [one[0] for one in content(filled)][1:] == [one[0] for one in before][1:]
    assert not (filled.parent / "coach.sqlite3.salt").exists()


def test_copies_that_could_be_read_are_erased(filled: Path) -> None:
    for name in ("coach.sqlite3.version-2", "coach.sqlite3.damaged-1", ".coach-left"):
        (filled.parent / name).write_text(CANARY)
    encrypt(filled)
    assert readable(filled.parent) == []


def test_the_old_file_is_overwritten(filled: Path, tmp_path: Path) -> None:
    with filled.open("rb") as before:  # still read by somebody who has it open
        if sys.platform == "win32":
            pytest.skip("Windows does not let an open file be replaced")
        encrypt(filled)
        assert not before.read().strip(b"\0")


def test_a_second_name_of_the_file_keeps_its_content(filled: Path, tmp_path: Path) -> None:
    os.link(filled, tmp_path / "backup")
    before = filled.read_bytes()
    encrypt(filled)
    assert (tmp_path / "backup").read_bytes() == before


STEPS = ("migrate", "integrity", "erase_copies", "keep_salt", "link", "replace", "sync", "erase")


def killed_at(step: str, after: Key | None, path: Path, given: Key | None) -> None:
    """Rewrite a database in a process that ends at a step."""

    def die(*_: object, **__: object) -> None:
        os._exit(9)

    import coach.store.database as database

    target, name = {
        "migrate": (rewriting, "migrate"),
        "integrity": (rewriting, "_same"),
        "erase_copies": (database, "erase_copies"),
        "keep_salt": (database, "keep_salt" if after else "erase_copies"),
        "link": (os, "link"),
        "replace": (os, "replace"),
        "sync": (rewriting, "sync_folder"),
        "erase": (rewriting, "erase"),
    }[step]
    store = Store(path, given)
    if step == "erase":  # half of it is done
        real = rewriting.erase

        def half(file: Path) -> None:
            if file.exists() and file.name.endswith(".replaced"):
                with file.open("r+b") as opened:
                    opened.write(bytes(4096))
                os._exit(9)
            real(file)

        setattr(target, name, half)
    elif step == "replace":  # the salt is put in its place in the same way
        before = os.replace

        def at_last(source: str, place: str) -> None:
            if str(source).endswith(".partial"):
                os._exit(9)
            before(source, place)

        setattr(target, name, at_last)
    else:
        setattr(target, name, die)
    store.rewrite(after)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that ends in the middle of a call")
@pytest.mark.parametrize("change", ["set", "change", "remove"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_in_the_middle_loses_nothing_and_leaves_nothing(
    step: str, change: str, filled: Path
) -> None:
    before = content(filled)
    given = None if change == "set" else encrypt(filled)
    after = None if change == "remove" else new_key(OTHER)
    context = multiprocessing.get_context("fork")
    child = context.Process(target=killed_at, args=(step, after, filled, given))
    child.start()
    child.join()
    assert child.exitcode == 9
    if is_encrypted(filled):
        done = change != "remove" and step in ("sync", "erase")
        now = unlock(filled, OTHER if done else PASSPHRASE)
        assert content(filled, now) == before
        assert readable(filled.parent) == []
    else:
        assert content(filled) == before
        now = None
    assert not [*filled.parent.glob("*.replaced"), *filled.parent.glob("*.partial")]
    # And it can be done again.
    with closing(Store(filled, now)) as store:
        store.rewrite(after)
    assert content(filled, after) == before
    assert readable(filled.parent) == ([] if after else ["coach.sqlite3"])


def test_a_failure_leaves_it_open_and_as_it_was(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(filled)
    with closing(Store(filled)) as store:
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", full)
            with pytest.raises(CoachError, match="full"):
                store.rewrite(new_key(PASSPHRASE))
        say(store, before[0][0], "more")
    assert not is_encrypted(filled)
    assert not (filled.parent / "coach.sqlite3.partial").exists()
    assert content(filled)[0][1][-1] == "more"


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_a_kill_left_is_erased_at_the_next_start(filled: Path) -> None:
    made = encrypt(filled)
    for name in ("partial", "partial-journal", "replaced"):
        filled.with_name(f"coach.sqlite3.{name}").write_text(CANARY)
    assert content(filled, made)
    assert readable(filled.parent) == []
    assert not [*filled.parent.glob("*.partial*"), *filled.parent.glob("*.replaced")]


def test_it_waits_for_nobody_who_has_it_open(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.store.connecting.BUSY_SECONDS", 0.0)
    with closing(Store(filled)) as store, closing(sqlite3.connect(filled)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CoachError, match="Another program"):
            store.rewrite(new_key(PASSPHRASE))
        other.rollback()
    assert not is_encrypted(filled)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let it happen")
def test_another_window_loses_no_answer_without_saying_so(filled: Path) -> None:
    with closing(Store(filled)) as window:
        [session, *_] = [info.id for info in window.sessions()]
        encrypt(filled)
        with pytest.raises(CoachError):
            say(window, session, "lost")


# Damage


def damage(path: Path, *places: int) -> None:
    data = bytearray(path.read_bytes())
    for place in places:
        data[place] ^= 0xFF
    path.write_bytes(data)


def test_the_beginning_can_be_lost(filled: Path) -> None:
    before = content(filled)
    encrypt(filled)
    damage(filled, *range(16))
    assert is_encrypted(filled)
    assert content(filled, unlock(filled, PASSPHRASE)) == before


def test_the_second_copy_of_the_salt_comes_again(filled: Path) -> None:
    encrypt(filled)
    salt = filled.with_name("coach.sqlite3.salt")
    salt.unlink()
    unlock(filled, PASSPHRASE)
    assert filled.read_bytes().startswith(salt.read_bytes())


@pytest.mark.parametrize("place", [20, 100, 4096 + 500, -5000])
def test_what_can_be_read_of_a_damaged_file_is_saved(place: int, filled: Path) -> None:
    before = content(filled)
    encrypt(filled)
    damage(filled, place % filled.stat().st_size)
    now = unlock(filled, PASSPHRASE)
    with closing(Store(filled, now)) as store:
        assert "damaged" in store.notice
        found = {text for info in store.sessions() for m in store.messages(info.id)
                 for text in [m.text]}  # fmt: skip
        assert len({text for _, texts, _ in before for text in texts} - found) <= 2
    assert readable(filled.parent) == []
    assert is_encrypted(filled)
    assert [info[0] for info in content(filled, now)]


def test_no_damage_ends_in_a_new_file_that_is_empty(filled: Path) -> None:
    draw = random.Random(7)
    encrypt(filled)
    whole = filled.read_bytes()
    for _ in range(10):
        filled.write_bytes(whole)
        size = len(whole)
        damage(filled, *(draw.randrange(size) for _ in range(draw.choice([1, 5, 40]))))
        for copy in filled.parent.glob("*.damaged-*"):
            copy.unlink()
        with closing(Store(filled, unlock(filled, PASSPHRASE))) as store:
            assert store.sessions()
        assert readable(filled.parent) == []


# Layouts


def test_a_newer_version_is_refused_with_every_byte_as_it_was(filled: Path) -> None:
    made = encrypt(filled)
    with closing(Database(filled, key=made)) as database, database.transaction() as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = filled.read_bytes()
    filled.with_name("coach.sqlite3-journal").write_bytes(b"of the newer version")
    with pytest.raises(CoachError, match="newer version"):
        Store(filled, unlock(filled, PASSPHRASE))
    assert filled.read_bytes() == before
    assert filled.with_name("coach.sqlite3-journal").read_bytes() == b"of the newer version"


def test_a_copy_from_before_an_update_is_encrypted_too(filled: Path) -> None:
    made = encrypt(filled)
    more = Migration("more", ("CREATE TABLE more (id TEXT)",))
    with closing(Database(filled, (*MIGRATIONS, more), key=made)):
        pass
    copy = filled.with_name(f"coach.sqlite3.version-{len(MIGRATIONS)}")
    assert readable(filled.parent) == []
    with closing(Store(copy, unlock(copy, PASSPHRASE))) as store:
        assert len(store.sessions()) == 4


# Copies, and what is loaded


def test_a_copy_for_its_owner_is_plain(filled: Path, tmp_path: Path) -> None:
    before = content(filled)
    made = encrypt(filled)
    copy_database(filled, tmp_path / "copy.sqlite3", made)
    assert content(tmp_path / "copy.sqlite3") == before
    plain = tmp_path / "pages.sqlite3"
    plain.write_bytes(encryption.decrypted(filled.read_bytes(), made))
    with closing(sqlite3.connect(plain)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_who_sets_no_passphrase_loads_no_library_for_it(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from coach.store.store import Store;"
        f"store = Store(Path({str(path)!r})); store.create_session('full'); store.close();"
        "assert not {'sqlcipher3', 'cryptography', 'filelock'} & set(sys.modules), 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_key_shows_itself_nowhere() -> None:
    made = new_key(PASSPHRASE)
    assert made.secret.hex() not in repr(made)
    assert str(made.secret) not in repr(made)
