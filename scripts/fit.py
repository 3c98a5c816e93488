"""Fit the small models that tell messages and parts of answers apart (coach/interview/fitted.py).

Run after a change of the examples or of the signs:

    pip install --group fit
    python scripts/fit.py [messages] [vague] [reading]

It prints shares by cross-validation, and writes the weights beside the examples.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coach.config import load_settings
from coach.interview import message_kind, placing, specifics
from coach.interview.agenda import load_agenda
from coach.interview.fitted import features
from coach.knowledge.library import Library

PROMPTS = Path(__file__).resolve().parents[1] / "prompts"
HEAD = "# Fitted by scripts/fit.py on the examples beside; do not edit."
STRENGTH = 0.15
"""Inverse of the regularisation; chosen by cross-validation."""
FOLDS = 8


def main() -> None:
    """Fit, report, write."""
    library = Library(load_settings())
    parts = {"messages": fit_messages, "vague": fit_vague, "reading": fit_reading}
    for name in sys.argv[1:] or parts:
        parts[name](library)


def fit_messages(library: Library) -> None:
    """Fit what tells refusals and questions from answers."""
    pairs = [
        (text, kind)
        for name in ("messages", "messages_long")
        for kind, texts in _read(f"interview/{name}.yaml").items()
        for text in texts
    ]
    # Whether they say much or little, these are answers.
    vague = _read("interview/vague.yaml")
    pairs += [(item["text"], "answer") for kind in specifics.KINDS for item in vague[kind]]
    rows = features(
        library.embed([text for text, _ in pairs]), [message_kind.signs(text) for text, _ in pairs]
    )
    _write("interview/message_weights.yaml", _fitted(rows, [kind for _, kind in pairs], ""))


def fit_vague(library: Library) -> None:
    """Fit what tells general words from specific ones."""
    examples = _read("interview/vague.yaml")
    pairs = [(item["text"], kind) for kind in specifics.KINDS for item in examples[kind]]
    rows = features(
        library.embed([text for text, _ in pairs]), [specifics.signs(text) for text, _ in pairs]
    )
    _write("interview/vague_weights.yaml", _fitted(rows, [kind for _, kind in pairs], ""))


def fit_reading(library: Library) -> None:
    """Fit what tells under which heading a part of an answer belongs, topic by topic."""
    lines = ["topics:"]
    for topic in load_agenda().all_topics:
        if not (PROMPTS / f"reading/{topic.id}.yaml").exists():
            continue
        examples = _read(f"reading/{topic.id}.yaml")
        slots = [*(slot.id for slot in topic.slots), placing.NOWHERE]
        pairs = [(text, slot) for slot in slots for text in examples[slot]]
        rows = features(
            library.embed([text for text, _ in pairs]), [placing.signs(text) for text, _ in pairs]
        )
        print(f"{topic.id}:")
        lines.append(f"  {topic.id}:")
        lines += _fitted(rows, [slot for _, slot in pairs], "    ")
    _write("reading/weights.yaml", lines)


def _fitted(rows: NDArray[np.float32], kinds: list[str], indent: str) -> list[str]:
    model = LogisticRegression(C=STRENGTH, max_iter=3000, class_weight="balanced")
    told = cross_val_predict(model, rows, kinds, cv=FOLDS)
    for kind in dict.fromkeys(kinds):
        right = [found == kind for found, known in zip(told, kinds, strict=True) if known == kind]
        print(f"  {kind}: {sum(right)} of {len(right)}")
    model.fit(rows, kinds)
    # Of two classes only the second has weights of its own.
    two = [[0.0] * rows.shape[1]] if len(model.classes_) == 2 else []
    intercepts = [*(0.0 for _ in two), *model.intercept_]
    return [
        f"{indent}kinds: [{', '.join(model.classes_)}]",
        f"{indent}intercepts: {[round(float(x), 3) for x in intercepts]}",
        f"{indent}weights:",
        *(f"{indent}  - {[round(float(x), 2) for x in row]}" for row in (*two, *model.coef_)),
    ]


def _read(name: str) -> dict[str, list[Any]]:
    examples: dict[str, list[Any]] = yaml.safe_load((PROMPTS / name).read_text(encoding="utf-8"))
    return examples


def _write(name: str, lines: list[str]) -> None:
    (PROMPTS / name).write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    print(f"written: {name}")


if __name__ == "__main__":
    main()
