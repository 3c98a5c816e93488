from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan.export.names import names_of
from coach.plan.model import Plan
from coach.team.building import build_map
from coach.team.differences import compare_views, questions
from coach.team.listing import listing
from coach.team.model import MARK
from coach.team.paths import ways
from coach.team.preview import preview
from coach.team.reading import read_files
from coach.team.share import Choice, Share, left_out_lines, make_share, shareable_names
from coach.team.views import view_of_plan, view_of_share
from coach.team.writers import Drawn, to_csv, to_graphml, to_json
from coach.text import words
from scripts.schema import FILES, FOLDER, ROOT, schema
from tests.team.material import PLANS, plan, plan_of


def leaves(value: Any) -> Iterator[str]:
    """Yield each text and number of a JSON value."""
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def holds(text: str, quote: str) -> bool:
    return f" {' '.join(words(quote))} " in f" {' '.join(words(text))} "


def quotes_of(plan: Plan) -> set[str]:
    statements = [s for section in plan.sections for s in section.statements]
    quotes = {source.quote for s in statements for source in s.sources if source.type == "answer"}
    return {quote for quote in quotes if len(words(quote)) > 2}


@pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])
def test_nothing_that_was_left_out_is_in_the_file(path: Path) -> None:
    plan = plan_of(path.stem)
    names = shareable_names(plan)
    for without in (frozenset(names_of(plan)), frozenset(names)):
        content = make_share(plan, Choice("The writer", without=without)).content().decode()
        for name in without:
            assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", content, re.IGNORECASE), name
    share = make_share(plan, Choice("The writer"))
    # The names that were left in may be words of the interview; each was shown as a name.
    texts = [s.text for section in share.sections for s in section.statements]
    for quote in quotes_of(plan):
        assert not any(holds(text, quote) for text in texts), quote
    assert not any(s.quotes for section in share.sections for s in section.statements)


@pytest.mark.parametrize("quotes", [True, False])
def test_the_preview_shows_everything_that_is_in_the_file(quotes: bool) -> None:
    for path in PLANS[::4]:
        share = make_share(plan_of(path.stem), Choice("Team", "Ward 4", quotes=quotes))
        content = share.content()
        shown = " ".join(" ".join(preview(content)).split())
        data = json.loads(content)
        for section in data["sections"]:
            for statement in section["statements"]:
                statement["basis"] = []  # shown in words
        for leaf in leaves(data):
            assert " ".join(leaf.split()) in shown, leaf


def test_parts_that_are_left_out_take_their_people_with_them() -> None:
    nurse = plan_of("ward-nurse")
    share = make_share(nurse, Choice("Nurses", sections=frozenset({"suppliers", "work"})))
    assert share.left_out == ["work", "suppliers"]
    assert {party.relation for party in share.parties} == {"focus", "end"}
    assert not {"work", "suppliers", "sources"} & {section.id for section in share.sections}


def test_names_one_by_one() -> None:
    nurse = plan_of("ward-nurse")
    content = make_share(nurse, Choice("Nurses", without=frozenset({"Samira"}))).content().decode()
    assert "Samira" not in content
    share = Share.model_validate_json(content)
    [focus] = [party for party in share.parties if party.relation == "focus"]
    assert (focus.name, focus.team, focus.role) == ("", "night shift", "my customer")
    assert any(party.name == "the recovery room" for party in share.parties)


def test_own_words_stand_where_the_interviews_were() -> None:
    nurse = plan_of("ward-nurse")
    choice = Choice("Nurses")
    lines = left_out_lines(nurse, choice)
    key = next(key for key in lines if key.startswith("needs."))
    said = Choice("Nurses", instead={key: "What is new comes first, says Samira"})
    share = make_share(nurse, said)
    texts = [s.text for section in share.sections for s in section.statements]
    assert any("What is new comes first, says Samira" in text for text in texts)
    assert any("What is new" in item.text for item in view_of_share(share, "f").needs)
    out = make_share(
        nurse, Choice("Nurses", instead=said.instead, without=frozenset({"Samira"}))
    ).content()
    assert b"Samira" not in out


def test_a_share_file_with_everything_says_what_the_plan_says() -> None:
    for path in PLANS[::3]:
        plan = plan_of(path.stem)
        mine = view_of_plan(plan, "f")
        shared = view_of_share(make_share(plan, Choice("The writer", quotes=True)), "f")
        assert [(m.party.name, m.relation) for m in shared.mentions] == [
            (m.party.name, m.relation) for m in mine.mentions
        ]
        assert [i.text for i in shared.needs] == [i.text for i in mine.needs]
        assert [i.text for i in shared.outputs] == [i.text for i in mine.outputs]
        assert [i.text for _, i in shared.requests] == [i.text for _, i in mine.requests]
        assert shared.me.name == "The writer"


def test_how_the_writer_is_called_is_their_own_choice() -> None:
    share = make_share(
        plan_of("ward-nurse"), Choice("Samira's colleague", without=frozenset({"Samira"}))
    )
    assert share.me == "Samira's colleague"


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=80), st.text(min_size=1, max_size=80))
def test_any_words_can_be_shared_and_read_again(name: str, quote: str) -> None:
    hostile = plan(
        [
            ("customer.focus", f"I focus on {name} first.", [name]),
            ("needs.heard", f"Heard from {name}: “{quote}”.", [quote]),
        ]
    )
    for quotes in (True, False):
        names = frozenset(shareable_names(hostile))
        content = make_share(hostile, Choice("Me", without=names, quotes=quotes)).content()
        share = Share.model_validate_json(content)
        preview(content)
        view_of_share(share, "f")
        if not quotes and len(words(quote)) > 2:
            texts = [s.text.replace(MARK, " ") for p in share.sections for s in p.statements]
            assert not any(holds(text, quote) for text in texts)


def test_published_schemas_are_current() -> None:
    for name, model in FILES.items():
        assert (ROOT / FOLDER / name).read_text(encoding="utf-8") == schema(model), name


def test_nothing_made_from_the_files_holds_what_was_left_out(tmp_path: Path) -> None:
    paths, names, quotes = [], set(), set()
    for number, source in enumerate(PLANS):
        plan = plan_of(source.stem)
        out = frozenset(names_of(plan))
        names |= out
        quotes |= quotes_of(plan)
        path = tmp_path / f"{number}.json"
        path.write_bytes(make_share(plan, Choice(f"Team {number}", without=out)).content())
        paths.append(path)
    team_map = build_map(*read_files(paths)[:1])
    drawn = Drawn(team_map, ways(team_map), compare_views(team_map), questions(team_map))
    made = [write(drawn).decode("utf-8") for write in (to_csv, to_graphml, to_json)]
    made += ["\n".join(listing(team_map, drawn.ways, drawn.differences, drawn.questions))]
    left_in = " / ".join(m.party.name for view in team_map.views for m in view.mentions)
    for text in made:
        spoken = f" {' '.join(words(text))} "
        for name in names:
            assert f" {' '.join(words(name))} " not in spoken, name
        for quote in quotes:  # a name that was left in may be words of the interview
            assert holds(left_in, quote) or f" {' '.join(words(quote))} " not in spoken, quote
