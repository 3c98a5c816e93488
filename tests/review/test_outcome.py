"""What a review makes of a plan, statement by statement."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.plan.model import LEARNED, SECTION_IDS, AnswerSource, Plan, Section, Statement
from coach.plan.scoring import score
from coach.store.store import Store
from tests.plan import people
from tests.plan.people import EVERYBODY, HOSTILE, Noted, person
from tests.review.outcomes import KEPT, again, assert_sound, reviewed, section, text
from tests.review.saved import REVIEWED, answered, newest, opened, save

WORDS = "She reads the bed changes first"


# Actions


def test_what_is_kept_and_not_done_gets_new_days(store: Store) -> None:
    plan = reviewed(store, people.nurse(), {"done": ["no"], "decision": ["keep"]})
    assert "on Wednesday 16 December: “On Wednesday I ask Marta" in text(plan, "actions.first")
    assert "By Wednesday 6 January 2027 I try" in text(plan, "actions.help")
    assert "on Wednesday 16 December: “a coffee on Wednesday" in text(plan, "conversation.next")
    days = {date.kind: date.day for date in plan.dates}
    assert days["first_step"] == days["conversation"] == dt.date(2026, 12, 16)
    assert days["study"] == dt.date(2027, 1, 6), "three weeks from the step, as the owner wished"
    assert days["act"] > days["study"]
    everything = "\n".join(section(plan, one.id) for one in plan.sections)
    assert "25 November" not in everything
    assert "Heard from Marta (“yesterday”)" in everything, "what was heard stays heard then"


def test_words_that_meant_a_day_which_is_over_set_no_day(store: Store) -> None:
    plan = reviewed(store, people.tester(), KEPT)
    assert "by Friday 18 December: “the stand-up tomorrow”" in text(plan, "conversation.next")


def test_a_first_step_that_is_done_makes_room_for_the_next(store: Store) -> None:
    answers = {
        "done": ["yes"],
        "decision": ["keep"],
        "step": ["On Friday I show Marta one sheet"],
        "sign": ["if she asks nothing"],
    }
    plan = reviewed(store, people.nurse(), answers)
    assert text(plan, "actions.first") == (
        "First step, by me, on Friday 18 December: “On Friday I show Marta one sheet”."
    )
    assert "I go on with this: “On Wednesday I ask Marta" in text(plan, "actions.kept")
    assert "“she asks nothing”" in text(plan, "actions.sign")
    assert "nobody phones me" not in section(plan, "actions")
    assert not plan.statements("actions.needs")
    assert score(plan).total >= 30


def test_a_next_step_that_is_far_away_gets_a_nearer_one(store: Store) -> None:
    answers = {"done": ["yes"], "decision": ["keep"], "step": ["in two months I show her a sheet"]}
    plan = reviewed(store, people.nurse(), answers)
    assert "I ask Marta the questions below" in text(plan, "actions.ask")
    assert "in two months" in text(plan, "actions.later")


def test_a_changed_step_stands_in_the_owners_new_words(store: Store) -> None:
    answers = {**KEPT, "decision": ["change"], "change": ["On Thursday I watch one handover"]}
    plan = reviewed(store, people.nurse(), answers)
    (first,) = plan.statements("actions.first")
    assert first.text == (
        "First step, by me, on Thursday 17 December: “On Thursday I watch one handover”."
    )
    (source,) = first.sources
    assert isinstance(source, AnswerSource)
    assert source.quote == "On Thursday I watch one handover"


def test_a_change_without_words_stays_and_says_so(store: Store) -> None:
    plan = reviewed(store, people.nurse(), {**KEPT, "decision": ["change"], "change": ["no idea"]})
    assert plan.statements("actions.first")
    assert "do not know yet how" in section(plan, LEARNED)
    assert "no idea" not in section(plan, LEARNED)


def test_what_is_stopped_leaves_the_plan_and_stands_in_the_log(store: Store) -> None:
    plan = reviewed(store, people.nurse(), {"done": ["yes"], "decision": ["stop"]})
    assert "rite one page per patient" not in section(plan, "actions")
    assert not plan.statements("stop.what")
    assert not plan.statements("stop.ask")
    assert not plan.statements("conversation.next")
    assert not plan.statements("conversation.invitation")
    assert not plan.statements("suppliers.quoted")
    assert "I ask Marta the questions below" in text(plan, "actions.ask"), "a step is left"
    assert not plan.statements("actions.cause")
    log = section(plan, LEARNED)
    assert "“Write one page per patient with only what changed”): done, and I leave it out" in log


def test_stopping_for_good_needs_no_more_asking(store: Store) -> None:
    answers = {"stop.done": ["yes"], "stop.decision": ["keep"]}
    plan = reviewed(store, people.nurse(), answers)
    assert "for good: “Copying the temperature curves by hand”" in text(plan, "stop.what")
    assert not plan.statements("stop.ask")
    assert plan.statements("stop.time")


def test_what_was_not_looked_at_stays(store: Store) -> None:
    session = save(store, people.nurse())
    before = newest(store, session)
    plan = again(store, session, {"first.done": ["partly"]}, day=REVIEWED)
    kinds = [s.kind for one in before.sections for s in one.statements]
    assert [s.kind for one in plan.sections if one.id != LEARNED for s in one.statements] == kinds


# The log


def test_the_log_holds_what_happened_and_what_was_learned(store: Store) -> None:
    answers = {
        "first.done": ["yes"],
        "first.happened": ["We sat down for a quarter of an hour."],
        "first.learned": [WORDS],
        "test.done": ["no"],
        "test.obstacle": ["The printer was broken."],
    }
    plan = reviewed(store, people.nurse(), answers)
    ids = [one.id for one in plan.sections]
    assert ids == [*SECTION_IDS[:10], LEARNED, *SECTION_IDS[10:]]
    log = section(plan, LEARNED).splitlines()
    assert log[0].startswith("Monday 14 December 2026, my first step (“On Wednesday I ask Marta")
    assert log[0].endswith("): done.")
    assert log[1] == (
        f"What happened: “We sat down for a quarter of an hour”. What I learned: “{WORDS}”."
    )
    assert log[2].endswith("not done.")
    assert log[3] == "What was in the way: “The printer was broken”."


def test_three_reviews_in_a_row(store: Store) -> None:
    session = save(store, people.nurse())
    plan = newest(store, session)
    for number, weeks in enumerate((3, 7, 11), 1):
        day = people.TODAY + dt.timedelta(weeks=weeks)
        answers = {
            **KEPT,
            "learned": [f"lesson {'abc'[number - 1]} {n}" for n in "pqrstuv"],
            "figure": [f"{number * 2} of 10"],
            "known": ["no"],
        }
        plan = again(store, session, answers, day=day)
        assert plan.version == number + 1
        assert min(date.day for date in plan.dates) > day
        assert plan.report.removed == 0, plan.report.problems
    assert [(m.value, m.of) for m in plan.measurements] == [(2, 10), (4, 10), (6, 10)]
    assert plan.measurements[0].day == people.TODAY + dt.timedelta(weeks=3)
    log = section(plan, LEARNED)
    assert log.index("lesson c") < log.index("lesson b")
    assert sum(len(s.text.split()) for one in plan.sections for s in one.statements) <= 1300
    assert newest(store, session).version == 4
    assert store.plan(session, 1).info.version == 1, "the earlier ones stay"


# What is not known


def test_a_new_guess_is_labelled_and_stays_a_question(store: Store) -> None:
    plan = reviewed(store, people.nurse(), {"known": ["guess"], "answer": ["she wants it by five"]})
    assert "not yet heard from Marta: “she wants it by five”" in text(plan, "needs.assumed")
    assert "Is my guess right: “she wants it by five”?" in text(plan, "unknown.guess")
    assert "This is my guess, not yet heard." in text(plan, "answered.guess")
    assert "How well we do today, as a figure: I find out by" in text(plan, "unknown.look")


def test_an_answered_question_goes_to_its_section_and_says_from_whom(store: Store) -> None:
    plan = reviewed(store, people.tester(), {"known": ["heard"], "answer": ["The weekly summary"]})
    asked = "What they get from me and do not use: “The weekly summary”. Heard from Priya, noted on"
    assert asked in section(plan, "stop")
    assert not plan.statements("stop.none")
    assert asked.split(":", maxsplit=1)[0] not in section(plan, "unknown")


def test_a_later_answer_takes_the_place_of_a_guess(store: Store) -> None:
    session = save(store, people.nurse())
    guess = {"known": ["no", "guess"], "answer": ["maybe every third morning"]}
    again(store, session, guess, day=REVIEWED)
    found = {"known": ["no", "found"], "answer": ["every second morning"]}
    plan = again(store, session, found, day=REVIEWED + dt.timedelta(days=21))
    assert "every second morning" in text(plan, "answered.found")
    assert not plan.statements("answered.guess")


def test_what_is_still_not_known_stays_with_a_new_day(store: Store) -> None:
    plan = reviewed(store, people.nurse(), {**KEPT, "known": ["no"]})
    assert "I ask Marta by Wednesday 16 December" in text(plan, "unknown.guess")
    assert "I find out by Friday 25 December" in text(plan, "unknown.look")


def test_i_do_not_know_is_no_answer(store: Store) -> None:
    plan = reviewed(
        store, people.nurse(), {**KEPT, "known": ["no", "found"], "answer": ["I don't know"]}
    )
    assert plan.statements("unknown.look")
    assert not plan.statements("answered")


# Figures


def test_figures_are_kept_as_a_series_and_shown_in_the_plan(store: Store) -> None:
    plan = reviewed(
        store, people.nurse(), {"figure": ["3 December: 12 minutes; 10 December: 9 minutes"]}
    )
    assert [(m.day.day, m.value, m.unit) for m in plan.measurements] == [
        (3, 12, "minutes"),
        (10, 9, "minutes"),
    ]
    assert plan.measurements[0].what == text(plan, "requirements.measure")
    assert "“3 December: 12 minutes; 10 December: 9 minutes”" in text(plan, "requirements.counted")
    assert "not known" not in text(plan, "requirements.count")


def test_words_without_a_figure_are_kept_as_words(store: Store) -> None:
    answers = {"figure": ["about the same"], "figure_again": ["It felt shorter to her"]}
    plan = reviewed(store, people.nurse(), answers)
    assert plan.measurements == []
    assert "“It felt shorter to her”" in text(plan, "learned.count")
    assert "Where we stand today is not known" in text(plan, "requirements.count")


# Odd plans and odd answers


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("decision", ["keep", "change", "stop"])
def test_any_plan_can_be_reviewed(name: str, decision: str, store: Store) -> None:
    words = ["Some words of mine", "Other words of mine", "And again others"]
    answers = {
        "done": ["yes", "partly", "no"],
        "decision": [decision],
        "known": ["1", "2"],
        "figure": ["7 of 10"],
        **{q: [f"{w} on {q}" for w in words] for q in ("happened", "learned", "obstacle")},
        **{q: [f"{w} on {q}" for w in words] for q in ("change", "answer", "step", "sign")},
    }
    plan = reviewed(store, EVERYBODY[name](), answers)
    assert plan.report.removed == 0, plan.report.problems
    assert all(one.statements for one in plan.sections)


def test_hostile_answers_are_text(store: Store) -> None:
    said = {q: [HOSTILE] for q in ("happened", "learned", "obstacle", "change", "step", "sign")}
    answers = {**said, "done": ["yes"], "decision": ["change"], "known": ["1"], "answer": [HOSTILE]}
    plan = reviewed(store, people.hostile(), answers)
    assert "{{7*7}} {% raw %}" in section(plan, LEARNED)
    assert "49" not in section(plan, LEARNED)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(min_size=1, max_size=300))
def test_whatever_is_typed_the_plan_stays_sound(words: str, store: Store) -> None:
    review = opened(store, save(store, people.nurse()))
    while (step := review.step) is not None:
        if step.choices or review.answer(words).kind == "unclear":
            key = {"done": "partly", "decision": "change", "known": "1"}.get(step.question)
            _ = review.answer(key) if key else review.skip()
    plan = review.finish()
    assert plan is not None
    assert_sound(store, plan)


def test_a_plan_of_an_older_format(store: Store) -> None:
    """Statements without kinds, and no days, report or figures."""
    who = person(("work", "I bake.", [Noted("role", "I bake")]), ("focus", "Jo waits.", []))
    session = save(store, who)
    quote = AnswerSource(turn=3, quote="Jo waits")
    old = Plan(
        session=session,
        created=dt.datetime(2026, 11, 22, tzinfo=dt.timezone.utc),
        title="My plan",
        sections=[
            Section(
                id="actions",
                title="What I will do",
                statements=[
                    Statement(
                        text="First step, by me, on Thursday 26 November: “Jo waits”.",
                        sources=[quote],
                    )
                ],
            )
        ],
    )
    kept = old.model_dump(
        mode="json",
        exclude={"dates", "report", "passages", "measurements", "left_out", "change"},
    )
    for statement in kept["sections"][0]["statements"]:
        statement.pop("kind")

    store.save_plan(session, json.dumps(kept))
    plan = again(store, session, {**KEPT, "learned": ["Bread is late"]}, day=REVIEWED)
    assert "by Friday 18 December: “Jo waits”" in section(plan, "actions")
    assert "“Bread is late”" in section(plan, LEARNED)
    assert {date.kind for date in plan.dates} >= {"first_step", "study", "act"}


def test_the_owners_own_lines_stay(store: Store) -> None:
    session = save(store, people.nurse())
    plan = newest(store, session)
    own = Statement(text="I bring 12 biscuits for Jonas.", edited=True)
    actions = plan.section("actions")
    assert actions is not None
    actions.statements.append(own)
    store.save_plan(session, plan.model_dump_json())
    after = answered(opened(store, session), KEPT).finish()
    assert after is not None
    assert own in after.section("actions").statements  # type: ignore[union-attr]
