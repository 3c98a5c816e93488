"""The life of a whole talk: the interview by lines with a scripted model, its plan, an export."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from campaigns.life import Ack, coach, start_again
from campaigns.lives_store import missing, opened_store


class Talk:
    """The interview line by line with a scripted model, its plan, and an export."""

    def prepare(self, home: Path) -> None:
        """Begin with nothing."""

    def live(self, home: Path, ack: Ack) -> None:
        """Talk; whatever the store has saved is acknowledged."""
        _script()
        _acknowledge(ack)
        answers = [f"Answer {number}: I plan the rota for ward {number}." for number in range(3)]
        typed = [*answers, "/finish", "/export md", "/quit"]
        sys.stdin = io.StringIO("".join(f"{line}\n" for line in typed))
        status, out = coach("chat", "--short")
        if status != 0:
            from coach.errors import CoachError

            raise CoachError(out)
        ack(["talked", _session(home)])

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """All that was saved is there, and the interview can be gone on with."""
        yield from start_again(home)
        with closing(opened_store(home)) as store:
            yield from missing(store, acks)
            sessions = store.sessions()
        if sessions:
            _script()
            sys.stdin = io.StringIO("The porters wait for me.\n/quit\n")
            status, out = coach("chat", "--resume", sessions[0].id)
            if status != 0:
                yield f"the interview cannot be gone on with: {out}"


def _session(home: Path) -> str:
    with closing(opened_store(home)) as store:
        return str(store.sessions()[0].id)


def _script() -> None:
    """Give every workspace of this process a scripted model and an empty library."""
    from coach.workspace import Workspace
    from tests.interview.helpers import NoLibrary, Reading
    from tests.plan.drafts import GOOD
    from tests.scripted import ScriptedEngine

    plain = Workspace.__init__

    def scripted(self: Workspace, settings: Any, **given: Any) -> None:  # noqa: ANN401
        wording = lambda request: GOOD.get(request.messages[0].content[:2], "no")  # noqa: E731
        given["engine"] = ScriptedEngine(Reading({}, wording))
        plain(self, settings, **given)
        self.__dict__["library"] = _Quiet()

    class _Quiet(NoLibrary):
        remark = ""

        def search(self, *_: object, **__: object) -> list[object]:
            return []

        def close(self) -> None:
            pass

    Workspace.__init__ = scripted  # type: ignore[method-assign]


def _acknowledge(ack: Ack) -> None:
    """Let the store of this process tell what it has saved, after it has."""
    from coach.store.store import Store

    add, commit, save = Store.add_message, Store.commit_turn, Store.save_plan

    def adding(self: Store, session: str, **message: Any) -> int:  # noqa: ANN401
        turn = add(self, session, **message)
        ack(["said", session, turn, message["text"]])
        return turn

    def committing(self: Store, session: str, **turn: Any) -> list[int]:  # noqa: ANN401
        turns = commit(self, session, **turn)
        for number, message in zip(turns, turn["messages"], strict=True):
            ack(["said", session, number, message.text])
        return turns

    def saving(self: Store, session: str, content: str) -> tuple[str, int]:
        plan, version = save(self, session, content)
        ack(["plan", session, plan, version, ""])
        return plan, version

    for name, method in (
        ("add_message", adding),
        ("commit_turn", committing),
        ("save_plan", saving),
    ):
        setattr(Store, name, method)


LIVES = {"talk": Talk()}
