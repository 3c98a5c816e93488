"""Dave, whom the mechanic of the examples serves."""

from __future__ import annotations

from tests.plan.people import Noted, Person, person


def dave() -> Person:
    return person(
        (
            "customers",
            "Mostly the shift leads, Dave and Anita. When a line is down they are stuck and their "
            "people stand around.",
            [
                Noted("customers", "Dave and Anita"),
                Noted(
                    "if_late", "When a line is down they are stuck and their people stand around"
                ),
            ],
        ),
        (
            "focus",
            "Dave on line 2. His line goes down the most, about 3 times a week.",
            [Noted("customer", "Dave on line 2"), Noted("why", "His line goes down the most")],
        ),
        (
            "needs",
            "He wants to know how long it will take. He told me last Tuesday: don't fix it "
            "faster, just tell me if I should send my people to line 4. I think he wants fewer "
            "breakdowns.",
            [
                Noted("needs", "He wants to know how long it will take", "heard"),
                Noted("needs", "just tell me if I should send my people to line 4", "heard"),
                Noted("needs", "he wants fewer breakdowns", "assumed"),
            ],
        ),
        (
            "moment",
            "Last Tuesday the main drive went at 7 in the evening. I was under the machine for 50 "
            "minutes. Dave had 6 people standing there, and then he missed the truck at 9.",
            [
                Noted("event", "Last Tuesday the main drive went at 7 in the evening"),
                Noted("event", "I was under the machine for 50 minutes"),
                Noted("effect", "Dave had 6 people standing there"),
                Noted("effect", "he missed the truck at 9"),
            ],
        ),
        (
            "helpful",
            "Tell him within ten minutes how bad it is. The problem is that I only have the radio "
            "and both hands are full.",
            [
                Noted("help", "Tell him within ten minutes how bad it is"),
                Noted("obstacle", "I only have the radio and both hands are full"),
            ],
        ),
        ("stop", "The paper log.", [Noted("stop", "The paper log")]),
        (
            "conversation",
            "We talk on the radio when it's broken, never otherwise. I could catch him Thursday.",
            [
                Noted("today", "We talk on the radio when it's broken, never otherwise"),
                Noted("next", "I could catch him Thursday"),
            ],
        ),
        ("end_customer", "The pharmacies.", [Noted("end_customer", "The pharmacies")]),
        ("evidence", "About 140 minutes a week.", [Noted("baseline", "About 140 minutes a week")]),
        ("commit", "On Thursday I ask him.", [Noted("first_step", "On Thursday I ask him")]),
    )
