from __future__ import annotations

import io
import re

import pypdf
import pytest

from coach.errors import CoachError
from coach.plan.export.page import page_of
from coach.plan.export.pdf import to_pdf
from coach.plan.model import Plan
from tests.plan import exports, people
from tests.plan.drafts import plan_of

A4 = (595.28, 841.89)


def read(plan: Plan) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(to_pdf(plan)))


def text_of(pdf: pypdf.PdfReader) -> str:
    """Return all text without white space and without the places where a word may be broken."""
    return re.sub(r"[\s\u200b]+", "", "".join(page.extract_text() for page in pdf.pages))


def test_the_plan_is_there_in_two_or_three_pages() -> None:
    plan = exports.nurse()
    pdf = read(plan)
    assert 2 <= len(pdf.pages) <= 3
    text = text_of(pdf)
    page = page_of(plan)
    for words in [
        page.title,
        *(item.text for part in page.parts for block in part.blocks for item in block.items),
        *(note.text for note in page.notes),
        *(day.title for day in page.days),
    ]:
        assert re.sub(r"\s+", "", words) in text
    assert f"1/{len(pdf.pages)}" in text


def test_hostile_words_are_text_and_the_page_keeps_its_width() -> None:
    pdf = read(exports.hostile())
    text = text_of(pdf)
    for words in exports.SHOWN:
        latin = re.sub(r"[^\x21-\x7e]", "", words)
        assert latin in re.sub(r"[^\x21-\x7e]", "", text)
    assert exports.LONG[:200] in text
    for page in pdf.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            A4, abs=0.1
        )


def test_a_long_word_is_broken_into_lines() -> None:
    pdf = read(exports.hostile())
    lines = [line for page in pdf.pages for line in page.extract_text().split("\n")]
    runs = [len(run) for line in lines for run in re.findall("x+", line.replace("\u200b", ""))]
    assert 40 < max(runs) < 100


def test_the_file_says_its_title_and_day_and_no_author() -> None:
    plan = exports.nurse()
    pdf = read(plan)
    about = pdf.metadata
    assert about is not None
    assert about.title == plan.title
    assert about.author is None
    assert about.creation_date is not None
    assert pdf.root_object["/Lang"] == "en"
    assert "/StructTreeRoot" in pdf.root_object
    assert to_pdf(plan) == to_pdf(plan)


@pytest.mark.parametrize("someone", people.EVERYBODY)
def test_every_plan_can_be_set(someone: str) -> None:
    assert read(plan_of(people.EVERYBODY[someone]())).pages


def test_a_failure_of_typst_is_one_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import typst

    def broken(*_: object, **__: object) -> bytes:
        raise typst.TypstError("no fonts")

    monkeypatch.setattr(typst, "compile", broken)
    with pytest.raises(CoachError, match="could not be set"):
        to_pdf(exports.nurse())
