from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.team.names import core, head, is_broad, is_relative, normal, read_names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Samira on the night shift", [("Samira", "person", "night shift")]),
        ("Nadia and Florian", [("Nadia", "person", ""), ("Florian", "person", "")]),
        ("Pilar and Hans in cans", [("Pilar", "person", "cans"), ("Hans", "person", "cans")]),
        ("Mr. Abara and Ms. Rasmus", [("Mr. Abara", "person", ""), ("Ms. Rasmus", "person", "")]),
        ("I'd say the auditors, since I save money", [("the auditors", "team", "")]),
        ("mostly Yusuf", [("Yusuf", "person", "")]),
        ("Greg over in cans", [("Greg", "person", "cans")]),
        ("Purchasing", [("Purchasing", "team", "")]),
        ("IT", [("IT", "team", "")]),
        (
            "Hiring and contracts for the plants in Lund and Malmo and more of the same",
            [("Hiring and contracts for the plants in Lund", "team", "")],
        ),
        ("the cooks and the guests", [("the cooks", "team", ""), ("the guests", "end", "")]),
        ("the men who bring patients", [("the men who bring patients", "team", "")]),
    ],
)  # fmt: skip
def test_names_as_plans_have_them(words: str, names: list[tuple[str, str, str]]) -> None:
    assert [(p.name, p.kind, p.team) for p in read_names(words)] == names


def test_what_is_too_broad_or_depends_on_who_speaks() -> None:
    assert is_broad("Everybody, really")
    assert is_broad("the whole company")
    assert not is_broad("the company doctors")
    assert is_relative("my colleagues")
    assert is_relative("the people")
    assert not is_relative("the service desk")


def test_what_counts_of_a_name() -> None:
    assert core("the payroll team") == core("payroll") == core("Wages office")
    assert core("Ward 4 nurses").content == core("ward 6").content
    assert core("Ward 4 nurses").numbers != core("ward 6").numbers
    assert core("HR") == core("the human resources department")
    assert core("the school office") != core("the school")
    assert head("the teachers of the classes") == head("class teachers")


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for found in read_names(text):
        assert found.name == found.name.strip()
        core(found.name), head(found.name), normal(found.name), is_broad(found.name)
