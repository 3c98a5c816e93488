"""What people are told who stop the adding or removing of documents half way."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file
from coach.text import one_line


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    nothing: str
    one: str
    some: str
    removed: str


def stopped_adding(count: int) -> str:
    """Return a sentence for people who stopped after ``count`` documents were added or updated.

    Raises:
        DamagedFileError: the texts are missing.
    """
    texts = _texts()
    by_count = {0: texts.nothing, 1: texts.one}
    return by_count.get(count, texts.some).format(count=count)


def stopped_removing(name: str) -> str:
    """Return a sentence for people who stopped after the document ``name`` was removed.

    Raises:
        DamagedFileError: the texts are missing.
    """
    return _texts().removed.format(name=one_line(name))


@lru_cache(maxsize=1)
def _texts() -> _Texts:
    return load_file("knowledge/stopping", _Texts)
