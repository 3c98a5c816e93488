"""Lives that write into the databases: answers, plans, deletions, other layouts, damage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from campaigns.life import Ack, Life, holding, key, key_of, plan_json, rows_of, start_again

CANARY = "the violet heron counts seventeen lanterns"
_OLD = "20260101-oldo"
_TEXT = "I plan the rota for the ward — and so on. " * 60
_PAGE = 4096


def opened_store(home: Path) -> Any:  # noqa: ANN401 - imported late
    """Open the interviews of a home, with the key where they are encrypted."""
    from coach.store.store import Store

    return Store(home / "coach.sqlite3", key_of(home / "coach.sqlite3"))


def _message(text: str, speaker: str = "employee", instead_of: int | None = None) -> Any:  # noqa: ANN401
    from coach.store.messages import NewMessage

    return NewMessage.model_validate(
        {
            **{"speaker": speaker, "topic": "work", "kind": "answer", "origin": "stock"},
            **{"text": text, "instead_of": instead_of},
        }
    )


def _fill(home: Path, words: str = _TEXT, answers: int = 4) -> str:
    """Save an interview with everything that one can have, and return its id."""
    with closing(opened_store(home)) as store:
        session = str(store.create_session("short"))
        for number in range(answers):
            messages = [_message("And then?", "coach"), _message(f"{words} {number}")]
            store.commit_turn(session, messages=messages, notes="{}", state="{}")
        store.save_plan(session, plan_json(session, words))
        store.keep_wording(session, "key", words)
        store.reviews.begin(session, "{}")
    return session


class Answers:
    """Answers, notes, drafts and titles are saved one after the other."""

    def prepare(self, home: Path) -> None:
        """Save an earlier interview."""
        _fill(home)

    def live(self, home: Path, ack: Ack) -> None:
        """Answer, change an answer, leave a draft."""
        with closing(opened_store(home)) as store:
            session = store.create_session("full")
            ack(["session", session])
            for number in range(3):
                text = f"answer {number} {_TEXT}"
                turn = store.add_message(
                    session,
                    **{"speaker": "employee", "topic": "work", "kind": "answer"},
                    **{"origin": "stock", "text": text},
                )
                ack(["said", session, turn, text])
                [turn] = store.commit_turn(
                    session,
                    messages=[_message("And then?", "coach")],
                    notes=f'{{"n": {number}}}',
                    state="{}",
                )
                ack(["snapshot", session, turn, f'{{"n": {number}}}'])
            [turn] = store.commit_turn(
                session, messages=[_message("changed", instead_of=0)], notes="{}", state="{}"
            )
            ack(["said", session, turn, "changed"])
            store.save_draft(session, "not sent")
            ack(["draft", session, "not sent"])
            store.set_title(session, "For the ward")
            store.set_status(session, "finished")
            ack(["finished", session])

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """Look for each of them."""
        yield from start_again(home)
        with closing(opened_store(home)) as store:
            yield from missing(store, acks)
            for info in store.sessions():
                turns = [message.turn for message in store.messages(info.id)]
                if turns != list(range(len(turns))):
                    yield f"{info.id} has the turns {turns}"
            before = [info for info in store.sessions() if info.form == "short"]
            if [(info.answers, len(store.messages(info.id))) for info in before] != [(4, 8)]:
                yield "the earlier interview is not whole"
            store.add_message(
                store.create_session("short"),
                **{"speaker": "employee", "topic": "work", "kind": "answer"},
                **{"origin": "stock", "text": "It goes on."},
            )


def missing(store: Any, acks: Sequence[Any]) -> Iterator[str]:  # noqa: ANN401
    """Yield what was acknowledged and is not there."""
    from coach.errors import CoachError

    for kind, session, *rest in acks:
        try:
            info = store.session(session)
            if kind == "said" and store.messages(session)[rest[0]].text != rest[1]:
                yield f"the answer {rest[0]} of {session} is another"
            if kind == "snapshot" and store.snapshot_before(session, rest[0] + 1) is None:
                yield f"the notes at {rest[0]} of {session} are gone"
            if kind == "draft" and store.draft(session) != rest[0]:
                yield f"the draft of {session} is gone"
            if kind == "finished" and (info.status, info.title) != ("finished", "For the ward"):
                yield f"{session} is not finished"
            if kind == "wording" and store.wordings(session).get(rest[0]) != rest[1]:
                yield f"the wording of {session} is gone"
            if kind == "plan":
                versions = store.plan_versions(rest[0])
                if len(versions) < rest[1] or rest[2] not in versions[rest[1] - 1].json:
                    yield f"version {rest[1]} of {rest[0]} is gone"
            if kind == "review" and len(store.reviews.of(session)) < rest[0]:
                yield f"the review {rest[0]} of {session} is gone"
            if kind == "reviewed" and not store.reviews.of(session)[rest[0] - 1].finished:
                yield f"the review {rest[0]} of {session} is open again"
        except (CoachError, IndexError) as error:
            yield f"{kind} of {session}: {type(error).__name__} {error}"


class EncryptedAnswers(Answers):
    """The same in a database that is encrypted."""

    def prepare(self, home: Path) -> None:
        """Encrypt the earlier interview."""
        super().prepare(home)
        with closing(opened_store(home)) as store:
            store.rewrite(key())


class Encrypting:
    """A database is encrypted, or written plain again.

    Args:
        encrypted: Whether it is at the beginning.
    """

    def __init__(self, *, encrypted: bool) -> None:
        self._before = encrypted

    def prepare(self, home: Path) -> None:
        """Save interviews, with a copy from before an update."""
        _fill(home, CANARY, answers=30)
        (home / "coach.sqlite3.version-2").write_bytes((home / "coach.sqlite3").read_bytes())
        if self._before:
            with closing(opened_store(home)) as store:
                store.rewrite(key())

    def live(self, home: Path, ack: Ack) -> None:
        """Write it anew."""
        with closing(opened_store(home)) as store:
            store.rewrite(None if self._before else key())
            ack("rewritten")

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """The interview is whole; where it is encrypted, no byte of it can be read."""
        yield from start_again(home)
        encrypted = key_of(home / "coach.sqlite3") is not None
        if acks and encrypted is self._before:
            yield "it is as it was before"
        with closing(opened_store(home)) as store:
            [info] = store.sessions()
            if info.answers != 30 or CANARY not in store.messages(info.id)[-1].text:
                yield f"{info.answers} answers of 30 are left"
        if encrypted and (left := holding(home, CANARY)):
            yield f"it can be read in {left}"


class Plans:
    """A plan is worded, saved, changed and reviewed."""

    def prepare(self, home: Path) -> None:
        """Save an interview without a plan."""
        with closing(opened_store(home)) as store:
            session = store.create_session("full")
            store.commit_turn(session, messages=[_message(_TEXT)], notes="{}", state="{}")

    def live(self, home: Path, ack: Ack) -> None:
        """Write the plan and its next versions."""
        with closing(opened_store(home)) as store:
            [info] = store.sessions()
            store.keep_wording(info.id, "first", "I mend carts.")
            ack(["wording", info.id, "first", "I mend carts."])
            plan, version = store.save_plan(info.id, plan_json(info.id, f"one {_TEXT}"))
            ack(["plan", info.id, plan, version, "one "])
            version = store.change_plan(info.id, plan_json(info.id, "two"), after=version)
            ack(["plan", info.id, plan, version, "two"])
            review = store.reviews.begin(info.id, "{}")
            ack(["review", info.id, 1])
            store.reviews.save(review, [_message("It worked.")], lambda turns: f'{{"t": {turns}}}')
            _, version = store.reviews.finish(review, plan_json(info.id, "three"))
            ack(["reviewed", info.id, 1])
            ack(["plan", info.id, plan, version, "three"])

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """Look for each of them; a wording goes when its plan is saved."""
        yield from start_again(home)
        with closing(opened_store(home)) as store:
            saved = bool(store.plans())
            yield from missing(store, [ack for ack in acks if not (saved and ack[0] == "wording")])
            [info] = store.sessions()
            store.save_plan(info.id, plan_json(info.id, "it goes on"))


class Deletion:
    """An interview is deleted, and all that an update and a damage left of it."""

    def prepare(self, home: Path) -> None:
        """Save one to delete and one to keep."""
        _fill(home, CANARY, answers=30)
        (home / "coach.sqlite3.version-2").write_bytes((home / "coach.sqlite3").read_bytes())
        _fill(home)

    def live(self, home: Path, ack: Ack) -> None:
        """Delete it."""
        with closing(opened_store(home)) as store:
            session = next(s.id for s in store.sessions() if s.answers == 30)
            store.delete_session(session)
            ack(["deleted", session])

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """It is whole, or in no byte any more; the other one is whole."""
        yield from start_again(home)
        with closing(opened_store(home)) as store:
            counts = sorted(info.answers for info in store.sessions())
            if counts not in ([4], [4, 30]):
                yield f"there are interviews with {counts} answers"
        if 30 in counts and acks:
            yield "the deleted interview is there"
        if 30 not in counts and (left := holding(home, CANARY)):
            yield f"the deleted interview is in {left}"


class Undoing:
    """A deleted interview is brought back."""

    def prepare(self, home: Path) -> None:
        """Save two interviews."""
        _fill(home, CANARY, answers=30)
        _fill(home)

    def live(self, home: Path, ack: Ack) -> None:
        """Delete the longer and bring it back."""
        with closing(opened_store(home)) as store:
            session = next(s.id for s in store.sessions() if s.answers == 30)
            removed = store.delete_session(session)
            store.bring_back(removed)
            ack(["back", session])

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """It is whole or gone."""
        yield from start_again(home)
        with closing(opened_store(home)) as store:
            counts = sorted(info.answers for info in store.sessions())
        if counts not in ([4], [4, 30]) or (acks and counts == [4]):
            yield f"there are interviews with {counts} answers"


class Migration:
    """A database of an earlier layout is opened.

    Args:
        version: The layout that it has.
    """

    def __init__(self, version: int) -> None:
        self._version = version

    def prepare(self, home: Path) -> None:
        """Make a database of that layout, with an interview."""
        from coach.store.database import Database
        from coach.store.migrations import MIGRATIONS

        Database(home / "coach.sqlite3", MIGRATIONS[: self._version]).close()
        time = "2026-01-01T00:00:00+00:00"
        with closing(sqlite3.connect(home / "coach.sqlite3")) as connection:
            connection.execute(
                "INSERT INTO sessions (id, form, created, updated) VALUES (?, 'full', ?, ?)",
                (_OLD, time, time),
            )
            connection.executemany(
                "INSERT INTO messages (session_id, turn, speaker, topic, kind, origin, text)"
                f" VALUES ('{_OLD}', ?, 'employee', 'work', 'answer', 'stock', ?)",
                [(turn, f"{turn} {_TEXT}") for turn in range(12)],
            )
            connection.commit()

    def live(self, home: Path, ack: Ack) -> None:
        """Open it."""
        with closing(opened_store(home)) as store:
            ack(["migrated", store.session(_OLD).id])

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """All answers are there, and in the copy too where there is one."""
        from coach.store.migrations import MIGRATIONS, version_of

        yield from start_again(home)
        with closing(opened_store(home)) as store:
            texts = [message.text for message in store.messages(_OLD)]
        if texts != [f"{turn} {_TEXT}" for turn in range(12)]:
            yield f"{len(texts)} answers of 12 are left"
        for path in home.glob("coach.sqlite3.version-*"):
            with closing(sqlite3.connect(path)) as connection:
                count = connection.execute("SELECT count(*) FROM messages").fetchone()[0]
                if count != 12 or version_of(connection) >= len(MIGRATIONS):
                    yield f"{path.name} is of version {version_of(connection)}, {count} answers"
        if acks and not [*home.glob(f"coach.sqlite3.version-{self._version}")]:
            yield "there is no copy of the earlier layout"


class Mending:
    """A damaged database is opened: set aside, and what can be read goes into a new one."""

    def prepare(self, home: Path) -> None:
        """Fill a database and destroy what leads to its rows."""
        _fill(home, answers=12)
        content = (home / "coach.sqlite3").read_bytes()
        (home.parent / "sound").write_bytes(content)
        (home.parent / "damaged").write_bytes(b"\xff" * _PAGE + content[_PAGE:])
        (home / "coach.sqlite3").write_bytes(b"\xff" * _PAGE + content[_PAGE:])
        (home / "coach.sqlite3-journal").write_bytes(b"stale")

    def live(self, home: Path, ack: Ack) -> None:
        """Open it."""
        with closing(opened_store(home)) as store:
            ack(["mended", store.notice])

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:  # noqa: ARG002
        """All rows are there, and one copy of the damaged file."""
        yield from start_again(home, damaged=True)
        if rows_of(home / "coach.sqlite3") != rows_of(home.parent / "sound"):
            yield "rows are lost"
        copies = [
            path.read_bytes()
            for path in home.glob("coach.sqlite3.damaged-*")
            if not path.name.endswith("-journal")
        ]
        if copies != [(home.parent / "damaged").read_bytes()]:
            yield f"{len(copies)} copies of the damaged file"


LIVES: dict[str, Life] = {
    "answers": Answers(),
    "encrypted answers": EncryptedAnswers(),
    "encrypting": Encrypting(encrypted=False),
    "decrypting": Encrypting(encrypted=True),
    "plans": Plans(),
    "deletion": Deletion(),
    "undoing": Undoing(),
    "mending": Mending(),
    **{f"migration-{version}": Migration(version) for version in (1, 2, 3)},
}
