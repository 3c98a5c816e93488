from __future__ import annotations

import subprocess
import sys

from textual.screen import Screen
from textual.widgets import Static

from coach.ui.screens.confirm import Confirm
from coach.ui.screens.help import HelpDialog
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.library import LibraryPage
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.settings import SettingsPage
from coach.ui.screens.start import Choices, StartPage
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp, started, until, until_page
from tests.ui.places import fill


def shown(start: StartPage) -> str:
    return "\n".join(str(option.prompt) for option in start.query_one(Choices).options)


async def test_an_empty_shelf_offers_both_forms(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        start = await started(pilot)
        assert "Start the interview" in shown(start)
        assert "Start a short one" in shown(start)
        assert "Go on with" not in shown(start)
        await pilot.press("down", "enter")
        page = await until_page(pilot, InterviewPage)
        await until(pilot, lambda: page.runner.session_id)
        assert app.workspace.store.session(page.runner.session_id).form == "short"


async def test_an_open_interview_is_gone_on_with(app: PictureApp, workspace: FakeWorkspace) -> None:
    waiting = fill(workspace)
    async with app.run_test() as pilot:
        start = await started(pilot)
        assert "Forklift repairs" in shown(start)
        await pilot.press("down", "down", "enter")
        page = await until_page(pilot, InterviewPage)
        assert page.runner.session_id == waiting


async def test_a_plan_is_opened(app: PictureApp, workspace: FakeWorkspace) -> None:
    fill(workspace)
    async with app.run_test() as pilot:
        await started(pilot)
        await pilot.press("down", "down", "down", "enter")
        page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: page.plan is not None)
        await pilot.press("escape")
        await until_page(pilot, StartPage)


async def test_deleting_asks_first(app: PictureApp, workspace: FakeWorkspace) -> None:
    waiting = fill(workspace)
    async with app.run_test() as pilot:
        start = await started(pilot)
        await pilot.press("down", "down", "delete")
        await until_page(pilot, Confirm)
        await pilot.press("enter")  # the careful answer has the focus
        await until_page(pilot, StartPage)
        assert workspace.store.session(waiting)
        await pilot.press("delete")
        await until_page(pilot, Confirm)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: len(workspace.store.sessions()) == 1)
        await until(pilot, lambda: "Forklift" not in shown(start))


async def test_help_and_library_are_reached_from_the_list(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        await started(pilot)
        await pilot.press("end", "enter")
        await until_page(pilot, HelpDialog)
        await pilot.press("escape")
        await until_page(pilot, StartPage)
        await pilot.press("up", "enter")
        await until_page(pilot, SettingsPage)
        await pilot.press("escape")
        await until_page(pilot, StartPage)
        await pilot.press("up", "enter")
        await until_page(pilot, LibraryPage)


async def test_a_damaged_shelf_is_told_and_the_page_stays(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    workspace.store.close()
    async with app.run_test() as pilot:
        await until_page(pilot, StartPage)
        await until(pilot, lambda: app._notifications)
        assert "Start the interview" in shown(app.screen)  # type: ignore[arg-type]


def test_the_interface_loads_nothing_heavy() -> None:
    code = (
        "import sys, coach.ui.app; "
        "print([m for m in ('chromadb', 'llama_cpp', 'onnxruntime', 'numpy', 'tokenizers') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_a_server_is_named_wherever_answers_are_typed(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    workspace.settings = workspace.settings.model_copy(
        update={"remote_url": "https://llm.example:8443/v1", "model": "missing.gguf"}
    )
    async with app.run_test(size=(80, 24)) as pilot:
        start = await started(pilot)
        assert "llm.example:8443" in str(start.query_one("#privacy", Static).visual)
        assert "answers go to llm.example:8443" in sign(start)
        await until(pilot, lambda: start.shelf.topics)
        assert not start.query_one("#set-up-notice").display
        await pilot.press("f1")
        dialog = await until_page(pilot, HelpDialog)
        said = " ".join(str(text.visual) for text in dialog.query(Static))
        assert "sent to the language model on llm.example:8443" in said
        assert "Everything stays on this computer" not in said
        await pilot.press("escape")
        await until_page(pilot, StartPage)
        await pilot.press("down", "enter")
        page = await until_page(pilot, InterviewPage)
        assert "answers go to llm.example:8443" in sign(page)


async def test_without_a_server_there_is_no_sign(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        start = await started(pilot)
        assert "Everything stays on this computer" in str(
            start.query_one("#privacy", Static).visual
        )
        assert sign(start) == ""


def sign(page: Screen[None]) -> str:
    """Return what the line at the top says of a server."""
    return " ".join(str(sign.visual) for sign in page.query(".server").results(Static))
