"""The tour can be made again, and shows what its captions say."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from tests.docs.places import DOCS, script


def words(picture: Path) -> str:
    """Return the text of a picture, line ends and blanks as single blanks."""
    texts = ElementTree.fromstring(picture.read_text(encoding="utf-8")).iter()
    joined = " ".join(element.text or "" for element in texts if str(element.tag).endswith("}text"))
    return re.sub(r"\s+", " ", joined.replace("\N{NO-BREAK SPACE}", " "))


async def test_the_tour_goes_from_the_start_to_a_plan(tmp_path: Path) -> None:
    taken = await script("tour").take(tmp_path / "tour")
    stored = sorted((DOCS / "images").glob("tour-*.svg"))
    assert [path.name for path in taken] == [path.name for path in stored]
    start, question, follow_up, read_back, plan, save = map(words, taken)
    for picture in (start, question, follow_up, read_back, plan):
        assert "Help" in picture.split("Quit")[-2], "the keys at the foot are missing"
    assert "Start a short one" in start
    assert "I run the parts store" in question
    assert "Everybody, more or less." in follow_up
    assert "is what I heard" in read_back
    assert "I focus on Ivo first." in plan
    assert "You said this" in plan
    assert "~/Documents/my-plan.pdf" in save
    for path in [*taken, *stored]:
        text = path.read_text(encoding="utf-8")
        assert str(tmp_path) not in text
        assert "/tmp" not in text
