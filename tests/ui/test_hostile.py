"""Hostile text of each kind in the interview; test_hostile_everywhere.py goes to all places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError
from coach.interview import events
from coach.interview.notes import Fact
from coach.knowledge.passages import Passage
from coach.ui.screens.correction import CorrectionDialog
from coach.ui.screens.interview import InterviewPage
from coach.ui.show import line, plain
from coach.ui.widgets.conversation import Bubble
from coach.ui.widgets.heard import FactList
from tests.ui import demo
from tests.ui.fakes import Save
from tests.ui.pictures import PictureApp, begun, idle, say, until, until_page

HOSTILE = {
    "closing tag": "a [/b] b",
    "any word": "it is [deprecated] now",
    "unclosed": "open [bold and [",
    "nested": "[[b]] [@click=app.quit]x[/] $foreground {name}",
    "escapes": "a\x1b[31mred\x1b]0;title\x07 \x00\x08\x9b31m b",
    "wide": "日本語のお客様 👩‍👩‍👧 🇩🇪 é",
    "right to left": "שלום עולם \u202eevil\u202c مرحبا",
    "list": "- [x] one\n- two [/]\n\n\tthree",
    "surrogate": "half \ud83d here",
    "long": "x" * 20_000,
}


def hostile_workspace(home: Path, text: str) -> Any:
    fact = Fact(value=text, quote=text, turn=0, status="assumed")
    replies = [
        Save(),
        events.Heard("needs [/b]", "slot [", fact),
        events.Trouble(text),
        events.PassageFound("id", text, text),
        events.ReplyWords(text),
        demo.said("topic [/x]", text),
        events.Progress("topic [/x]", text, text, 1, 8, 5),
    ]
    passage = Passage.model_construct(
        id="bad", title=text, topic="a [/b]", keywords=[], aliases=[], method="", source=text,
        text=text,
    )  # fmt: skip
    return demo.workspace(
        home,
        script=[[demo.said("work", text)], replies, [CoachError(text, text)]],
        passages=[passage],
    )


SMALL = {"closing tag", "unclosed", "wide"}
"""Shown in a narrow terminal too; the code is the same for all."""


@pytest.mark.parametrize("name", HOSTILE)
async def test_the_interview_shows_it(tmp_path: Path, name: str) -> None:
    text, size = HOSTILE[name], (60, 20) if name in SMALL else (120, 40)
    storable = text.replace("\ud83d", "\ufffd")
    app = PictureApp(hostile_workspace(tmp_path / "home", storable))
    async with app.run_test(size=size) as pilot:
        interview = await begun(pilot)
        await say(pilot, interview, storable)
        await idle(pilot, interview)
        await say(pilot, interview, storable)  # fails with a hostile message
        await idle(pilot, interview)
        assert len(interview.query(Bubble)) == 4
        await pilot.press("f2")
        await until(pilot, lambda: interview.query_one(FactList).has_focus)
        await pilot.press("enter")
        await until_page(pilot, CorrectionDialog)
        await pilot.press("escape")
        await until_page(pilot, InterviewPage)
        await pilot.press("f1")
        await pilot.press("escape")


@pytest.mark.parametrize("text", HOSTILE.values())
def test_shown_text_has_no_control_characters_and_no_styles(text: str) -> None:
    for content in (plain(text), line(text)):
        assert not content.spans
        assert not any(ord(c) < 32 and c != "\n" for c in content.plain)
        assert "\u202e" not in content.plain


def test_markup_is_letters() -> None:
    assert plain("a [/b] [deprecated] [").plain == "a [/b] [deprecated] ["


async def test_a_hundred_thousand_characters_of_the_coach_are_cut_not_fatal(
    tmp_path: Path,
) -> None:
    workspace = demo.workspace(tmp_path / "home", script=[[demo.said("work", "word " * 20_000)]])
    app = PictureApp(workspace)
    async with app.run_test() as pilot:
        interview = await begun(pilot)
        assert len(interview.query(Bubble)) == 1
