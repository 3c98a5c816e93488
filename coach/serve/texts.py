"""All texts of ``coach serve``, read from ``prompts/interface/serve.yaml`` and checked strictly."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from coach.languages import load_texts
from coach.llm.prompts import render


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class CommandTexts(_Texts):
    """What is printed where Coach is started."""

    address: str
    addresses: str
    another: str
    stop: str
    stopped: str
    warning: str
    not_alone: str
    not_alone_remedy: str
    nobody_else: str
    nobody_else_remedy: str
    port_taken: str
    port_taken_remedy: str
    port_refused: str
    port_refused_remedy: str
    no_address: str
    no_address_remedy: str
    no_screen: str
    no_screen_remedy: str


class PageTexts(_Texts):
    """What the pages in the browser say."""

    name: str
    starting: str
    locked: str
    locked_about: str
    refused: str
    refused_about: str
    missing: str
    missing_about: str
    failed: str
    failed_about: str
    entering: str
    enter: str
    closed: str
    closed_about: str
    elsewhere: str
    elsewhere_about: str
    broken: str
    gone: str
    gone_about: str
    open: str


class ServeTexts(_Texts):
    """Every text; the file's comments and the fields' names say where it stands."""

    command: CommandTexts
    page: PageTexts


def texts() -> ServeTexts:
    """Return the texts.

    Raises:
        DamagedFileError: the file is missing, or not what the model of it says.
    """
    return load_texts("serve", ServeTexts)


def fill(text: str, **values: object) -> str:
    """Return a text with its variables filled in.

    Raises:
        DamagedFileError: the text names a variable that is not given.
    """
    return render(text, values)
