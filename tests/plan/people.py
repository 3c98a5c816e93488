"""Invented people of several trades, with what they said and what was noted of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from coach.interview.notes import Fact, Notes, Status
from coach.store.messages import Message

TODAY = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class Noted:
    """A slot and the words noted in it; words that start with ``?`` are not known."""

    slot: str
    words: str
    status: Status = "known"


@dataclass(frozen=True)
class Person:
    notes: Notes
    messages: list[Message]


def person(*exchanges: tuple[str, str, list[Noted]]) -> Person:
    """Build notes and transcript from topic, answer and what was noted of it."""
    notes = Notes()
    messages: list[Message] = []
    for topic, answer, facts in exchanges:
        messages.append(_message(len(messages), "coach", topic, f"A question about {topic}?"))
        turn = len(messages)
        messages.append(_message(turn, "employee", topic, answer))
        for noted in facts:
            fact = Fact(value=noted.words, quote=noted.words, turn=turn, status=noted.status)
            notes.add(topic, noted.slot, fact)
    return Person(notes, messages)


def _message(turn: int, speaker: str, topic: str, text: str) -> Message:
    return Message.model_validate(
        {
            "turn": turn,
            "speaker": speaker,
            "topic": topic,
            "kind": "question" if speaker == "coach" else "answer",
            "origin": "stock",
            "text": text,
        }
    )


def nurse() -> Person:
    """A night nurse: a full interview with almost everything filled."""
    return person(
        (
            "work",
            "I look after the surgical ward at night, mostly 18 beds. Every morning I hand over "
            "to the day shift, on paper and in person.",
            [
                Noted("role", "I look after the surgical ward at night"),
                Noted("outputs", "Every morning I hand over to the day shift"),
            ],
        ),
        (
            "customers",
            "The day shift first, Marta and her team. Then the doctors on the round, and the "
            "kitchen gets the diet list from me. If the handover is muddled they run back and "
            "forth for an hour and call me at home.",
            [
                Noted("customers", "Marta and her team"),
                Noted("customers", "the doctors on the round"),
                Noted("customers", "the kitchen"),
                Noted("if_late", "they run back and forth for an hour and call me at home"),
            ],
        ),
        (
            "focus",
            "Marta, she leads the day shift. She is the one who has to sort it out.",
            [
                Noted("customer", "Marta, she leads the day shift"),
                Noted("why", "She is the one who has to sort it out"),
            ],
        ),
        (
            "needs",
            "She told me yesterday: I want to know what changed in the night, not the whole "
            "story. I think she'd also like it earlier, but she never said so.",
            [
                Noted(
                    "needs",
                    "I want to know what changed in the night, not the whole story",
                    "heard",
                ),
                Noted("needs", "she'd also like it earlier", "assumed"),
                Noted("source", "She told me yesterday"),
            ],
        ),
        (
            "moment",
            "On Friday I told her everything about bed 4 and forgot that bed 11 had new blood "
            "thinners. The operation had to be put off to the afternoon.",
            [
                Noted(
                    "event",
                    "I told her everything about bed 4 and forgot that bed 11 had new "
                    "blood thinners",
                ),
                Noted("effect", "The operation had to be put off to the afternoon"),
            ],
        ),
        (
            "evidence",
            "We don't count anything like that. I only notice when the phone rings at home.",
            [
                Noted("measure", "I only notice when the phone rings at home"),
                Noted("baseline", "We don't count anything like that", "unknown"),
            ],
        ),
        (
            "end_customer",
            "The patients. They get the right drugs and are not kept without breakfast for "
            "nothing.",
            [
                Noted("end_customer", "The patients"),
                Noted(
                    "value",
                    "They get the right drugs and are not kept without breakfast for nothing",
                ),
            ],
        ),
        (
            "reputation",
            "That she can start without calling me.",
            [Noted("reputation", "she can start without calling me")],
        ),
        (
            "helpful",
            "Write one page per patient with only what changed. But the form makes me fill in "
            "everything again.",
            [
                Noted("help", "Write one page per patient with only what changed"),
                Noted("obstacle", "the form makes me fill in everything again"),
            ],
        ),
        (
            "stop",
            "Copying the temperature curves by hand. That's 25 minutes a night and they are in "
            "the computer anyway.",
            [
                Noted("stop", "Copying the temperature curves by hand"),
                Noted("time", "25 minutes a night"),
            ],
        ),
        (
            "conversation",
            "At the handover, standing, five minutes. I could ask her for a coffee on Wednesday "
            "after my shift, in the staff kitchen.",
            [
                Noted("today", "At the handover, standing, five minutes"),
                Noted("next", "a coffee on Wednesday after my shift, in the staff kitchen"),
            ],
        ),
        (
            "suppliers",
            "The night pharmacist. The drugs for the morning should be there by five, not by half "
            "past six. I could show the new nurses how the pump works.",
            [
                Noted("supplier", "The night pharmacist"),
                Noted(
                    "request",
                    "The drugs for the morning should be there by five, not by half past six",
                ),
                Noted("contribution", "I could show the new nurses how the pump works"),
            ],
        ),
        (
            "commit",
            "On Wednesday I ask Marta which three things she looks for first. I need a copy of "
            "last week's sheets. If nobody phones me for a week it has worked. Let's look again "
            "in three weeks.",
            [
                Noted(
                    "first_step", "On Wednesday I ask Marta which three things she looks for first"
                ),
                Noted("needs", "a copy of last week's sheets"),
                Noted("sign", "nobody phones me for a week"),
                Noted("review", "in three weeks"),
            ],
        ),
        ("missed", "No, I think that was all.", []),
    )


def payroll() -> Person:
    """A payroll clerk: a short interview, terse, nothing heard from the customer."""
    return person(
        ("work", "Payroll for the three depots.", [Noted("role", "Payroll for the three depots")]),
        (
            "customers",
            "The depot managers. When the pay is wrong the drivers stand in their office.",
            [
                Noted("customers", "The depot managers"),
                Noted("if_late", "the drivers stand in their office"),
            ],
        ),
        (
            "focus",
            "Depot north, Mr. Adeyemi",
            [Noted("customer", "Depot north, Mr. Adeyemi")],
        ),
        (
            "needs",
            "That overtime is right the first time I guess. Haven't asked him.",
            [Noted("needs", "overtime is right the first time", "assumed")],
        ),
        (
            "evidence",
            "About 12 corrections a month, that's in my ticket list.",
            [
                Noted("measure", "my ticket list"),
                Noted("baseline", "About 12 corrections a month"),
            ],
        ),
        (
            "helpful",
            "A line on the slip that shows how overtime was worked out. Time sheets come in late "
            "and by hand.",
            [
                Noted("help", "A line on the slip that shows how overtime was worked out"),
                Noted("obstacle", "Time sheets come in late and by hand"),
            ],
        ),
        ("conversation", "By mail only.", [Noted("today", "By mail only")]),
        (
            "commit",
            "I'll phone him on Tuesday.",
            [Noted("first_step", "I'll phone him on Tuesday")],
        ),
    )


def tester() -> Person:
    """A software tester: a full interview with gaps."""
    return person(
        (
            "work",
            "I test the releases of the booking app and write the bug reports.",
            [
                Noted("role", "I test the releases of the booking app"),
                Noted("outputs", "the bug reports"),
            ],
        ),
        (
            "customers",
            "The developers, and Priya who leads them. And support, they want to know what is "
            "broken.",
            [
                Noted("customers", "The developers"),
                Noted("customers", "Priya who leads them"),
                Noted("customers", "support"),
            ],
        ),
        (
            "focus",
            "Priya, because she decides what gets fixed.",
            [Noted("customer", "Priya"), Noted("why", "she decides what gets fixed")],
        ),
        (
            "needs",
            "She keeps saying she wants bug reports that she can reproduce without asking me.",
            [
                Noted("needs", "bug reports that she can reproduce without asking me", "heard"),
                Noted("source", "She keeps saying"),
            ],
        ),
        ("moment", "Can't think of one.", [Noted("event", "Can't think of one", "unknown")]),
        (
            "evidence",
            "Jira shows reopened tickets, 9 of 40 last month.",
            [
                Noted("measure", "Jira shows reopened tickets"),
                Noted("baseline", "9 of 40 last month"),
            ],
        ),
        (
            "end_customer",
            "people who book a room from their phone",
            [Noted("end_customer", "people who book a room from their phone")],
        ),
        ("reputation", "his bugs are real", [Noted("reputation", "his bugs are real")]),
        (
            "helpful",
            "A short screen recording with each bug. Recording tools are blocked on the test "
            "laptops.",
            [
                Noted("help", "A short screen recording with each bug"),
                Noted("obstacle", "Recording tools are blocked on the test laptops"),
            ],
        ),
        ("stop", "Don't know.", [Noted("stop", "Don't know", "unknown")]),
        (
            "conversation",
            "In the tickets. We have the stand-up tomorrow, I can keep her for a moment.",
            [
                Noted("today", "In the tickets"),
                Noted("next", "the stand-up tomorrow"),
            ],
        ),
        (
            "suppliers",
            "IT support. I'd need one laptop where recording is allowed.",
            [
                Noted("supplier", "IT support"),
                Noted("request", "I'd need one laptop where recording is allowed"),
            ],
        ),
        (
            "commit",
            "Next month I sit with her and go through ten old bugs.",
            [Noted("first_step", "Next month I sit with her and go through ten old bugs")],
        ),
        (
            "missed",
            "That we are two testers for eleven developers.",
            [Noted("missed", "we are two testers for eleven developers")],
        ),
    )


def three_answers() -> Person:
    """Somebody who left after three answers."""
    return person(
        ("work", "I clean the trains.", [Noted("role", "I clean the trains")]),
        ("customers", "The drivers.", [Noted("customers", "The drivers")]),
        ("needs", "No idea, ask them.", [Noted("needs", "No idea", "unknown")]),
    )


HOSTILE = "<script>alert(1)</script> [/b] {{7*7}} {% raw %} #set page `x` | \\ *y* “quoted” & “"


def hostile() -> Person:
    """Somebody whose answers are full of markup."""
    return person(
        ("work", HOSTILE, [Noted("role", HOSTILE)]),
        ("customers", f"Bob {HOSTILE}", [Noted("customers", f"Bob {HOSTILE}")]),
        ("focus", "Bob", [Noted("customer", "Bob")]),
        ("needs", f"He said {HOSTILE}", [Noted("needs", HOSTILE, "heard")]),
        ("stop", "x" * 400, [Noted("stop", "x" * 400)]),
        ("missed", "# one\n- two\n1. three", [Noted("missed", "# one\n- two\n1. three")]),
    )


def nobody() -> Person:
    """Nothing was said at all."""
    return person()


EVERYBODY = {
    "nurse": nurse,
    "payroll": payroll,
    "tester": tester,
    "three_answers": three_answers,
    "hostile": hostile,
    "nobody": nobody,
}
