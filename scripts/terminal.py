"""Make a picture of what a terminal shows: standard input with colour codes, as SVG.

For walks through the program as its users take them, in tmux:
tmux capture-pane -epN -t PANE | python scripts/terminal.py FILE.svg [COLUMNS ROWS]
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

SIZE = (80, 24)
BACKGROUND = "#121212"
"""What a terminal that is asked for nothing shows: here that of the dark look."""
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\n    \}", re.DOTALL)
"""Fonts that a viewer would fetch; the picture names a font that everybody has instead."""


def picture(screen: str, columns: int, rows: int) -> str:
    """Return an SVG of a screen.

    Args:
        screen: Lines with ANSI codes.
        columns: Width in characters.
        rows: Height in lines.
    """
    console = Console(
        record=True,
        width=columns,
        height=rows,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    lines = [*screen.split("\n"), *([""] * rows)][:rows]
    for line in lines:
        console.print(Text.from_ansi(line), no_wrap=True, overflow="crop", crop=True)
    drawn = console.export_svg(title="Coach", unique_id="terminal")
    return _FONT_FACE.sub("", drawn).replace(SVG_EXPORT_THEME.background_color.hex, BACKGROUND, 1)


def main(arguments: list[str]) -> int:
    """Write the picture; return the exit status."""
    if len(arguments) not in (1, 3):
        print(__doc__)
        return 2
    columns, rows = (int(arguments[1]), int(arguments[2])) if len(arguments) > 1 else SIZE
    Path(arguments[0]).write_text(picture(sys.stdin.read(), columns, rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
