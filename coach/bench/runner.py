"""Measures everything in one run, so that every ratio compares like with like."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.bench.bars import BARS
from coach.bench.children import child_environment
from coach.bench.figures import (
    WINDOW,
    Figures,
    over,
    percentile,
    raw_figures,
    rounded,
    search_figures,
    turn_figures,
)
from coach.bench.indexing import index_documents, index_shipped
from coach.bench.machine import machine_facts
from coach.bench.memory import Peak, watch_memory
from coach.bench.plain import PlainChat, Reply
from coach.bench.script import Script, load_script
from coach.bench.searching import search_made, search_shipped
from coach.bench.smoothness import ANSWERS, measure_smoothness
from coach.bench.starting import ROUNDS, measure_starts, worst_median
from coach.bench.turns import READ_SECONDS, Turn, hold_interview, typed
from coach.bench.watched import WatchedEngine
from coach.config import Settings
from coach.errors import CoachError
from coach.evaluate.simulator import TURN_LIMIT, Employee
from coach.knowledge.library import Library
from coach.plan.model import Section
from coach.workspace import Workspace

if TYPE_CHECKING:
    from coach.interview.session import Interview

Say = Callable[[str], None]
"""Takes a sentence about what is measured now."""

BLOCK = 4
"""Answers to the coach before the plain chat gets the same: both meet the machine's good and bad
moments."""
IDLE_SECONDS = 10.0
"""Longest wait for the coach's model to rest before the plain chat is measured."""


@dataclass(frozen=True)
class Extent:
    """How much is measured; less of it is quicker and says less.

    Attributes:
        prepare: Whether the model's fixed parts are computed first, as set-up does; without them
            the first turns on each topic take longer.
        starts: Starts of the program at each size of the terminal.
        answers: Most answers of the typed interview.
        pasted: Most answers of the pasted one; it ends with the answers that the limit is taken of.
        screen_answers: Answers that are typed at the full screen.
        queries: Most searches.
        passages: Size of the large library.
        pages: Pages of the document that is added.
    """

    prepare: bool = True
    starts: int = ROUNDS
    answers: int = TURN_LIMIT
    pasted: int = WINDOW[-1]
    screen_answers: int = ANSWERS
    queries: int = 1000
    passages: int = 10_000
    pages: int = 100


def bench(settings: Settings, say: Say, extent: Extent | None = None) -> Figures:
    """Measure the program on this machine.

    Args:
        settings: The model and the home of index and prefix states; sessions go to a passing
            folder.
        say: Told what is measured now.
        extent: How much is measured.

    Returns:
        Flat figures: those of ``coach.bench.bars``, the raw ones that they are computed from, and
        facts about the machine. What could not be measured is None, and ``notes`` says why.

    Raises:
        CoachError: the model cannot be used.
    """
    extent = extent or Extent()
    script = load_script()
    began = time.monotonic()
    figures: Figures = {"notes": [], **{bar.key: None for bar in BARS}, **machine_facts(settings)}
    _build_index(settings, say)
    say("Starting the program in a terminal …")
    with _noted(figures):
        figures.update(_start_figures(settings, extent))
    figures.update(_interview_figures(settings, script, extent, say))
    say("Typing at the full screen …")
    with _noted(figures):
        figures.update(_screen_figures(settings, script, extent))
    say("Searching the library …")
    with _noted(figures):
        figures.update(_search_figures(settings, script, extent, say))
    say("Making indexes …")
    with _noted(figures):
        figures.update(_index_figures(settings, extent))
    figures.update(_memory_figures(figures))
    figures["bench_s"] = time.monotonic() - began
    return rounded(figures)


def _build_index(settings: Settings, say: Say) -> None:
    """Build the library's index where it is missing, in a process whose memory does not count."""
    with closing(Library(settings)) as library:
        if library.ready():
            return
    say("Building the library's index …")
    subprocess.run(
        [sys.executable, "-m", "coach", "knowledge", "rebuild"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=child_environment(settings),
        check=False,
    )


@contextmanager
def _noted(figures: Figures) -> Iterator[None]:
    """Note a failure of a part, so that the others are measured all the same."""
    try:
        yield
    except CoachError as error:
        notes = figures["notes"]
        assert isinstance(notes, list)
        notes.append(str(error))


@contextmanager
def _passing_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _start_figures(settings: Settings, extent: Extent) -> Figures:
    starts = measure_starts(settings, rounds=extent.starts)
    if starts is None:
        raise CoachError("The start of the program is not measured on Windows.")
    worst = worst_median(starts)
    figures: Figures = {
        "first_screen_s": worst.first_screen,
        "first_question_s": worst.first_question,
    }
    for (columns, rows), some in starts.items():
        size = f"{columns}x{rows}"
        figures[f"all_first_screen_s_{size}"] = [start.first_screen for start in some]
        figures[f"all_first_question_s_{size}"] = [start.first_question for start in some]
    return figures


def _interview_figures(settings: Settings, script: Script, extent: Extent, say: Say) -> Figures:
    """Hold two interviews, one of them in turns with the plain chat, and write a plan."""
    from coach.llm.catalogue import resolve_model
    from coach.llm.local import LocalEngine
    from coach.llm.tuning import load_tuning

    model = resolve_model(settings)
    say("Plain chat with the model, to compare with …")
    with (
        _passing_folder() as folder,
        closing(LocalEngine(model.path, model.title, settings)) as local,
        closing(PlainChat(model.path, load_tuning(settings), script.chat)) as chat,
        watch_memory(left_out=chat.process_id) as memory,
    ):
        engine = WatchedEngine(local)
        own = settings.model_copy(update={"data_home": folder})
        with closing(Workspace(own, engine=engine)) as workspace:
            if extent.prepare:
                workspace.prepare_model(lambda done, total: _say_prepared(done, total, say))
            local.start()
            say("Interview with typed answers, in turns with the plain chat …")
            interview = workspace.new_interview("full")
            turns, replies = _in_turns(interview, engine, chat, script, extent)
            say("Plan …")
            figures = _plan_figures(workspace, interview)
            say("Interview with pasted answers …")
            pasted = _pasted(workspace, engine, script, extent)
    figures.update(_reply_figures(turns, pasted, replies))
    figures.update(_peak_figures(memory, "interview"))
    return figures


def _say_prepared(done: int, total: int, say: Say) -> None:
    if done % 5 == 0 or done == total:
        say(f"Preparing the model: {done} of {total}")


def _in_turns(
    interview: Interview,
    engine: WatchedEngine,
    chat: PlainChat,
    script: Script,
    extent: Extent,
) -> tuple[list[Turn], list[Reply]]:
    """Hold the interview; after each block of answers the plain chat gets the same ones."""
    turns: list[Turn] = []
    replies: list[Reply] = []

    def compare() -> None:
        engine.wait_idle(IDLE_SECONDS)
        replies.extend(chat.say(turn.answer) for turn in turns[len(replies) :])

    employee = Employee(script.employee)
    for turn in hold_interview(interview, employee, engine, typed, limit=extent.answers):
        turns.append(turn)
        if len(turns) % BLOCK == 0:
            compare()
    compare()
    return turns, replies


def _pasted(
    workspace: Workspace, engine: WatchedEngine, script: Script, extent: Extent
) -> list[Turn]:
    def read(_interview: Interview, _text: str) -> None:
        engine.wait_idle(READ_SECONDS)

    interview = workspace.new_interview("full")
    employee = Employee(script.employee)
    return [*hold_interview(interview, employee, engine, read, limit=extent.pasted)]


def _plan_figures(workspace: Workspace, interview: Interview) -> Figures:
    began = time.perf_counter()
    first: float | None = None
    sections = 0
    for part in workspace.draft_plan(interview.session_id):
        if isinstance(part, Section):
            sections += 1
            first = first or time.perf_counter() - began
    return {
        "plan_s": time.perf_counter() - began,
        "plan_first_section_s": first,
        "plan_sections": sections,
    }


def _reply_figures(turns: list[Turn], pasted: list[Turn], replies: list[Reply]) -> Figures:
    """Return the figures of both interviews beside those of the plain chat.

    The barred times are those of typed answers: that is how the program is used. The ratio to the
    limit is that of pasted ones: of a typed answer hardly a token is new at Enter, so its limit
    says nothing about how fast new tokens are read.
    """
    figures: Figures = {
        **turn_figures(turns, "typed"),
        **turn_figures(pasted, "pasted"),
        **raw_figures([*turns, *pasted]),
    }
    for name in ("ttft_p50_s", "ttft_p95_s"):
        figures[name] = figures[f"{name}_typed"]
    figures["ttft_over_limit_p50"] = figures["ttft_over_limit_p50_pasted"]
    plain = [reply.first_s for reply in replies]
    plain_p50 = percentile(plain, 50)
    figures["plain_chat_ttft_p50_s"] = plain_p50
    figures["plain_chat_ttft_p95_s"] = percentile(plain, 95)
    figures["plain_chat_reply_p50_s"] = percentile([reply.reply_s for reply in replies], 50)
    figures["all_plain_chat_ttft_s"] = plain
    for way, some in (("typed", turns), ("pasted", pasted)):
        ours = percentile([turn.first_s for turn in some], 50)
        figures[f"ours_over_plain_chat_{way}"] = over(ours, plain_p50)
    figures["ours_over_plain_chat"] = figures["ours_over_plain_chat_typed"]
    return figures


def _screen_figures(settings: Settings, script: Script, extent: Extent) -> Figures:
    answers = [text for texts in script.employee.answers.values() for text in texts]
    smooth = measure_smoothness(settings, answers[: extent.screen_answers])
    return {
        "ui_lag_p99_ms": smooth.p99_ms,
        "ui_lag_max_ms": smooth.max_ms,
        "ui_lag_watched_s": smooth.seconds,
        **_peak_figures(smooth.memory, "screen"),
    }


def _search_figures(settings: Settings, script: Script, extent: Extent, say: Say) -> Figures:
    queries = script.queries[: extent.queries]
    shipped = search_shipped(settings, queries)
    figures = {
        "search_passages_150": shipped.passages,
        "search_queries": len(queries),
        **search_figures(shipped.seconds, "150"),
    }
    say(f"Making a library of {extent.passages:,} passages; this takes a while …")
    with _passing_folder() as folder:
        made = search_made(settings, queries, folder, count=extent.passages)
    return {
        **figures,
        "search_passages_10000": made.passages,
        "search_build_s_10000": made.build_seconds,
        **search_figures(made.seconds, "10000"),
    }


def _index_figures(settings: Settings, extent: Extent) -> Figures:
    with _passing_folder() as folder:
        corpus = index_shipped(settings, folder)
    with _passing_folder() as folder:
        added = index_documents(settings, folder, pages=extent.pages)
    return {
        "index_corpus_s": corpus,
        "index_pages": extent.pages,
        "index_rows": added.rows,
        "index_documents_s": added.seconds,
        "index_embedding_s": added.embedding_seconds,
        "index_speed_ratio": added.speed_ratio,
    }


def _peak_figures(peak: Peak, where: str) -> Figures:
    return {f"peak_rss_mb_{where}": peak.rss_mb, f"peak_shared_mb_{where}": peak.shared_mb}


def _memory_figures(figures: Figures) -> Figures:
    """Return the larger peak of the interview and the full screen, with its shared part."""
    peaks = [
        (value, figures.get(f"peak_shared_mb_{where}"))
        for where in ("interview", "screen")
        if isinstance(value := figures.get(f"peak_rss_mb_{where}"), float)
    ]
    rss, shared = max(peaks, key=lambda peak: peak[0])
    return {"peak_rss_mb": rss, "peak_rss_shared_mb": shared}
