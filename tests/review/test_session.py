"""A review as it goes on: what is asked, what is saved, where it goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.errors import CoachError, NotFoundError
from coach.interview.agenda import load_agenda
from coach.interview.record import Record
from coach.review.items import MAX_ACTIONS, MAX_UNKNOWN
from coach.review.texts import texts
from coach.store.store import Store
from tests.plan import people
from tests.review.saved import answered, newest, opened, save

HAPPENED = "We sat down."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "coach.sqlite3")
    yield store
    store.close()


@pytest.fixture
def session(store: Store) -> str:
    return save(store, people.nurse())


def asked(store: Store, session: str, *answers: str) -> list[str]:
    """Return the questions that are asked when these answers are given."""
    review, found = opened(store, session), []
    for answer in answers:
        assert review.step is not None
        found.append(review.step.question)
        review.answer(answer)
    assert review.step is not None
    return [*found, review.step.question]


def test_what_was_done_is_asked_on(store: Store, session: str) -> None:
    questions = asked(store, session, "partly", "a", "b", "change", "c")
    assert questions == ["done", "happened", "learned", "decision", "change", "done"]


def test_what_was_not_done_is_asked_for_what_was_in_the_way(store: Store, session: str) -> None:
    questions = asked(store, session, "no", "The printer.", "keep")
    assert questions == ["done", "obstacle", "decision", "done"]


def test_a_review_is_short(store: Store) -> None:
    for name in people.EVERYBODY:
        review = opened(store, save(store, people.EVERYBODY[name]()))
        groups = []
        assert review.step is not None
        assert review.step.minutes <= 10
        while (step := review.step) is not None:
            groups.append(step.item.group)
            review.skip_item()
        assert groups.count("unknown") <= MAX_UNKNOWN
        assert sum(g in ("first", "test", "later", "kept") for g in groups) <= MAX_ACTIONS
        assert len(groups) <= MAX_ACTIONS + MAX_UNKNOWN + 4


def test_the_prediction_is_shown_before_what_happened_is_asked(store: Store, session: str) -> None:
    review = opened(store, session)
    assert review.step is not None
    assert any("nobody phones me for a week" in line for line in review.about(review.step))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1", "yes"), ("2.", "partly"), ("3)", "no"), ("Y", "yes"), ("part", "partly"), ("No!", "no")],
)
def test_a_choice_by_number_letter_or_word(
    typed: str, value: str, store: Store, session: str
) -> None:
    review = opened(store, session)
    assert review.answer(typed).kind == "taken"
    assert store.messages(session)[-1].text == value


@pytest.mark.parametrize("typed", ["4", "0", "maybe", "", "  ", "?!", "99999", "²"])
def test_what_is_no_choice_is_asked_again_and_not_saved(
    typed: str, store: Store, session: str
) -> None:
    review, before = opened(store, session), store.messages(session)
    step = review.step
    reply = review.answer(typed)
    assert reply.kind == "unclear"
    assert reply.text
    assert review.step == step
    assert store.messages(session) == before


def test_more_words_with_a_choice_are_kept(store: Store, session: str) -> None:
    review = opened(store, session)
    assert review.answer("yes, on Tuesday").kind == "taken"
    assert store.messages(session)[-1].text == "yes, on Tuesday"


def test_each_answer_is_in_the_transcript_with_its_question(store: Store, session: str) -> None:
    count = store.session(session).answers
    review = opened(store, session)
    review.answer("1")
    review.answer(HAPPENED)
    *_, question, answer = store.messages(session)
    assert (question.speaker, question.topic, question.kind) == ("coach", "review", "question")
    assert (answer.speaker, answer.topic, answer.text) == ("employee", "review", HAPPENED)
    assert answer.turn == question.turn + 1
    assert store.session(session).answers == count, "those of the interview"


def test_a_review_owes_the_interview_no_reply(store: Store, session: str) -> None:
    opened(store, session).answer("1")
    assert Record(store, session, load_agenda()).owed() is None


def test_back_opens_the_question_before(store: Store, session: str) -> None:
    review = opened(store, session)
    assert not review.back()
    review.answer("1")
    assert review.back()
    review.answer("3")
    assert review.step is not None
    assert review.step.question == "obstacle"
    assert [m.text for m in store.messages(session)[-3:] if m.speaker == "employee"] == [
        "yes",
        "no",
    ]


def test_a_figure_is_read_back_and_asked_for_once_more(store: Store, session: str) -> None:
    review = opened(store, session)
    while review.step is not None and review.step.item.group != "measure":
        review.skip_item()
    review.answer("hardly any")
    assert review.step is not None
    assert review.step.question == "figure_again"
    assert "14 December" in review.answer("7 of 10").text
    assert review.step.item.group != "measure"


def test_after_a_second_try_the_words_are_enough(store: Store, session: str) -> None:
    review = opened(store, session)
    while review.step is not None and review.step.item.group != "measure":
        review.skip_item()
    review.answer("hardly any")
    assert review.answer("few").text == texts().no_figure
    assert review.step is not None
    assert review.step.item.group == "unknown"


def test_it_goes_on_where_it_was_left(store: Store, session: str) -> None:
    first = opened(store, session)
    first.answer("1")
    first.answer(HAPPENED)
    first.skip()
    again = opened(store, session)
    assert again.resumed
    assert again.step == first.step


def test_a_finished_review_does_not_go_on(store: Store, session: str) -> None:
    first = opened(store, session)
    first.answer("1")
    first.finish()
    with pytest.raises(NotFoundError):
        first.answer("no")
    again = opened(store, session)
    assert not again.resumed
    assert again.plan.version == 2


def test_two_at_once_write_one_version(store: Store, session: str) -> None:
    one, other = opened(store, session), opened(store, session)
    one.answer("1")
    one.finish()
    with pytest.raises(NotFoundError, match="over"):
        other.answer("1")
    assert newest(store, session).version == 2


def test_nothing_answered_writes_no_version(store: Store, session: str) -> None:
    review = opened(store, session)
    review.skip()
    assert review.finish() is None
    assert newest(store, session).version == 1
    assert store.reviews.of(session)[-1].finished is not None


def test_a_plan_that_was_edited_meanwhile_keeps_the_edits(store: Store, session: str) -> None:
    review = opened(store, session)
    review.answer("1")
    review.answer(HAPPENED)
    plan = newest(store, session)
    stop = plan.section("stop")
    assert stop is not None
    stop.statements[0].text = "What I would stop: the second list."
    store.save_plan(session, plan.model_dump_json())
    after = review.finish()
    assert after is not None
    assert after.version == 3
    assert "What I would stop: the second list." in [s.text for s in after.statements("stop")]
    assert any(HAPPENED.rstrip(".") in s.text for s in after.statements("learned"))


def test_a_plan_with_nothing_to_look_at_is_said_so(store: Store, session: str) -> None:
    plan = newest(store, session)
    bare = plan.model_copy(update={"sections": plan.sections[:1]})
    store.save_plan(session, bare.model_dump_json())
    with pytest.raises(CoachError, match="nothing in this plan"):
        opened(store, session)


def test_a_plan_with_nothing_known_can_be_reviewed(store: Store) -> None:
    session = save(store, people.nobody())
    plan = answered(
        opened(store, session),
        {"done": ["yes"], "decision": ["keep"], "known": ["1"], "answer": ["The bakers use it"]},
    ).finish()
    assert plan is not None
    assert any("“The bakers use it”" in s.text for s in plan.statements("answered"))
    assert not plan.statements("customer.none")


def test_deleting_the_interview_deletes_its_reviews(store: Store, session: str) -> None:
    review = opened(store, session)
    review.answer("1")
    store.delete_session(session)
    assert store.reviews.of(session) == []
    with pytest.raises(NotFoundError):
        review.answer(HAPPENED)


KILLED = """
import os, sys
from pathlib import Path
from coach.store.store import Store
from tests.review.saved import opened
store = Store(Path(sys.argv[1]))
review = opened(store, sys.argv[2])
review.answer("1")
review.answer("We sat down.")
os._exit(9)
"""


def test_nothing_is_lost_in_a_kill(tmp_path: Path, store: Store, session: str) -> None:
    path = tmp_path / "coach.sqlite3"
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), session], check=False)
    assert done.returncode == 9
    review = opened(store, session)
    assert review.resumed
    assert review.step is not None
    assert review.step.question == "learned"
    assert store.messages(session)[-1].text == HAPPENED
    plan = review.finish()
    assert plan is not None
    assert any("“We sat down”" in s.text for s in plan.statements("learned"))
