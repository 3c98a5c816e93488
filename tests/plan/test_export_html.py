from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from coach.plan.export.page import page_of
from coach.plan.export.webpage import to_html
from tests.plan import exports

VOID = {"meta"}


class Reader(HTMLParser):
    """Reads a page as a browser would: its elements, its text, and that all of them are closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.style = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["style"]:
            self.style += data
        else:
            self.text += data


def test_hostile_words_are_text() -> None:
    page = Reader(to_html(exports.hostile()))
    text = " ".join(page.text.split())
    for words in exports.SHOWN:
        assert words in text
    assert exports.LONG[:200] in text
    assert not {tag for tag, _ in page.elements} & {"script", "b"}
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", page.text)


def test_the_page_loads_nothing_and_its_policy_says_so() -> None:
    for plan in (exports.nurse(), exports.hostile()):
        page = Reader(to_html(plan))
        names = {name for _, have in page.elements for name in have}
        assert not [name for name in names if name.startswith("on")]
        assert not names & {"style", "src", "srcset", "action", "data", "xlink:href"}
        links = [have["href"] or "" for _, have in page.elements if "href" in have]
        assert all(link.startswith("#") for link in links)
        assert "url(" not in page.style
        assert "@import" not in page.style
        policy = next(
            have["content"]
            for tag, have in page.elements
            if tag == "meta" and have.get("http-equiv") == "Content-Security-Policy"
        )
        digest = base64.b64encode(hashlib.sha256(page.style.encode("utf-8")).digest()).decode()
        assert policy is not None
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_links_lead_to_notes_of_the_page() -> None:
    plan = exports.nurse()
    page = Reader(to_html(plan))
    ids = [have["id"] for _, have in page.elements if "id" in have]
    assert len(ids) == len(set(ids))
    links = {(have["href"] or "")[1:] for tag, have in page.elements if tag == "a"}
    assert links
    assert links <= set(ids)
    assert {f"note-{note.mark}" for note in page_of(plan).notes} == links


def test_the_page_says_its_language_title_and_sections() -> None:
    plan = exports.nurse()
    page = Reader(to_html(plan))
    assert page.elements[0] == ("html", {"lang": "en"})
    assert page.text.count(plan.title) == 2
    for section in plan.sections:
        assert section.title in page.text
    assert [tag for tag, _ in page.elements].count("h1") == 1
    drawing = next(have for tag, have in page.elements if tag == "svg")
    assert "My customer: Marta" in (drawing["aria-label"] or "")
