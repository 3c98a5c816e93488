"""Texts of the interface by the variables that they must have, no more and no fewer."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


class TextGroup(BaseModel):
    """Texts that belong together; a missing or an unknown one is an error."""

    # Built with the texts that they are part of, which makes the start quicker.
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True
    )


def uses(*names: str) -> Callable[[str], str]:
    """Return a check that a text has exactly the variables ``names``."""

    def check(text: str) -> str:
        found = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        if found != set(names):
            raise ValueError(f"needs the variables {sorted(names)}, has {sorted(found)}")
        return text

    return check


Plain = Annotated[str, AfterValidator(uses())]
Count = Annotated[str, AfterValidator(uses("count"))]
Title = Annotated[str, AfterValidator(uses("title"))]
Quote = Annotated[str, AfterValidator(uses("quote"))]
Number = Annotated[str, AfterValidator(uses("number"))]
Host = Annotated[str, AfterValidator(uses("host"))]
Topics = Annotated[str, AfterValidator(uses("topics"))]
Line = Annotated[str, AfterValidator(uses("text"))]
Name = Annotated[str, AfterValidator(uses("name"))]
NumberOfTotal = Annotated[str, AfterValidator(uses("number", "total"))]
PointsOfTotal = Annotated[str, AfterValidator(uses("points", "total"))]
DoneOfTotal = Annotated[str, AfterValidator(uses("done", "total"))]
CountOfLimit = Annotated[str, AfterValidator(uses("count", "limit"))]
