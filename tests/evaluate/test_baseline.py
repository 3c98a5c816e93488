"""The baseline with a model that says what a test tells it to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from coach.config import Settings, load_settings
from coach.errors import EngineError
from coach.evaluate.baseline import runner
from coach.evaluate.baseline.asking import Asker
from coach.evaluate.baseline.interview import OnePromptInterview
from coach.evaluate.baseline.notes import take_notes
from coach.evaluate.baseline.plan import write_plan
from coach.evaluate.baseline.room import fitting, tokens
from coach.evaluate.baseline.runner import run_baseline
from coach.evaluate.baseline.texts import load_texts
from coach.evaluate.baseline.topics import TopicFinder
from coach.evaluate.personas import load_personas
from coach.evaluate.runner import ModelUsed
from coach.evaluate.simulator import simulate
from coach.interview.agenda import TOPIC_IDS, load_agenda
from coach.llm.engine import Message, Request
from coach.plan.model import SECTION_IDS, AnswerSource, SuggestionSource
from coach.plan.scoring import score
from coach.text import content_words
from tests.evaluate.interviews import persona, talk
from tests.scripted import Reply, ScriptedEngine

if TYPE_CHECKING:
    from numpy.typing import NDArray

CODE = load_texts().code
TOPICS = load_agenda().topics("full")


def by_words(texts: Sequence[str]) -> NDArray[np.float32]:
    """Embed a text by which words it has: the same words, the same vector."""
    vectors = np.zeros((len(texts), 4096), dtype=np.float32)
    for row, text in zip(vectors, texts, strict=True):
        for word in content_words(text):
            row[sum(ord(c) * 31**n for n, c in enumerate(word)) % 4096] = 1
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)


def finder() -> TopicFinder:
    return TopicFinder(TOPICS, load_texts().topics, ["them", "Dave"], by_words)


def interview(
    replies: Sequence[Reply] | Callable[[Request], Reply], *, asks: Sequence[str] = ()
) -> OnePromptInterview:
    return OnePromptInterview(
        ScriptedEngine(replies), load_texts(), TOPICS, finder(), asks=asks, context_tokens=4096
    )


# The prompt


def test_the_prompt_covers_every_topic_and_every_section() -> None:
    texts = load_texts()
    assert tuple(texts.topics) == TOPIC_IDS
    assert tuple(texts.plan.sections) == SECTION_IDS[:-1]


def test_the_outline_leaves_out_topics_of_the_other_form() -> None:
    engine = ScriptedEngine(["Hm?"])
    short = load_agenda().topics("short")
    made = OnePromptInterview(engine, load_texts(), short, finder(), asks=(), context_tokens=4096)
    list(made.start())
    list(made.answer("I fix pumps."))
    system = engine.requests[0].messages[0].content
    assert load_texts().topics["commit"].aim in system
    assert load_texts().topics["stop"].aim not in system
    assert f"all {len(short)} parts" in system


# Room


def test_everything_is_sent_while_it_fits() -> None:
    chat = [Message("user", "a"), Message("assistant", "b")]
    assert fitting(Message("system", "s"), chat, 1000)[1:] == chat


def test_the_prompt_and_the_newest_turns_are_kept_when_room_is_short() -> None:
    system = Message("system", "s" * 400)
    roles = ("user", "assistant")
    chat = [Message(roles[n % 2], f"{n} {'w' * 200}") for n in range(41)]  # type: ignore[arg-type]
    sent = fitting(system, chat, 1000)
    assert sent[0] == system
    assert sent[1:] == chat[-len(sent) + 1 :]
    assert 2 < len(sent) < len(chat)
    assert sent[1].role == "user"
    assert sum(tokens(line.content) for line in sent) <= 1000


def test_the_last_message_is_kept_whatever_its_length() -> None:
    chat = [Message("user", "a"), Message("assistant", "b"), Message("user", "w" * 90_000)]
    assert fitting(Message("system", "s"), chat, 100)[1:] == chat[-1:]


# Topics


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Thank you. What would help Dave the most?", "helpful"),
        ("What does this customer care about?", "needs"),
        ("Please tell me more.", "focus"),
        ("Alright.", "focus"),
    ],
)
def test_a_question_belongs_to_the_topic_that_it_is_like(text: str, topic: str) -> None:
    assert finder().find(text, "focus") == topic


# The interview


def test_words_are_shown_as_they_are_and_the_code_ends_it() -> None:
    made = interview(
        [
            "Great! What does Dave care about? And why?",
            "What did Dave say to you?",
            f"Thank you.\n{CODE}",
        ]
    )
    someone = persona(answers={"work": ["Pumps."], "needs": ["Speed.", "Be quick, he said."]})
    outcome = simulate(made, someone)
    assert (outcome.finished, outcome.reason, outcome.answers) == (True, "complete", 3)
    assert [(m.speaker, m.kind, m.topic, m.text) for m in made.messages[1:]] == [
        ("employee", "answer", "work", "Pumps."),
        ("coach", "question", "needs", "Great! What does Dave care about? And why?"),
        ("employee", "answer", "needs", "Speed."),
        ("coach", "probe", "needs", "What did Dave say to you?"),
        ("employee", "answer", "needs", "Be quick, he said."),
        ("coach", "closing", "needs", "Thank you."),
    ]
    assert made.messages[0].origin == "stock"
    assert {m.origin for m in made.messages[2::2]} == {"model"}
    assert made.messages[2].ttft_ms is not None


@pytest.mark.parametrize("said", [CODE, CODE.lower(), CODE.replace("-", " "), f"[{CODE}]"])
def test_the_code_may_be_written_in_other_ways(said: str) -> None:
    made = interview([said])
    assert simulate(made, persona(answers={})).finished
    assert made.messages[-1].text


def test_asking_back_is_no_answer_and_its_reply_is_no_question() -> None:
    made = interview(["What does Dave care about?", CODE], asks=["Who reads this?"])
    list(made.start())
    list(made.answer("Who reads this?"))
    assert [m.kind for m in made.messages] == ["opening", "clarification", "clarification"]


def test_a_model_that_repeats_itself_is_broken_off() -> None:
    made = interview(lambda _: "And what else?")
    outcome = simulate(made, persona(answers={}))
    assert not outcome.finished
    assert made.repeated
    assert sum(m.text == "And what else?" for m in made.messages) == 3


def test_a_model_that_says_nothing_is_broken_off() -> None:
    made = interview(["  "])
    outcome = simulate(made, persona(answers={}))
    assert (outcome.finished, outcome.reason) == (False, "silent")
    assert not made.repeated


def test_escapes_of_the_model_do_not_get_into_the_transcript() -> None:
    made = interview(["\x1b[31mWhat does Dave care about?\x1b[0m", CODE])
    simulate(made, persona(answers={}))
    assert made.messages[2].text == "What does Dave care about?"


def test_the_model_sees_the_whole_conversation() -> None:
    engine = ScriptedEngine(["What does Dave care about?", CODE])
    made = OnePromptInterview(engine, load_texts(), TOPICS, finder(), asks=(), context_tokens=4096)
    simulate(made, persona(answers={"work": ["Pumps."], "needs": ["Speed."]}))
    contents = [line.content for line in engine.requests[-1].messages[2:]]
    assert contents == [m.text for m in made.messages[:-1]]


# Notes and plan

TALK = talk(
    ("opening", "work", "What do you do?"),
    ("answer", "work", "I fix pumps for Dave, every day."),
    ("question", "needs", "What does Dave care about?"),
    ("answer", "needs", "Dave told me: be quick. I guess he wants it cheap."),
)


def asker(reply: Callable[[Request], Reply]) -> Asker:
    return Asker(ScriptedEngine(reply), TALK, 4096)


def test_notes_have_quotes_with_their_turns() -> None:
    def reply(request: Request) -> str:
        keys = list((request.json_schema or {})["properties"])
        filled: dict[str, list[Any]] = {key: [] for key in keys}
        if "outputs" in keys:
            filled["outputs"] = ["Employee: FIX  pumps", "", "build rockets for Dave"]
        if keys == ["needs", "source"]:
            filled["needs"] = [
                {"quote": "be quick", "status": "heard"},
                {"quote": "he wants it cheap", "status": "assumed"},
            ]
        return json.dumps(filled)

    notes = take_notes(asker(reply), load_texts(), TOPICS)
    outputs = notes.facts("work", "outputs")
    assert [(f.quote, f.turn) for f in outputs] == [("fix pumps", 1), ("build rockets for Dave", 1)]
    needs = notes.facts("needs", "needs")
    assert [(f.quote, f.turn, f.status) for f in needs] == [
        ("be quick", 3, "heard"),
        ("he wants it cheap", 3, "assumed"),
    ]


def test_what_is_no_json_is_asked_for_again_and_then_left_out() -> None:
    replies = iter(['{"role": ["I fix', '{"role": ["I fix pumps"], "outputs": []}'])
    made = asker(lambda _: next(replies, "{"))
    notes = take_notes(made, load_texts(), TOPICS[:2])
    assert [f.quote for f in notes.facts("work", "role")] == ["I fix pumps"]
    assert not notes.facts("customers")
    assert made.unreadable == 1


def test_a_long_transcript_loses_its_oldest_lines() -> None:
    engine = ScriptedEngine(lambda _: "{}")
    lines = [("answer", "work", f"Number {n}. {'w' * 300}") for n in range(80)]
    Asker(engine, talk(*lines), 4096).ask("s", "{{ transcript }}", {}, {}, max_tokens=100)
    sent = engine.requests[0].messages[1].content
    assert "Number 79." in sent
    assert "Number 0." not in sent


def test_a_plan_has_the_kinds_and_sources_that_the_model_chose() -> None:
    def reply(request: Request) -> str:
        keys = list((request.json_schema or {})["properties"])
        filled: dict[str, list[Any]] = {key: [] for key in keys}
        if "focus" in keys:
            filled["focus"] = [{"text": 'I start with "Dave".', "quote": "pumps for Dave"}]
            filled["why"] = [{"text": "He pays.", "quote": ""}, {"text": " ", "quote": "x"}]
        return json.dumps(filled)

    plan = write_plan(asker(reply), load_texts(), dt.date(2026, 11, 22))
    assert [section.id for section in plan.sections] == list(SECTION_IDS)
    focus, why = plan.section("customer").statements  # type: ignore[union-attr]
    assert focus.kind == "customer.focus"
    assert focus.text == "I start with “Dave”."
    assert focus.sources == [AnswerSource(turn=1, quote="pumps for Dave")]
    assert why.sources == [SuggestionSource()]


def test_a_model_that_fills_every_list_can_reach_the_bar_of_the_score() -> None:
    def reply(request: Request) -> str:
        lists = (request.json_schema or {})["properties"]
        text = "Every day, for every call, ten minutes at a desk, “so” and “so”."
        item = {"text": text, "quote": ""}
        return json.dumps({key: [item] * min(5, node["maxItems"]) for key, node in lists.items()})

    plan = write_plan(asker(reply), load_texts(), dt.date(2026, 11, 22))
    assert score(plan).total >= 36


# A whole run


class FakeWorkspace:
    def __init__(self, settings: Settings, *, engine: Any = None) -> None:
        self.settings, self.engine, self.agenda = settings, engine, load_agenda()
        self.library = SimpleNamespace(embed=by_words, list=lambda: [])

    def close(self) -> None:
        pass


@pytest.fixture
def personas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(runner, "Workspace", FakeWorkspace)
    folder = tmp_path / "personas"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text(
            f"id: {name}\nrole: Clerk\nstyle: terse\nform: short\n"
            "answers:\n  work: [I fix pumps.]\n  customers: [Dave.]\n"
            'truth:\n  customers: [["Dave"]]\n',
            encoding="utf-8",
        )
    return folder


def test_a_run_leaves_the_same_files_as_an_evaluation(personas: Path, tmp_path: Path) -> None:
    asked = iter(["Who are your customers?", CODE, "Who are your customers?", CODE])

    def reply(request: Request) -> str:
        if request.json_schema is None:
            return next(asked)
        keys = list(request.json_schema["properties"])
        return json.dumps({key: ["Dave"] if key == "customers" else [] for key in keys})

    def not_for_plans(request: Request) -> str:
        schema = request.json_schema or {}
        lists = schema.get("properties", {}).values()
        of_statements = any("text" in node["items"].get("properties", {}) for node in lists)
        return (
            json.dumps({key: [] for key in schema["properties"]})
            if of_statements
            else reply(request)
        )

    said: list[str] = []
    out = tmp_path / "out"
    results = run_baseline(
        load_settings(),
        load_personas(personas),
        out,
        model=ModelUsed("scripted", "0"),
        say=said.append,
        engine=ScriptedEngine(not_for_plans),
    )
    assert [(r.id, r.finished, r.reason) for r in results] == [
        ("a", True, "complete"),
        ("b", True, "complete"),
    ]
    files = {file.name for file in (out / "a").iterdir()}
    assert files == {
        "transcript.jsonl",
        "notes.json",
        "plan.json",
        "plan.md",
        "metrics.json",
        "findings.json",
    }
    numbers = json.loads((out / "a" / "metrics.json").read_text(encoding="utf-8"))
    assert numbers["fact_recall"] == numbers["finished"] == 1
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["metrics"]["fact_recall"]["mean"] == 1
    assert summary["model"]["name"] == "scripted"


def test_a_failure_leaves_the_others_their_turn(personas: Path, tmp_path: Path) -> None:
    replies: Iterator[Reply] = iter([EngineError("The model stopped."), CODE])

    def reply(request: Request) -> Reply:
        if request.json_schema is None:
            return next(replies)
        return json.dumps({key: [] for key in request.json_schema["properties"]})

    said: list[str] = []
    results = run_baseline(
        load_settings(),
        load_personas(personas),
        tmp_path / "out",
        model=ModelUsed("scripted", "0"),
        say=said.append,
        engine=ScriptedEngine(reply),
    )
    assert [bool(r.numbers) for r in results] == [False, True]
    assert any(line.startswith("a: failed.") for line in said)
