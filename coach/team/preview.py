"""What is in a share file, as lines for its owner: made from the very bytes that are written."""

from __future__ import annotations

from collections.abc import Iterator

from coach.team.share import Share, SharedStatement
from coach.team.texts import texts
from coach.text import clean, fold_space


def preview(content: bytes) -> list[str]:
    """Return every value of a share file, each on a line of its own or within one.

    Args:
        content: The bytes that are written, and nothing else is looked at.
    """
    share, told = Share.model_validate_json(content), texts().share
    values = {
        "format": share.format,
        "version": str(share.version),
        "plan": share.plan,
        "plan_version": str(share.plan_version),
        "written": share.written.isoformat(),
        "me": share.me,
        "team": share.team or told.none,
        "quotes": told.yes if share.quotes else told.no,
        "left_out": ", ".join(share.left_out) or told.none,
    }
    lines = [told.header[name].format(value=_plain(value)) for name, value in values.items()]
    lines += ["", told.names_shared]
    lines += list(_parties(share)) or [f"  {told.none}"]
    for section in share.sections:
        lines += ["", _plain(f"{section.title} ({section.id})")]
        for statement in section.statements:
            lines += _statement(statement)
    return lines


def _parties(share: Share) -> Iterator[str]:
    told = texts().share
    for party in share.parties:
        name = party.name
        if party.team:
            name = texts().map.placed.format(name=name, team=party.team).strip()
        if party.role:
            name = f"{name} {told.party_role.format(role=party.role)}".strip()
        relation = told.relations[party.relation]
        section = party.section
        yield _indented(told.party.format(relation=relation, name=name, section=section), 2)


def _statement(statement: SharedStatement) -> list[str]:
    told = texts().share
    basis = ", ".join(told.basis[one] for one in statement.basis)
    marks = f"{basis}; {statement.kind}" if basis else statement.kind
    lines = [_indented(f"{statement.text} ({marks})", 2)]
    return lines + [_indented(told.said.format(text=quote), 6) for quote in statement.quotes]


def _indented(text: str, by: int) -> str:
    return " " * by + _plain(text)


def _plain(text: str) -> str:
    return fold_space(clean(text))
