"""The plan as a Word document: real headings and lists, so that it can be worked on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.plan.export.chain import Box, chain_alt
from coach.plan.export.page import Block, Item, Page, page_of
from coach.plan.export.pdf import chain_png
from coach.plan.model import Plan

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import BaseStyle
    from docx.text.paragraph import Paragraph

FONT = "Calibri"
BODY_POINTS, SMALL_POINTS = 10.5, 9
ACCENT, SOFT = "0E4A5C", "555555"
TEXT_CM, DAY_CM = 16.7, 5.2
BAR, BARS = "█", 30


def to_docx(plan: Plan) -> bytes:
    """Return the plan as a Word document (A4).

    Its properties name the title and the day, and no author. Numbered notes stand at the end,
    since python-docx has no endnotes.

    Raises:
        CoachError: the drawing cannot be made on this machine.
    """
    from docx import Document as new_document

    page = page_of(plan)
    document = new_document()
    _set_up(document, page, plan)
    document.add_paragraph(page.title, style="Title")
    _small(document.add_paragraph(), page.written)
    _add_drawing(document, page.chain)
    _add_days(document, page)
    for part in page.parts:
        document.add_heading(part.title, level=1)
        for block in part.blocks:
            _add_block(document, block)
    _add_figures(document, page)
    _add_notes(document, page)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: Document, page: Page, plan: Plan) -> None:
    """Set properties, paper and styles; the library's own template names its author."""
    from docx.shared import Cm, Pt, RGBColor

    about = document.core_properties
    about.title, about.language = page.title[:255], "en"
    about.author = about.comments = about.last_modified_by = about.keywords = ""
    about.created = about.modified = plan.created.replace(tzinfo=None)
    paper = document.sections[0]
    paper.page_width, paper.page_height = Cm(21.0), Cm(29.7)
    paper.left_margin = paper.right_margin = Cm(2.1)
    paper.top_margin = paper.bottom_margin = Cm(1.9)
    for name, points, before, after in (
        ("Normal", BODY_POINTS, 0, 4),
        ("Title", 19, 0, 2),
        ("Heading 1", 12.5, 11, 3),
        ("List Bullet", BODY_POINTS, 0, 2),
        ("List Number", BODY_POINTS, 0, 2),
    ):
        style = document.styles[name]
        style.font.size = Pt(points)
        _set_font(style)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        if name in ("Title", "Heading 1"):
            style.font.color.rgb = RGBColor.from_string(ACCENT)
            style.font.bold = True
    _without_line(document.styles["Title"])
    _add_page_number(paper.footer.paragraphs[0])


def _set_font(style: BaseStyle) -> None:
    """Take one font for all letters; the template's headings have another by their theme."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _without_line(style: BaseStyle) -> None:
    """Take away the line below the title."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _add_page_number(paragraph: Paragraph) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _add_drawing(document: Document, boxes: tuple[Box, ...]) -> None:
    from docx.shared import Cm

    if not boxes:
        return
    picture = document.add_picture(io.BytesIO(chain_png(boxes)), width=Cm(TEXT_CM))
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")  # some programs indent a picture that says nothing
    about = picture._inline.docPr
    about.set("descr", chain_alt(boxes))
    about.set("name", "chain")


def _add_days(document: Document, page: Page) -> None:
    if page.days:
        document.add_heading(page.days_title, level=1)
        _add_table(document, [(day.day, day.title) for day in page.days])


def _add_figures(document: Document, page: Page) -> None:
    """Add what was counted, each figure with a bar of block characters."""
    if page.figures:
        document.add_heading(page.figures_title, level=1)
    for figures in page.figures:
        document.add_paragraph(figures.what).paragraph_format.keep_with_next = True
        rows = [(p.day, f"{BAR * round(p.share * BARS)} {p.label}".strip()) for p in figures.points]
        _add_table(document, rows)


def _add_table(document: Document, rows: Sequence[tuple[str, str]]) -> None:
    """Add rows of a day and what belongs to it, without lines."""
    from docx.shared import Cm, Pt

    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    widths = (Cm(DAY_CM), Cm(TEXT_CM - DAY_CM))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in rows:
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, widths, strict=True):
            cell.width = width
            cell.text = text
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)


def _add_block(document: Document, block: Block) -> None:
    if block.lead:
        document.add_paragraph(block.lead).paragraph_format.keep_with_next = True
    style = "List Number" if block.start else "List Bullet"
    for item in block.items:
        _add_item(document.add_paragraph(style=style), item)


def _add_item(paragraph: Paragraph, item: Item) -> None:
    paragraph.add_run(item.text)
    if item.marks:
        _small(paragraph, f"\u00a0[{', '.join(item.marks)}]")
    if item.tag:
        _small(paragraph, f" ({item.tag})", italic=True)


def _add_notes(document: Document, page: Page) -> None:
    from docx.shared import Pt

    if not page.notes:
        return
    lead = document.add_paragraph()
    lead.paragraph_format.space_before = Pt(12)
    lead.paragraph_format.keep_with_next = True
    _small(lead, page.notes_lead)
    for note in page.notes:
        _small(document.add_paragraph(), note.text)


def _small(paragraph: Paragraph, text: str, *, italic: bool = False) -> None:
    """Add text that is smaller and paler than the statements."""
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.italic = italic
    run.font.size = Pt(SMALL_POINTS)
    run.font.color.rgb = RGBColor.from_string(SOFT)
