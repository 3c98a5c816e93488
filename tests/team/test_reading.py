from __future__ import annotations

import json
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.team import reading
from coach.team.building import build_map
from coach.team.listing import listing
from coach.team.paths import ways
from coach.team.reading import read_files
from coach.team.share import Choice, make_share
from tests.team.material import PLANS, plan_of

BOMB = "[" * 100_000


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.json"
    path.write_bytes(_shared())
    return path


@lru_cache
def _shared() -> bytes:
    return make_share(plan_of("ward-nurse"), Choice("Nurses")).content()


def share_data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_shared())
    return data


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a share file"),
        (b"\x00\xff\xfe", "not a share file"),
        (b"PK\x03\x04", "not a share file"),
        (BOMB.encode(), "not a share file"),
        (b"[1, 2]", "neither a share file nor a plan"),
        (b'{"a": 1}', "neither a share file nor a plan"),
        (b'{"format": "coach-share", "version": 7}', "newer version"),
        (b'{"format": "coach-share", "version": 1}', "not as Coach writes it"),
        (b'{"format": "coach-share", "version": "x"}', "not as Coach writes it"),
        (b'{"sections": 3, "session": []}', "not as Coach writes it"),
    ],
)
def test_what_cannot_be_used_is_said_and_the_rest_is_used(
    content: bytes, said: str, good: Path
) -> None:
    bad = good.with_name("bad.json")
    bad.write_bytes(content)
    views, problems = read_files([bad, good])
    assert [view.me.name for view in views] == ["Nurses"]
    assert [problem.file for problem in problems] == ["bad.json"]
    assert said in problems[0].problem


def test_places_that_are_no_files(tmp_path: Path, good: Path) -> None:
    views, problems = read_files([tmp_path / "none.json", tmp_path, good])
    assert len(views) == 1
    assert "no such file" in problems[0].problem
    assert "folder" in problems[1].problem


def test_a_huge_file_is_not_read(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 1_000_000)
    huge = good.with_name("huge.json")
    huge.write_bytes(b'{"a": "' + b"x" * 1_000_001 + b'"}')
    views, [problem] = read_files([huge, good])
    assert len(views) == 1
    assert "larger than 1 MB" in problem.problem


@pytest.mark.parametrize(
    "change",
    [
        {"me": 3},
        {"me": "x" * 300},
        {"extra": "field"},
        {"plan_version": -1},
        {"parties": [{"relation": "boss", "name": "x", "section": "work"}]},
        {"sections": [{"id": "work", "title": "t", "statements": None}]},
        {"written": "soon"},
    ],
)
def test_files_edited_by_hand(change: dict[str, Any], good: Path) -> None:
    edited = good.with_name("edited.json")
    edited.write_text(json.dumps({**share_data(), **change, "plan": "plan-zzzz"}), "utf-8")
    views, [problem] = read_files([good, edited])
    assert len(views) == 1
    assert problem.file == "edited.json"
    assert "not as Coach writes it" in problem.problem


def test_of_one_plan_the_newest_version_counts(good: Path) -> None:
    copy, newer = good.with_name("copy.json"), good.with_name("newer.json")
    shutil.copy(good, copy)
    newer.write_text(json.dumps({**share_data(), "plan_version": 2, "me": "Ward 4"}), "utf-8")
    for order in ([good, copy, newer], [newer, good, copy]):
        views, problems = read_files(order)
        assert [(view.me.name, view.version) for view in views] == [("Ward 4", 2)]
        assert len(problems) == 2
    assert any("same plan" in p.problem for p in read_files([good, copy])[1])


def test_files_of_one_name_are_told_by_their_folders(tmp_path: Path) -> None:
    paths = []
    for source in PLANS[:2]:
        paths.append(tmp_path / source.stem / "plan.json")
        paths[-1].parent.mkdir()
        shutil.copy(source, paths[-1])
    assert [v.file for v in read_files(paths)[0]] == [f"{p.stem}/plan.json" for p in PLANS[:2]]


def test_a_mark_for_the_order_of_bytes_does_not_matter(good: Path) -> None:
    good.write_bytes(b"\xef\xbb\xbf" + good.read_bytes())
    assert len(read_files([good])[0]) == 1


def test_hostile_names_are_text(good: Path) -> None:
    data = share_data()
    data["me"] = "\x1b[2J[red]=cmd()\u202e<script>"
    data["parties"][0]["name"] = "\x1b]0;x\x07{{ 7 * 7 }}"
    good.write_text(json.dumps(data), "utf-8")
    views, _ = read_files([good])
    team_map = build_map(views)
    text = "\n".join(listing(team_map, ways(team_map), [], []))
    assert "[red]=cmd()<script>" in text
    assert "{{ 7 * 7 }}" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_change_of_a_file_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    content = json.loads(PLANS[0].read_bytes()) if data.draw(st.booleans()) else share_data()
    spot: Any = content
    for _ in range(data.draw(st.integers(0, 5))):
        key = data.draw(st.sampled_from([*(spot if isinstance(spot, dict) else range(len(spot)))]))
        if not isinstance(spot[key], dict | list) or not spot[key]:
            break
        spot = spot[key]
    key = data.draw(st.sampled_from([*(spot if isinstance(spot, dict) else range(len(spot)))]))
    spot[key] = data.draw(
        st.none()
        | st.text(max_size=20)
        | st.integers()
        | st.floats()
        | st.lists(st.none(), max_size=2)
    )
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(content), "utf-8")
    views, problems = read_files([path])
    assert views or problems
    team_map = build_map(views, None, problems)
    listing(team_map, ways(team_map), [], [])
