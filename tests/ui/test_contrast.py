"""Letters can be read in every theme: the ratio of luminance by WCAG 2.1, of what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from textual.color import Color
from textual.screen import ModalScreen
from textual.theme import Theme

from coach.ui.theme import CONTRAST, DARK, LIGHT
from tests.ui import places
from tests.ui.pictures import until

LEAST = {DARK.name: 4.5, LIGHT.name: 4.5, CONTRAST.name: 7.0}


def luminance(color: Color) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [part / 255 for part in color.rgb]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Color, other: Color) -> float:
    """Contrast ratio as WCAG 2.1 defines it, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def drawn(screen: Any) -> Iterator[tuple[str, Color, Color]]:
    """Yield the pieces of text on a page with their colours; behind a dialog nothing counts."""
    inside = (
        screen.query_one(".dialog").region if isinstance(screen, ModalScreen) else screen.region
    )
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            text, style = segment.text, segment.style
            here = inside.contains(x, y)
            x += segment.cell_length
            if not here or style is None or not style.color or not style.bgcolor:
                continue
            if any(letter.isalnum() for letter in text):
                colors = [Color(*c.get_truecolor()) for c in (style.color, style.bgcolor)]
                yield text.strip(), *(colors[::-1] if style.reverse else colors)  # type: ignore[misc]


def is_drawn(screen: Any, theme: Theme) -> bool:
    """Tell whether a page is drawn in the colours of a theme."""
    grounds = {ground.hex for _, _, ground in drawn(screen)}
    ours = {Color.parse(getattr(theme, name) or "").hex for name in ("background", "surface")}
    return bool(grounds & ours)


@pytest.mark.parametrize("theme", [DARK, LIGHT, CONTRAST], ids=lambda theme: theme.name)
def test_colours_of_a_theme(theme: Theme) -> None:
    system = {**theme.to_color_system().generate(), **theme.variables}
    grounds = [Color.parse(system[name]) for name in ("background", "surface", "panel")]
    inks = ["primary", "accent", "success", "warning", "error", "foreground"]
    inks += ["text-warning", "text-error", "text-success", "footer-description-foreground"]
    for ink, ground in product(inks, grounds):
        assert ratio(ground + Color.parse(system[ink]), ground) >= LEAST[theme.name], (ink, ground)
    quiet = Color.parse(system["foreground"]).with_alpha(0.75)
    for ground in [*grounds, Color.parse(system["block-cursor-background"])]:
        assert ratio(ground + quiet, ground) >= LEAST[theme.name], ground
    for ground, edge in product(grounds, ["border", "border-blurred"]):
        least = 3.0 if edge == "border" or theme is CONTRAST else 1.2
        assert ratio(Color.parse(system[edge]), ground) >= least, edge


@pytest.mark.parametrize("name", places.WALKS)
async def test_everything_that_is_drawn(name: str, tmp_path: Path) -> None:
    app = places.app(name, tmp_path / "x")
    async with app.run_test(size=(120, 40)) as pilot:
        await places.WALKS[name](pilot)
        faint = {}
        for theme, least in LEAST.items():
            app.theme = theme
            app.clear_notifications()
            await until(pilot, lambda: is_drawn(app.screen, app.current_theme))
            for text, ink, ground in drawn(app.screen):
                if ratio(ink, ground) < least:
                    faint[theme, ink.hex, ground.hex] = text[:30], round(ratio(ink, ground), 2)
        assert not faint
