"""Make the pictures of the interface in docs/images from the demo interview of the tests.

Run from the top of a checkout, in its environment:  python scripts/picture.py
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from textual.pilot import Pilot  # noqa: E402

from coach.ui.theme import DARK, LIGHT  # noqa: E402
from tests.ui import demo, pictures  # noqa: E402

Walk = Callable[[Pilot[Any]], Awaitable[object]]

PICTURES: dict[str, tuple[Walk, str, tuple[int, int]]] = {
    "start": (pictures.started, DARK.name, (100, 30)),
    "interview": (pictures.talked, DARK.name, (120, 36)),
    "interview-light": (pictures.talked, LIGHT.name, (120, 36)),
    "interview-small": (pictures.talked, DARK.name, (80, 24)),
    "plan": (pictures.planned, DARK.name, (120, 36)),
}


async def picture(walk: Walk, theme: str, size: tuple[int, int]) -> str:
    """Return the interface after ``walk`` as SVG."""
    with tempfile.TemporaryDirectory() as home:
        workspace = demo.workspace(Path(home))
        app = pictures.PictureApp(workspace, theme=theme)
        async with app.run_test(size=size) as pilot:
            await walk(pilot)
            svg = app.export_screenshot(title="Coach")
        workspace.close()
    return svg


def main() -> None:
    """Write all pictures."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name, (walk, theme, size) in PICTURES.items():
        svg = asyncio.run(picture(walk, theme, size))
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
        print(f"docs/images/{name}.svg")


if __name__ == "__main__":
    main()
