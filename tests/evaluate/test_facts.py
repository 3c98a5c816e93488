from __future__ import annotations

from coach.evaluate import facts
from tests.evaluate.interviews import fact, notes, persona, talk

MECHANIC = persona(
    answers={
        "work": ["I fix the forklifts on second shift."],
        "customers": ["Everyone.", "Mostly Dave and the warehouse people, they wait."],
        "focus": ["Dave."],
        "needs": ["He wants to know how long it takes."],
        "evidence": ["No idea."],
        "stop": ["The paper log, 30 minutes every shift."],
    },
    truth={
        "customers": [["Dave", "shift lead"], ["warehouse"]],
        "focus": [["Dave"]],
        "needs": [["how long"]],
        "measures": [["140"]],
        "stop": [["paper log"]],
        "unknown": ["evidence"],
    },
)
TRANSCRIPT = talk(
    ("opening", "work", "?"),
    ("answer", "work", "I fix the forklifts on second shift."),
    ("question", "customers", "?"),
    ("answer", "customers", "Mostly Dave and the warehouse people, they wait."),
    ("question", "needs", "?"),
    (
        "answer",
        "needs",
        "He wants to know how long it takes, he told me last Tuesday. Fewer breakdowns, I guess.",
    ),
    ("question", "stop", "?"),
    ("answer", "stop", "The paper log, 30 minutes every shift."),
)


def test_slots_that_could_be_filled_are_those_of_the_truth_and_of_told_topics() -> None:
    noted = notes(
        work__outputs=[fact("fix the forklifts", 1)],
        customers__customers=[fact("Dave", 3)],
        needs__needs=[fact("not known", 5, status="unknown")],
    )
    found = facts.slots_filled(noted, MECHANIC)
    # Truth: customers, focus, needs, stop. Told: work, customers, needs, stop; "Dave." is short.
    assert found.total == 8
    assert sorted(found.wrong) == ["focus.customer", "needs", "needs.needs", "stop", "stop.stop"]


def test_topics_that_are_honestly_unknown_do_not_count() -> None:
    assert facts.recall(notes(), MECHANIC).total == 5
    quiet = persona(truth={"measures": [["140"]], "unknown": ["evidence"]})
    assert facts.slots_filled(notes(), quiet).total == 0
    assert facts.slots_filled(notes(), quiet).value == 1


def test_recall_finds_any_alternative_in_value_or_quote_of_the_topic() -> None:
    noted = notes(
        customers__customers=[fact("The SHIFT LEAD", 3)],
        customers__if_late=[fact("they wait", 3, quote="the warehouse people, they wait")],
        focus__why=[fact("asked by Dave", 3)],
        needs__needs=[fact("how long", 5, status="unknown")],
        work__outputs=[fact("the paper log", 1)],
    )
    found = facts.recall(noted, MECHANIC)
    assert found.total == 5
    assert sorted(found.wrong) == ["needs: how long", "stop: paper log"]


def test_names_in_identity_slots_must_be_true() -> None:
    noted = notes(
        customers__customers=[fact("Dave", 3), fact("they wait", 3)],
        stop__stop=[fact("The paper log", 7), fact("30 minutes every shift", 7)],
        customers__if_late=[fact("they wait", 3)],
    )
    found = facts.precision(TRANSCRIPT, noted, MECHANIC)
    assert found.total == 4
    assert list(found.wrong) == ["customers: they wait", "stop: 30 minutes every shift"]


def test_a_need_may_be_more_than_the_truth_lists_when_it_was_said_about_needs() -> None:
    noted = notes(
        needs__needs=[
            fact("how long it takes", 5),
            fact("Fewer breakdowns", 5),
            fact("he told me last Tuesday", 5),
            fact("The paper log", 7),
            fact("fix the forklifts", 1),
        ]
    )
    found = facts.precision(TRANSCRIPT, noted, MECHANIC)
    assert found.total == 5
    assert list(found.wrong) == [
        "needs: he told me last Tuesday",
        "needs: The paper log",
        "needs: fix the forklifts",
    ]
    assert facts.truth_match(noted, MECHANIC).wrong[0] == "needs: Fewer breakdowns"


def test_a_fact_that_was_not_said_is_wrong_even_when_it_is_true() -> None:
    noted = notes(
        customers__customers=[
            fact("Dave the manager", 3, quote="Dave"),
            fact("Dave", 1),
            fact("Dave", 42),
        ]
    )
    assert facts.precision(TRANSCRIPT, noted, MECHANIC).value == 0


def test_slots_without_truth_are_not_judged() -> None:
    noted = notes(suppliers__supplier=[fact("the parts store", 1)])
    assert facts.precision(TRANSCRIPT, noted, MECHANIC).total == 0
