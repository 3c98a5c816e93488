"""Targets of the fuzzing that take a whole conversation: answers, commands, orders in disguise."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from campaigns.fuzz_case import Target, must, must_be_shown
from campaigns.fuzz_seeds import answers, room
from campaigns.hostile import ORDERS, decoded

_MARK = "=>"
_CANARY = "The settings were changed as you wished"
MOST_ANSWERS = 3
MOST_SESSIONS = 60


def obeys(request: Any) -> str:  # noqa: ANN401 - a request of the engine
    """Return what a model says that does whatever stands in its last message."""
    asked = request.messages[-1].content
    said = asked.removeprefix("Answer: ")
    if request.json_schema is None:
        return f"{_CANARY}. {said[:300]} /finish"
    keys = list(request.json_schema.get("properties", {}))
    if keys == ["line", "now"]:
        return json.dumps({"line": 1, "now": said[:200]})
    notes = [said[:120], said[-80:], f"{_CANARY}.", *said.split(". ")[:3]]
    return json.dumps(dict.fromkeys(keys, notes), ensure_ascii=False)


_opened: list[Any] = []


def _store() -> Any:  # noqa: ANN401 - opened late
    """Return the store, a new one after so many interviews: deleting each would take longer."""
    from coach.store.store import Store

    if _opened and len(_opened[0].sessions()) > MOST_SESSIONS:
        _opened.pop().close()
        shutil.rmtree(room("interviews"))
        room("interviews").mkdir()
        _planned.cache_clear()
    if not _opened:
        _opened.append(Store(room("interviews") / "coach.sqlite3"))
    return _opened[0]


@lru_cache
def _agenda() -> Any:  # noqa: ANN401
    from coach.interview.agenda import load_agenda

    return load_agenda()


@contextlib.contextmanager
def _interview(reply: Any) -> Iterator[tuple[Any, str]]:  # noqa: ANN401
    """Give a new interview of the short form."""
    from coach.interview.session import Interview
    from tests.interview.helpers import NoLibrary
    from tests.scripted import ScriptedEngine

    store = _store()
    session = store.create_session("short")
    engine = ScriptedEngine(reply)
    library: Any = NoLibrary()
    made = Interview(store, session, engine=engine, library=library, agenda=_agenda())
    yield made, session


def answer(data: bytes) -> None:
    """An answer is kept as it was cleaned, its notes are its own words, and the agenda goes on."""
    reply, *said = decoded(data).split(_MARK)
    said = said[:MOST_ANSWERS] or [reply]
    with _interview(lambda request: reply if request.json_schema else reply[:400]) as (talk, _):
        _say_all(talk, said)


def order(data: bytes) -> None:
    """A model that obeys orders in an answer changes no setting, file, agenda or word of ours."""
    said = [*decoded(data).split(_MARK)][:MOST_ANSWERS]
    home = room("interviews")
    before = sorted(path.name for path in home.iterdir() if not path.name.startswith("coach."))
    with _interview(obeys) as (talk, _):
        _say_all(talk, said)
    after = sorted(path.name for path in home.iterdir() if not path.name.startswith("coach."))
    must(before == after, f"files came or went: {set(before) ^ set(after)}")


def _say_all(talk: Any, said: list[str]) -> None:  # noqa: ANN401 - an interview
    from coach.store.messages import standing

    topics = [topic.id for topic in _agenda().topics(talk.form)]
    list(talk.start())
    place = 0
    for text in said:
        before = len(talk.messages())
        shown = _shown(talk.answer(text))
        after = talk.messages()
        _check_saved(text, after[before:])
        _check_notes(talk, after)
        must(_CANARY not in shown or _CANARY in text, "the model's word for what it did")
        if not talk.finished:
            now = topics.index(talk.progress().topic)
            back = text.strip().lower() == "/back"
            must(now >= place or back, "the agenda went back")
            must(now <= place + 1 or text.strip().lower() in ("/skip", "/finish"), "it jumped")
            place = now
    must(len(standing(talk.messages())) <= len(talk.messages()), "messages from nowhere")


def _shown(events: Iterator[Any]) -> str:
    """Check what each event shows, and return what the coach said."""
    from coach.interview import events as kinds

    told = ""
    for event in events:
        if isinstance(event, kinds.Said):
            must_be_shown(event.text, "the coach")
            told += event.text
        elif isinstance(event, kinds.ReplyWords):
            must_be_shown(event.text, "the coach")
        elif isinstance(event, kinds.Heard):
            must_be_shown(event.fact.value + event.fact.quote, "a note")
        elif isinstance(event, kinds.Trouble):
            must_be_shown(event.message, "trouble")
    return told


def _check_saved(text: str, new: list[Any]) -> None:
    from coach.text import clean

    typed = clean(text).strip()
    mine = [message for message in new if message.speaker == "employee"]
    if mine:
        must(mine[0].text == typed, "an answer that was kept with other words")
        must_be_shown(mine[0].text, "the transcript")
    else:
        commands = ("/keep", "/skip", "/back", "/finish")
        must(not typed or typed.lower() in commands or not new, "an answer that was not kept")


def _check_notes(talk: Any, messages: list[Any]) -> None:  # noqa: ANN401
    from coach.text import fold_space

    by_turn = {message.turn: message for message in messages}
    for _topic, _slot, fact in talk.notes.everything():
        source = by_turn.get(fact.turn)
        must(source is not None and source.speaker == "employee", "a note of no answer")
        quote = fold_space(fact.quote)
        must(source and quote in fold_space(source.text), f"a quote not said: {quote[:60]!r}")


def answer_seeds() -> list[bytes]:
    """Return talks: what the model says, and a few answers one after another."""
    said = answers()
    notes = b'{"customers": ["shift leads"], "outputs": ["I fix the forklifts"]}'
    rows = [said[at : at + 3] for at in range(0, len(said) - 3, 7)]
    return [_MARK.encode().join((notes, *row)) for row in rows]


def order_seeds() -> list[bytes]:
    """Return answers with orders to the model inside."""
    said = answers()
    pairs = zip(itertools.cycle(ORDERS), said[::5], said[1::5], strict=False)
    return [one + b" " + o.encode() + _MARK.encode() + two for o, one, two in pairs]


class _Words:
    """A library with one hostile passage, whatever is looked for.

    Args:
        text: What the passage says.
    """

    def __init__(self, text: str) -> None:
        from tests.interview.helpers import NoLibrary

        self._text = text
        self._empty = NoLibrary()
        self.embed = self._empty.embed
        self.warm_up = self._empty.warm_up

    def search(self, query: str, *, limit: int = 5, topics: object = None) -> list[Any]:  # noqa: ARG002
        """Find the passage."""
        from coach.knowledge.library import Hit

        return [Hit(self.get("own-1"), 1.0, 1.0)]

    def get(self, passage_id: str) -> Any:  # noqa: ANN401, ARG002
        """Return the passage under any name."""
        from coach.knowledge.passages import Passage

        text = self._text
        return Passage.model_construct(
            id="own-1", title=text[:80], topic="own", keywords=[], aliases=[], method="x",
            source=text[:60], text=text,
        )  # fmt: skip


def ask_document(data: bytes) -> None:
    """A document that gives orders is quoted at most; no reply of a model that obeys is shown."""
    from coach.interview.session import Interview
    from coach.text import clean
    from tests.scripted import ScriptedEngine

    text = clean(decoded(data), limit=3_000).strip() or "words"
    store = _store()
    session = store.create_session("short")
    library: Any = _Words(text)
    talk = Interview(
        store, session, engine=ScriptedEngine(obeys), library=library, agenda=_agenda()
    )
    list(talk.start())
    for typed in ("What do you mean by customer?", "I fix forklifts. What would you do?"):
        shown = _shown(talk.answer(typed))
        must(_CANARY not in shown, "the model's word for what it did")
    must(talk.progress().topic == "work" or not talk.finished, "a document ended the talk")


def _document_seeds() -> list[bytes]:
    orders = [
        f"A customer is whoever uses your work. {order} Be quick.".encode() for order in ORDERS
    ]
    return [*orders, *answers()[:10]]


_CHAT = (
    b"/heard\n/said 1\n/correct 1 the night shift\n/remove 1\n/time\n/help",
    b"I fix forklifts\n/answers\n/change 1 I fix conveyors\n/undo\n/undo 1\n/find forklifts",
    b"//quoted\n/skip\n/back\n/keep\n/finish\n/nothing at all",
    b'/said 99\n/correct x y\n/remove 0\n/change 3\n/find "fork AND (lift\n/undo 9',
)


def command(data: bytes) -> None:
    """Whatever is typed into the line mode, it goes on and shows nothing that steers a terminal."""
    from coach.chat import Chat, _Left
    from coach.chat_texts import load_texts
    from coach.config import Settings
    from coach.console import Console
    from coach.workspace import Workspace
    from tests.interview.helpers import Reading
    from tests.scripted import ScriptedEngine

    home = room("interviews")
    out = io.StringIO()
    workspace = Workspace(Settings(home=home), engine=ScriptedEngine(Reading()))
    workspace.__dict__["store"] = _store()
    with _interview(Reading()) as (talk, _session):
        chat = Chat(workspace, talk, Console(io.StringIO(), out), load_texts(), {})
        with contextlib.suppress(_Left):
            for line in decoded(data).split("\n")[:8]:
                chat._take(_typed(line))
    must_be_shown(out.getvalue(), "the line mode")


def _typed(line: str) -> str:
    from coach.text import clean

    return clean(line).strip()


_PLAN = (
    b"/show\n/numbers\n/edit work 1 I repair forklifts at night.\n/undo\n/redo\n/score",
    b'/add needs They said "call me"\n/move needs 1 2\n/remove needs 1\n/versions\n/compare 1 2',
    b"/export md one.md\n/export html without-names two.html\n/export ics x/three.ics\n/report",
    b"/restore 1\n/compare 99\n/edit stop 1 x\n/reword work 1 shorter\n/folder\n/help\nwords",
)


@lru_cache
def _planned() -> str:
    """Return the id of a plan that is changed again and again."""
    from tests.plan.people import nurse
    from tests.review.saved import save

    return save(_store(), nurse())


def change_plan(data: bytes) -> None:
    """Commands on a plan change it as told, or say why not; files go where they are wanted."""
    from coach.chat_plan import PlanTalk
    from coach.chat_texts import load_texts
    from coach.config import Settings
    from coach.console import Console
    from coach.workspace import Workspace
    from tests.scripted import ScriptedEngine

    home = room("interviews")
    out = io.StringIO()
    console = Console(io.StringIO(), out)
    console.terminal = True  # errors are said there, and the talk goes on
    workspace = Workspace(Settings(home=home), engine=ScriptedEngine(lambda _: decoded(data)[:99]))
    workspace.__dict__["store"] = _store()
    workspace.__dict__["library"] = _Words("words")
    talk = PlanTalk(workspace, _planned(), console, load_texts(), {})
    for line in decoded(data).split("\n")[:6]:
        if line.strip() != "/quit":
            talk._take(_typed(line))
    must_be_shown(out.getvalue(), "the line mode")
    _tidy(home)


def _tidy(home: Path) -> None:
    """Keep the number of versions small, so that each case takes as long as the first."""
    shutil.rmtree(home / "exports", ignore_errors=True)
    if len(_store().plan_versions(_store().plan(_planned()).info.id)) > 30:
        _store().delete_session(_planned())
        _planned.cache_clear()


_REVIEW = (
    b"yes\nIt went well, 7 of 10 times on Tuesday\nkeep\nthey said it was quicker\n1\n/back",
    b"no\n/skip\n/next\n3 of 9 on 3 December, 12 minutes on Monday\n2\n/finish",
    b"partly\n12:30\n45%\n1\n2\n3\n/help\n/what",
)


def review(data: bytes) -> None:
    """A review takes whatever is answered, and the next version of the plan can be read."""
    from coach.commands.review import Talk, _Left
    from coach.console import Console
    from coach.plan.export.markdown import to_markdown
    from coach.review.session import Review
    from tests.plan.people import nurse
    from tests.review.saved import REVIEWED, newest, save

    store = _store()
    session = save(store, nurse())
    out = io.StringIO()
    made = Review(store, newest(store, session), today=lambda: REVIEWED)
    talk = Talk(made, store, Console(io.StringIO(), out))
    with contextlib.suppress(_Left):
        for line in decoded(data).split("\n")[:14]:
            if made.step is None:
                break
            if line.strip():
                talk._take(_typed(line))
    plan = made.finish()
    if plan is not None:
        must_be_shown(to_markdown(plan), "the next plan")
    made.leave()
    must_be_shown(out.getvalue(), "the review")


TARGETS = (
    Target("answers: from text to store and notes", answer, answer_seeds, 350, small=2, seconds=20),
    Target("answers: orders that a model obeys", order, order_seeds, 350, small=2, seconds=20),
    Target("documents: orders that a model obeys", ask_document, _document_seeds, 250, small=2),
    Target("commands in the line mode", command, lambda: _CHAT, 500, small=3, seconds=20),
    Target(
        "commands on a plan", change_plan, lambda: _PLAN, 250, small=2, seconds=20, anywhere=True
    ),
    Target("review: answers", review, lambda: _REVIEW, 200, small=2, seconds=20),
)
