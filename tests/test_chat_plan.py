"""The finished plan in ``coach chat``, by plain commands only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.chat_plan import PlanTalk
from coach.chat_texts import load_texts
from coach.console import Console
from coach.errors import CoachError, NotFoundError
from coach.plan.model import Plan
from coach.workspace import Workspace
from tests.plan.changes import ADAPT, CAUSE, FIRST, TIP, changeable, lines
from tests.plan.drafts import finished_interview, workspace
from tests.scripted import ScriptedEngine

OWN = "I note every [b]trip[/b]."


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    session = finished_interview(tmp_path)
    engine = ScriptedEngine(
        lambda request: request.messages[-1].content.replace("I stop or change", "I change")
    )
    opened = workspace(tmp_path, engine)
    opened.store.save_plan(session, changeable(session).model_dump_json())
    yield opened
    opened.store.close()


def newest(opened: Workspace) -> Plan:
    return opened.plan(opened.store.plans()[0].id)


def talk(opened: Workspace, *typed: str, **talks: Any) -> str:
    """Type lines at a plan; return what was said."""
    stdout = io.StringIO()
    console = Console(io.StringIO("".join(f"{line}\n" for line in typed)), stdout)
    named = {f"/{name}": run for name, run in talks.items()}
    PlanTalk(opened, opened.store.plans()[0].id, console, load_texts(), named).run()
    return stdout.getvalue()


def test_lines_are_changed_by_part_and_number(opened: Workspace) -> None:
    out = talk(opened, "/numbers", f"/edit actions 2 {OWN}")
    assert f"  2  {CAUSE}" in out
    assert f"  2  {OWN} (" in out
    assert "Saved as version 2. /undo takes it back." in out
    talk(opened, "/add actions I ask her.", "/move actions 5 1", "/remove actions 2")
    assert lines(newest(opened)) == ["I ask her.", OWN, ADAPT, TIP]


def test_changes_are_taken_back_compared_and_gone_back_to(opened: Workspace) -> None:
    out = talk(opened, f"/edit actions 2 {OWN}", "/undo", "/redo", "/compare 1 2", "/versions")
    assert "Saved as version 4" in out
    assert out.count(CAUSE) >= 3
    assert lines(newest(opened)) == [FIRST, OWN, ADAPT, TIP]
    talk(opened, "/restore 1")
    assert lines(newest(opened)) == [FIRST, CAUSE, ADAPT, TIP]
    assert CAUSE in talk(opened, "/show")
    assert "I note every" in talk(opened, "/show 2")


def test_the_coach_rewords_a_line(opened: Workspace) -> None:
    number = next(n for n, line in enumerate(lines(newest(opened)), 1) if "stop or change" in line)
    out = talk(opened, f"/reword actions {number} shorter")
    assert "Saved as version 2" in out
    assert "I stop or change" not in lines(newest(opened))[number - 1]


def test_score_and_report_are_read(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: str) -> None:
        raise NotFoundError("There is no such passage.")

    monkeypatch.setattr(opened.library, "get", gone, raising=False)
    out = talk(opened, "/score", "/report")
    assert "of 40" in out
    assert "here A is /add" in out
    assert "rest on your own words" in out


def test_a_file_is_written_and_replaced_only_when_asked_twice(
    opened: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "my plan.md"
    assert str(file) in talk(opened, f"/export md {file}")
    assert FIRST in file.read_text("utf-8")
    file.write_text("mine", "utf-8")
    assert "already" in talk(opened, f"/export md {file}")
    assert file.read_text("utf-8") == "mine"
    talk(opened, f"/export md {file}", f"/export md {file}")
    assert FIRST in file.read_text("utf-8")
    out = talk(opened, "/export ics", "/export html without-names")
    exports = opened.settings.exports_folder / newest(opened).session
    assert {path.suffix for path in exports.iterdir()} == {".ics", ".html"}
    assert str(exports) in out


def test_other_talks_get_the_newest_plan_and_lead_back(opened: Workspace) -> None:
    seen: list[int] = []

    def review(_: Workspace, plan: Plan, console: Console) -> None:
        seen.append(plan.version)
        console.line("reviewed")

    out = talk(opened, "/remove actions 2", "/review", "/quit", "/show", review=review)
    assert seen == [2]
    assert out.index("reviewed") < out.index("You are back at your plan")
    assert FIRST not in out.split("You are back")[1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/edit actions", "Type /edit, the part"),
        ("/edit actions two x", "Type /edit, the part"),
        ("/edit actions 2", "Type /edit, the part"),
        ("/add actions", "Type /add"),
        ("/remove", "Type /remove"),
        ("/restore " + "9" * 5_000, "Type /restore"),
        ("/restore x", "Type /restore"),
        ("/export xls", "Type /export"),
        ("/reword", "Type /reword"),
        ("/dance \x1b[2J", "There is no command /dance"),
        ("Samira, I think.", "The interview is over"),
        ("", "Type /help"),
    ],
)
def test_what_cannot_be_meant_is_explained_and_changes_nothing(
    opened: Workspace, typed: str, told: str
) -> None:
    out = talk(opened, typed)
    assert told in out
    assert "\x1b" not in out
    assert newest(opened).version == 1


def test_a_failure_ends_a_pipe(opened: Workspace) -> None:
    with pytest.raises(CoachError, match="nowhere"):
        talk(opened, "/edit nowhere 1 x")


def test_every_command_is_in_the_help(opened: Workspace) -> None:
    console = Console(io.StringIO(), io.StringIO())
    texts = load_texts()
    talks: Any = {"/review": None, "/practice": None}
    talk = PlanTalk(opened, "x", console, texts, talks)
    for name in talk._commands:
        assert f"\n{name}" in f"\n{texts.plan.help}"


def test_the_folder_of_a_saved_file_is_opened_or_named(
    opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = [True, False], list[Path]()

    def show(path: Path) -> bool:
        asked.append(path)
        return answers.pop(0)

    monkeypatch.setattr("coach.files.show_in_folder", show)
    path = tmp_path / "my plan.md"
    out = talk(opened, "/folder", f"/export md {path}", "/folder", "/folder")
    assert "Nothing was saved yet" in out
    assert f"Its folder is open: {path}" in out
    assert f"The file is: {path}" in out
    assert asked == [path, path]


@pytest.mark.parametrize("path", ["x" * 5_000, "~nobody-of-that-name/x.md"], ids=["long", "nobody"])
def test_a_path_that_cannot_be_is_told_and_the_plan_stays(opened: Workspace, path: str) -> None:
    with pytest.raises(CoachError, match="could not be written"):
        talk(opened, f"/export md {path}")
    assert newest(opened).version == 1
