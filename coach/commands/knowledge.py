"""``coach knowledge``: find, read and list passages, and build their index anew."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.commands.team import list_team, share, shared_marks, unshare
from coach.text import clean, one_line

if TYPE_CHECKING:
    from coach.knowledge.library import Library
    from coach.knowledge.passages import Passage
    from coach.store.documents import DocumentStore

_MOST_HITS = 50
_WIDEST_TEXT = 88
_STOPPED = 130
"""Exit status after Ctrl-C, as everywhere in the program."""

_Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]

app = typer.Typer(
    help="Find and read the passages that the coach draws on.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(share)
app.command()(unshare)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What you want to know, in your own words.")],
    as_json: _Json = False,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=_MOST_HITS, help="Most passages to show.")
    ] = 5,
) -> None:
    """Find the passages that fit TEXT, best first."""
    from coach.errors import UsageError

    if not clean(text).strip():
        raise UsageError("There is nothing to look for.", "Give a few words or a question.")
    with _library() as library:
        hits = library.search(text, limit=limit, patient=True)
        remark = library.remark
    if remark:
        typer.echo(remark, err=True)
    if as_json:
        _print_json({**_entry(hit.passage), "score": round(hit.score, 4)} for hit in hits)
        return
    if not hits:
        typer.echo("Nothing in the library fits that. Try other words.")
    for hit in hits:
        typer.echo(f"{hit.score:.2f}  {_headline(hit.passage)}")
        typer.echo(textwrap.indent(_wrap(_first_words(hit.passage), indent=6), " " * 6))


@app.command()
def add(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH…", help="Files or folders: PDF, Word, Markdown, text."),
    ],
) -> None:
    """Add documents of your organisation: the coach finds and cites them like its own passages.

    A file that was added before is read again when it changed. Nothing leaves this machine.
    """
    before = _documents_kept()
    try:
        counts = _read(paths)
        if counts["added"] or counts["updated"] or counts["unchanged"]:
            # What is unchanged may have been added by somebody who stopped before the index.
            _index_own(always=bool(counts["added"] or counts["updated"]))
    except KeyboardInterrupt as stop:
        from coach.knowledge.stopping import stopped_adding

        typer.echo(stopped_adding(len(_documents_kept() - before)), err=True)
        raise typer.Exit(_STOPPED) from stop
    typer.echo(", ".join(f"{count} {result}" for result, count in counts.items()) or "Nothing.")
    if not counts["added"] + counts["updated"] + counts["unchanged"]:
        raise typer.Exit(1)


@app.command()
def remove(
    document_id: Annotated[
        str, typer.Argument(metavar="ID", help="A document's name, as 'list --own' shows it.")
    ],
) -> None:
    """Remove one of your documents; its text is deleted from this machine's library."""
    with _documents() as store:
        document = store.find(document_id)
        store.remove(document.id)
    try:
        _index_own(always=True)
    except KeyboardInterrupt as stop:
        from coach.knowledge.stopping import stopped_removing

        typer.echo(stopped_removing(document.name), err=True)
        raise typer.Exit(_STOPPED) from stop
    typer.echo(f"Removed: {one_line(document.name)}. The file itself is untouched.")


@app.command("list")
def list_passages(
    as_json: _Json = False,
    own: Annotated[bool, typer.Option("--own", help="Your documents instead.")] = False,
    team: Annotated[
        bool, typer.Option("--team", help="The documents that your team shares instead.")
    ] = False,
) -> None:
    """List all passages by topic, the documents that you added, or those that your team shares."""
    if team:
        list_team(as_json=as_json)
        return
    if own:
        _list_documents(as_json=as_json)
        return
    with _library() as library:
        passages = library.list()
    if as_json:
        _print_json(_entry(passage) for passage in passages)
        return
    topic = ""
    for passage in passages:
        if passage.topic != topic:
            topic = passage.topic
            typer.echo(f"{clean(topic)}")
        typer.echo(f"  {_headline(passage)}")


@app.command()
def show(
    passage_id: Annotated[
        str, typer.Argument(metavar="ID", help="A passage's name, as 'list' shows it.")
    ],
    as_json: _Json = False,
) -> None:
    """Show one passage with its source."""
    with _library() as library:
        passage = library.get(passage_id)
    if as_json:
        typer.echo(json.dumps(_entry(passage), ensure_ascii=False, indent=2))
        return
    typer.echo(clean(passage.title))
    typer.echo()
    typer.echo("\n\n".join(_wrap(part) for part in clean(passage.text).split("\n\n")))
    typer.echo()
    typer.echo(_wrap(f"Topic: {passage.topic}. Method: {one_line(passage.method)}."))
    typer.echo(_wrap(f"Source: {one_line(passage.source, limit=300)}"))


@app.command()
def rebuild() -> None:
    """Build the index of all passages anew."""
    from coach.commands.waiting import Waiting

    with _library() as library, Waiting("Index of the library", bytes_=False) as waiting:
        count = library.rebuild(waiting)
    typer.echo(f"The index holds {count} {'passage' if count == 1 else 'passages'}.")


@contextmanager
def _library() -> Iterator[Library]:
    from coach.config import load_settings
    from coach.knowledge.library import Library

    with closing(Library(load_settings())) as library:
        yield library


@contextmanager
def _documents() -> Iterator[DocumentStore]:
    from coach.config import load_settings
    from coach.store.documents import DocumentStore

    with closing(DocumentStore(load_settings().library_database)) as store:
        if store.notice:
            typer.echo(store.notice, err=True)
        yield store


def _documents_kept() -> set[tuple[str, str]]:
    """Return name and checksum of each document that somebody added."""
    with _documents() as store:
        return {(document.id, document.sha256) for document in store.all()}


def _read(paths: list[Path]) -> Counter[str]:
    """Read files and folders into the library, and return how many files had which result."""
    from coach.commands.waiting import Waiting
    from coach.knowledge.adding import add_documents
    from coach.knowledge.documents.watch import Watch

    counts: Counter[str] = Counter()
    with _documents() as store, Waiting("Reading", bytes_=False) as waiting:
        for outcome in add_documents(store, paths, watch=Watch(progress=waiting)):
            counts[outcome.result] += 1
            name = one_line(outcome.name)
            parts = f", {outcome.parts} parts" if outcome.parts else ""
            waiting.say(f"{outcome.result}: {name}{parts}")
            for remark in outcome.remarks:
                waiting.say(f"  {remark}")
    return counts


def _index_own(*, always: bool) -> None:
    """Build the index of one's own documents, if need be or always."""
    from coach.commands.waiting import Waiting

    with _library() as library, Waiting("Index of your documents", bytes_=False) as waiting:
        if always or not library.ready():
            library.rebuild_own(waiting)


def _list_documents(*, as_json: bool) -> None:
    with _documents() as store:
        documents = store.all()
    if as_json:
        _print_json(document.model_dump(mode="json") for document in documents)
        return
    if not documents:
        typer.echo("You have added no documents yet. Add some with 'coach knowledge add PATH'.")
    marks = shared_marks(documents)
    for document in documents:
        pages = f", {document.pages} pages" if document.pages else ""
        line = f"{document.id}  {one_line(document.name)}{pages}, {document.parts} parts"
        typer.echo(f"{line}{marks.get(document.id, '')}")


def _entry(passage: Passage) -> dict[str, object]:
    """Return the fields of a passage that scripts rely on."""
    return passage.model_dump(include={"id", "title", "topic", "source", "text"})


def _print_json(entries: Iterable[dict[str, object]]) -> None:
    typer.echo(json.dumps([*entries], ensure_ascii=False, indent=2))


def _headline(passage: Passage) -> str:
    return f"{passage.id}  {one_line(passage.title)}"


def _first_words(passage: Passage) -> str:
    return one_line(passage.text, limit=160)


def _wrap(text: str, *, indent: int = 0) -> str:
    width = min(_WIDEST_TEXT, shutil.get_terminal_size().columns - 1) - indent
    return textwrap.fill(text, width=max(20, width), break_long_words=False)
