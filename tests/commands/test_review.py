from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from coach.cli import main
from coach.commands.review import Talk, draws_bars
from coach.console import Console
from coach.plan.model import Plan
from coach.review.session import Review
from coach.review.texts import texts
from coach.store.store import Store
from tests.plan import people
from tests.plan.people import HOSTILE
from tests.review.saved import REVIEWED, newest, save

WHOLE = """yes
We sat down and she named three things.
She reads bed changes first.
keep
partly
I tried it with two patients.
Short pages get read.
change
I write only what changed on a card
no
The computer was down.
keep
yes
/skip
/skip
1
/next
about the same
7 of 10
1
Earlier would be fine, she said.
3
On Friday I show Marta the card.
she asks me nothing
"""


@pytest.fixture
def saved(coach_home: Path) -> str:
    """The nurse's interview with her plan; its session."""
    store = Store(coach_home / "coach.sqlite3")
    session = save(store, people.nurse())
    store.close()
    return session


def review(typed: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["review", *arguments])


def plan_of(home: Path, session: str) -> Plan:
    store = Store(home / "coach.sqlite3")
    plan = newest(store, session)
    store.close()
    return plan


def test_a_whole_review_in_a_pipe(
    coach_home: Path,
    saved: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert review(WHOLE, monkeypatch) == 0
    shown = capsys.readouterr().out
    assert "[1 of 8: Your first step." in shown
    assert "Noted: 7 of 10 (" in shown
    assert "Your plan is now version 2. Version 1 is kept." in shown
    plan = plan_of(coach_home, saved)
    assert plan.version == 2
    texts_by_kind = {s.kind: s.text for section in plan.sections for s in section.statements}
    assert "“On Friday I show Marta the card”" in texts_by_kind["actions.first"]
    assert "“On Wednesday I ask Marta" in texts_by_kind["actions.kept"]
    assert "“I write only what changed on a card”" in texts_by_kind["actions.try"]
    assert "“Copying the temperature curves by hand”" in texts_by_kind["stop.what"]
    heard = [s.text for s in plan.statements("needs.heard")]
    assert any("“Earlier would be fine, she said”" in text for text in heard)
    assert [(m.value, m.of) for m in plan.measurements] == [(7, 10)]
    assert "█" not in shown, "a pipe gets plain numbers"
    assert ": 7 of 10\n" in shown


def test_a_pipe_that_ends_early_loses_nothing(
    coach_home: Path,
    saved: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = WHOLE.splitlines(keepends=True)
    assert review("".join(lines[:6]), monkeypatch) == 0
    shown = capsys.readouterr().out
    plan = plan_of(coach_home, saved)
    assert plan.version == 1
    assert f"coach review {plan.id}" in shown
    assert review("".join(lines[6:]), monkeypatch, plan.id) == 0
    assert texts().resumed in capsys.readouterr().out
    assert plan_of(coach_home, saved).version == 2


def test_commands(
    saved: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = "/back\n/help\n/dance \x1b[2J\nmaybe\n3\n/back\n1\n//told her\n/next\n/finish\n"
    assert review(typed, monkeypatch) == 0
    shown = capsys.readouterr().out
    assert texts().no_back in shown
    assert "/finish  end the review" in shown
    assert "There is no command /dance" in shown
    assert "Type one of these: 1 yes, 2 partly, 3 no." in shown
    assert "“told her”" in shown
    assert "Your plan is now version 2." in shown
    assert "\x1b" not in shown


def test_quitting_says_how_to_go_on(
    saved: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review("1\n/quit\n", monkeypatch, saved) == 0
    assert "Your answers are saved." in capsys.readouterr().out


def test_nothing_answered_changes_nothing(
    coach_home: Path,
    saved: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert review("/next\n" * 20, monkeypatch) == 0
    assert texts().nothing in capsys.readouterr().out
    assert plan_of(coach_home, saved).version == 1


def test_hostile_answers_are_shown_as_text(
    coach_home: Path,
    saved: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert review(f"1\n{HOSTILE}\x1b[31m\n/finish\n", monkeypatch) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "{{7*7}} {% raw %}" in shown
    assert main(["plan", "show", plan_of(coach_home, saved).id]) == 0
    markdown = capsys.readouterr().out
    assert "alert(1)\\</script> \\[/b\\] {{7\\*7}}" in markdown
    assert "<script>" not in markdown.replace("\\<", "")


class Interrupted(Console):
    """Ctrl-C comes while an answer is typed."""

    def read(self, prompt: str, more: str) -> str | None:
        self.unsent = ["She began"]
        raise KeyboardInterrupt


def test_ctrl_c_keeps_what_was_typed(coach_home: Path, saved: str) -> None:
    store = Store(coach_home / "coach.sqlite3")
    out = io.StringIO()
    opened = Review(store, newest(store, saved), today=lambda: REVIEWED)
    Talk(opened, store, Interrupted(io.StringIO(), out)).run()
    assert "Your answers are saved." in out.getvalue()
    out = io.StringIO()
    again = Review(store, newest(store, saved), today=lambda: REVIEWED)
    Talk(again, store, Console(io.StringIO("/quit\n"), out)).run()
    assert "She began" in out.getvalue()
    assert store.draft(saved) == ""
    store.close()


def test_bars_only_where_they_can_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(io.StringIO(), io.StringIO())
    assert not draws_bars(console)
    console.terminal = True
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert draws_bars(console)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not draws_bars(console)
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert not draws_bars(console)


def test_the_list_of_plans_says_which_are_due(
    coach_home: Path, saved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "list"]) == 0
    plan = plan_of(coach_home, saved)
    line = f"coach review {plan.id}"
    assert line not in capsys.readouterr().out
    store = Store(coach_home / "coach.sqlite3")
    content = json.loads(plan.model_dump_json())
    for date in content["dates"]:
        date["day"] = "2020-01-06"
    store.save_plan(saved, json.dumps(content))
    store.close()
    assert main(["plan", "list"]) == 0
    assert capsys.readouterr().out.count(line) == 1


def test_without_a_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review"]) == 1
    assert texts().command.no_plan in capsys.readouterr().err
    assert main(["review", "nobody"]) == 1
    assert "There is no plan 'nobody'" in capsys.readouterr().err


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "--help"]) == 0
    assert "[PLAN]" in capsys.readouterr().out
    assert main(["review", "--what"]) == 2
