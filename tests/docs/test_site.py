"""The documentation as a site: it builds, nothing leads nowhere, nothing comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.docs.places import DOCS, ROOT

_EXAMPLE = re.compile(
    r"https?://(?:127\.0\.0\.1|localhost|[\w.-]*\bexample\.(?:com|org))(?![\w.-])"
)
_ADDRESS = re.compile(r"(?:https?:)?//[\w-]+\.[\w.-]+")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_STYLE_FILE = re.compile(r"""(?:url\(|@import)\s*["']?(?!data:)([^"')\s]+)""")


@dataclass
class Page(HTMLParser):
    """Ids and addresses of a page."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ("href", "src", "srcset", "action", "poster", "data") and value:
                self.links.append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning ends the build."""
    folder = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True))
    return folder


def pages(site: Path) -> Iterator[tuple[Path, Page]]:
    for path in site.rglob("*.html"):
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        yield path, page


def test_links_and_pictures_are_there(site: Path) -> None:
    found = dict(pages(site))
    assert len(found) > 15
    for path, page in found.items():
        if path.name == "404.html":  # its addresses begin at the top of the server
            continue
        for link in page.links:
            parts = urlsplit(link)
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {link}"
            if parts.fragment and target in found:
                assert unquote(parts.fragment) in found[target].ids, f"{path.name}: {link}"


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert _ADDRESS.findall(_EXAMPLE.sub("", text)) == [], path.name
    for path in site.rglob("*.css"):
        for name in _STYLE_FILE.findall(path.read_text(encoding="utf-8")):
            file = path.parent / re.split("[?#]", name)[0]
            assert file.is_file(), f"{path.name}: {name}"


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.M)
    there = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    assert sorted(listed) == sorted(there), "a page is missing in nav in mkdocs.yml"


def test_blocks_of_code_are_blocks(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<code>(?:sh|text|toml)\n", text), path.name
        assert "```" not in text, path.name


def test_pictures_fetch_nothing() -> None:
    for path in (DOCS / "images").glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "@font-face" not in text, path.name
        assert "@import" not in text, path.name
        assert not re.search(r"""(?:href|src)=["'](?!#)""", text), path.name


def test_links_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = _LINK.findall(text)
    assert len(links) > 15
    for link in links:
        assert (ROOT / link.split("#")[0]).is_file(), link


def test_anchors_of_the_readme(site: Path) -> None:
    found = {path: page.ids for path, page in pages(site)}
    for link in _LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        if anchor:
            target = site / Path(name).relative_to("docs").with_suffix(".html")
            assert anchor in found[target], link
