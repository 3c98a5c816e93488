"""The baseline of docs/interview.md: the same model, left in charge with one system prompt.

Writes the same artefacts and metrics as ``coach evaluate``, so that both can be compared:

    python scripts/baseline.py --personas tests/personas --out OUT [--model NAME]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> int:
    """Run the baseline and print mean and worst of each metric; return the exit status."""
    from coach.config import load_settings
    from coach.errors import CoachError
    from coach.evaluate.baseline.runner import run_baseline
    from coach.evaluate.personas import load_personas
    from coach.evaluate.runner import model_used
    from coach.text import clean

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--personas", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", metavar="NAME", help="instead of the chosen one")
    given = parser.parse_args()
    named = {} if given.model is None else {"model": given.model, "remote_url": ""}
    try:
        settings = load_settings(**named)
        results = run_baseline(
            settings,
            load_personas(given.personas),
            given.out,
            model=model_used(settings),
            say=lambda line: print(clean(line), file=sys.stderr, flush=True),
        )
    except CoachError as error:
        print(clean(str(error)), file=sys.stderr)
        return 1
    _print_table([result.numbers for result in results if result.numbers])
    return int(not all(result.numbers for result in results))


def _print_table(measured: list[dict[str, float]]) -> None:
    from coach.evaluate.metrics import worst

    print(f"{'metric':<24}{'mean':>9}{'worst':>9}")
    for name in measured[0] if measured else ():
        values = [numbers[name] for numbers in measured]
        mean = sum(values) / len(values)
        print(f"{name:<24}{mean:>9.3g}{worst(name, values):>9.3g}")


if __name__ == "__main__":
    sys.exit(main())
