"""Pictures of the screen, made small: SVG without fonts, frame, clipping and empty cells.

A line of the screen is a line of the file, so that a difference can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

_RULE = re.compile(r"\.terminal-\d+-(r\d+) \{ (.*?) \}")
_GROUND = re.compile(r'<rect fill="([^"]+)" x="([^"]+)" y="([^"]+)" width="([^"]+)" [^>]*shape')
_TEXT = re.compile(
    r'<text class="terminal-\d+-(r\d+)" x="([^"]+)" y="([^"]+)" textLength[^>]*>(.*?)</text>',
    re.DOTALL,
)
CELL, LINE = 12.2, 24.4
"""Width and height of a cell in the units of Rich's pictures."""
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
    'xml:space="preserve">\n'
    "<style>text {{ font: 20.26px DejaVu Sans Mono, monospace }}\n{rules}\n</style>\n"
)


def compact(svg: str, width: int, height: int) -> str:
    """Return a picture by Rich in its small form.

    Args:
        svg: The picture.
        width: Of the screen, in cells.
        height: Of the screen, in cells.
    """
    grounds = {y: [*found] for y, found in groupby(_grounds(svg), lambda ground: ground[0])}
    letters = {y: [*found] for y, found in groupby(_letters(svg), lambda text: text[0])}
    rules = "\n".join(f".{name} {{ {css} }}" for name, css in _RULE.findall(svg))
    lines = [HEAD.format(width=round(width * CELL), height=round(height * LINE), rules=rules)]
    for y in range(height):
        drawn = [
            f'<rect fill="{fill}" x="{x * CELL:g}" y="{y * LINE:g}" '
            f'width="{cells * CELL:g}" height="25"/>'
            for _, x, cells, fill in grounds.get(y, [])
        ]
        drawn += [
            f'<text class="{name}" x="{x * CELL:g}" y="{y * LINE + 19:g}">{text}</text>'
            for _, x, name, text in letters.get(y, [])
        ]
        lines.append("".join(drawn) + "\n")
    return "".join([*lines, "</svg>\n"])


def _grounds(svg: str) -> Iterator[tuple[int, int, int, str]]:
    """Yield line, column, width and colour of each ground; neighbours of one colour as one."""
    found = [
        (round(float(y) / LINE), round(float(x) / CELL), round(float(width) / CELL), fill)
        for fill, x, y, width in _GROUND.findall(svg)
    ]
    for (y, fill), same in groupby(found, lambda ground: (ground[0], ground[3])):
        parts = [*same]
        yield y, parts[0][1], sum(cells for _, _, cells, _ in parts), fill


def _letters(svg: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield line, column, style and text of all that is not empty, without spaces around it."""
    for name, x, y, escaped in _TEXT.findall(svg):
        text = escaped.replace("&#160;", " ").rstrip()
        bare = text.lstrip()
        if bare:
            column = round(float(x) / CELL) + len(text) - len(bare)
            yield round((float(y) - 20) / LINE), column, name, bare
