"""Targets of the fuzzing that take documents and folders of a person."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from campaigns.fuzz_case import Target, must, must_be_plain, must_be_shown
from campaigns.fuzz_seeds import KNOWLEDGE, ROOT, answers, files, room
from campaigns.hostile import LONGEST, decoded


def _reading(ending: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        """A document is parts of clean text in its order, or an error says why not."""
        from coach.knowledge.documents.reading import read_document
        from coach.knowledge.documents.splitting import MAX_WORDS, size

        file = room("documents") / f"one{ending}"
        file.write_bytes(data)
        document = read_document(file)
        must_be_shown(document.name, "a document's name", lines=False)
        numbers = [part.number for part in document.parts]
        must(numbers == list(range(1, len(numbers) + 1)), "parts out of order")
        for part in document.parts:
            must(part.text.strip(), "an empty part")
            must(size(part.text) <= 2 * MAX_WORDS, "a part without end")
            must_be_shown(part.text, "a part")
            must_be_shown(part.heading + part.place, "a heading", lines=False)
        for remark in document.skipped:
            must_be_shown(remark, "a remark", lines=False)

    return read


read_any = _reading("")


@lru_cache
def word_seeds() -> tuple[bytes, ...]:
    """Return Word files: a usual one, a table, and parts as they are before they are packed."""
    from tests.knowledge.documents import files as made

    usual = made.word()
    usual.add_heading("Returns", level=1)
    usual.add_paragraph("Damaged goods go back within two days.", style="List Bullet")
    table = usual.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Line 2"
    return tuple(_unpacked(made.saved(document)) for document in (usual, made.word()))


_PART = b"\n--part--"


def _unpacked(package: bytes) -> bytes:
    """Return what matters of a Word file as plain parts, so that cases change words, not bits."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = ("word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels")
        return b"".join(_PART + n.encode() + b"\n" + archive.read(n) for n in names)


@lru_cache
def _frame() -> dict[str, bytes]:
    from tests.knowledge.documents import files as made

    with zipfile.ZipFile(io.BytesIO(made.saved(made.word()))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_word(data: bytes) -> None:
    """A Word file whose parts were changed is a document, or an error says why not."""
    parts = dict(_frame())
    for part in data.split(_PART)[1:]:
        name, _, content = part.partition(b"\n")
        parts[decoded(name)[:200].replace("\x00", "") or "x"] = content
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(_entry(name), content)
    _word(buffer.getvalue())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name.encode("utf-8", "replace").decode())
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


_word = _reading(".docx")


def packed_seeds() -> list[bytes]:
    """Return whole Word files, also one that unpacks to far more than it is."""
    from tests.knowledge.documents import files as made

    usual = made.word()
    usual.add_paragraph("Damaged goods go back.")
    package = made.saved(usual)
    bomb = made.with_entry(package, "word/document.xml", b"<w:x>" + b" " * 16_000_000)
    must(len(bomb) < LONGEST, "a bomb that is cut off")
    return [package, bomb, made.with_entry(package, "../../x", b"out")]


@lru_cache
def pdf_seeds() -> tuple[bytes, ...]:
    """Return PDF files: of text, locked, and with odd drawing commands."""
    from tests.knowledge.documents import files as made

    pages = [["Damaged goods go back within two days.", f"Page {n}"] for n in range(3)]
    return (
        made.pdf(pages),
        made.locked_pdf(""),
        made.locked_pdf("secret"),
        made.pdf_with_stream(b"BT /F1 12 Tf (Text) Tj [(a) -20 (b)] TJ ET " * 20),
    )


def find(data: bytes) -> None:
    """Whatever files are called, only those inside the folder that was named are read."""
    from coach.knowledge.documents.finding import find_files

    root = room("found") / "root"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    outside = root.parent / "outside.md"
    outside.write_text("secret", "utf-8")
    for name in data.split(b"\n")[:6]:
        _make(root, name, outside)
    found = find_files([root])
    for file in found.files:
        must_be_shown(file.name, "a file's name", lines=False)
        real = os.path.realpath(file.path)
        must(real.startswith(os.path.realpath(root) + os.sep), f"a file outside: {real!r}")
    for remark in found.remarks:
        must_be_shown(remark.name + remark.text, "a remark", lines=False)


def _make(root: Path, name: bytes, outside: Path) -> None:
    """Make a file, a link or a folder of that name, where the file system takes it."""
    made = os.path.join(os.fsencode(root), name.replace(b"/", b"_")[:200] or b"x")
    try:
        if name.endswith(b"link.md"):
            os.symlink(outside, made)
        elif name.endswith(b"circle"):
            os.symlink(made, made)
        elif name.endswith(b"pipe.md") and hasattr(os, "mkfifo"):
            os.mkfifo(made)
        elif name.endswith(b"folder"):
            os.mkdir(made)
        else:
            with open(made, "wb") as file:
                file.write(b"words")
    except (OSError, ValueError):
        return


_NAMES = (
    b"handbook.md\nnotes.txt\na folder\nsome.pdf",
    b"x link.md\ncircle\npipe.md\n.hidden.md\n~$open.docx",
    "überblick \u202emd.txt\n\x1b[31m.md\na\tb.md".encode(),
)


def add(data: bytes) -> None:
    """A document that was added is found again as it was kept, and gone when it was removed."""
    from contextlib import closing

    from coach.knowledge.adding import add_documents
    from coach.knowledge.sources import own_passage
    from coach.store.documents import DocumentStore

    folder = room("adding")
    name, _, content = data.partition(b"\n")
    file = Path(os.fsdecode(os.path.join(os.fsencode(folder), b"a" + _plain(name) + b".md")))
    try:
        file.write_bytes(content)
    except (OSError, ValueError):
        return
    with closing(DocumentStore(folder / "library.sqlite3")) as store:
        for outcome in add_documents(store, [file]):
            must_be_shown(outcome.name + "".join(outcome.remarks), "an outcome", lines=False)
            if outcome.id:
                document = store.find(outcome.id)
                for part in store.parts(document.id):
                    passage = own_passage(document, part)
                    must_be_shown(passage.text, "a passage")
                    must_be_shown(passage.title + passage.source, "a passage", lines=False)
                store.remove(document.id)
        must(not store.all(), "a document that was removed")
    file.unlink(missing_ok=True)


def _plain(name: bytes) -> bytes:
    return name.replace(b"/", b"_").replace(b"\0", b"_")[:100]


def _markdown() -> Sequence[bytes]:
    pages = files(ROOT / "docs" / "guide", "*.md")()
    return [*files(KNOWLEDGE, "*/*.md")()[:40], *pages, *_NAMES]


def _added() -> list[bytes]:
    return [b"name\n" + content for content in _markdown()[:30]]


def explain(data: bytes) -> None:
    """An error that names what somebody typed stays one that can be read."""
    from coach.errors import CoachError, NotFoundError
    from coach.knowledge.documents.problem import unusable
    from coach.ui.show import explain as told

    name = decoded(data)
    for error in (
        CoachError(f"There is no {name}.", name),
        NotFoundError(name),
        unusable("damaged").named(name),
    ):
        must_be_shown(told(error), "an error")
    must_be_plain(unusable("damaged").named(name))


_plain_text = _reading(".txt")
_marked = _reading(".md")
_pdf = _reading(".pdf")
_page = _reading(".html")

TARGETS = (
    Target("documents: plain text", _plain_text, answers, 1_000, 2_000, small=6),
    Target("documents: Markdown", _marked, _markdown, 1_000, 2_000, small=6),
    Target("documents: PDF", _pdf, pdf_seeds, 500, 400, small=2, seconds=20),
    Target("documents: Word, its parts changed", read_word, word_seeds, 300, small=2, seconds=20),
    Target("documents: Word, its bytes changed", _word, packed_seeds, 600, small=2, seconds=20),
    Target("documents: HTML and others", _page, _markdown, 600, small=3),
    Target("documents: no ending", read_any, lambda: [*pdf_seeds(), *answers()], 400, small=2),
    Target("documents: names, links, pipes", find, lambda: _NAMES, 600, small=4),
    Target("documents: kept and removed", add, _added, 250, small=2),
    Target("errors that name what was typed", explain, answers, 1_500, 40_000, small=12),
)
