"""Run a campaign against the program and print what was tried, survived and lost.

Run from the top of a checkout, in its environment:
python scripts/campaign.py NAME [--small] [--seed N]

Each name is a module of scripts/campaigns. The full size is for a person who waits; with
``--small`` it is the size that the tests run. The exit status is 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

# Before this folder, whose coach.py would hide the package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from campaigns.table import table

NAMES = ("faults", "fuzz", "offline", "soak")


def main() -> int:
    """Run the campaign that the command line names; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--small", action="store_true", help="the size that the tests run")
    parser.add_argument("--seed", type=int, default=1, help="where cases are drawn, from which")
    given = parser.parse_args()
    rows = importlib.import_module(f"campaigns.{given.name}").run(
        small=given.small, seed=given.seed
    )
    print(table(rows))
    return 1 if any(row.losses for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
