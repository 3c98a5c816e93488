from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document

from coach.plan.export.page import page_of
from coach.plan.export.word import to_docx
from coach.plan.model import Plan
from tests.plan import exports


def read(plan: Plan) -> Any:
    return Document(io.BytesIO(to_docx(plan)))


def test_headings_lists_and_notes_are_real() -> None:
    plan = exports.nurse()
    document, page = read(plan), page_of(plan)
    paragraphs = [(p.style.name, p.text) for p in document.paragraphs]
    assert paragraphs[0] == ("Title", plan.title)
    headings = [text for style, text in paragraphs if style == "Heading 1"]
    assert headings == [page.days_title, *(part.title for part in page.parts)]
    questions = [text for style, text in paragraphs if style == "List Number"]
    assert [text.split("\u00a0[")[0] for text in questions] == [
        s.text for s in plan.statements("conversation.question")
    ]
    assert [text for _, text in paragraphs][-len(page.notes) :] == [n.text for n in page.notes]
    assert [cell.text for cell in document.tables[0].columns[1].cells] == [
        day.title for day in page.days
    ]


def test_hostile_words_are_text() -> None:
    document = read(exports.hostile())
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in exports.SHOWN:
        assert words in text
    assert exports.LONG[:200] in text


def test_the_properties_name_nobody() -> None:
    plan = exports.nurse()
    about = read(plan).core_properties
    assert about.title == plan.title
    assert about.author == about.last_modified_by == about.comments == ""
    assert about.created.date() == plan.created.date()


def test_the_drawing_is_a_picture_with_words_for_it() -> None:
    plan = exports.nurse()
    document = read(plan)
    [picture] = document.inline_shapes
    assert "My customer: Marta; End customer: the patients" in picture._inline.docPr.get("descr")
    paper = document.sections[0]
    assert picture.width <= paper.page_width - paper.left_margin - paper.right_margin
    with zipfile.ZipFile(io.BytesIO(to_docx(plan))) as package:
        [image] = [name for name in package.namelist() if name.startswith("word/media/")]
        assert package.read(image).startswith(b"\x89PNG")
