from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coach.plan.difference import difference, written
from coach.plan.editing import added, deleted, edited, moved
from coach.plan.model import Plan, Section, Statement
from tests.plan.changes import ADAPT, CAUSE, FIRST, TODAY, changeable


def told(old: Plan, new: Plan) -> list[str]:
    return [str(line) for part in difference(old, new) for line in part.lines]


def with_lines(*texts: str) -> Plan:
    statements = [Statement(text=text) for text in texts]
    return changeable().model_copy(
        update={"sections": [Section(id="work", title="Work", statements=statements)]}
    )


def test_changed_words_are_marked_by_signs() -> None:
    new = edited(changeable(), "actions", 1, FIRST.replace("Thursday 7", "Friday 8"), today=TODAY)
    [part] = difference(changeable(), new)
    assert part.title == "What I will do"
    assert told(changeable(), new) == [
        "~ First step, by me, on [-Thursday 7-] {+Friday 8+} May: "
        "“I ask Noor which key she looks for first”."
    ]


def test_added_removed_and_moved_lines() -> None:
    new = added(changeable(), "work", "I drive the van.")
    new = deleted(new, "actions", 3)
    new = moved(new, "actions", 1, 3)
    assert [part.title for part in difference(changeable(), new)] == ["My work", "What I will do"]
    assert told(changeable(), new) == [
        "- Nothing yet.",
        "+ I drive the van.",
        f"- {ADAPT}",
        f"> {FIRST}",
    ]


def test_a_line_written_anew_is_not_a_changed_one() -> None:
    new = edited(changeable(), "actions", 2, "Nobody waits any more.", today=TODAY)
    assert told(changeable(), new) == [f"- {CAUSE}", "+ Nobody waits any more."]


def test_sections_that_come_and_go() -> None:
    new = changeable()
    new.sections.insert(1, Section(id="learned", title="L", statements=[Statement(text="So.")]))
    assert [part.title for part in difference(changeable(), new)] == ["L"]
    assert told(changeable(), new) == ["+ So."]
    assert told(new, changeable()) == ["- So."]


def test_as_text() -> None:
    assert written(difference(changeable(), changeable())) == "Both versions say the same."
    text = written(difference(changeable(), added(changeable(), "work", "[/b] \x1b[2J {x}")))
    assert "My work\n  - Nothing yet.\n  + [/b] {x}\n" in text
    assert text.endswith("> at another place")


LINES = st.lists(st.sampled_from(["a b c", "a b d", "x", "y z", "{w}", "y z q"]), max_size=5)


@given(LINES, LINES)
def test_both_versions_can_be_read_from_the_difference(old: list[str], new: list[str]) -> None:
    found = [line for part in difference(with_lines(*old), with_lines(*new)) for line in part.lines]
    after = {
        " ".join(piece.text for piece in line.pieces if piece.kind != "old")
        for line in found
        if line.kind != "removed"
    }
    before = {
        " ".join(piece.text for piece in line.pieces if piece.kind != "new")
        for line in found
        if line.kind != "added"
    }
    assert {*new} - {*old} <= after <= {*new}
    assert {*old} - {*new} <= before <= {*old}
