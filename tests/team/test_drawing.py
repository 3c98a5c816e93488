from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from coach.team.building import build_map
from coach.team.decisions import Decision, Decisions
from coach.team.differences import compare_views, questions
from coach.team.drawing import MIDDLE, picture
from coach.team.groups import grouped
from coach.team.layout import Layout, Placed, Space, layered
from coach.team.model import Party, View
from coach.team.packing import packed
from coach.team.page import MOST_BOXES, MOST_LINES, page_of
from coach.team.paths import ways
from coach.team.sheets import to_html, to_pdf
from coach.team.views import view_of_share
from coach.team.writers import Drawn, writer_for
from scripts.synthetic_plans import make
from tests.team.material import view

HOSTILE = [
    '<script>alert(1)</script><img src=x onerror="alert(2)">',
    "]]></text></svg><!-- #eval(sys.inputs) {{ 7*7 }}",
    "W" * 400,
    "\u202eהמחסן الرئيسي\u202c",
    "a\x00b\x0b\ufffe\ud800\x1b[31m&amp;",
]
SVG = "{http://www.w3.org/2000/svg}"


def drawn_of(views: list[View], decisions: Decisions | None = None) -> Drawn:
    team_map = build_map(views, decisions)
    return Drawn(team_map, ways(team_map), compare_views(team_map), questions(team_map))


def synthetic(plans: int) -> Drawn:
    shares, truth = make(plans)
    same: dict[str, list[str]] = {}
    for key, meant in truth.same.items():
        same.setdefault(meant, []).append(key)
    joined = [Decision(names=tuple(keys), same=True) for keys in same.values() if len(keys) > 1]
    views = [view_of_share(share, f"{share.plan}.json") for share in shares]
    return drawn_of(views, Decisions(decisions=tuple(joined)))


@pytest.fixture(scope="module")
def hostile() -> Drawn:
    a, b, c, d, e = HOSTILE
    return drawn_of(
        [
            view("a", a, customers=[b, c], ends=[d], needs=[(a, "heard")], outputs=[e, c]),
            view("b", b, customers=[d], suppliers=[a], asks=[b], outputs=[a], team=c),
            view("c", c, suppliers=[d], asks=[e], team=a),
        ]
    )


@pytest.fixture(scope="module", params=[8, 60, 300])
def any_size(request: pytest.FixtureRequest) -> Drawn:
    return synthetic(request.param)


def overlap(one: Placed, other: Placed) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


keys = st.integers(0, 14).map(str)


@pytest.mark.parametrize("laid_out", [layered, packed])
@settings(max_examples=60, deadline=None)
@given(links=st.lists(st.tuples(keys, keys), max_size=40), last=st.sets(keys, max_size=3))
def test_boxes_never_overlap_and_every_line_joins_its_boxes(
    laid_out: Callable[..., Layout], links: list[tuple[str, str]], last: set[str]
) -> None:
    sizes = {str(n): (40.0 + n, 20.0 + n) for n in range(15)}
    layout = laid_out(sizes, links, last, Space(10, 30, 300))
    assert layout == laid_out(sizes, links, last, Space(10, 30, 300))
    boxes = list(layout.boxes.values())
    assert len(boxes) == len(sizes)
    for number, one in enumerate(boxes):
        assert one.x >= -1e-6
        assert one.x + one.width <= layout.width + 1e-6
        assert not any(overlap(one, other) for other in boxes[number + 1 :])
    assert set(layout.lines) == {(a, b) for a, b in links if a != b}
    for (a, b), points in layout.lines.items():
        for key, (x, y) in ((a, points[0]), (b, points[-1])):
            box = layout.boxes[key]
            assert box.x - 20 <= x <= box.x + box.width + 20
            assert y in (box.y, box.y + box.height)


def test_suppliers_stand_above_and_end_customers_at_the_bottom() -> None:
    sizes = dict.fromkeys("abcde", (50.0, 20.0))
    links = [("a", "b"), ("b", "c"), ("c", "b"), ("c", "e"), ("a", "d")]
    boxes = layered(sizes, links, ["e"], Space(10, 30, 900)).boxes
    assert boxes["a"].y < boxes["b"].y < boxes["c"].y < boxes["e"].y
    assert max(box.y for box in boxes.values()) == boxes["e"].y


def test_parts_that_nothing_joins_share_the_width_of_a_page() -> None:
    views = [view(f"p{n}", f"writer {n}", customers=[f"team {n}"]) for n in range(30)]
    page = page_of(drawn_of(views))
    assert page.drawing.width <= 1300
    assert page.drawing.height > page.drawing.width / 3


def test_a_drawing_has_every_box_and_link_and_can_be_read_by_another_reader() -> None:
    drawn = synthetic(60)
    groups = grouped(drawn.team_map, drawn.differences)
    found = picture(groups.groups, groups.links, MIDDLE, "all")
    root = ElementTree.fromstring(found.svg)
    assert len(root.findall(f"{SVG}rect")) == len(groups.groups)
    assert len([p for p in root.findall(f"{SVG}path") if p.get("fill") == "none"]) == len(
        groups.links
    )
    said = "".join(root.itertext())
    for group in groups.groups:
        assert group.name.split()[0] in said


def test_people_are_in_their_team_and_a_team_is_not_called_by_one_of_them() -> None:
    views = [
        view("a", "Ana Silva", customers=["the packers"], team="Payroll"),
        view("b", "payroll", customers=["the packers"]),
    ]
    named = view("c", "the packers")
    views[0] = replace(views[0], me=Party("Ana Silva", "person", team="Payroll"))
    joined = Decisions(decisions=(Decision(names=("a/*", "b/*"), same=True),))
    team_map = build_map([*views, named], joined)
    groups = grouped(team_map, ())
    payroll = groups.groups[0]
    assert (payroll.name, payroll.people, len(payroll.plans)) == ("Payroll", ("Ana Silva",), 2)


def test_pages_of_any_size_say_what_they_leave_out(any_size: Drawn) -> None:
    page = page_of(any_size)
    root = ElementTree.fromstring(page.drawing.svg)
    boxes = [r for r in root.iter(f"{SVG}rect") if r.get("class") != "paper"]
    lines = [p for p in root.iter(f"{SVG}path") if p.get("fill") == "none"]
    assert len(boxes) <= MOST_BOXES
    assert len(lines) <= MOST_LINES
    small = len(any_size.team_map.views) == 8
    assert bool(page.table) == small
    assert bool(page.parts) == (not small)
    if not small:
        told = {row.customer for part in page.parts for row in part.gives}
        groups = grouped(any_size.team_map, any_size.differences)
        assert {link.customer for link in groups.links} == {
            group.id for group in groups.groups if group.name in told
        }
        left_out = len(lines) < len(groups.links)
        assert bool(page.drawn) == left_out
        indexed = {entry.name for entry in page.index}
        assert {person for group in groups.groups for person in group.people} <= indexed


def test_html_has_no_script_and_nothing_from_elsewhere(hostile: Drawn) -> None:
    html = to_html(hostile).decode("utf-8")
    without = html.replace("http://www.w3.org/2000/svg", "")
    assert "http" not in without.replace("http-equiv", "")
    assert not re.search(r"<script|<img|<!--|\sstyle=|url\(|@import", html)
    assert not re.search(r"<[^>]*\son\w+\s*=", html)
    assert "&lt;script&gt;" in html
    assert "49" not in re.findall(r"<text[^>]*>([^<]*)", html)
    assert "\x1b" not in html
    assert "\u202e" not in html
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        ElementTree.fromstring(svg)


def test_no_text_is_wider_than_its_box(hostile: Drawn) -> None:
    svg = page_of(hostile).drawing.svg
    texts = [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert max(map(len, texts)) < 40
    assert any(text.endswith("…") for text in texts)


def test_pdf_holds_names_and_hostile_text_as_text(hostile: Drawn) -> None:
    content = to_pdf(hostile)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "alert(1)" in text
    assert "#eval(sys.inputs)" in re.sub(r"\s+", "", text)


def test_pdf_of_a_team_has_parts_and_an_index_with_pages() -> None:
    reader = PdfReader(BytesIO(to_pdf(synthetic(60))))
    last = reader.pages[-1].extract_text()
    assert re.search(r"page\s+\d+", last)
    assert len(reader.pages) > 5


def test_an_empty_map_is_a_page_too() -> None:
    assert b"Who serves whom" in to_html(drawn_of([]))
    assert to_pdf(drawn_of([])).startswith(b"%PDF")


def test_both_are_written_by_their_endings(hostile: Drawn) -> None:
    assert writer_for(".html")(hostile).startswith(b"<!DOCTYPE html>")
    assert writer_for("pdf")(hostile).startswith(b"%PDF")
