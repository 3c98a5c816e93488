"""Fit what tells refusals and questions from answers (coach/interview/message_kind.py).

Run after a change of prompts/interview/messages.yaml or of the signs:

    pip install --group fit
    python scripts/fit_messages.py

It prints shares by cross-validation, and writes prompts/interview/message_weights.yaml.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coach.config import load_settings
from coach.interview.message_kind import KINDS, features
from coach.knowledge.library import Library

PROMPTS = Path(__file__).resolve().parents[1] / "prompts" / "interview"
STRENGTH = 0.3
"""Inverse of the regularisation; chosen by cross-validation."""
FOLDS = 8


def main() -> None:
    """Fit, report, write."""
    messages = yaml.safe_load((PROMPTS / "messages.yaml").read_text(encoding="utf-8"))
    texts = [text for kind in KINDS for text in messages[kind]]
    kinds = [kind for kind in KINDS for _ in messages[kind]]
    rows = features(texts, Library(load_settings()))
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    told = cross_val_predict(model, rows, kinds, cv=FOLDS)
    for kind in KINDS:
        right = [found == kind for found, known in zip(told, kinds, strict=True) if known == kind]
        print(f"{kind}: {sum(right)} of {len(right)}")
    model.fit(rows, kinds)
    lines = [
        "# Fitted by scripts/fit_messages.py on messages.yaml; do not edit.",
        f"kinds: {[str(kind) for kind in model.classes_]}",
    ]
    lines.append(f"intercepts: {[round(float(x), 4) for x in model.intercept_]}")
    lines.append("weights:")
    lines += [f"  - {[round(float(x), 3) for x in row]}" for row in model.coef_]
    path = PROMPTS / "message_weights.yaml"
    path.write_text("\n".join(lines).replace("'", "") + "\n", encoding="utf-8")
    print(f"written: {path.name}")


if __name__ == "__main__":
    main()
