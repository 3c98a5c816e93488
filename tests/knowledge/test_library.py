from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach.config import Settings
from coach.errors import CoachError, NotFoundError
from coach.knowledge.library import Library
from tests.knowledge.shelves import write_passage


def test_finds_best_first_and_no_more_than_asked(library: Library) -> None:
    hits = library.search("my invoice was wrong again", limit=3)
    assert hits[0].passage.id == "invoice"
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert library.search("my invoice was wrong again", limit=0) == []


def test_topics_narrow_the_search(library: Library) -> None:
    hits = library.search("my invoice was wrong again", topics={"service"})
    assert hits
    assert {hit.passage.topic for hit in hits} == {"service"}
    assert library.search("my invoice was wrong again", topics=()) == []
    assert library.search("my invoice was wrong again", topics=["no such topic"]) == []


@pytest.mark.parametrize(
    "query", ["", "  \n", "\x1b[2J", "the highest mountain of Asia", "qwrtz yxcvb"]
)
def test_nothing_is_better_than_something_irrelevant(library: Library, query: str) -> None:
    assert library.search(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "rota " * 30_000,
        "[/b] who waits for the rota {{ 1 }} '; DROP TABLE collections; --",
        "who waits for the rota \udcff \x00 \u202e",
        "rota",
        "ROTA?",
    ],
)
def test_odd_queries_are_only_text(library: Library, query: str) -> None:
    assert library.search(query)[0].passage.id == "rota"


@given(st.text(max_size=200))
@hypothesis_settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_query_fails(library: Library, query: str) -> None:
    assert len(library.search(query, limit=2)) <= 2


def test_gets_lists_and_does_not_know(library: Library) -> None:
    assert library.get("rota").title == "About the rota"
    assert len(library.list()) == 20
    with pytest.raises(NotFoundError, match=r"no passage '\.\./etc'"):
        library.get("../etc")


def test_is_ready_when_a_search_needs_no_build(library: Library, tmp_path: Path) -> None:
    assert library.ready()
    bare = Library(Settings(home=tmp_path / "bare"))
    assert not bare.ready()
    with pytest.raises(CoachError, match="coach setup"):
        bare.search("who is my customer")


def test_a_changed_passage_is_found_by_its_new_words(settings: Settings, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    write_passage(shelf, "paper", "rota", "Drivers wait for the rota.")
    library = Library(settings, folder=shelf)
    assert library.search("a giraffe with a long neck") == []
    write_passage(shelf, "paper", "rota", "A giraffe has a long neck.")
    assert not library.ready()
    told: list[tuple[int, int]] = []
    assert library.rebuild(lambda done, total: told.append((done, total))) == 1
    assert told[-1] == (3, 3)
    assert library.search("a giraffe with a long neck")[0].passage.id == "rota"
    library.close()


def test_a_library_without_passages_finds_nothing(settings: Settings, tmp_path: Path) -> None:
    library = Library(settings, folder=tmp_path / "nothing")
    assert library.list() == []
    assert library.search("who is my customer") == []
    library.close()


def test_can_be_closed_and_used_again(library: Library) -> None:
    before = library.search("my invoice was wrong again")
    library.close()
    library.close()
    assert library.search("my invoice was wrong again") == before


def test_threads_share_it(library: Library) -> None:
    found: list[str] = []
    names = [passage.id for passage in library.list()]

    def look(name: str) -> None:
        found.append(library.search(f"who needs the {name}")[0].passage.id)

    threads = [threading.Thread(target=look, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert sorted(found) == sorted(names)


def test_warming_up_builds_nothing_and_closing_waits_for_it(tmp_path: Path) -> None:
    library = Library(Settings(home=tmp_path))
    library.warm_up()
    library.warm_up()
    library.close()
    assert not (tmp_path / "index").exists()
