"""A short interview to look at: for pictures and for tests of how the pages look."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from coach.interview import events
from coach.interview.notes import Fact, Status
from coach.knowledge.passages import Passage
from coach.plan.model import (
    AnswerSource,
    PassageInfo,
    PassageSource,
    Plan,
    Section,
    Statement,
    SuggestionSource,
)
from tests.ui.fakes import FakeAgenda, FakeWorkspace, Save

NOW = datetime(2026, 3, 2, 14, 30).astimezone()
"""A Monday afternoon, in whatever zone the machine is."""

TOPICS: list[tuple[str, str, str, dict[str, str]]] = [
    ("work", "My work", "People", {"role": "What I do", "outputs": "What others get from me"}),
    ("customers", "Who depends on it", "People", {"receivers": "Who gets it", "effect": "If late"}),
    ("focus", "The one to focus on", "People", {"customer": "My customer", "why": "Why them"}),
    ("needs", "What they care about", "Needs", {"heard": "What they said", "assumed": "My guess"}),
    ("moment", "One real moment", "Needs", {"event": "What happened"}),
    ("helpful", "What would help", "Change", {"help": "What would help most"}),
    ("conversation", "The next talk", "Change", {"next": "Who, when and where"}),
    ("commit", "My first step", "Change", {"step": "The first step"}),
]

ANSWERS = [
    "I run the payroll for the warehouse, about 140 people. The pay slips and the overtime list "
    "come from me.",
    "The team leads, mostly. When the overtime list is late they can't tell their people "
    "what they will get.",
    "Samira, she leads the night shift. She told me she needs the list before her Thursday "
    "meeting. I guess she would also like fewer codes on it.",
]

OPENING = (
    "Hello. I am a program with a small language model, on this computer only. I ask, you "
    "answer in your own words, and we end with a plan.\n\nWhat do you do at work that other "
    "people count on?"
)
REPLIES = [
    "Who is the first to notice when the overtime list is late?",
    "If you could make work easier for just one of them this month, who would that be?",
    "This is what I heard about Samira:\n- She needs the list before her Thursday meeting.\n"
    "- You guess that she would like fewer codes on it, and have not asked her yet.\n\n"
    "Did I get that right?",
]


def heard(topic: str, slot: str, value: str, status: Status = "known") -> events.Heard:
    """Return the event that a fact was noted; who plays it adds the turn."""
    return events.Heard(topic, slot, Fact(value=value, quote=value, turn=0, status=status))


def said(topic: str, text: str, kind: Any = "question") -> events.Said:
    """Return the event that the coach said something."""
    return events.Said(0, topic, kind, "stock", text)


def progress(topic: str, done: int, minutes: int) -> events.Progress:
    """Return how far along the interview is."""
    title, stage = next((t[1], t[2]) for t in TOPICS if t[0] == topic)
    return events.Progress(topic, title, stage, done, len(TOPICS), minutes)


def words(text: str) -> list[events.Event]:
    """Return a reply in the pieces in which it is streamed."""
    return [events.ReplyWords(f"{word} ") for word in text.split(" ")]


def script() -> list[list[Any]]:
    """Return the opening and the replies to three answers."""
    return [
        [said("work", OPENING, "opening"), progress("work", 0, 10)],
        [
            Save(),
            events.Working("reading"),
            heard("work", "role", "run the payroll for the warehouse"),
            heard("work", "outputs", "The pay slips and the overtime list"),
            events.Working("wording"),
            *words(REPLIES[0]),
            said("customers", REPLIES[0]),
            progress("customers", 1, 9),
        ],
        [
            Save(),
            events.Working("reading"),
            heard("customers", "receivers", "The team leads, mostly"),
            heard("customers", "effect", "they can't tell their people what they will get"),
            *words(REPLIES[1]),
            said("focus", REPLIES[1]),
            progress("focus", 2, 8),
        ],
        [
            Save(),
            events.Working("reading"),
            heard("focus", "customer", "Samira, she leads the night shift"),
            heard("needs", "heard", "she needs the list before her Thursday meeting", "heard"),
            heard("needs", "assumed", "she would also like fewer codes on it", "assumed"),
            *words(REPLIES[2]),
            said("needs", REPLIES[2], "readback"),
            progress("needs", 3, 6),
        ],
        [
            Save(),
            said("needs", "Thank you. That was my last question.", "closing"),
            progress("commit", 8, 0),
            events.Finished("complete"),
        ],
    ]


PASSAGES = [
    Passage(
        id="ask-what-helps",
        title="Ask what helps before you improve",
        topic="asking",
        keywords=["ask", "help"],
        aliases=["How do I find out what they want?"],
        method="Customer interview",
        source="Everyday practice of quality teams",
        text="Before changing anything, sit with the person who uses your work and watch one real "
        "case. Ask what they do with it next, what they wait for, and what they never use.\n\n"
        "A clerk who did so found that half of the columns of her report were never read.",
    ),
    Passage(
        id="next-process",
        title="The next process is your customer",
        topic="next-process",
        keywords=["next", "process"],
        aliases=["I have no customers."],
        method="Quality control in the company",
        source="Kaoru Ishikawa, What Is Total Quality Control?, 1985",
        text="Whoever takes your work and goes on with it is your customer, inside the company or "
        "outside. Ask them what makes their part easy, and pass on only what you would accept.",
    ),
]


def plan(session: str = "") -> Plan:
    """Return a plan that rests on the demo interview."""
    turns = {0: 1, 1: 3, 2: 5}

    def quote(answer: int, text: str) -> AnswerSource:
        assert text in ANSWERS[answer]
        return AnswerSource(turn=turns[answer], quote=text)

    sections = [
        Section(
            id="work",
            title="My work and my customers",
            statements=[
                Statement(
                    text="I run the payroll for the warehouse, about 140 people.",
                    sources=[quote(0, "I run the payroll for the warehouse, about 140 people")],
                    kind="work.role",
                ),
                Statement(
                    text="The team leads depend on my overtime list. When it is late, they cannot "
                    "tell their people what they will get.",
                    sources=[
                        quote(1, "The team leads, mostly"),
                        quote(1, "they can't tell their people what they will get"),
                    ],
                    kind="work.customers",
                ),
            ],
        ),
        Section(
            id="needs",
            title="What they care about",
            statements=[
                Statement(
                    text="Heard: Samira needs the list before her Thursday meeting.",
                    sources=[quote(2, "she needs the list before her Thursday meeting")],
                    kind="needs.heard",
                ),
                Statement(
                    text="Assumed: she would like fewer codes on it. I will ask her.",
                    sources=[quote(2, "she would also like fewer codes on it")],
                    kind="needs.assumed",
                ),
            ],
        ),
        Section(
            id="actions",
            title="What I will do",
            statements=[
                Statement(
                    text="By Friday I sit with Samira while she uses the list, and note what she "
                    "waits for and what she never reads.",
                    sources=[PassageSource(id="ask-what-helps"), SuggestionSource()],
                    kind="actions.step",
                )
            ],
        ),
        Section(
            id="conversation",
            title="The conversation",
            statements=[
                Statement(
                    text="“Samira, what do you do first when my list arrives?”",
                    sources=[SuggestionSource()],
                    kind="conversation.question",
                )
            ],
        ),
    ]
    cited = PASSAGES[0]
    return Plan(
        session=session,
        created=datetime(2026, 3, 2, 13, 30, tzinfo=timezone.utc),
        title="Payroll for the night shift",
        sections=sections,
        passages={cited.id: PassageInfo(id=cited.id, title=cited.title, source=cited.source)},
    )


def workspace(home: Path, **changes: Any) -> FakeWorkspace:
    """Return a workspace with the demo interview, its plan and two passages."""
    whole = plan()
    given: dict[str, Any] = {
        "script": script(),
        "plan": [*whole.sections, whole],
        "agenda": FakeAgenda(TOPICS),
        "passages": PASSAGES,
        **changes,
    }
    return FakeWorkspace(home, **given)
