"""Sentences in a terminal: lines end between words."""

from __future__ import annotations

import shutil
import sys
import textwrap

import typer

WIDEST = 80
"""Longer lines are hard to read, however wide the window is."""


def folded(text: str) -> str:
    """Return text in lines that fit into the terminal, folded at blanks only.

    Args:
        text: Lines; the blanks at the beginning of one are kept for all that it is folded into.
    """
    width = max(20, min(WIDEST, shutil.get_terminal_size().columns - 1))
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))][: width // 2]
        wrapped = textwrap.wrap(
            line,
            width,
            subsequent_indent=f"{indent}  " if indent else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += wrapped or [""]
    return "\n".join(lines)


def tell(text: str, *, err: bool = False) -> None:
    """Print text; folded in a terminal, as it is into a file or another program.

    Args:
        text: What to print.
        err: Print it beside the output.
    """
    stream = sys.stderr if err else sys.stdout
    typer.echo(folded(text) if stream.isatty() else text, err=err)
