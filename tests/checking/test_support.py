from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checking.found import WEIGHTS
from coach.checking.support import support
from coach.checking.words import vocabulary

NAMES = ["Ana", "Tom", "Ines", "Goran", "Petra"]
VERBS = ["sends", "brings", "shows", "hands"]
THINGS = ["lists", "boxes", "drawings", "samples"]
DAYS = ["Monday", "Tuesday", "Friday"]
NUMBERS = ["3", "12", "forty", "2.5", "180"]


@st.composite
def clauses(draw: st.DrawFn) -> dict[str, str]:
    first, second = draw(st.permutations(NAMES))[:2]
    number, changed = draw(st.permutations(NUMBERS))[:2]
    return {
        "first": first,
        "second": second,
        "verb": draw(st.sampled_from(VERBS)),
        "number": number,
        "changed": changed,
        "thing": draw(st.sampled_from(THINGS)),
        "day": draw(st.sampled_from(DAYS)),
    }


def said(parts: dict[str, str]) -> str:
    return "The job of {first}: {first} {verb} {second} {number} {thing} on {day}".format(**parts)


REST = [
    "I work at the north gate.",
    "We start at six, and nobody told me why.",
    "Maybe the printer is old.",
    "It takes half an hour.",
]


@given(clauses(), st.sampled_from(REST), st.sampled_from(REST))
def test_a_clause_of_the_source_is_supported(
    parts: dict[str, str], before: str, after: str
) -> None:
    found = support(said(parts), f"{before} {said(parts)}. {after}")
    assert found.problem is None
    assert found.score >= 0.5


@given(clauses(), st.sampled_from(REST), st.sampled_from(["not", "never"]))
def test_an_added_denial_is_found(parts: dict[str, str], rest: str, denial: str) -> None:
    turned = said({**parts, "verb": f"{denial} {parts['verb']}"})
    assert support(turned, f"{said(parts)}. {rest}").problem is not None


@given(clauses(), st.sampled_from(REST))
def test_a_lost_denial_is_found(parts: dict[str, str], rest: str) -> None:
    denied = said({**parts, "verb": f"never {parts['verb']}"})
    assert support(said(parts), f"{denied}. {rest}").problem is not None


@given(clauses(), st.sampled_from(REST))
def test_two_names_that_change_places_are_found(parts: dict[str, str], rest: str) -> None:
    swapped = {**parts, "first": parts["second"], "second": parts["first"]}
    plain = "{first} {verb} {second} {number} {thing}"
    found = support(plain.format(**swapped), f"{rest} {plain.format(**parts)}.")
    assert found.problem is not None


@given(clauses(), st.sampled_from(REST))
def test_another_number_is_found(parts: dict[str, str], rest: str) -> None:
    changed = said({**parts, "number": parts["changed"]})
    found = support(changed, f"{said(parts)}. {rest}")
    assert found.problem is not None
    assert "number" in [difference.kind for difference in found.differences]


SOURCE = (
    "I send the list to Tom, maybe he reads it before lunch. The tenants never told me, I think. "
    "On Friday the lorry brings 12 boxes from the depot, if the gate is open."
)


@pytest.mark.parametrize(
    "statement",
    [
        "I send Tom the list.",
        "The tenants never told me.",
        "On Friday the lorry brings 12 boxes from the depot if the gate is open.",
        "If the gate is open, the truck brings twelve boxes from the depot on Friday.",
        "Maybe Tom reads the list before lunch.",
    ],
)
def test_light_edits_are_supported(statement: str) -> None:
    assert support(statement, SOURCE).problem is None


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("Tom sends me the list.", "flip"),
        ("Maybe he reads it after lunch.", "order"),
        ("He reads it before lunch.", "lost_hedge"),
        ("The tenants told me.", "lost_negation"),
        ("On Friday the lorry always brings 12 boxes from the depot, if it is open.", "amount"),
        ("On Sunday the lorry brings 12 boxes from the depot, if the gate is open.", "unit"),
        ("On Friday the lorry brings 12 boxes from the depot; the gate is open.", "lost_condition"),
        ("Tom told me that the lorry brings 12 boxes.", "speaker"),
        ("On Friday Rosa brings 12 boxes from the depot, if the gate is open.", "name"),
    ],
)
def test_small_changes_are_found(statement: str, kind: str) -> None:
    found = support(statement, SOURCE)
    assert kind in [difference.kind for difference in found.differences]
    assert found.problem is not None


@pytest.mark.parametrize(
    ("statement", "source", "kind"),
    [
        ("Kofi agreed that his crew leaves the key.", "His crew could leave the key.", "possible"),
        ("I showed them the labels.", "I could show them the labels.", "possible"),
        ("She must sign the list.", "She signs the list.", "required"),
        ("The school is late, the bus waits.", "The bus is late, the school waits.", "subject"),
        ("The town pays, the school decides.", "The school pays, the town decides.", "exchanged"),
        ("I paste it from the mail.", "I paste it to the mail, from the sheet.", "opposite"),
        ("I bring it until noon.", "I bring it from noon, Tom says.", "order"),
        ("Half of the jams came because of paper.", "Half of the jams came, no idea why.", "cause"),
        ("They sign on Monday.", "They only sign on Monday.", "only"),
        ("The farmers would pay more.", "The farmers would pay more if I came.", "lost_condition"),
        (
            "About four bins of pears and figs come back to my table.",
            "About four bins of pears come back to my table. The figs are fine.",
            "joined",
        ),
        ("Today Nadia brings the plan.", "Today I bring the plan to Nadia.", "flip"),
        (
            "Pao thinks it is only the old ones.",
            "Pao thinks it is loads. My feeling is it is only the old ones.",
            "believer",
        ),
    ],
)
def test_one_thing_said_otherwise_is_named(statement: str, source: str, kind: str) -> None:
    found = support(statement, source)
    assert kind in [difference.kind for difference in found.differences]


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("I want them to say that I call early.", "I want them to say 'she calls early'."),
        ("They do not have a key.", "They don't have no key."),
        ("It does not say who is over the limit.", "It doesnae say who's ower the limit."),
        ("I bring 2 bags before 4.30 am.", "I bring two bags ahead of 4.30am."),
        ("I could ask her on Monday, then I know.", "I could ask her monday, then i'd know"),
    ],
)
def test_other_ways_of_speaking_are_supported(statement: str, source: str) -> None:
    assert support(statement, source).problem is None


def test_the_problem_is_told_in_plain_words() -> None:
    found = support("The lorry always brings 12 boxes.", "The lorry brings 12 boxes.")
    assert found.problem == "“always” is not in the source"


def test_words_of_the_question_are_taken_for_granted() -> None:
    found = support("The night nurses depend on me.", "the night nurses", question="Who depends?")
    assert found.problem is None


def test_what_the_program_puts_around_an_answer_claims_nothing() -> None:
    assert support("My guess is that they hate it.", "i think they hate it").problem is None
    assert support("Could you close the ticket?", "that they close the ticket").problem is None


def test_a_passage_speaks_to_the_reader() -> None:
    assert support("I write down what I saw.", "Write down what you saw, on your way.").score >= 0.5


def test_every_difference_has_words() -> None:
    told = vocabulary().problems
    assert told.keys() <= WEIGHTS.keys()
    assert all(weight > 0 for weight in WEIGHTS.values())


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=80))
def test_any_text_gives_a_score(statement: str, source: str, question: str) -> None:
    found = support(statement, source, question=question)
    assert 0 <= found.score <= 1
    assert (found.problem is None) == (found.score >= 0.5)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x1b[31m", "\u202e" * 50, "not " * 6000, "1," * 10_000 + "a", "Ana, who " * 3000],
)
def test_hostile_and_huge_text_ends(text: str) -> None:
    for statement, source in ((text, text), (text, SOURCE), (SOURCE, text)):
        assert 0 <= support(statement, source, question=text).score <= 1
