"""Keys: how a binding is declared, named for people, and shown at the foot of the page.

A binding's ``description`` is the name of its texts in ``ui.yaml`` (``keys`` and ``about``), so
that all words of the interface stay in one place.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, format_key
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from coach.ui.texts import texts

_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "delete": "Del",
    "slash": "/",
    "tab": "Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "space": "Space",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "backspace": "Backspace",
}
_TYPED = {name.lower(): key for key, name in _NAMES.items()}

_LAST = {"help": 1, "quit": 2}
"""What stands at the end of the line, in this order."""


@dataclass(frozen=True)
class ActiveKey:
    """A key that does something now.

    Attributes:
        key: Textual's name of the key.
        display: Its name for people.
        name: The name of its texts.
        label: What it does, in a word or two.
        about: What it does, in a sentence.
        action: The action, with the name of the page or widget that has it.
        shown: Whether it belongs at the foot of the page.
    """

    key: str
    display: str
    name: str
    label: str
    about: str
    action: str
    shown: bool


def key(
    keys: str,
    action: str,
    name: str,
    *,
    show: bool = True,
    priority: bool = False,
    fixed: bool = False,
) -> Binding:
    """Declare a binding; only the first of several keys is shown.

    The id is what :mod:`coach.ui.keymap` gives other keys to; a ``fixed`` binding has none.
    """
    name_of_keys = None if fixed else f"coach.{name}.{keys.replace(',', '.')}"
    return Binding(keys, action, name, show=show, priority=priority, id=name_of_keys)


def display(key_name: str) -> str:
    """Return the name of a key for people: ``Ctrl+N`` for ``ctrl+n``."""
    *modifiers, last = key_name.split("+")
    named = _NAMES.get(last) or format_key(last).upper()
    return "+".join([*(part.capitalize() for part in modifiers), named])


def key_name(typed: str) -> str:
    """Return Textual's name of a key as people write it: ``ctrl+pageup`` for ``Ctrl + PgUp``."""
    *modifiers, last = [part.strip().lower() for part in typed.split("+")]
    named = _TYPED.get(last, last)
    if len(named) == 1 and not named.isalnum():
        named = unicodedata.name(named, named).lower().replace(" ", "_").replace("-", "_")
        named = KEY_NAME_REPLACEMENTS.get(named, named)
    return "+".join([*modifiers, named])


def active_keys(screen: Screen[object]) -> list[ActiveKey]:
    """Return the keys with texts that work on ``screen`` now, one for each action."""
    words = texts()
    found: dict[str, ActiveKey] = {}
    for namespace, binding, enabled, _ in screen.active_bindings.values():
        name = binding.description
        if not enabled or name not in words.keys or binding.action in found:
            continue
        found[binding.action] = ActiveKey(
            key=binding.key,
            display=display(binding.key),
            name=name,
            label=words.keys[name],
            about=words.about[name],
            action=f"{namespace.id or ''}:{binding.action}",
            shown=binding.show,
        )
    return sorted(found.values(), key=lambda active: _LAST.get(active.name, 0))


class KeyBar(Footer):
    """The keys that matter now, at the foot of the page; they can be clicked.

    Where the line is too short for all, those before help and quit are left out from the end.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)

    def compose(self) -> ComposeResult:
        """Show a key for each action that belongs here."""
        if not self._bindings_ready:
            return
        shown = [active for active in active_keys(self.screen) if active.shown]
        for active in _fitting(shown, self.app.size.width - self.styles.padding.width):
            yield FooterKey(active.key, active.display, active.label, active.action).data_bind(
                compact=Footer.compact
            )

    async def on_resize(self) -> None:
        """Show what fits the new width."""
        await self.recompose()


def _fitting(shown: list[ActiveKey], width: int) -> list[ActiveKey]:
    """Return the keys that fit ``width`` cells, each with a blank behind it."""
    kept = list(shown)
    while len(kept) > 1 and sum(_cells(active) for active in kept) - 1 > width:
        usual = [active for active in kept if active.name not in _LAST]
        kept.remove(usual[-1] if len(usual) > 1 else kept[-1])
    return kept


def _cells(active: ActiveKey) -> int:
    return cell_len(active.display) + cell_len(active.label) + 2
