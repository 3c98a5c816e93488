"""What one pass over several tokens costs, in single steps: the table in docs/performance.md.

Drafting pays only where a pass over a draft costs clearly less than its tokens one by one. Run it
on a quiet machine:

    python scripts/batch_costs.py MODEL.gguf
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

DEPTH = 500
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
TIMES = 5


def costs(model: Path, *, repack: bool) -> dict[int, float]:
    """Return the median seconds of a pass for each number of tokens, ``DEPTH`` tokens in."""
    from coach.llm.context import Context
    from coach.llm.tuning import Tuning, choose_threads

    threads = choose_threads(0, os.cpu_count())
    tuning = Tuning(threads=threads, batch_threads=threads, repack=repack)
    context = Context(model, context_tokens=1024, tuning=tuning, prefixes=None)
    held = context.sequence([], [])
    context.extend(held, list(range(1000, 1000 + DEPTH)), lambda: False)
    found = {}
    for size in SIZES:
        taken = []
        for _ in range(TIMES):
            began = time.perf_counter()
            context.decode(held, list(range(2000, 2000 + size)), logits_from=0)
            taken.append(time.perf_counter() - began)
            context.shorten(held, DEPTH)
        found[size] = median(taken)
    return found


def main() -> None:
    """Print a table for both orders of the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    model = parser.parse_args().model
    print("| tokens in one pass | as read: ms | in steps | repacked: ms | in steps |")
    print("|---|---|---|---|---|")
    plain, repacked = costs(model, repack=False), costs(model, repack=True)
    for size in SIZES:
        cells = [
            f"{table[size] * 1000:.0f} | {table[size] / table[1]:.1f}"
            for table in (plain, repacked)
        ]
        print(f"| {size} | {cells[0]} | {cells[1]} |")


if __name__ == "__main__":
    main()
