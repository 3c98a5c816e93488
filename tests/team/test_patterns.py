from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from coach.cli import app
from coach.config import shipped_folder
from coach.errors import CoachError, UsageError
from coach.knowledge.sources import Folder
from coach.team.model import Line, Origin, View
from coach.team.pattern_pages import to_html, to_json, to_lines, to_markdown, writer_for
from coach.team.patterns import LEAST, SAFE, Patterns, figure, pattern_texts, patterns_of
from coach.team.views import view_of_share
from scripts.synthetic_plans import Truth, make, write
from tests.team.material import PLANS, view

PASSAGES = Folder(shipped_folder("knowledge")).passages()


def synthetic(plans: int, reviewed: float = 0.0) -> tuple[list[View], Truth]:
    shares, truth = make(plans, seed=3, reviewed=reviewed)
    return [view_of_share(s, f"{s.plan}-{s.plan_version}.json") for s in shares], truth


def with_lines(plan: str, *lines: tuple[str, str], left_out: tuple[str, ...] = ()) -> View:
    origin = Origin(f"{plan}.json", plan, "x", 1)
    found = view(plan, "me", customers=["them"])
    told = tuple(Line(kind, text, origin) for kind, text in lines)
    return replace(found, lines=told, left_out=left_out)


def count(found: Patterns, id: str) -> str:
    return next(c.figure.text for c in found.counts if c.id == id)


@given(st.integers(0, 200), st.integers(0, 200))
def test_no_figure_tells_of_fewer_than_three(part: int, rest: int) -> None:
    told = figure(part, part + rest)
    if part + rest < LEAST:
        assert told is None
        return
    assert told is not None
    assert told.low <= part <= told.high
    if told.low == told.high:
        assert part >= SAFE
        assert rest >= SAFE
    else:
        assert told.high - told.low >= SAFE - 1
    numbers = [int(n) for n in re.findall(r"\d+", told.text)]
    assert len(numbers) == 2


def test_nothing_below_five_plans() -> None:
    views, _ = synthetic(LEAST - 1)
    with pytest.raises(CoachError, match="There are 4 plans"):
        patterns_of(views, PASSAGES)
    # Versions of one plan are not more plans.
    with pytest.raises(CoachError):
        patterns_of([*views, *views], PASSAGES)
    assert patterns_of(synthetic(LEAST)[0], PASSAGES).plans == LEAST


def test_counts_are_those_of_the_truth() -> None:
    views, truth = synthetic(80)
    found = patterns_of(views, PASSAGES)
    for id in ("heard", "measure", "stop", "end"):
        assert count(found, id) == f"{truth.has[id]} of 80"
    assert count(found, "named") == "more than 77 of 80"
    assert {c.id for c in found.wastes} >= {"reports", "paper"}
    assert found.unknown[0].text == "Who benefits in the end from what we both do"


def test_no_names_and_no_words_of_plans() -> None:
    shares, _ = make(60, seed=3)
    views = [view_of_share(s, f"{s.plan}.json") for s in shares]
    found = patterns_of(views, PASSAGES)
    said = "\n".join(
        [*to_lines(found), *(w(found).decode() for w in (to_html, to_markdown, to_json))]
    ).casefold()
    for share in shares:
        for name in (share.me, share.team, *(p.name for p in share.parties), share.plan):
            # A function such as "training" may be an ordinary word of the texts.
            assert len(name.split()) < 2 or name.casefold() not in said
    for one in views:
        for item in (*one.needs, *one.outputs):
            assert len(item.text.split()) < 3 or item.text.casefold() not in said


def test_a_part_that_is_left_out_is_not_counted_as_missing() -> None:
    views = [with_lines(f"p{n}", ("stop.what", "What I would stop: a list.")) for n in range(6)]
    views += [with_lines(f"q{n}", left_out=("stop",)) for n in range(4)]
    assert count(patterns_of(views, PASSAGES), "stop") == "more than 3 of 6"


def test_a_kind_is_told_from_three_people_on() -> None:
    lines = ["the binder"] * 3 + ["the meeting"] * 2 + ["nothing of these"] * 4
    views = [
        with_lines(f"p{n}", ("stop.what", f"What I would stop: “{text}”."))
        for n, text in enumerate(lines)
    ]
    found = patterns_of(views, PASSAGES)
    assert [c.id for c in found.wastes] == ["paper"]
    unknown = [with_lines(f"p{n}", ("unknown.ask", "Petra is lazy: I ask.")) for n in range(6)]
    assert not patterns_of(unknown, PASSAGES).unknown


def test_what_differs_by_one_person_is_not_told_side_by_side() -> None:
    heard = ("needs.heard", "Heard: x")
    views = [with_lines(f"p{n}", *([heard] if n < 5 else [])) for n in range(6)]
    nobody = [view(f"n{n}", "me") for n in range(6)]
    found = patterns_of([*views, *nobody], PASSAGES)
    assert count(found, "named") == "6 of 12"
    assert count(found, "heard") == "more than 3 of 12"


def test_before_and_after_a_review() -> None:
    views, truth = synthetic(80, reviewed=0.5)
    found = patterns_of(views, PASSAGES)
    assert found.plans == 80
    assert found.changes is not None
    changes = {change.id: change for change in found.changes}
    assert changes["heard"].before.of == truth.reviewed
    assert changes["heard"].after.low > changes["heard"].before.high
    assert changes["stop"].same
    few, _ = synthetic(20)
    assert patterns_of(few, PASSAGES).changes is None
    assert "Nothing is counted" in "\n".join(to_lines(patterns_of(few, PASSAGES)))


def test_what_to_teach_is_in_the_library() -> None:
    topics = {passage.topic for passage in PASSAGES}
    assert {topic for some in pattern_texts().teach.values() for topic in some} <= topics
    found = patterns_of(synthetic(60)[0], PASSAGES)
    titles = {passage.title for passage in PASSAGES}
    assert found.lessons
    assert all(lesson.titles and set(lesson.titles) <= titles for lesson in found.lessons)


def test_kinds_that_the_plans_have_are_those_that_are_counted() -> None:
    kinds = {
        statement["kind"]
        for path in PLANS
        for section in json.loads(path.read_text(encoding="utf-8"))["sections"]
        for statement in section["statements"]
    }
    counted = {"needs.heard", "requirements.baseline", "stop.what", "suppliers.request"}
    assert counted | {"unknown.ask", "unknown.look"} <= kinds
    assert "learned.count" in (shipped_folder("prompts") / "review" / "statements.yaml").read_text(
        encoding="utf-8"
    )


def test_the_command(tmp_path: Path) -> None:
    shares, truth = make(12, seed=1)
    write(tmp_path / "in", shares, truth)
    out = tmp_path / "patterns.md"
    ran = CliRunner().invoke(app, ["team", "patterns", str(tmp_path / "in"), "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert "From 12 plans" in ran.output
    assert out.read_text(encoding="utf-8").startswith("# What our plans have in common")
    again = CliRunner().invoke(app, ["team", "patterns", str(tmp_path / "in"), "--json"])
    assert json.loads(again.stdout)["format"] == "coach-team-patterns"
    with pytest.raises(UsageError, match="cannot be written as 'pdf'"):
        writer_for(".pdf")
