"""``coach team patterns``: what many plans have in common, without names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.text import clean


def patterns(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES…", help="Share files and plans in JSON; of a folder every .json file."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="File to write to: .html, .md or .json."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Count what many plans have in common, for learning and development; it names nobody.

    It takes five plans or more. With plans from before and after a review it compares them.
    """
    from coach.commands.storage import write_files
    from coach.commands.team_map import expanded
    from coach.config import shipped_folder
    from coach.files import shown
    from coach.knowledge.sources import Folder
    from coach.team.pattern_pages import to_json, to_lines, writer_for
    from coach.team.patterns import patterns_of
    from coach.team.reading import read_versions
    from coach.team.texts import texts

    write = writer_for(out.suffix) if out else None
    versions, problems = read_versions(expanded(files))
    passages = Folder(shipped_folder("knowledge")).passages()
    for problem in problems:
        typer.echo(f"{clean(problem.file)}: {clean(problem.problem)}", err=True)
    found = patterns_of(versions, passages)
    if as_json:
        typer.echo(to_json(found).decode("utf-8"), nl=False)
    else:
        for line in to_lines(found):
            typer.echo(line)
    if out and write:
        write_files(out.parent, {out.name: write(found)}, force=force)
        typer.echo(texts().map.written.format(path=clean(shown(out))), err=as_json)
