"""``coach doctor``: what is installed, found and verified; what is wrong and how to mend it."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from coach.commands.checks import Finding

_NAME_WIDTH = 14
_TEXT_WIDTH = 76


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Do not load the model to see whether it answers.")
    ] = False,
) -> None:
    """Check everything that an interview needs, and say how to mend what is wrong."""
    from coach.commands.checks import examine

    findings: list[Finding] = []
    for finding in examine(quick=quick):
        findings.append(finding)
        if not as_json:
            _show(finding)
    problems = sum(not finding.ok for finding in findings)
    if as_json:
        from coach.commands.parts import checksums, versions

        report = {
            "ok": not problems,
            "checks": [asdict(finding) for finding in findings],
            "versions": versions(),
            "checksums": checksums(quick=quick),
        }
        typer.echo(json.dumps(report, indent=2))
    elif problems:
        typer.echo(f"\n{problems} {'problem' if problems == 1 else 'problems'}.")
    else:
        typer.echo("\nEverything is in order.")
    if problems:
        raise typer.Exit(1)


def _show(finding: Finding) -> None:
    mark = "ok     " if finding.ok else "problem"
    head = f"{mark}  {finding.name:<{_NAME_WIDTH}}"
    indent = " " * len(head)
    typer.echo(_wrapped(finding.detail, head, indent))
    if finding.remedy:
        typer.echo(_wrapped(finding.remedy, indent, indent))


def _wrapped(text: str, first: str, indent: str) -> str:
    """Fold at blanks only, so that paths and commands stay whole for copying."""
    return textwrap.fill(
        text,
        width=_TEXT_WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
