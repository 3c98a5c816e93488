from __future__ import annotations

import datetime as dt

from coach.interview.notes import Status
from coach.plan.choosing import (
    can_be_shown,
    complains,
    distinct,
    is_not_needed,
    needs,
    requests_first,
    says_something,
    telling,
    to_stop,
    to_talk,
)
from coach.plan.model import AnswerSource
from coach.plan.words import Said


def words(text: str, turn: int = 3, status: Status = "known") -> Said:
    return Said(text, AnswerSource(turn=turn, quote=text), True, status)


def texts(found: list[Said]) -> list[str]:
    return [one.text for one in found]


def test_what_says_more_stays_and_what_rambles_goes() -> None:
    assert texts(distinct([words("labels"), words("labels that dry fast")])) == [
        "labels that dry fast"
    ]
    rambling = "clean labels, you know, everybody wants clean labels, that's what we are for"
    assert texts(distinct([words(rambling), words("clean labels")])) == ["clean labels"]
    assert texts(distinct([words("keys"), words("lamps")])) == ["keys", "lamps"]


def test_what_holds_two_others_takes_the_place_of_both() -> None:
    found = [words("clean boxes"), words("quick boxes"), words("clean boxes and quick boxes")]
    assert texts(distinct(found)) == ["clean boxes and quick boxes"]


def test_what_others_do_is_no_request() -> None:
    answer = "The mill, they pack it wet and the labels fall off. I want that they pack it dry."
    assert complains(words("pack it wet and the labels fall off"), answer)
    assert complains(words("they pack it wet"), answer)
    assert not complains(words("they pack it dry"), answer)
    assert not complains(words("a call before it leaves"), "the mill. a call before it leaves")


def test_what_is_asked_comes_before_what_is_done() -> None:
    answer = "Noor packs my boxes. I ask her to put the lids on top. The mill weighs them."
    found = [words("packs my boxes"), words("weighs them"), words("put the lids on top")]
    assert texts(requests_first(found, {one.text: answer for one in found})) == [
        "put the lids on top",
        "packs my boxes",
        "weighs them",
    ]


def test_heard_needs_come_first_and_what_was_said_elsewhere_last() -> None:
    found = [
        words("the blue form", 3, "assumed"),
        words("a warm room", 9, "assumed"),
        words("keys by noon", 9, "heard"),
    ]
    assert texts(needs(found, {9})) == ["keys by noon", "a warm room", "the blue form"]


def test_a_wish_or_complaint_of_the_employees_own_is_no_need() -> None:
    found = [
        words("They should fill in the form", 9, "assumed"),
        words("they only complain", 9, "assumed"),
        words("she cares about", 9, "assumed"),
        words("you should ring me first", 9, "heard"),
    ]
    assert texts(needs(found, {9})) == ["you should ring me first"]


def test_a_time_without_an_amount_is_a_thing_to_stop() -> None:
    things, times = to_stop(
        [words("with a red pen", 5)], [words("Copying the log", 9), words("an hour a day", 9)], {9}
    )
    assert texts(things) == ["Copying the log"]
    assert texts(times) == ["an hour a day"]


def test_what_was_said_elsewhere_is_stopped_when_nothing_else_was_named() -> None:
    things, _ = to_stop([words("the paper copy", 5)], [], {9})
    assert texts(things) == ["the paper copy"]


def test_a_talk_with_a_day_is_the_next_one_and_what_comes_before_it_is_usual() -> None:
    found = [words("at the gate, two minutes"), words("on Friday at noon"), words("in her office")]
    usual, talks = to_talk([words("by mail")], found, dt.date(2026, 11, 23))
    assert texts(usual) == ["by mail", "at the gate, two minutes"]
    assert texts(talks) == ["on Friday at noon", "in her office"]
    usual, talks = to_talk([], [words("when she is in")], dt.date(2026, 11, 23))
    assert (texts(usual), texts(talks)) == ([], ["when she is in"])


def test_bare_denials_are_no_measure() -> None:
    assert texts(telling([words("we don't measure"), words("returned boxes")])) == [
        "returned boxes"
    ]
    long = "nobody counts how long the drivers wait"
    assert texts(telling([words(long)])) == [long]


def test_what_the_customer_can_do_without_comes_after_what_they_need() -> None:
    found = [words("I don't need it gift-wrapped", 3, "heard"), words("the lid shuts", 3, "heard")]
    assert texts(needs(found, {3})) == ["the lid shuts", "I don't need it gift-wrapped"]
    assert is_not_needed(words("She doesn't really read the cover sheet"))
    assert not is_not_needed(words("I don't need a new one, just tell me when it is late"))
    assert not is_not_needed(words("I need it dry"))


def test_words_that_tell_nothing_by_themselves_are_known() -> None:
    for text in ("I've got both.", "That's my guess", "the Thursday after that", "Yesterday"):
        assert not says_something(words(text)), text
    for text in ("Thursday at the gate", "I've got both keys", "My guess is that it leaks"):
        assert says_something(words(text)), text


def test_an_idea_is_read_to_the_customer_only_where_it_does_not_speak_of_them() -> None:
    assert can_be_shown(words("A photo with an arrow for every cut"))
    assert not can_be_shown(words("Tell her within ten minutes"))
    assert not can_be_shown(words("If I knew it at ten"))
