"""Other keys, as people set them under ``[keys]`` in the settings file.

What cannot be used is told and left out; all other keys work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from textual.binding import Binding, BindingsMap
from textual.containers import ScrollableContainer
from textual.dom import DOMNode
from textual.keys import KEY_TO_UNICODE_NAME, key_to_character
from textual.screen import Screen
from textual.widgets import Input, OptionList, TextArea

from coach.text import one_line
from coach.ui.keys import display, key_name
from coach.ui.texts import texts

_SPECIAL = frozenset(
    "escape enter tab backspace delete insert home end pageup pagedown up down left right space"
    " slash backslash at minus plus underscore".split()
) | {f"f{number}" for number in range(1, 25)}
_MODIFIERS = frozenset({"ctrl", "shift", "alt"})
_NEVER = frozenset({"ctrl+c", "ctrl+h", "ctrl+i", "ctrl+m"})
"""Ctrl+C tells how to close; terminals send the others for Backspace, Tab and Enter."""


@dataclass
class Declared:
    """All bindings of one action that can have other keys.

    Attributes:
        name: The name of its texts.
        keys: Its usual keys, the first one is shown.
        ids: Textual's ids of the bindings, each with its usual keys.
        owners: The page, widget or app classes that have it.
    """

    name: str
    keys: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    owners: list[type[DOMNode]] = field(default_factory=list)


@dataclass(frozen=True)
class Keymap:
    """The keys that are used.

    Attributes:
        bindings: Textual's keymap: id of a binding to its keys; empty when all are the usual ones.
        names: For the actions with other keys, the name of the first for people.
        problems: What could not be used, in sentences.
    """

    bindings: dict[str, str]
    names: dict[str, str]
    problems: list[str]


def declared() -> dict[str, Declared]:
    """Return every action of the interface that can have other keys, by its name."""
    found: dict[str, Declared] = {}
    for owner in _classes(DOMNode):
        for binding in _own(owner):
            name = binding.description
            entry = found.setdefault(name, Declared(name))
            keys = binding.key.split(",")
            entry.keys += [one for one in keys if one not in entry.keys]
            entry.ids[str(binding.id)] = binding.key
            entry.owners.append(owner)
    return found


def keymap(wanted: Mapping[str, str]) -> Keymap:
    """Check the keys that somebody set, and return those that can be used.

    Args:
        wanted: The name of an action to its keys, with commas between them.
    """
    if not wanted:
        return Keymap({}, {}, [])
    known, problems = declared(), []
    changed: dict[str, list[str]] = {}
    for name, typed in wanted.items():
        if name not in known:
            problems.append(texts().keymap.unknown.format(name=one_line(name, limit=40)))
            continue
        keys, problem = _read(known, name, typed)
        if problem:
            problems.append(problem)
        elif keys:
            changed[name] = keys
    while (clash := _clash(known, changed)) is not None:
        name, one, other = clash
        del changed[name]
        told = texts().keymap.taken
        problems.append(told.format(name=name, key=display(one), other=texts().keys[other]))
    names = {name: display(keys[0]) for name, keys in changed.items()}
    return Keymap(_bindings(known, changed), names, problems)


def _classes(base: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for child in base.__subclasses__():
        if child.__module__.startswith("coach.ui."):
            yield child
        yield from _classes(child)


def _own(owner: type[DOMNode]) -> Iterator[Binding]:
    for binding in owner.__dict__.get("BINDINGS", ()):
        if isinstance(binding, Binding) and (binding.id or "").startswith("coach."):
            yield binding


def _read(known: Mapping[str, Declared], name: str, typed: str) -> tuple[list[str], str]:
    """Return the keys in Textual's names, or what is wrong with them."""
    words, keys = texts().keymap, []
    for part in typed.split(","):
        if not part.strip():
            continue
        one, shown = key_name(part), one_line(part, limit=40)
        if not _is_key(one):
            return [], words.no_key.format(name=name, key=shown)
        if one in _NEVER or one in _needed(known[name]):
            return [], words.needed.format(name=name, key=display(one))
        keys.append(one)
    return keys, "" if keys else words.no_key.format(name=name, key=one_line(typed, limit=40))


def _is_key(key: str) -> bool:
    *modifiers, last = key.split("+")
    known = last in _SPECIAL or last in KEY_TO_UNICODE_NAME or (len(last) == 1 and last.isalnum())
    return known and set(modifiers) <= _MODIFIERS


def _needed(entry: Declared) -> set[str]:
    """Return the keys that typing and moving need where the action is; its usual ones are free."""
    bases = {OptionList, ScrollableContainer, TextArea, Input}
    if all(_has_letters(owner) for owner in entry.owners):
        bases -= {TextArea, Input}
    if all(_is_part(owner) for owner in entry.owners):
        bases = {base for base in bases if any(issubclass(one, base) for one in entry.owners)}
    needed = {
        key for base in bases for key in BindingsMap(base.__dict__["BINDINGS"]).key_to_bindings
    }
    if bases & {TextArea, Input}:
        needed |= {key for key in [*KEY_TO_UNICODE_NAME, *_SPECIAL] if key_to_character(key)}
        needed |= {chr(code) for code in range(ord("0"), ord("z") + 1) if chr(code).isalnum()}
    return needed - set(entry.keys)


def _has_letters(owner: type[DOMNode]) -> bool:
    """Tell whether a page has letters as keys, since there is no field to type them in."""
    keys = [key for binding in _own(owner) for key in binding.key.split(",")]
    return issubclass(owner, Screen) and any(len(key) == 1 for key in keys)


def _clash(
    known: Mapping[str, Declared], changed: Mapping[str, Sequence[str]]
) -> tuple[str, str, str] | None:
    """Return the last changed action with a key that another one has, the key, and that one."""
    for name in reversed([*changed]):
        for other in known:
            if other == name or not _meet(known[name], known[other]):
                continue
            taken = changed.get(other, known[other].keys)
            for key in changed[name]:
                if key in taken and not _shared(known, name, other, key):
                    return name, key, other
    return None


def _shared(known: Mapping[str, Declared], name: str, other: str, key: str) -> bool:
    """Tell whether two actions may have a key: as usual, or as one beside the first usually has."""
    one = known[name]
    if key not in known[other].keys or key in one.keys:
        return key in known[other].keys
    beside = [entry for entry in known.values() if set(entry.owners) & set(one.owners)]
    return known[other] not in beside and any(key in entry.keys for entry in beside)


def _meet(one: Declared, other: Declared) -> bool:
    """Tell whether two actions can be there at the same time."""
    return any(_together(a, b) for a in one.owners for b in other.owners)


def _together(a: type[DOMNode], b: type[DOMNode]) -> bool:
    pages = issubclass(a, Screen) and issubclass(b, Screen)
    if pages or (_is_part(a) and _is_part(b)):
        return issubclass(a, b) or issubclass(b, a)
    return True  # a page with the app, or with a part that may be on it


def _is_part(owner: type[DOMNode]) -> bool:
    from textual.app import App

    return not issubclass(owner, (Screen, App))


def _bindings(
    known: Mapping[str, Declared], changed: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return Textual's keymap.

    Textual takes all bindings from the usual key of one that gets another key, so those that
    share it are named too, with the keys that they have.
    """
    freed = {
        key for name in changed for keys in known[name].ids.values() for key in keys.split(",")
    }
    result: dict[str, str] = {}
    for name, entry in known.items():
        for binding_id, keys in entry.ids.items():
            if name in changed:
                result[binding_id] = ",".join(changed[name])
            elif freed & set(keys.split(",")):
                result[binding_id] = keys
    return result
