"""Measure maps of made-up plans: time, memory, and how good the proposed joins are.

Run from the top of a checkout, in its environment:
python scripts/team_scale.py [--plans N …] [--seed N] [--draw]
python scripts/team_scale.py --store N

For each number of plans, share files with known truth are written (``scripts/synthetic_plans.py``)
and a process of its own makes the map of them, as ``coach team map`` does: it reads the files,
makes the map, compares names by words, spelling and meaning, joins what is true, and finds ways and
differing views. With --store N, a store of that many interviews is filled and listed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SIZES = (8, 60, 300, 1_000, 10_000)
CHILD = "--child"


def measured(
    plans: int, seed: int = 0, *, draw: bool = False, meaning: bool = True
) -> dict[str, Any]:
    """Return what a process of its own tells of a map of so many plans.

    Args:
        plans: How many.
        seed: The same seed makes the same plans.
        draw: Whether the page is made too.
        meaning: Whether names are compared by meaning, which needs the model of the library.
    """
    from scripts.synthetic_plans import make, write

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), *make(plans, seed))
        given = [CHILD, folder, str(int(draw)), str(int(meaning))]
        ran = subprocess.run(
            [sys.executable, __file__, *given], capture_output=True, text=True, check=True, cwd=ROOT
        )
    found: dict[str, Any] = json.loads(ran.stdout)
    return {"plans": plans, **found}


def child(folder: Path, *, draw: bool, meaning: bool) -> dict[str, Any]:
    """Make the map of a folder and return times in seconds, memory in MB and what was found."""
    from coach.config import load_settings
    from coach.knowledge.embedding import Embedder
    from coach.team.building import build_map
    from coach.team.decisions import Decision, Decisions
    from coach.team.differences import compare_views, questions
    from coach.team.joining import proposals
    from coach.team.paths import ways
    from coach.team.reading import read_files
    from coach.team.sheets import to_html
    from coach.team.writers import Drawn

    embedder = Embedder(load_settings()) if meaning else None
    embed = embedder.embed if embedder is not None and embedder.installed() else None
    times: dict[str, float] = {}
    started = time.perf_counter()
    with _timed(times, "read"):
        views, problems = read_files(sorted(folder.glob("*.json")))
    with _timed(times, "build"):
        team_map = build_map(views, None, problems)
    with _timed(times, "propose"):
        proposed = proposals(team_map, None, embed)
    truth = json.loads((folder / "truth" / "truth.json").read_text(encoding="utf-8"))
    same: dict[str, list[str]] = {}
    for key, meant in truth["same"].items():
        same.setdefault(meant, []).append(key)
    decisions = Decisions(
        decisions=tuple(Decision(names=tuple(k), same=True) for k in same.values() if len(k) > 1)
    )
    with _timed(times, "rebuild"):
        joined = build_map(views, decisions, problems)
    with _timed(times, "ways and views"):
        drawn = Drawn(joined, ways(joined), compare_views(joined, embed), questions(joined))
    if draw:
        with _timed(times, "page"):
            to_html(drawn)
    known: dict[str, str] = truth["same"]
    right = wrong = 0
    for proposal in proposed:
        counted = Counter(known[node.keys[0]] for node in proposal.nodes)
        pairs = sum(_pairs(count) for count in counted.values())
        right += pairs
        wrong += _pairs(len(proposal.nodes)) - pairs
    all_pairs = sum(map(_pairs, Counter(known[n.keys[0]] for n in team_map.nodes).values()))
    by_id = joined.by_id
    links = {
        (known[by_id[link.supplier].keys[0]], known[by_id[link.customer].keys[0]])
        for link in joined.links
    }
    true = {(a, b) for a, b in truth["links"]}
    return {
        "names": len(team_map.nodes),
        "seconds": round(time.perf_counter() - started, 2),
        "times": {step: round(seconds, 2) for step, seconds in times.items()},
        "megabytes": round(peak() / 2**20),
        "meaning": embed is not None,
        "questions": len(proposed),
        "precision": round(right / max(1, right + wrong), 4),
        "recall": round(right / max(1, all_pairs), 4),
        "links_precision": round(len(links & true) / max(1, len(links)), 4),
        "links_recall": round(len(links & true) / max(1, len(true)), 4),
    }


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


@contextmanager
def _timed(times: dict[str, float], step: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    times[step] = time.perf_counter() - start


def peak() -> int:
    """Return the most memory that this process has taken so far, in bytes."""
    import psutil

    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def store(sessions: int) -> dict[str, float]:
    """Fill a store with interviews that have a plan; return seconds of what people wait for."""
    from coach.store.messages import NewMessage
    from coach.store.store import Store

    text = "The two shift leads on lines 2 and 3 wait for me when a line is down. " * 2
    messages = [
        NewMessage(speaker=("coach", "employee")[n % 2], topic="work", text=f"{n}: {text}",
                   kind=("question", "answer")[n % 2], origin="stock")
        for n in range(50)
    ]  # fmt: skip
    plan = json.loads((ROOT / "tests" / "team" / "plans" / "ward-nurse.json").read_text("utf-8"))
    times: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coach.sqlite3"
        filled = Store(path)
        with _timed(times, "fill"):
            for _ in range(sessions):
                session = filled.create_session("full")
                filled.commit_turn(session, messages=messages, notes="{}", state="{}")
                filled.save_plan(session, json.dumps({**plan, "session": session}))
        filled.close()
        with _timed(times, "open"):
            opened = Store(path)
        with _timed(times, "list interviews"):
            listed = opened.sessions()
        with _timed(times, "list plans"):
            opened.plans()
        for name, words in (("search, in all", "shift leads"), ("search, in none", "giraffe")):
            with _timed(times, name):
                opened.searching.lines(words, here=listed[0].id)
        with _timed(times, "read one"):
            opened.messages(listed[-1].id)
        with _timed(times, "add one answer"):
            opened.commit_turn(listed[-1].id, messages=messages[:2], notes="{}", state="{}")
        with _timed(times, "delete one"):
            opened.delete_session(listed[0].id)
        opened.close()
        times["megabytes"] = path.stat().st_size / 2**20
    return {name: round(value, 3) for name, value in times.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each size."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == [CHILD]:
        folder, draw, meaning = given[1:]
        found = child(Path(folder), draw=draw == "1", meaning=meaning == "1")
        print(json.dumps(found))
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("--store", type=int, help="measure a store of so many interviews instead")
    asked = parser.parse_args(given)
    if asked.store:
        print(json.dumps(store(asked.store)))
        return 0
    for plans in asked.plans:
        print(json.dumps(measured(plans, asked.seed, draw=asked.draw)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
