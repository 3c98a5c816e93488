"""Make the pictures of the tour, docs/images/tour-*.svg: one short interview from start to plan.

The interview, the plan and the pages are the program's own. Only what the model would copy out of
an answer is given here. So the pictures differ in nothing but the days of the plan, wherever they
are made. Needs the search model and the index of a set-up checkout.

Run from the top of a checkout, in its environment:  python scripts/tour.py [FOLDER]
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from textual.pilot import Pilot  # noqa: E402
from textual.widgets import Input  # noqa: E402
from textual.widgets._footer import FooterKey  # noqa: E402

from coach.llm.engine import Request  # noqa: E402
from coach.store.messages import Message  # noqa: E402
from coach.store.store import Store  # noqa: E402
from coach.ui.screens.export import ExportDialog  # noqa: E402
from coach.ui.screens.interview import InterviewPage  # noqa: E402
from coach.ui.screens.plan import PlanPage  # noqa: E402
from coach.ui.theme import DARK  # noqa: E402
from coach.ui.widgets.answer_box import AnswerBox  # noqa: E402
from coach.workspace import Workspace  # noqa: E402
from tests.models import settings_with_models  # noqa: E402
from tests.scripted import ScriptedEngine  # noqa: E402
from tests.ui import pictures  # noqa: E402

SIZE = (110, 34)
MOST_ANSWERS = 40
"""More answers than the interview can want; a longer one does not end by itself."""
Notes = dict[str, list[str]]

ANSWERS: dict[str, list[tuple[str, Notes]]] = {
    "work": [
        (
            "I run the parts store of the bus workshop, and I hand out what the mechanics need.",
            {
                "role": ["I run the parts store of the bus workshop"],
                "outputs": ["I hand out what the mechanics need"],
            },
        )
    ],
    "customers": [
        ("Everybody, more or less.", {}),
        (
            "The mechanics of the early shift, and Ivo who plans the repairs. When a part is not "
            "there, a bus stays in the yard all day.",
            {
                "customers": ["The mechanics of the early shift", "Ivo who plans the repairs"],
                "if_late": ["When a part is not there, a bus stays in the yard all day"],
            },
        ),
    ],
    "focus": [
        (
            "Ivo, because he has to tell the depot in the morning which bus runs.",
            {
                "customer": ["Ivo"],
                "why": ["because he has to tell the depot in the morning which bus runs"],
            },
        )
    ],
    "needs": [
        (
            "He told me last week: I need to know the evening before what is missing. I guess he "
            "also wants fewer phone calls.",
            {
                "needs": [
                    "I need to know the evening before what is missing",
                    "he also wants fewer phone calls",
                ],
                "source": ["He told me last week"],
            },
        )
    ],
    "evidence": [
        (
            "Nobody counts it. I would say four buses a week wait for a part.",
            {"measure": ["wait for a part"], "baseline": ["four buses a week wait for a part"]},
        )
    ],
    "helpful": [
        (
            "A list at five in the afternoon of what will be missing tomorrow. The orders come in "
            "on paper, that gets in the way.",
            {
                "help": ["A list at five in the afternoon of what will be missing tomorrow"],
                "obstacle": ["The orders come in on paper"],
            },
        )
    ],
    "conversation": [
        (
            "He phones when something is missing. I could go to his office on Wednesday at two, "
            "after his round.",
            {
                "today": ["He phones when something is missing"],
                "next": ["go to his office on Wednesday at two"],
            },
        )
    ],
    "commit": [
        (
            "On Wednesday I write the first list by hand and bring it to Ivo. If he does not phone "
            "on Thursday morning, it worked. I look at it again in four weeks.",
            {
                "first_step": ["On Wednesday I write the first list by hand and bring it to Ivo"],
                "sign": ["If he does not phone on Thursday morning, it worked"],
                "review": ["I look at it again in four weeks"],
            },
        )
    ],
}
"""By topic: what is said, and what the model would copy out of it."""
NO_MORE = "I can't say more about that."
YES = "Yes, that is right."


def copied(request: Request) -> str:
    """Reply as the model would: copy from the answers above, and word nothing.

    A wording of no use is what the program replaces by reviewed questions and lines.
    """
    if request.json_schema is None:
        return "no"
    notes = {text: found for answers in ANSWERS.values() for text, found in answers}
    answer = request.messages[-1].content.removeprefix("Answer: ")
    found = notes.get(answer, {})
    return json.dumps({key: found.get(key, []) for key in request.json_schema["properties"]})


class Tour:
    """Walks through the program and takes a picture here and there."""

    def __init__(self, pilot: Pilot[Any], folder: Path) -> None:
        self._pilot = pilot
        self._folder = folder
        self._given: Counter[str] = Counter()
        self.saved: list[Path] = []

    async def walk(self) -> None:
        """Go from the start page to the dialog that saves the plan."""
        await pictures.started(self._pilot)
        await self._picture("start")
        await self._pilot.press("down", "enter")  # the short form
        page: InterviewPage = await pictures.until_page(self._pilot, InterviewPage)
        await pictures.idle(self._pilot, page)
        page.query_one("#answer", AnswerBox).replace_text(ANSWERS["work"][0][0])
        await self._pilot.pause(0)
        await self._picture("question")
        await self._talk(page)
        await self._pilot.press("enter")
        await self._plan()

    async def _talk(self, page: InterviewPage) -> None:
        """Answer until the interview is over."""
        taken = {"probe": "follow-up", "readback": "read-back"}
        for _ in range(MOST_ANSWERS):
            last = self._last(page)
            if page.finished:
                return
            if self._given["customers"] and last.kind in taken:
                await self._picture(taken.pop(last.kind))
            await pictures.say(self._pilot, page, self._reply(last.topic, last.kind))
            await pictures.idle(self._pilot, page)
        raise RuntimeError("The interview did not end.")

    def _last(self, page: InterviewPage) -> Message:
        """Return what was said last."""
        store: Store = self._pilot.app.workspace.store  # type: ignore[attr-defined]
        assert page.runner.session_id is not None
        return store.messages(page.runner.session_id)[-1]

    def _reply(self, topic: str, kind: str) -> str:
        if kind == "readback":
            return YES
        number, answers = self._given[topic], ANSWERS.get(topic, [])
        self._given[topic] += 1
        return answers[number][0] if number < len(answers) else NO_MORE

    async def _plan(self) -> None:
        """Show the plan and the dialog that saves it."""
        page: PlanPage = await pictures.until_page(self._pilot, PlanPage)
        await pictures.until(self._pilot, lambda: page.plan is not None and not page._drafting)
        await pictures.until(self._pilot, lambda: page._score is not None)
        self._pilot.app.clear_notifications()
        await self._pilot.press(*["down"] * 5)
        await self._pilot.pause(0)
        await self._picture("plan")
        await self._pilot.press("e")
        dialog = await pictures.until_page(self._pilot, ExportDialog)
        dialog.query_one("#path", Input).value = "~/Documents/my-plan.pdf"
        await self._pilot.pause(0)
        await self._picture("save")

    async def _picture(self, name: str) -> None:
        # The keys at the foot are written anew a moment after a change.
        await pictures.until(self._pilot, lambda: self._pilot.app.screen.query(FooterKey))
        number = len(self.saved) + 1
        path = self._folder / f"tour-{number}-{name}.svg"
        svg = self._pilot.app.export_screenshot(title="Coach")
        path.write_text(svg, encoding="utf-8", newline="\n")
        self.saved.append(path)


async def take(folder: Path) -> list[Path]:
    """Walk through the program once and return the pictures that were saved in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(settings_with_models(Path(home)), engine=ScriptedEngine(copied))
        app = pictures.PictureApp(workspace, theme=DARK.name)  # type: ignore[arg-type]
        app.now = lambda: datetime.now(timezone.utc)
        # Two interviews get different questions; those of the tour are always the same.
        with mock.patch("coach.interview.record._variant", return_value=0):
            async with app.run_test(size=SIZE) as pilot:
                tour = Tour(pilot, folder)
                await tour.walk()
        workspace.close()
    return tour.saved


def main() -> None:
    """Write the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    for path in asyncio.run(take(folder)):
        print(path.name)


if __name__ == "__main__":
    main()
