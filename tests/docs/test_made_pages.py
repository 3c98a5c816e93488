"""Pages that are made from the program say what the program says now."""

from __future__ import annotations

import pytest

from tests.docs.places import ROOT, script

PAGES = script("help").PAGES


@pytest.mark.parametrize("name", PAGES)
def test_page_is_what_the_program_says(name: str) -> None:
    stored = (ROOT / name).read_text(encoding="utf-8")
    assert stored == PAGES[name](), f"{name} is old. Run: python scripts/help.py"


def test_every_command_stands_there_with_its_options() -> None:
    page = PAGES["docs/commands.md"]()
    for heading in ("## coach\n", "### coach chat\n", "### coach plan export\n"):
        assert heading in page
    assert "--without-names" in page


def test_nothing_of_this_machine_stands_there() -> None:
    for page in PAGES.values():
        assert str(ROOT) not in page()


def test_every_setting_has_its_meaning() -> None:
    rows = [row for row in PAGES["docs/guide/settings.md"]().splitlines() if row.startswith("| `")]
    assert len(rows) > 20
    for row in rows:
        assert row.split(" | ")[2].strip()
