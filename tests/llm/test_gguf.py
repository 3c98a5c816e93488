from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.llm.gguf import GgufHeader, check_gguf, parse_gguf_header
from tests.llm.small_models import gguf_bytes


@given(
    version=st.sampled_from([2, 3]),
    tensors=st.integers(1, 1_000_000),
    entries=st.integers(1, 1_000_000),
    rest=st.binary(max_size=50),
)
def test_a_sound_head_is_read_back(version: int, tensors: int, entries: int, rest: bytes) -> None:
    data = b"GGUF" + struct.pack("<IQQ", version, tensors, entries) + rest
    assert parse_gguf_header(data, "x") == GgufHeader(version, tensors, entries)


@given(st.one_of(st.binary(max_size=64), st.binary(max_size=40).map(lambda b: b"GGUF" + b)))
def test_any_bytes_give_a_head_or_a_plain_error(data: bytes) -> None:
    try:
        header = parse_gguf_header(data, "the file")
    except CoachError as error:
        told = error
    else:
        assert header.version in (2, 3)
        assert header.tensors > 0
        return
    assert "the file" in told.message
    assert told.remedy


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a GGUF"),
        (b"<!DOCTYPE html><html></html>", "not a GGUF"),
        (b"GGUF\x03\x00", "cut off"),
        (gguf_bytes(version=1), "version 1"),
        (gguf_bytes(version=99), "version 99"),
        (b"GGUF" + struct.pack(">IQQ", 3, 3, 5), "big-endian"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 5), "without a model"),
    ],
)
def test_what_is_not_a_model_is_named(data: bytes, words: str) -> None:
    with pytest.raises(CoachError, match=words):
        parse_gguf_header(data, "x.gguf")


def test_a_file_is_checked(tmp_path: Path) -> None:
    good = tmp_path / "good.gguf"
    good.write_bytes(gguf_bytes())
    assert check_gguf(good).version == 3
    with pytest.raises(CoachError, match="There is no file"):
        check_gguf(tmp_path / "none.gguf")
    with pytest.raises(CoachError, match="cannot be read"):
        check_gguf(tmp_path)
    with pytest.raises(CoachError):
        check_gguf(Path("a\0b.gguf"))
