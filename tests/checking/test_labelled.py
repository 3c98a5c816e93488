"""How well the checker tells statements that their source supports from others.

On ``development`` and ``development_third`` the costs were tried and the lists written; the pairs
in ``pairs`` beside this file were written later, and errors on them were read as well.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from coach.checking.support import support
from coach.knowledge.passages import load_passages

ROOT = Path(__file__).resolve().parents[2]
LABELLED = ROOT / "tests" / "plan" / "labelled" / "pairs"


class Pair(NamedTuple):
    statement: str
    source: str
    question: str
    supported: bool


@lru_cache(maxsize=1)
def passages() -> dict[str, str]:
    return {passage.id: passage.text for passage in load_passages(ROOT / "knowledge")}


def labelled(name: str) -> list[Pair]:
    found = yaml.safe_load((LABELLED / f"{name}.yaml").read_text(encoding="utf-8"))
    return [
        Pair(
            item["statement"],
            passages()[item["passage"]] if "passage" in item else item["source"],
            item.get("question", ""),
            item["supported"],
        )
        for item in found
    ]


def later(name: str) -> list[Pair]:
    path = Path(__file__).parent / "pairs" / f"{name}.yaml"
    return [
        Pair(
            item[key],
            passages()[item["passage"]] if "passage" in item else item["source"],
            item.get("question", ""),
            key == "good",
        )
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))
        for key in ("good", "bad")
    ]


def shares(pairs: list[Pair]) -> tuple[float, float]:
    """Return the share found of the unsupported, and the share turned down of the supported."""
    told = [(support(p.statement, p.source, question=p.question).problem, p) for p in pairs]
    found = [problem is not None for problem, pair in told if not pair.supported]
    lost = [problem is not None for problem, pair in told if pair.supported]
    return sum(found) / len(found), sum(lost) / len(lost)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("development", 0.92, 0.11), ("development_third", 0.72, 0.20)],
)
def test_the_development_pairs_are_told_apart(name: str, least: float, most: float) -> None:
    pairs = labelled(name)
    found, lost = shares(pairs)
    print(f"{name}: {len(pairs)} pairs, found {found:.3f}, lost {lost:.3f}")
    assert found >= least
    assert lost <= most


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("first", 0.88, 0.13),
        ("second", 0.77, 0.08),
        ("third", 0.82, 0.14),
        ("fourth", 0.79, 0.09),
        ("fifth", 0.74, 0.09),
        ("passages", 0.78, 0.10),
    ],
)
def test_later_pairs_are_told_apart(name: str, least: float, most: float) -> None:
    pairs = later(name)
    found, lost = shares(pairs)
    print(f"{name}: {len(pairs)} pairs, found {found:.3f}, lost {lost:.3f}")
    assert found >= least
    assert lost <= most


def test_free_paraphrases_are_not_what_it_is_for() -> None:
    """What is not supported is found there too, but most of the rest is turned down with it."""
    found, lost = shares(labelled("hard_development"))
    print(f"hard_development: found {found:.3f}, lost {lost:.3f}")
    assert found >= 0.85
