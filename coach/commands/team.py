"""``coach knowledge share``, ``unshare`` and ``list --team``: documents that a team shares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from coach.text import one_line

if TYPE_CHECKING:
    from coach.knowledge.team.sharing import TeamLibrary
    from coach.store.documents import StoredDocument
    from coach.store.shares import Share

_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]


def share(
    document_ids: Annotated[
        list[str], typer.Argument(metavar="ID…", help="Documents, as 'list --own' shows them.")
    ],
    yes: _Yes = False,
) -> None:
    """Send documents of yours to your team's library, or bring them up to date there.

    Their text leaves this machine: it goes to the server that library_server names.
    """
    from coach.commands.waiting import Waiting
    from coach.config import load_settings
    from coach.knowledge.embedding import Embedder
    from coach.knowledge.team.texts import texts
    from coach.store.documents import DocumentStore

    team, words = _team(), texts().share
    with closing(DocumentStore(load_settings().library_database)) as store:
        documents = [*{d.id: d for d in map(store.find, document_ids)}.values()]
        typer.echo(words.announce.format(count=len(documents), host=team.host))
        for document in documents:
            typer.echo(f"  {one_line(document.name)}")
        typer.echo(words.who)
        if not yes:
            typer.confirm(words.question, abort=True)
        embedder = Embedder(load_settings())
        for document in documents:
            name = one_line(document.name)
            with Waiting(name, bytes_=False) as waiting:
                shared = team.share(document, store.parts(document.id), embedder, waiting)
            typer.echo(words.done.format(name=name, parts=document.parts, id=shared.team_id))


def unshare(
    document_ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID…", help="Documents, as 'list --own' or 'list --team' shows them."
        ),
    ],
    yes: _Yes = False,
) -> None:
    """Take documents away from your team's library; your own library keeps them."""
    from coach.errors import NotFoundError
    from coach.knowledge.team.texts import texts

    team, words = _team(), texts().unshare
    for document_id in document_ids:
        try:
            mine: Share | None = team.find(document_id)
        except NotFoundError:
            mine = None
            others = {document.id: document.name for document in team.documents()[0]}
            if document_id not in others:
                raise
        if mine is not None:
            done, name, team_id = words.done, one_line(mine.name), mine.team_id
        else:
            done, name, team_id = words.other_done, others[document_id], document_id
            typer.echo(words.other.format(name=name))
            if not yes:
                typer.confirm(words.question, abort=True)
        found = team.unshare(team_id)
        typer.echo((done if found else words.none).format(name=name))


def list_team(*, as_json: bool) -> None:
    """Print what the team shares."""
    from coach.knowledge.team.texts import texts

    team, words = _team(), texts().list
    documents, more = team.documents()
    mine = {share.team_id: share.id for share in team.shares()}
    if as_json:
        entries = [
            {**document.model_dump(), "own": mine.get(document.id)} for document in documents
        ]
        typer.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    if not documents:
        typer.echo(words.none.format(host=team.host))
    for document in documents:
        line = words.line.format(id=document.id, name=document.name, parts=document.parts)
        yours = words.yours.format(id=mine[document.id]) if document.id in mine else ""
        typer.echo(f"{line}{yours}")
    if more:
        typer.echo(words.more)


def shared_marks(documents: Sequence[StoredDocument]) -> dict[str, str]:
    """Return what to say of each of these documents that is shared, without asking the server."""
    from coach.config import load_settings
    from coach.knowledge.team.sharing import TeamLibrary
    from coach.knowledge.team.texts import texts

    settings, words = load_settings(), texts().list
    if not settings.library_server:
        return {}
    shared = {share.id: share.sha256 for share in TeamLibrary(settings).shares()}
    return {
        document.id: (
            words.own_shared if shared[document.id] == document.sha256 else words.own_changed
        )
        for document in documents
        if document.id in shared
    }


def _team() -> TeamLibrary:
    from coach.config import load_settings
    from coach.knowledge.team.sharing import TeamLibrary

    return TeamLibrary(load_settings())
