"""Prompt files: reviewed product text in YAML, with variables and examples.

Unknown fields and missing variables are errors, found when the file is loaded or rendered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.config import shipped_folder
from coach.errors import DamagedFileError
from coach.files import load_yaml
from coach.llm.engine import Message
from coach.text import one_line

Model = TypeVar("Model", bound=BaseModel)

_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False, trim_blocks=True
)


class Example(BaseModel):
    """One worked example: what the model is given and what it should answer."""

    model_config = ConfigDict(extra="forbid")

    user: str
    assistant: str


class Prompt(BaseModel):
    """A task's prompt file."""

    model_config = ConfigDict(extra="forbid")

    id: str
    purpose: str
    """What the task is for, for the reader of the file."""
    version: int
    system: str
    examples: list[Example] = Field(default_factory=list)
    user: str
    """Template of the message that the model answers."""
    max_tokens: int = Field(default=120, ge=1, le=1024)
    temperature: float = Field(default=0.0, ge=0.0, le=2.0)
    stop: list[str] = Field(default_factory=list)

    def fixed_messages(self) -> list[Message]:
        """Return the part that is the same every time: instructions and examples."""
        messages = [Message("system", self.system.strip())]
        for example in self.examples:
            messages.append(Message("user", example.user.strip()))
            messages.append(Message("assistant", example.assistant.strip()))
        return messages

    def messages(self, variables: Mapping[str, Any]) -> list[Message]:
        """Return the whole conversation for the model.

        Raises:
            DamagedFileError: a variable of the template is missing.
        """
        return [*self.fixed_messages(), Message("user", render(self.user, variables).strip())]


def render(template: str, variables: Mapping[str, Any]) -> str:
    """Fill a template of a prompt file; what is filled in is never read as a template.

    Raises:
        DamagedFileError: the template has an error, or a variable is missing.
    """
    try:
        return str(_compiled(template).render(**variables))
    except TemplateError as error:
        raise DamagedFileError(f"A prompt template cannot be filled: {error}.") from error


@lru_cache(maxsize=512)
def _compiled(template: str) -> Any:  # noqa: ANN401 - jinja2's own type
    return _ENVIRONMENT.from_string(template)


def load_file(name: str, model: type[Model], *, folder: Path | None = None) -> Model:
    """Read ``prompts/<name>.yaml`` into ``model``.

    Args:
        name: Path inside the prompts folder, without the ending.
        model: A pydantic type that forbids unknown fields.
        folder: The prompts folder, when it is not the one that comes with the program.

    Raises:
        DamagedFileError: the file is missing, is not YAML or does not fit the type.
    """
    path = (folder or shipped_folder("prompts")) / f"{name}.yaml"
    try:
        data = load_yaml(path.read_text(encoding="utf-8"))
        return model.model_validate(data)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise DamagedFileError(
            f"The prompt file {path.name} cannot be used: {_reason(error)}",
            "Install the program again.",
        ) from error


def load_prompt(name: str, *, folder: Path | None = None) -> Prompt:
    """Read a task's prompt file and check its templates.

    Raises:
        DamagedFileError: see ``load_file``.
    """
    prompt = load_file(name, Prompt, folder=folder)
    try:
        _ENVIRONMENT.parse(prompt.user)
    except TemplateSyntaxError as error:
        raise DamagedFileError(f"The prompt file {name}.yaml has a wrong template.") from error
    return prompt


def prompt_names(folder: Path | None = None) -> Sequence[str]:
    """Return the names of all prompt files, sorted."""
    root = folder or shipped_folder("prompts")
    return sorted(str(p.relative_to(root).with_suffix("").as_posix()) for p in root.rglob("*.yaml"))


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        reason = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    else:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
    return f"{one_line(reason)}."
