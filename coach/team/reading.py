"""Share files and plans that were handed over: read one by one, and what is wrong with each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from coach.plan.model import Plan
from coach.team.model import Problem, View
from coach.team.share import FORMAT, VERSION, Share
from coach.team.texts import texts
from coach.team.views import view_of_plan, view_of_share
from coach.text import one_line

MAX_BYTES = 2_000_000
"""Largest file that is read; a long plan takes 60 kB."""
_PLACES = 3
"""How many names on the way to what is wrong are told."""


class _UnusableError(Exception):
    """A file that cannot be used, with the reason for people."""


def read_versions(paths: Iterable[Path]) -> tuple[list[View], list[Problem]]:
    """Return what the files say, all versions of a plan, and what was wrong with any of them."""
    found = list(_views(paths))
    views = [one for one in found if isinstance(one, View)]
    return views, [one for one in found if isinstance(one, Problem)]


def read_files(paths: Iterable[Path]) -> tuple[list[View], list[Problem]]:
    """Return what the files say, in their order, and what was wrong with any of them.

    Of one plan in several files the newest version counts.
    """
    views: dict[str, View] = {}
    problems: list[Problem] = []
    for found in _views(paths):
        problems += [found] if isinstance(found, Problem) else _kept(views, found)
    problems += [
        Problem(view.file, texts().reading.nobody) for view in views.values() if not view.mentions
    ]
    return list(views.values()), problems


def _views(paths: Iterable[Path]) -> Iterator[View | Problem]:
    """Yield what each file says, or what is wrong with it; each is read once."""
    paths = list(paths)
    often = Counter(path.name for path in paths)
    for path in paths:
        # "coach evaluate" calls every plan the same; its folder tells which.
        called = path.name if often[path.name] == 1 else f"{path.parent.name}/{path.name}"
        name = one_line(called, limit=80) or one_line(str(path), limit=80)
        try:
            yield _read(path, name)
        except _UnusableError as error:
            yield Problem(name, str(error))


def _kept(views: dict[str, View], view: View) -> Sequence[Problem]:
    """Keep a view unless there is a newer one of its plan, and say which one counts."""
    earlier, told = views.get(view.plan), texts().reading
    if earlier is None:
        views[view.plan] = view
        return ()
    if view.version == earlier.version:
        problem = told.twice.format(plan=view.plan, other=earlier.file)
        return (Problem(view.file, problem),)
    older, newer = sorted((earlier, view), key=lambda one: one.version)
    views[view.plan] = newer
    said = told.older.format(
        version=older.version, plan=older.plan, newer=newer.version, other=newer.file
    )
    return (Problem(older.file, said),)


def _read(path: Path, name: str) -> View:
    told = texts().reading
    try:
        if path.is_dir():
            raise _UnusableError(told.folder)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _UnusableError(told.missing) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise _UnusableError(told.unreadable.format(reason=reason)) from None
    if len(content) > MAX_BYTES:
        raise _UnusableError(told.large.format(megabytes=MAX_BYTES // 1_000_000))
    return _parsed(content, name)


def _parsed(content: bytes, name: str) -> View:
    told = texts().reading
    try:
        data: Any = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _UnusableError(told.not_json) from None
    if not isinstance(data, dict):
        raise _UnusableError(told.other)
    try:
        if data.get("format") == FORMAT:
            version = data.get("version")
            if isinstance(version, int) and version > VERSION:
                raise _UnusableError(told.newer.format(version=version))
            return view_of_share(Share.model_validate_json(content.decode("utf-8-sig")), name)
        if not {"sections", "session"} <= data.keys():
            raise _UnusableError(told.other)
        return view_of_plan(Plan.model_validate(data), name)
    except ValidationError as error:
        places = [str(part) for part in error.errors()[0]["loc"][:_PLACES]]
        place = one_line(" ".join(places), limit=80) or "?"
        raise _UnusableError(told.damaged.format(place=place)) from None
