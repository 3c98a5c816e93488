from __future__ import annotations

import random
from pathlib import Path

import pytest

from coach.errors import Cancelled
from coach.knowledge.documents import limits, pdf
from coach.knowledge.documents.document import Document
from coach.knowledge.documents.problem import UnusableFile
from coach.knowledge.documents.reading import read_document
from coach.knowledge.documents.watch import Watch
from tests.knowledge.documents import files
from tests.knowledge.documents.files import write

WORDS = "the desk takes back damaged goods when somebody brings them with a receipt".split()


def read(folder: Path, content: bytes, watch: Watch | None = None) -> Document:
    return read_document(write(folder, "a.pdf", content), watch=watch)


def lines(seed: int, count: int) -> list[str]:
    """Return lines that differ on every page."""
    chosen = random.Random(seed)
    return [" ".join(chosen.choices(WORDS, k=12)).capitalize() + "." for _ in range(count)]


def test_text_is_read_with_its_pages(tmp_path: Path) -> None:
    document = read(tmp_path, files.pdf([lines(1, 12), lines(2, 12)]))
    assert (document.kind, document.pages, document.skipped) == ("pdf", 2, ())
    assert [part.place for part in document.parts] == ["page 1", "page 2"]
    assert document.parts[1].text.split() == " ".join(lines(2, 12)).split()


def test_headers_footers_and_contents_go(tmp_path: Path) -> None:
    contents = ["Returns ........... 2", "Waiting ........... 3", "Thanks ........... 4"]
    bodies = [contents, *(lines(seed, 9) for seed in range(1, 6))]
    pages = [["Staff handbook", *body, f"Page {n} of 6"] for n, body in enumerate(bodies, 1)]
    text = " ".join(part.text for part in read(tmp_path, files.pdf(pages)).parts)
    assert text.split() == " ".join(line for body in bodies[1:] for line in body).split()


def test_a_sentence_over_two_pages_is_cited_from_the_first(tmp_path: Path) -> None:
    first = [*lines(1, 9), "Whoever waits for longer than ten min-"]
    second = ["utes gets a call from the desk. Then somebody looks for a part.", *lines(2, 9)]
    parts = read(tmp_path, files.pdf([first, second])).parts
    assert parts[0].text.endswith("longer than ten minutes gets a call from the desk.")
    assert parts[1].text.startswith("Then somebody")
    assert [part.page for part in parts] == [1, 2]


def test_a_scan_is_refused_and_single_pictures_are_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="pictures"):
        read(tmp_path, files.pdf([[], [], []]))
    document = read(tmp_path, files.pdf([lines(1, 3), [], []]))
    assert document.skipped == ("2 of 3 pages hold no text.",)


def test_a_scan_with_a_stamp_on_each_page_is_still_a_scan(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="pictures"):
        read(tmp_path, files.pdf([[f"Scanned page {n}"] for n in range(1, 9)]))


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_is_told_and_a_lock_without_one_is_opened(
    tmp_path: Path, algorithm: str
) -> None:
    with pytest.raises(UnusableFile, match="locked with a password"):
        read(tmp_path, files.locked_pdf("secret", algorithm=algorithm))
    document = read(tmp_path, files.locked_pdf("", algorithm=algorithm))
    assert document.parts[0].text == "A secret about returns."


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n", b"%PDF-1.4\ntrailer <</Root 1 0 R>>\n%%EOF", files.pdf([["x"]])[:200]],
)
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnusableFile, match="damaged"):
        read(tmp_path, content)


def test_one_page_that_would_unpack_to_too_much_is_left_out(tmp_path: Path) -> None:
    document = read(tmp_path, files.pdf_with_stream(b"q " * pdf._STREAM_BYTES))
    assert document.parts[0].text == "A page that is whole."
    assert document.skipped == ("1 of 2 pages could not be read.",)


def test_a_page_with_endless_commands_is_left_out(tmp_path: Path) -> None:
    document = read(tmp_path, files.pdf_with_stream(b"[[[1]]] " * 400_000))
    assert document.skipped == ("1 of 2 pages could not be read.",)


def test_too_many_pages_and_too_much_text_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = files.pdf([lines(1, 30), lines(2, 30)])
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 3_000)
    with pytest.raises(UnusableFile, match="million letters"):
        read(tmp_path, content)
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    with pytest.raises(UnusableFile, match="more than 1 pages"):
        read(tmp_path, content)


def test_progress_is_told_and_it_can_be_cancelled_in_a_page(tmp_path: Path) -> None:
    content = files.pdf([lines(1, 30), lines(2, 30), lines(3, 30)])
    told: list[tuple[int, int]] = []
    read(tmp_path, content, Watch(progress=lambda *step: told.append(step)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    told.clear()
    asked = iter([False] * 20)
    watch = Watch(lambda: next(asked, True), lambda *step: told.append(step))
    with pytest.raises(Cancelled):
        read(tmp_path, content, watch)
    assert not told


def test_nothing_is_written_on_the_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnusableFile):
        read(tmp_path, files.pdf([["x"]])[50:].replace(b"obj", b"bjo") + b"%PDF-")
    assert capfd.readouterr() == ("", "")


@pytest.mark.timeout(120)
def test_two_thousand_pages_are_read(tmp_path: Path) -> None:
    pages = [["Staff handbook", *lines(n, 12), f"Page {n} of 2000"] for n in range(2_000)]
    document = read(tmp_path, files.pdf(pages))
    assert document.pages == 2_000
    assert document.parts[-1].page == 2_000
    words = " ".join(part.text for part in document.parts).split()
    assert words == " ".join(line for page in pages for line in page[1:-1]).split()
