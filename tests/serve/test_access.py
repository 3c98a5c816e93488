from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.serve.access import Access, is_own_origin

PORT = 8765


def test_a_token_works_once() -> None:
    access = Access("127.0.0.1")
    token = access.new_token()
    cookie = access.spend(token)
    assert cookie is not None
    assert access.knows(cookie)
    assert access.spend(token) is None


def test_a_new_token_ends_the_one_before() -> None:
    access = Access("127.0.0.1")
    before = access.new_token()
    after = access.new_token()
    assert access.spend(before) is None
    assert access.spend(after) is not None


def test_each_run_has_secrets_of_its_own() -> None:
    one, other = Access("127.0.0.1"), Access("127.0.0.1")
    assert one.new_token() != other.new_token()
    cookie = one.spend(one.new_token())
    assert not other.knows(cookie)


@given(st.text())
def test_nothing_else_opens(text: str) -> None:
    access = Access("127.0.0.1")
    assert access.spend(text) is None  # before there is a token, not even the empty one
    token = access.new_token()
    assert access.spend(text) is None
    assert access.spend(token[:-1]) is None
    assert not access.knows(text)
    assert not access.knows(None)
    assert access.spend(token) is not None


@pytest.mark.parametrize("surrogate", ["\ud800", "a\udfff"])
def test_broken_text_is_no_token(surrogate: str) -> None:
    assert Access("127.0.0.1").spend(surrogate) is None


@pytest.mark.parametrize(
    ("listening", "header", "arrived"),
    [
        ("127.0.0.1", "127.0.0.1:8765", "127.0.0.1"),
        ("127.0.0.1", "localhost:8765", "127.0.0.1"),
        ("localhost", "LOCALHOST:8765", "127.0.0.1"),
        ("::1", "[::1]:8765", "::1"),
        ("::", "192.168.1.5:8765", "::ffff:192.168.1.5"),
        ("0.0.0.0", "192.168.1.5:8765", "192.168.1.5"),
        ("laptop.example", "Laptop.example:8765", "192.168.1.5"),
    ],
)
def test_own_hosts(listening: str, header: str, arrived: str) -> None:
    assert Access(listening).is_own_host(header, arrived, PORT)


@pytest.mark.parametrize(
    ("listening", "header", "arrived"),
    [
        ("127.0.0.1", "evil.example:8765", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1.evil.example:8765", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1:80", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "x@127.0.0.1:8765", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1:8765/x", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.2:8765", "127.0.0.1"),
        ("0.0.0.0", "localhost:8765", "192.168.1.5"),
        ("0.0.0.0", "laptop:8765", "192.168.1.5"),
        ("0.0.0.0", "0.0.0.0:8765", "192.168.1.5"),
        ("0.0.0.0", "10.0.0.1:8765", "192.168.1.5"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_hosts_of_others(listening: str, header: str, arrived: str) -> None:
    assert not Access(listening).is_own_host(header, arrived, PORT)


@given(st.text(max_size=40))
def test_any_host_header_gets_an_answer(header: str) -> None:
    allowed = Access("127.0.0.1").is_own_host(header, "127.0.0.1", PORT)
    assert not allowed or header.lower() in ("127.0.0.1:8765", "localhost:8765")


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://127.0.0.1:8765", True),
        ("https://127.0.0.1:8765", False),
        ("http://127.0.0.1:9000", False),
        ("http://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_origins(origin: str, own: bool) -> None:
    assert is_own_origin(origin, "127.0.0.1:8765") is own
