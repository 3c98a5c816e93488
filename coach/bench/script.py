"""What is said and searched in a measurement: ``prompts/bench.yaml``."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field

from coach.evaluate.personas import Persona
from coach.llm.prompts import load_file


class ChatScript(BaseModel):
    """The conversation that people have with a general model today.

    Attributes:
        system: Its system prompt.
        max_tokens: Longest reply in tokens.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: str
    max_tokens: int = Field(ge=1, le=512)


class Script(BaseModel):
    """Everything that is said to the programs that are measured.

    Attributes:
        employee: Who answers the interview, in the form of a persona.
        chat: The plain chat that gets the same answers.
        queries: What is searched in the library.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    employee: Persona
    chat: ChatScript
    queries: list[str] = Field(min_length=1)


@lru_cache(maxsize=1)
def load_script() -> Script:
    """Return the script that comes with the program.

    Raises:
        DamagedFileError: the file cannot be read or is not a script.
    """
    return load_file("bench", Script)
