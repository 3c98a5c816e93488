"""What a server may send: whatever it is, a reply comes of it or a plain failure."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import httpx
from hypothesis import given
from hypothesis import strategies as st

from coach.llm.completions import json_only, pieces, without_beginning
from coach.llm.server_errors import BrokenReplyError, EndedEarlyError
from tests.llm.servers import chunk, reply

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)


class Body(httpx.AsyncByteStream):
    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            yield part


def cut(data: bytes | str, places: Sequence[int]) -> list[bytes] | list[str]:
    """Return ``data`` cut at places."""
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(ends)]  # type: ignore[return-value]


def read(parts: Sequence[bytes]) -> list[str]:
    async def collect() -> list[str]:
        response = httpx.Response(
            200, headers={"Content-Type": "text/event-stream"}, stream=Body(parts)
        )
        return [piece async for piece in pieces(response)]

    return asyncio.run(collect())


@given(st.lists(TEXT), st.lists(st.integers(0, 5000)))
def test_a_reply_is_the_same_however_it_is_cut(said: list[str], places: list[int]) -> None:
    got = read(cut(reply(*said), places))  # type: ignore[arg-type]
    assert got == [piece for piece in said if piece]


@given(st.lists(st.binary()))
def test_any_bytes_are_a_reply_or_a_failure(parts: list[bytes]) -> None:
    with suppress(BrokenReplyError, EndedEarlyError):
        read(parts)


@given(st.lists(JSON))
def test_any_events_are_a_reply_or_a_failure(events: list[object]) -> None:
    with suppress(BrokenReplyError, EndedEarlyError):
        read([b"data: " + json.dumps(event).encode() + b"\n\n" for event in events])


def test_events_that_say_nothing_are_passed_over() -> None:
    parts = [
        b": ping\r\n\r\nevent: start\nretry: 12345678901234567890\n\n",
        b'data: {"choices": []}\n\ndata: {"choices": null, "usage": {}}\n\n',
        b'data: {"choices": [{"delta": {"role": "assistant", "content": null}}]}\n\n',
        b'data: {"choices": [{"delta": {"reasoning_content": "hm"}}]}\n\n',
        chunk("yes"),
        chunk(finish="stop"),
    ]
    assert read(parts) == ["yes"]


@given(TEXT, TEXT, st.lists(st.integers(0, 500)))
def test_a_repeated_beginning_is_dropped(beginning: str, rest: str, places: list[int]) -> None:
    text = "".join(without_beginning(cut(beginning + rest, places), beginning))  # type: ignore[arg-type]
    assert text == (beginning + rest).lstrip()[len(beginning.strip()) :] or not beginning.strip()


@given(TEXT, TEXT, st.lists(st.integers(0, 500)))
def test_another_beginning_stays_whole(beginning: str, said: str, places: list[int]) -> None:
    got = "".join(without_beginning(cut(said, places), beginning))  # type: ignore[arg-type]
    repeated = said.lstrip().startswith(beginning.strip())
    assert repeated or got in (said, "")
    assert repeated or got == said or not said.strip()


@given(
    st.text(st.characters(exclude_characters="{")),
    st.dictionaries(TEXT, JSON, max_size=4),
    TEXT,
    st.lists(st.integers(0, 500)),
)
def test_an_object_is_found_between_anything(
    before: str, value: dict[str, object], after: str, places: list[int]
) -> None:
    written = json.dumps(value, ensure_ascii=False)
    got = json_only(cut(before + written + after, places))  # type: ignore[arg-type]
    assert "".join(got) == written


@given(st.lists(TEXT))
def test_anything_can_be_looked_through_for_an_object(parts: list[str]) -> None:
    assert "".join(json_only(parts)) in "".join(parts)
