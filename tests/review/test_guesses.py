"""A guess about what the customer needs: confirmed, wrong, or still open after a review."""

from __future__ import annotations

import datetime as dt

from coach.plan.material_texts import texts as plan_texts
from coach.review.texts import statement_texts as review_texts
from coach.store.store import Store
from tests.plan import people
from tests.review.outcomes import GUESS, KEPT, again, everything, guessing, reviewed, text
from tests.review.saved import REVIEWED, newest, opened, save


def test_a_guess_that_is_right_is_heard_from_now_on(store: Store) -> None:
    session = save(store, guessing())
    before = newest(store, session)
    assert "If my guess" in text(before, "requirements.guess")
    assert GUESS in text(before, "unknown.guess")
    answers = {"unknown.known": ["right", "no"], "answer": ["Yes, before half past five"]}
    plan = again(store, session, answers, day=REVIEWED)
    (need,) = plan.statements("needs.heard")
    assert need.text == (
        "Heard from Marta by Monday 14 December 2026, who confirmed it: "
        f"“{GUESS}”. In their words: “Yes, before half past five”."
    )
    (measure,) = plan.statements("requirements.measure")
    assert measure.text.startswith(f"Because of “{GUESS}” I ")
    assert measure.text.endswith(text(before, "requirements.guess").rpartition(" I ")[2])
    assert "my guess" not in everything(plan).casefold()
    assert not plan.statements("needs.assumed")
    assert not plan.statements("unknown.guess")
    assert f"I noted this from you: “{GUESS}”" in text(plan, "conversation.question") or (
        "I noted this from you: “Yes" in text(plan, "conversation.question")
    )


def test_a_guess_can_be_confirmed_without_words(store: Store) -> None:
    plan = reviewed(store, guessing(), {"known": ["right", "no"]})
    assert text(plan, "needs.heard").endswith(f"who confirmed it: “{GUESS}”.")
    assert plan.statements("requirements.measure")


def test_a_wrong_guess_makes_room_for_what_they_need(store: Store) -> None:
    answers = {"known": ["wrong", "no"], "answer": ["I need one page that is clear"]}
    plan = reviewed(store, guessing(), answers)
    assert GUESS not in everything(plan)
    assert text(plan, "needs.heard") == (
        "Heard from Marta by Monday 14 December 2026: “I need one page that is clear”."
    )
    measure = text(plan, "requirements.measure")
    assert text(plan, "requirements.guard").endswith("nobody reads what is too long.")
    assert "The clock starts" not in text(plan, "requirements.definition")
    assert measure.startswith("Because of “I need one page that is clear” I ask Marta")
    assert plan.statements("requirements.count")


def test_a_wrong_guess_leaves_with_its_requirement(store: Store) -> None:
    plan = reviewed(store, guessing(), {"known": ["wrong", "no"]})
    assert GUESS not in everything(plan)
    assert {s.kind for s in plan.statements("requirements")} <= {
        "requirements.none", "requirements.evidence", "requirements.baseline"
    }  # fmt: skip
    assert "What they care about most" in text(plan, "unknown.ask")


def test_a_wrong_guess_beside_a_heard_need_leaves_the_rest_as_it_is(store: Store) -> None:
    session = save(store, people.nurse())
    before = newest(store, session)
    plan = again(store, session, {"known": ["wrong", "no"]}, day=REVIEWED)
    assert GUESS not in everything(plan)
    assert plan.statements("needs.heard") == before.statements("needs.heard")
    assert plan.statements("requirements.measure") == before.statements("requirements.measure")


def test_a_later_review_does_not_ask_an_answered_guess_again(store: Store) -> None:
    session = save(store, guessing())
    again(store, session, {"known": ["right", "no"]}, day=REVIEWED)
    later = REVIEWED + dt.timedelta(days=21)
    plan = again(store, session, {**KEPT, "figure": ["7 of 10"]}, day=later)
    assert f"who confirmed it: “{GUESS}”" in text(plan, "needs.heard")
    assert "my guess" not in everything(plan).casefold()
    assert plan.report.removed == 0, plan.report.problems


def test_a_review_that_was_begun_with_the_older_choices_goes_on(store: Store) -> None:
    session = save(store, guessing())
    review = opened(store, session)
    while review.step is not None and not review.step.item.guess:
        review.skip_item()
    review.answer("right")
    review.answer("I need it on one page")
    record = store.reviews.of(session)[-1]
    state = record.state.replace('"right"', '"heard"')
    store.reviews.save(record, [], lambda _: state)
    plan = opened(store, session).finish()
    assert plan is not None
    assert "one page" in text(plan, "needs.heard")
    assert not plan.statements("needs.assumed")


def test_figures_go_on_when_a_guess_was_right(store: Store) -> None:
    session = save(store, guessing())
    again(store, session, {"figure": ["3 of 10"], "known": ["no"]}, day=REVIEWED)
    later = REVIEWED + dt.timedelta(days=21)
    answers = {"figure": ["7 of 10"], "known": ["right", "no"]}
    plan = again(store, session, answers, day=later)
    assert {one.what for one in plan.measurements} == {text(plan, "requirements.measure")}
    assert len(plan.measurements) == 2


def test_a_first_need_that_was_told_is_measured(store: Store) -> None:
    session = save(store, people.three_answers())
    assert newest(store, session).statements("requirements.none")
    answers = {"known": ["1", "no"], "answer": ["That the seats are dry"]}
    plan = again(store, session, answers, day=REVIEWED)
    kinds = [s.kind for s in plan.statements("requirements")]
    assert kinds == [
        "requirements.measure",
        "requirements.definition",
        "requirements.count",
        "requirements.target",
        "requirements.guard",
    ]
    assert text(plan, "requirements.measure").startswith("Because of “the seats are dry” I")
    assert plan.report.removed == 0


def test_what_a_review_says_of_a_measure_is_what_a_plan_says_of_it() -> None:
    plan, review = plan_texts().statements, review_texts().statements
    for key in ("requirements.definition", "requirements.target", "requirements.guard"):
        assert review[key] == plan[key]
