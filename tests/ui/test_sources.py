from __future__ import annotations

from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Static

from coach.plan.model import AnswerSource, Statement
from coach.store.messages import Message
from coach.ui.widgets.sources import SourcesPanel


def message(turn: int, speaker: str, text: str, **more: Any) -> Message:
    kind = "question" if speaker == "coach" else "answer"
    given: dict[str, Any] = {"speaker": speaker, "kind": kind, "topic": "work", "origin": "stock"}
    return Message(turn=turn, text=text, **{**given, **more})


LINES = [
    message(0, "coach", "What do you do?"),
    message(1, "employee", "I plan the rota.", now=4),
    message(2, "coach", "Who waits for it?"),
    message(3, "employee", "The nurses."),
    message(4, "employee", "I keep the stock list.", instead_of=1),
]


class Panel(App[None]):
    def compose(self) -> ComposeResult:
        yield SourcesPanel()


async def test_a_plan_from_before_a_change_keeps_its_source_and_says_so() -> None:
    app = Panel()
    async with app.run_test(size=(60, 20)):
        panel = app.query_one(SourcesPanel)

        def shown(turn: int, quote: str) -> str:
            source = AnswerSource(turn=turn, quote=quote)
            panel.show(Statement(text="x", sources=[source], kind="work.work"), LINES, {}, {})
            return str(panel.query_one("#source", Static).visual)

        old = shown(1, "plan the rota")
        assert "I plan the rota." in old
        assert "You have changed this answer since" in old
        new = shown(4, "keep the stock list")
        assert "I keep the stock list." in new
        assert "What do you do?" in new  # and not the question that was open then
        assert "changed this answer" not in new
        assert "changed this answer" not in shown(3, "The nurses")
