"""``coach team share``: a share file of a plan, shown in full and signed off by its owner."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.commands.telling import folded, tell
from coach.text import clean, fold_space, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.plan.model import Plan
    from coach.team.share import Choice


def share(
    session: Annotated[
        str | None,
        typer.Argument(
            metavar="[SESSION]", help="Id of the interview or its plan; without it the newest plan."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File to write; else share-….json here.")
    ] = None,
    called: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="How the map calls you.")
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="NAME", help="Your team.")] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SECTION", help="A part of the plan to leave out, as often as wanted."
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name to leave out, as often as wanted."),
    ] = None,
    names: Annotated[
        bool | None,
        typer.Option("--names/--roles", help="Share names, or roles in the place of all names."),
    ] = None,
    quotes: Annotated[
        bool | None,
        typer.Option("--quotes/--no-quotes", help="Share the words of your interview too."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="For scripts: sign off what the other choices say.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Make a file of your plan for your team's map: you see all that is in it, then sign it off."""
    from coach.commands.storage import chosen_plan, open_store, write_files
    from coach.errors import UsageError
    from coach.files import shown
    from coach.team.preview import preview
    from coach.team.share import make_share
    from coach.team.texts import texts

    told = texts().share
    if yes and (not called or names is None):
        raise UsageError(told.choose, told.choose_remedy)
    if not yes and not sys.stdin.isatty():
        raise UsageError(told.no_terminal, told.no_terminal_remedy)
    with open_store() as store:
        plan = chosen_plan(store, session, without=(told.no_plan, told.no_plan_remedy))
    sections = _known_sections(plan, leave_out)
    left = _known_names(plan, without, all_of_them=names is False)
    given = _Given(called, team, sections, left if without or names is not None else None, quotes)
    choice = given.choice(plan, ask=not yes)
    content = make_share(plan, choice).content()
    if not yes:
        tell("\n" + told.preview + "\n")
        for line in preview(content):
            tell(line)
        tell("\n" + told.sign)
        if typer.getchar().lower() != "y":
            tell(told.not_written)
            return
    place = out or Path(f"share-{one_line(plan.id, limit=60)}.json")
    write_files(place.parent, {place.name: content}, force=force)
    tell(told.written.format(path=clean(shown(place))))


class _Given:
    """What was chosen on the command line; None is asked for."""

    def __init__(
        self,
        called: str | None,
        team: str | None,
        sections: frozenset[str] | None,
        without: frozenset[str] | None,
        quotes: bool | None,
    ) -> None:
        self._called, self._team, self._sections = called, team, sections
        self._without, self._quotes = without, quotes

    def choice(self, plan: Plan, *, ask: bool) -> Choice:
        """Return the whole choice; what was not chosen is asked for, or left out."""
        from coach.team.share import Choice
        from coach.team.texts import texts

        if not ask:
            return Choice(
                me=self._called or "",
                team=self._team or "",
                without=self._without or frozenset(),
                sections=self._sections or frozenset(),
                quotes=bool(self._quotes),
            )
        told = texts().share
        tell(told.intro + "\n")
        me = self._called or _line(told.me, needed=True)
        team = _line(told.team) if self._team is None else self._team
        sections = _ask_sections(plan) if self._sections is None else self._sections
        without = _ask_names(plan) if self._without is None else self._without
        quotes = typer.confirm(folded(told.quotes)) if self._quotes is None else self._quotes
        choice = Choice(me, team, without, sections, quotes)
        return choice if quotes else _ask_instead(plan, choice)


def _known_sections(plan: Plan, chosen: Sequence[str] | None) -> frozenset[str] | None:
    from coach.errors import UsageError
    from coach.team.share import NEVER_SHARED
    from coach.team.texts import texts

    known = [section.id for section in plan.sections if section.id not in NEVER_SHARED]
    for id in chosen or ():
        if id not in known:
            told, name = texts().share, one_line(id, limit=40)
            raise UsageError(
                told.section_unknown.format(section=name),
                told.section_unknown_remedy.format(sections=", ".join(known)),
            )
    return frozenset(chosen) if chosen else None


def _known_names(plan: Plan, chosen: Sequence[str] | None, *, all_of_them: bool) -> frozenset[str]:
    from coach.errors import UsageError
    from coach.plan.export.names import names_of
    from coach.team.share import shareable_names
    from coach.team.texts import texts

    known = shareable_names(plan)
    if all_of_them:
        return frozenset(names_of(plan))
    folded = {name.casefold(): name for name in known}
    for name in chosen or ():
        if name.casefold() not in folded:
            told, shown = texts().share, one_line(name, limit=40)
            raise UsageError(
                told.name_unknown.format(name=shown),
                told.name_unknown_remedy.format(names=one_line(", ".join(known), limit=400)),
            )
    return frozenset(folded[name.casefold()] for name in chosen or ())


def _ask_sections(plan: Plan) -> frozenset[str]:
    from coach.team.share import NEVER_SHARED
    from coach.team.texts import texts

    told = texts().share
    shown = [section for section in plan.sections if section.id not in NEVER_SHARED]
    tell("\n" + told.sections)
    for number, section in enumerate(shown, 1):
        tell(told.section_line.format(number=number, title=one_line(section.title)))
    return frozenset(shown[at].id for at in _numbers(told.sections_question, len(shown)))


def _ask_names(plan: Plan) -> frozenset[str]:
    from coach.plan.export.names import names_of
    from coach.team.share import shareable_names
    from coach.team.texts import texts

    told, known = texts().share, shareable_names(plan)
    if not known:
        tell("\n" + told.no_names)
        return frozenset()
    tell("\n" + told.names)
    listed = list(known)
    for number, name in enumerate(listed, 1):
        line = told.name_line.format(number=number, name=name, role=known[name])
        tell(clean(line))
    own = range(len(names_of(plan)))
    return frozenset(listed[at] for at in _numbers(told.names_question, len(listed), a=own))


def _ask_instead(plan: Plan, choice: Choice) -> Choice:
    """Let the owner say in other words what is left out."""
    from dataclasses import replace

    from coach.team.share import left_out_lines
    from coach.team.texts import texts

    told = texts().share
    lines: Mapping[str, str] = left_out_lines(plan, choice)
    instead: dict[str, str] = {}
    if lines:
        tell("\n" + told.instead)
    for key, text in lines.items():
        tell(clean(told.instead_line.format(text=text)))
        if words := _line("  >"):
            instead[key] = words
    return replace(choice, instead=instead)


def _line(question: str, *, needed: bool = False) -> str:
    while True:
        answer = str(typer.prompt(folded(question), default="", show_default=False))
        found = fold_space(clean(answer, limit=400))
        if found or not needed:
            return found


def _numbers(question: str, most: int, *, a: Sequence[int] = ()) -> list[int]:
    """Return places in a list, from 0, by the numbers from 1 that are typed; ``a`` is ``a``."""
    from coach.team.texts import texts

    while True:
        answer = _line(question).lower()
        if a and answer == "a":
            return list(a)
        found = answer.replace(",", " ").split()
        if all(part.isdigit() and 1 <= int(part) <= most for part in found):
            return sorted({int(part) - 1 for part in found})
        tell(texts().share.unclear)
