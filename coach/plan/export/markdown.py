"""The plan as Markdown: text with headings, for reading and for other tools."""

from __future__ import annotations

import re

from coach.plan.export.page import Block, Item, page_of, plain
from coach.plan.model import Plan

# What Markdown, and the HTML that it lets through, would read as more than text.
_ACTIVE = re.compile(r"([\\`*_\[\]<$]|~(?=~)|&(?=#?\w+;))")
_LINE_START = re.compile(r"^(\s*)(?:([-+#>=~|])|(\d+)([.)])(?=\s))")


def to_markdown(plan: Plan) -> str:
    """Return the plan as Markdown, with references to its sources.

    It has no drawing and no table of days: what these show stands in its sentences.
    """
    page = page_of(plan)
    lines = [f"# {escaped(page.title)}", "", escaped(page.written), ""]
    for part in page.parts:
        lines += [f"## {escaped(part.title)}", ""]
        for block in part.blocks:
            lines += _lines(block)
    if page.figures:
        lines += [f"## {escaped(page.figures_title)}", ""]
    for figures in page.figures:
        lines += [escaped(figures.what), ""]
        lines += [f"- {escaped(f'{point.day}: {point.label}')}" for point in figures.points] + [""]
    lines += [escaped(page.notes_lead), ""]
    lines += [f"- {escaped(note.text)}" for note in page.notes]
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Return text from outside so that Markdown shows it as it is."""
    text = _ACTIVE.sub(r"\\\1", plain(text))
    return _LINE_START.sub(_escaped_start, text)


def _escaped_start(match: re.Match[str]) -> str:
    start = f"\\{match[2]}" if match[2] else f"{match[3]}\\{match[4]}"
    return f"{match[1]}{start}"


def _lines(block: Block) -> list[str]:
    lead = [escaped(block.lead), ""] if block.lead else []
    items = [
        f"{f'{block.start + number}.' if block.start else '-'} {_text(item)}"
        for number, item in enumerate(block.items)
    ]
    return [*lead, *items, ""]


def _text(item: Item) -> str:
    marks = f" [{', '.join(item.marks)}]" if item.marks else ""
    return escaped(item.text) + marks + (f" *({item.tag})*" if item.tag else "")
