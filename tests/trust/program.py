"""``coach`` with a scripted model, as a process: ``python -m tests.trust.program chat --short``.

With ``COACH_TEST_ASKED`` a file, what the model is asked and what of it is fixed is written there,
as lines of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from coach import cli
from coach.llm.engine import Request
from coach.workspace import Workspace
from tests.interview.helpers import Reading
from tests.plan.drafts import GOOD
from tests.scripted import ScriptedEngine


def worded(request: Request) -> str:
    return GOOD.get(request.messages[0].content[:2], "no")


class Told(ScriptedEngine):
    """Writes down the part of each request that is kept as a prefix state, and the rest."""

    def stream(self, request: Request) -> Any:
        self._note(request)
        return super().stream(request)

    def anticipate(self, requests: Any, *, whole: bool = False) -> None:
        for request in requests:
            self._note(request)
        super().anticipate(requests, whole=whole)

    def prepare(self, prefixes: Any) -> None:
        for prefix in prefixes:
            self._write([message.content for message in prefix], [])
        super().prepare(prefixes)

    def _note(self, request: Request) -> None:
        said = [message.content for message in request.messages]
        self._write(said[: request.fixed], said[request.fixed :])

    def _write(self, fixed: list[str], rest: list[str]) -> None:
        place = os.environ.get("COACH_TEST_ASKED")
        if place:
            with Path(place).open("a", encoding="utf-8") as file:
                file.write(json.dumps({"fixed": fixed, "rest": rest}) + "\n")


def main() -> int:
    plain = Workspace.__init__

    def scripted(self: Workspace, settings: Any, *, engine: Any = None, key: Any = None) -> None:
        plain(self, settings, engine=engine or Told(Reading({}, worded)), key=key)

    Workspace.__init__ = scripted  # type: ignore[method-assign]
    from coach.__main__ import _open_screen

    return cli.main(open_screen=_open_screen)


if __name__ == "__main__":
    sys.exit(main())
