"""What a campaign found: for each kind of case how many were tried, survived and lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Row:
    """One kind of case.

    Attributes:
        kind: What was done, in plain words.
        tried: How many cases.
        survived: How many of them ended as promised.
        losses: What went wrong, a line for each case that did not.
    """

    kind: str
    tried: int = 0
    survived: int = 0
    losses: list[str] = field(default_factory=list)

    def note(self, loss: str = "") -> None:
        """Count one case; ``loss`` says what was lost, and is empty where nothing was."""
        self.tried += 1
        if loss:
            self.losses.append(loss)
        else:
            self.survived += 1


def table(rows: Iterable[Row]) -> str:
    """Return the rows and their sum as a Markdown table, and below it each loss."""
    rows = list(rows)
    lines = ["| case | tried | survived | lost |", "|---|---:|---:|---:|"]
    lines += [f"| {row.kind} | {row.tried} | {row.survived} | {len(row.losses)} |" for row in rows]
    tried, survived = sum(row.tried for row in rows), sum(row.survived for row in rows)
    lost = [f"{row.kind}: {loss}" for row in rows for loss in row.losses]
    lines.append(f"| all | {tried} | {survived} | {len(lost)} |")
    return "\n".join([*lines, *([""] if lost else []), *lost])
