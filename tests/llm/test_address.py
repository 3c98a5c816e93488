from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.config import Settings, load_settings
from coach.errors import CoachError, UsageError
from coach.llm.address import fetch_address, is_address, path_for_address
from coach.llm.transfer import NoNetworkError
from tests.llm.small_models import gguf_bytes, sha256

ADDRESS = "https://models.example/some/model.Q4.gguf"
DATA = gguf_bytes(300_000)


class Body(httpx.SyncByteStream):
    """A body that comes in pieces, and breaks off after ``cut`` bytes where that is given."""

    def __init__(self, data: bytes, cut: int | None = None) -> None:
        self.data, self.cut = data, cut

    def __iter__(self) -> Iterator[bytes]:
        data = self.data[: self.cut]
        for start in range(0, len(data), 10_000):
            yield data[start : start + 10_000]
        if self.cut is not None:
            raise httpx.ReadError("the connection was reset")


class Server:
    """Answers like a file server that knows ranges."""

    def __init__(self, data: bytes = DATA) -> None:
        self.data, self.tag = data, '"v1"'
        self.cut: int | None = None
        self.stumble: int | None = None
        self.shift = 0
        self.asked: list[str | None] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        wanted = request.headers.get("Range")
        self.asked.append(wanted)
        start = 0
        if wanted and request.headers.get("If-Range") == self.tag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(self.data):
                return httpx.Response(416)
        headers = {"ETag": self.tag, "Content-Length": str(len(self.data) - start)}
        if start:
            headers["Content-Range"] = f"bytes {start + self.shift}-{len(self.data) - 1}/*"
        status = 206 if start else 200
        if self.stumble and len(self.data) - start > self.stumble:
            body = Body(self.data[start:], self.stumble)
            return httpx.Response(status, headers=headers, stream=body)
        if self.cut is not None:
            return httpx.Response(
                status, headers=headers, stream=Body(self.data[start:], max(0, self.cut - start))
            )
        return httpx.Response(status, headers=headers, stream=Body(self.data[start:]))

    def get(self, settings: Settings) -> tuple[Path, str]:
        return fetch_address(settings, ADDRESS, transport=httpx.MockTransport(self))


@pytest.fixture
def settings() -> Settings:
    return load_settings()


def test_the_file_and_its_checksum(settings: Settings) -> None:
    server = Server()
    path, checksum = server.get(settings)
    assert path.read_bytes() == DATA
    assert checksum == sha256(DATA)
    assert server.get(settings) == (path, checksum)
    assert len(server.asked) == 1
    assert not list(settings.models_folder.rglob("*.part"))


def test_an_interrupted_transfer_is_continued(settings: Settings) -> None:
    server = Server()
    server.cut = 100_000
    with pytest.raises(NoNetworkError):
        server.get(settings)
    server.cut = None
    assert server.get(settings)[0].read_bytes() == DATA
    assert server.asked[0] is None
    assert server.asked[-1] == "bytes=100000-"


def test_a_transfer_that_breaks_off_now_and_then_is_taken_up_again(settings: Settings) -> None:
    server = Server()
    server.stumble = 70_000
    assert server.get(settings)[0].read_bytes() == DATA
    assert len(server.asked) == 5


def test_another_version_on_the_server_is_fetched_from_the_start(settings: Settings) -> None:
    server = Server()
    server.cut = 100_000
    with pytest.raises(NoNetworkError):
        server.get(settings)
    server.cut, server.tag, server.data = None, '"v2"', gguf_bytes(200_000, seed=3)
    assert server.get(settings)[0].read_bytes() == server.data


def test_another_range_than_asked_for_is_not_used(settings: Settings) -> None:
    server = Server()
    server.cut, server.shift = 100_000, 1
    with pytest.raises(NoNetworkError):
        server.get(settings)
    server.cut = None
    with pytest.raises(NoNetworkError):
        server.get(settings)
    server.shift = 0
    assert server.get(settings)[0].read_bytes() == DATA


def test_a_part_that_is_too_long_is_dropped(settings: Settings) -> None:
    server = Server()
    server.cut = 100_000
    with pytest.raises(NoNetworkError):
        server.get(settings)
    server.cut, server.data = None, DATA[:50_000]
    assert server.get(settings)[0].read_bytes() == DATA[:50_000]


@pytest.mark.parametrize(
    "data",
    [b"<html>sign in</html>", b"<html>" + bytes(100_000), b""],
    ids=["short", "long", "empty"],
)
def test_what_is_not_a_model_is_refused(settings: Settings, data: bytes) -> None:
    with pytest.raises(CoachError, match=r"not a GGUF"):
        Server(data).get(settings)
    assert not list(settings.models_folder.glob("*.gguf"))


def test_a_refusal_is_told(settings: Settings) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(404))
    with pytest.raises(CoachError, match="answered 404"):
        fetch_address(settings, ADDRESS, transport=transport)


@pytest.mark.parametrize(
    "address",
    [
        "https://models.example/model.zip",
        "https://models.example/",
        "https:///model.gguf",
        "http://[broken/model.gguf",
        "https://models.example/?file=model.gguf",
    ],
)
def test_other_addresses_are_wrong_usage(settings: Settings, address: str) -> None:
    assert is_address(address)
    with pytest.raises(UsageError):
        fetch_address(settings, address)


@given(st.text(max_size=60))
def test_the_file_stays_in_the_models_folder(name: str) -> None:
    settings = Settings(home=Path("/data/of/coach"))
    try:
        path = path_for_address(settings, f"https://models.example/{name}.gguf")
    except UsageError:
        return
    assert path.parent == settings.models_folder
    assert path.name.isascii()
    assert not path.name.startswith((".", "-"))


def test_addresses_never_share_a_file(settings: Settings) -> None:
    one = path_for_address(settings, "https://a.example/m.gguf")
    other = path_for_address(settings, "https://b.example/m.gguf")
    assert one != other
