"""``coach knowledge``: find, read and list passages, and build their index anew."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from coach.text import clean, one_line

if TYPE_CHECKING:
    from coach.knowledge.library import Library
    from coach.knowledge.passages import Passage

_MOST_HITS = 50
_WIDEST_TEXT = 88

_Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]

app = typer.Typer(
    help="Find and read the passages that the coach draws on.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


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
        hits = library.search(text, limit=limit)
    if as_json:
        _print_json({**_entry(hit.passage), "score": round(hit.score, 4)} for hit in hits)
        return
    if not hits:
        typer.echo("Nothing in the library fits that. Try other words.")
    for hit in hits:
        typer.echo(f"{hit.score:.2f}  {_headline(hit.passage)}")
        typer.echo(textwrap.indent(_wrap(_first_words(hit.passage), indent=6), " " * 6))


@app.command("list")
def list_passages(as_json: _Json = False) -> None:
    """List all passages by topic."""
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
