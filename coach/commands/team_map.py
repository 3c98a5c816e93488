"""``coach team``: a map of who serves whom, from the plans that people chose to share."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.commands.team_patterns import patterns
from coach.commands.team_share import share
from coach.commands.telling import folded, tell
from coach.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.team.decisions import Decisions
    from coach.team.differences import Embed
    from coach.team.joining import Proposal
    from coach.team.model import TeamMap, View
    from coach.team.writers import Drawn

app = typer.Typer(
    help="Share your plan by choice, and map who serves whom.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(share)
app.command()(patterns)

DECISIONS = ".decisions.json"
"""Ending of the file that keeps what was answered about names."""
_MOST_PLANS = 5
"""How many plans are named beside a name."""


@app.command("map")
def map_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES…", help="Share files and plans in JSON; of a folder every .json file."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="File to write to; its ending says what kind of file."),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where your answers about names are kept; else beside the map."
        ),
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask/--no-ask", help="Whether to ask which names mean the same.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Show who serves whom, up to the end customer, and where two views of a link differ."""
    from coach.commands.storage import write_files
    from coach.errors import CoachError
    from coach.files import shown
    from coach.team.building import build_map
    from coach.team.decisions import read_decisions
    from coach.team.joining import proposals
    from coach.team.listing import listing
    from coach.team.reading import read_files
    from coach.team.texts import texts
    from coach.team.writers import to_json, writer_for

    told = texts()
    write = writer_for(out.suffix) if out else None
    views, problems = read_files(expanded(files))
    if not views:
        for problem in problems:
            tell(f"{clean(problem.file)}: {clean(problem.problem)}", err=True)
        raise CoachError(told.reading.none, told.reading.none_remedy)
    place = decisions or (out.with_name(out.stem + DECISIONS) if out else Path(f"map{DECISIONS}"))
    decided, embed = read_decisions(place), _embed()
    asking = ask and not as_json and sys.stdin.isatty()
    if asking:
        decided = _named(views, decided, place)
    team_map = build_map(views, decided, problems)
    open_questions = proposals(team_map, decided, embed)
    if open_questions and asking:
        decided = _asked(open_questions, decided, place)
        team_map = build_map(views, decided, problems)
    elif open_questions:
        tell(told.joins.waiting.format(count=len(open_questions)), err=True)
    drawn = _drawn(team_map, embed)
    embed = None  # the page needs the memory of the model
    if as_json:
        typer.echo(to_json(drawn).decode("utf-8"), nl=False)
    else:
        for line in listing(team_map, drawn.ways, drawn.differences, drawn.questions):
            tell(line)
    if out and write:
        write_files(out.parent, {out.name: write(drawn)}, force=force)
        tell(told.map.written.format(path=clean(shown(out))), err=as_json)


def expanded(files: Sequence[Path]) -> list[Path]:
    """Return files, with those in a folder in its place."""
    found: list[Path] = []
    for path in files:
        if not os.path.isdir(path):  # no error for what is no path; reading tells that
            found.append(path)
            continue
        inside = sorted(path.glob("*.json"))
        found += [file for file in inside if not file.name.endswith(DECISIONS)] or [path]
    return found


def _embed() -> Embed | None:
    """Return the embedding of the library, or None, with a word about it, where there is none."""
    from coach.config import load_settings
    from coach.knowledge.embedding import Embedder
    from coach.team.texts import texts

    embedder = Embedder(load_settings())
    if embedder.installed():
        return embedder.embed
    tell(texts().joins.no_meaning, err=True)
    return None


def _drawn(team_map: TeamMap, embed: Embed | None) -> Drawn:
    from coach.team.differences import compare_views, questions
    from coach.team.paths import ways
    from coach.team.writers import Drawn

    return Drawn(team_map, ways(team_map), compare_views(team_map, embed), questions(team_map))


def _named(views: Sequence[View], decided: Decisions, place: Path) -> Decisions:
    """Ask what to call the writers of plans that do not say it; each is asked for once."""
    from coach.team.building import key_of
    from coach.team.decisions import write_decisions
    from coach.team.texts import texts

    told = texts().joins
    unnamed = [v for v in views if v.me.described and key_of(v, None) not in decided.called]
    if unnamed:
        tell(told.writer_intro)
    for view in unnamed:
        question = told.writer_question.format(name=view.me.name, plan=view.plan)
        name = typer.prompt(folded(one_line(question)), default="", show_default=False)
        decided = decided.with_name(key_of(view, None), one_line(str(name), limit=120))
        write_decisions(place, decided)
    return decided


def _asked(found: Sequence[Proposal], decided: Decisions, place: Path) -> Decisions:
    """Ask which names mean the same; every answer is kept as soon as it is given."""
    from coach.files import shown
    from coach.team.decisions import write_decisions
    from coach.team.texts import texts

    told = texts().joins
    tell(told.intro.format(file=clean(shown(place))))
    joined = 0
    for number, proposal in enumerate(found, 1):
        reason = getattr(told, proposal.reason)
        tell("\n" + told.head.format(number=number, count=len(found), reason=reason))
        for node in proposal.nodes:
            plans = ", ".join([*node.writers, *node.named_in][:_MOST_PLANS])
            tell(one_line(told.member.format(name=node.name, plans=plans), limit=300))
        answer = _letter(told.question, "ynosq")
        if answer == "q":
            break
        if answer == "o":
            decided = _one_by_one(proposal, decided)
        elif answer in "yn":
            decided = decided.with_decision(proposal.keys, same=answer == "y")
        joined += answer == "y"
        write_decisions(place, decided)
    tell("\n" + told.joined.format(count=joined) + "\n")
    return decided


def _one_by_one(proposal: Proposal, decided: Decisions) -> Decisions:
    from coach.team.texts import texts

    first, *others = proposal.nodes
    for other in others:
        question = texts().joins.each.format(name=other.name, first=first.name)
        same = _letter(one_line(question, limit=300), "yn") == "y"
        decided = decided.with_decision((*first.keys, *other.keys), same=same)
    return decided


def _letter(question: str, letters: str) -> str:
    """Return one of some letters; anything else is asked again."""
    from coach.team.texts import texts

    while True:
        answer = (
            str(typer.prompt(folded(question), default="", show_default=False)).strip().lower()[:1]
        )
        if answer and answer in letters:
            return answer
        tell(texts().joins.unclear)
