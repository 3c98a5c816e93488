from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from coach.interview import placing
from coach.ui.screens.change import ChangeDialog
from coach.ui.screens.find import FindDialog
from coach.ui.screens.help import HelpDialog
from coach.ui.screens.interview import InterviewPage
from coach.ui.texts import texts
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.conversation import Bubble, Conversation
from coach.ui.widgets.heard import HeardPanel
from tests.ui import talks
from tests.ui.pictures import begun, idle, say, started, until, until_page
from tests.ui.talks import NURSES, STOCK, WORK


@pytest.fixture(autouse=True)
def notes_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave finds where the script puts them."""
    monkeypatch.setattr(placing, "load_places", lambda: placing.Places(topics={}))


async def answered(pilot: Pilot[Any], *answers: str) -> InterviewPage:
    page = await begun(pilot)
    for text in answers:
        await say(pilot, page, text)
        await idle(pilot, page)
    return page


def own(page: InterviewPage) -> list[Bubble]:
    return [bubble for bubble in page.query(Bubble) if bubble.speaker == "employee"]


def name(bubble: Bubble) -> str:
    return str(bubble.query(".speaker").first().visual)  # type: ignore[attr-defined]


def noted(page: InterviewPage) -> list[str]:
    return [fact.value for _, _, fact in page.query_one(HeardPanel)._facts.values()]


def toasts(pilot: Pilot[Any]) -> str:
    return " ".join(note.message for note in pilot.app._notifications)


def keys(page: Any) -> set[str]:
    return {b.binding.description for b in page.active_bindings.values() if b.enabled}


async def test_an_answer_is_changed_and_brought_back_by_keys_alone(tmp_path: Path) -> None:
    app = talks.app(tmp_path / "home")
    async with app.run_test(size=(120, 40)) as pilot:
        page = await answered(pilot, WORK, NURSES)
        conversation = page.query_one(Conversation)
        open_question = list(page.query(Bubble))[-1].said
        await pilot.press(*"half", "f9")
        await until(pilot, lambda: conversation.has_focus)
        assert conversation.marked is own(page)[1]
        assert "▸ You  Enter changes it" in name(own(page)[1])
        assert "undo_answer" not in keys(page)
        await pilot.press("up")
        assert conversation.marked is own(page)[0]
        await pilot.press("enter")
        dialog = await until_page(pilot, ChangeDialog)
        assert dialog.query_one(AnswerBox).text == WORK
        dialog.query_one(AnswerBox).replace_text(STOCK)
        await pilot.press("enter")
        await idle(pilot, page)
        await until(pilot, lambda: name(own(page)[0]) == "You, changed since")
        assert own(page)[0].said == STOCK
        assert "keep the stock list of the ward" in noted(page)
        assert "plan the rota for the ward" not in noted(page)
        assert "The nurses on ward 3" in noted(page)
        # The interview is where it was, and so is what was typed.
        assert list(page.query(Bubble))[-1].said == open_question
        assert page.query_one("#answer").has_focus
        assert page.query_one("#answer", AnswerBox).text == "half"
        assert "bring the old text back" in toasts(pilot)

        await pilot.press("f9", "f9")  # again: the one before
        await until(pilot, lambda: conversation.marked is own(page)[0])
        assert "Z brings the old text back" in name(own(page)[0])
        await pilot.press("z")
        await idle(pilot, page)
        await until(pilot, lambda: own(page)[0].said == WORK)
        assert "plan the rota for the ward" in noted(page)
        assert "keep the stock list of the ward" not in noted(page)
        await pilot.press("escape")
        assert page.query_one("#answer").has_focus
        assert conversation.marked is None


async def test_the_changed_text_stands_in_its_place_at_the_next_start(tmp_path: Path) -> None:
    app = talks.app(tmp_path / "home")
    async with app.run_test(size=(60, 20)) as pilot:
        page = await answered(pilot, WORK, NURSES)
        await pilot.press("f9", "up", "enter")
        dialog = await until_page(pilot, ChangeDialog)
        field = dialog.query_one(AnswerBox)
        assert app.screen.region.contains_region(field.region)
        field.replace_text(" ")
        await pilot.press("enter")  # nothing is no answer
        assert app.screen is dialog
        assert "Type a few words" in str(dialog.query_one("#problem").visual)  # type: ignore[attr-defined]
        field.replace_text(STOCK)
        await pilot.press("enter")
        await idle(pilot, page)
        await until(pilot, lambda: own(page)[0].said == STOCK)
        await pilot.press("f10")
        await started(pilot)
        await pilot.press("down", "down", "enter")
        again = await until_page(pilot, InterviewPage)
        await idle(pilot, again)
        assert [bubble.said for bubble in own(again)] == [STOCK, NURSES]
        assert name(own(again)[0]) == "You, changed since"


async def test_what_cannot_be_changed_is_said(tmp_path: Path) -> None:
    app = talks.app(tmp_path / "home")
    async with app.run_test(size=(120, 40)) as pilot:
        page = await begun(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: "no answer to change" in toasts(pilot))
        assert page.query_one("#answer").has_focus
        await say(pilot, page, "What do you mean by that?")
        await idle(pilot, page)
        await pilot.press("f9", "enter")
        await until(pilot, lambda: "no answer to a question" in toasts(pilot))
        await pilot.press("escape")
        await say(pilot, page, WORK)
        await idle(pilot, page)
        await pilot.press("f9", "enter")
        dialog = await until_page(pilot, ChangeDialog)
        await pilot.press("escape")
        assert not app.screen_stack.count(dialog)
        assert own(page)[1].said == WORK


async def test_a_click_marks_an_answer_and_one_on_its_name_changes_it(tmp_path: Path) -> None:
    app = talks.app(tmp_path / "home")
    async with app.run_test(size=(120, 40)) as pilot:
        page = await answered(pilot, WORK)
        (mine,) = own(page)
        await pilot.click(mine.query(".said").first())
        assert page.query_one(Conversation).marked is mine
        await pilot.click(mine.query(".speaker").first())
        await until_page(pilot, ChangeDialog)
        await pilot.press("escape")
        await pilot.click(next(iter(page.query(Bubble))))  # the coach's message
        assert page.query_one(Conversation).marked is None


async def test_what_was_said_is_found_here_and_in_other_interviews(tmp_path: Path) -> None:
    app = talks.app(tmp_path / "home")
    store = app.workspace.store
    other = store.create_session("full")
    store.set_title(other, "Pumps [/b]")
    said = "We mend pumps for the [red]night shift\u202e."
    kept: dict[str, Any] = {"topic": "work", "kind": "answer", "origin": "stock"}
    store.add_message(other, speaker="employee", text=said, **kept)
    async with app.run_test(size=(60, 20)) as pilot:
        page = await answered(pilot, WORK, NURSES)
        box = page.query_one("#answer", AnswerBox)

        async def find(words: str, count: int) -> FindDialog:
            await pilot.press("ctrl+r")
            dialog: FindDialog = await until_page(pilot, FindDialog)
            dialog.query_one(Input).value = words
            await until(pilot, lambda: len(dialog._lines) == count)
            return dialog

        # A line of this interview: Enter goes there.
        await find("PLAN mondays ward send", 1)
        await pilot.press("enter")
        await until(pilot, lambda: page.query_one(Conversation).marked is own(page)[0])
        assert page.query_one(Conversation).has_focus
        await pilot.press("escape")
        # The same with another key: its text is wanted.
        await pilot.press(*"So: ")
        await find("plan mondays ward send", 1)
        await pilot.press("f6")
        assert box.text == f"So: {WORK}"
        # Of another interview there is only the text.
        box.clear()
        dialog = await find("night", 1)
        shown = [str(o.prompt) for o in dialog.query_one("#said", OptionList).options]
        assert "Pumps [/b]" in shown[0]
        assert "[red]night" in shown[1]
        assert "\u202e" not in shown[1]
        await pilot.press("enter")
        assert "We mend pumps for the [red]night shift" in box.text
        assert box.has_focus
        # Nothing found: it says so, and Enter does nothing.
        dialog = await find("zeppelin", 0)
        assert "Nothing that was said" in str(dialog.query_one("#problem").visual)  # type: ignore[attr-defined]
        await pilot.press("enter")
        assert app.screen is dialog
        assert {"go_there", "take"}.isdisjoint(keys(dialog))
        await pilot.press("escape")
        # Arrow keys walk through what was said, the newest first.
        dialog = await find("", 6)
        first = dialog._marked
        await pilot.press("down")
        assert dialog._marked is not first
        await pilot.press("ctrl+r")
        assert dialog._marked is first


async def test_the_palette_has_it_all(tmp_path: Path) -> None:
    app = talks.app(tmp_path / "home")
    async with app.run_test(size=(120, 40)) as pilot:
        page = await answered(pilot, WORK)
        await pilot.press("f9")
        await until(pilot, lambda: page.query_one(Conversation).has_focus)
        titles = [command.title for command in app.get_system_commands(page)]
        assert {"My answers", "Find", "Change"} <= set(titles)


async def test_only_the_coachs_own_texts_are_set_as_lists(tmp_path: Path) -> None:
    app = talks.app(tmp_path / "home")
    async with app.run_test(size=(120, 40)) as pilot:
        listed = "- first **thing**\n- [b]second[/b]"
        page = await answered(pilot, f"I plan:\n{listed}", WORK, NURSES)
        mine = own(page)[0]
        assert not mine.query(".item")
        assert listed in str(mine.query_one(".said").visual)  # type: ignore[attr-defined]

        def labelled() -> list[Bubble]:
            return [bubble for bubble in page.query(Bubble) if bubble.labelled]

        for _ in range(6):
            if not labelled():
                await pilot.press("f3")
                await idle(pilot, page)
        items = [item.visual for item in labelled()[0].query(".item .said").results()]  # type: ignore[attr-defined]
        assert len(items) > 1
        for item in items:  # only the label, which is ours, is set off
            (span,) = item.spans
            assert (span.style, item.plain[: span.end].endswith(": ")) == ("bold", True)


async def test_help_is_set_with_lists_and_emphasis(tmp_path: Path) -> None:
    app = talks.app(tmp_path / "home")
    async with app.run_test(size=(60, 20)) as pilot:
        await begun(pilot)
        await pilot.press("f1")
        dialog = await until_page(pilot, HelpDialog)
        await until(pilot, lambda: dialog.query("MarkdownBullet"))
        shown = app.export_screenshot()
        assert "**" not in shown
        assert "A question is not clear?" in shown.replace("&#160;", " ")


def test_only_the_texts_of_the_help_have_marks() -> None:
    for name, group in texts().model_dump().items():
        assert name == "help" or "**" not in str(group), name
