"""What stands on the page of a map, from ``prompts/team/page.yaml``."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file


class PageTexts(BaseModel):
    """Every text of the file; a missing or unknown one is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    counts: str
    counts_day: str
    how: str
    legend: tuple[str, ...]
    legend_dots: str
    legend_numbers: str
    overview: str
    overview_part: str
    overview_links: str
    alt: str
    alt_team: str
    lists: str
    chains: str
    chain_many: str
    nobody: str
    nobody_none: str
    outputs: str
    broad: str
    loops: str
    views: str
    believes: str
    asks: str
    nothing: str
    questions: str
    table: str
    to: str
    what: str
    cares: str
    heard: str
    assumed: str
    said: str
    asked: str
    source: str
    sources: str
    reaches: str
    teams: str
    parts_part: str
    people: str
    also: str
    plans: str
    gives: str
    gets: str
    more: str
    others: str
    index: str
    only_named: str
    files: str
    page: str


@lru_cache(maxsize=1)
def page_texts() -> PageTexts:
    """Return the texts.

    Raises:
        DamagedFileError: the file is missing or does not have exactly the texts it should.
    """
    return load_file("team/page", PageTexts)
