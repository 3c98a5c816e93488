"""Write the pages of docs/ that are made from the program itself: commands, settings, keys.

Run from the top of a checkout, in its environment, after a change of any of them:
python scripts/help.py
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pydantic import SecretStr  # noqa: E402
from pydantic.fields import FieldInfo  # noqa: E402
from textual.binding import Binding  # noqa: E402
from textual.dom import DOMNode  # noqa: E402
from typer.main import get_command  # noqa: E402

from coach.cli import app  # noqa: E402
from coach.config import Settings  # noqa: E402
from coach.ui.app import CoachApp  # noqa: E402
from coach.ui.keys import display  # noqa: E402
from coach.ui.screens.interview import InterviewPage  # noqa: E402
from coach.ui.screens.library import LibraryPage  # noqa: E402
from coach.ui.screens.plan import PlanPage  # noqa: E402
from coach.ui.screens.practice import PracticePage  # noqa: E402
from coach.ui.screens.review import ReviewPage  # noqa: E402
from coach.ui.screens.start import StartPage  # noqa: E402
from coach.ui.screens.versions import VersionsPage  # noqa: E402
from coach.ui.texts import texts  # noqa: E402
from coach.ui.widgets.answer_box import AnswerBox  # noqa: E402

WIDTH = 80
COMMANDS = "docs/commands.md"
SETTINGS = "docs/guide/settings.md"
KEYS = "docs/guide/keys.md"
_MADE = "<!-- Made by scripts/help.py. Do not edit by hand. -->"
_COMMANDS_HEAD = f"""{_MADE}

# Commands

This page is made from the program's own help. `coach` stands for `python3 scripts/coach.py` in a
checkout. Each command ends with status 0 when it did its work, 1 when something failed, and 2 when
it was called wrongly.
"""
_SETTINGS_HEAD = f"""{_MADE}

# Settings

This page is made from the program's own list of settings.

A setting stands in the file `settings.toml` in Coach's folder, or in the environment. The
environment wins over the file. Coach's folder is what `coach doctor` shows as "Data folder". A name
in the file that is not in this list is an error: the program names it and does not start.

```toml
# settings.toml
threads = 4
library_timeout = 3
```

| setting | in the environment | what it says | without it |
|---|---|---|---|
"""
_KEYS_HEAD = f"""{_MADE}

# Keys

This page is made from the keys of the program. F1 shows the keys of the page that you see, and the
last line of the screen those that matter now. With the name in the last column another key can be
set, see [The interface](../interface.md#other-keys).

Everywhere, Tab and Shift+Tab go from one part of the page to the next, arrow keys move in a list,
and Enter chooses. All that can be seen can also be clicked.
"""
_GROUPS: dict[str, tuple[type[DOMNode], ...]] = {
    "On every page": (CoachApp,),
    "Start": (StartPage,),
    "Interview": (AnswerBox, InterviewPage),
    "Plan": (PlanPage,),
    "Versions of a plan": (VersionsPage,),
    "Library": (LibraryPage,),
    "Rehearsal": (PracticePage,),
    "Review": (ReviewPage,),
}
_ELSEWHERE = {
    "home": "the platform's folder for data",
    "data_home": "the same folder as `home`",
    "prompts_folder": "the wording that comes with Coach",
    "reduced_motion": "what `NO_MOTION` says",
    "keys": "the usual keys",
}
"""What stands for a value that is not one and the same everywhere."""


def help_texts(
    command: Any,  # noqa: ANN401 - typer keeps its classes of commands to itself
    parent: Any = None,  # noqa: ANN401
    name: str = "coach",
) -> Iterator[tuple[str, str]]:
    """Yield the words that call a command with its help, then those of its sub-commands."""
    context = command.context_class(
        command, info_name=name, parent=parent, terminal_width=WIDTH, **command.context_settings
    )
    yield context.command_path, command.get_help(context)
    for sub_name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        sub_command = command.get_command(context, sub_name)
        if not sub_command.hidden:
            yield from help_texts(sub_command, context, sub_name)


def commands_page() -> str:
    """Return the page of all commands."""
    parts = [_COMMANDS_HEAD]
    for path, text in help_texts(get_command(app)):
        level = min(path.count(" ") + 2, 3)
        lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
        parts.append(f"{'#' * level} {path}\n\n```text\n{lines}\n```\n")
    return "\n".join(parts)


def settings_page() -> str:
    """Return the page of all settings."""
    meanings = _meanings()
    rows = [
        f"| `{name}` | {_variable(name, field)} | {meanings[name]}{_limits(field)} |"
        f" {_default(name, field)} |"
        for name, field in Settings.model_fields.items()
    ]
    return _SETTINGS_HEAD + "\n".join(rows) + "\n"


def _meanings() -> dict[str, str]:
    """Return the sentence below each setting in the source, which is its description."""
    source = ast.parse(inspect.getsource(Settings)).body[0]
    assert isinstance(source, ast.ClassDef)
    found: dict[str, str] = {}
    for field, text in zip(source.body, source.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            words = " ".join(str(text.value.value).replace("``", "`").split())
            found[field.target.id] = words.replace("|", "\\|")
    return found


def _variable(name: str, field: FieldInfo) -> str:
    """Return the variable; a table of values stands in the file only."""
    return "" if field.default_factory is dict else f"`COACH_{name.upper()}`"


def _limits(field: FieldInfo) -> str:
    """Return the smallest and the largest value in words, where a number has them."""
    low = next((limit.ge for limit in field.metadata if hasattr(limit, "ge")), None)
    high = next((limit.le for limit in field.metadata if hasattr(limit, "le")), None)
    if low is None or high is None:
        return ""
    return f" From {low:g} to {high:g}."


def _default(name: str, field: FieldInfo) -> str:
    if name in _ELSEWHERE:
        return _ELSEWHERE[name]
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, float):
        return f"`{value:g}`"
    return f"`{value}`" if value != "" else "empty"


def keys_page() -> str:
    """Return the page of the keys of every page."""
    parts = [_KEYS_HEAD]
    for title, owners in _GROUPS.items():
        rows = [_key_row(binding) for owner in owners for binding in _bindings(owner)]
        head = f"## {title}\n\n| key | does | name |\n|---|---|---|\n"
        parts.append(head + "\n".join(dict.fromkeys(rows)) + "\n")
    return "\n".join(parts)


def _bindings(owner: type[DOMNode]) -> Iterator[Binding]:
    """Yield the keys that the interface itself gives a page or a widget."""
    for kind in owner.__mro__:
        if kind.__module__.startswith("coach."):
            for binding in vars(kind).get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.description in texts().about:
                    yield binding


def _key_row(binding: Binding) -> str:
    names = " or ".join(display(key) for key in binding.key.split(","))
    name = f"`{binding.description}`" if binding.id else ""  # without an id it is always that key
    return f"| {names} | {texts().about[binding.description]} | {name} |"


PAGES = {COMMANDS: commands_page, SETTINGS: settings_page, KEYS: keys_page}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8", newline="\n")
        print(name)


if __name__ == "__main__":
    main()
