from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.llm.gguf import GgufHeader, ModelShape, check_gguf, parse_gguf_header, read_shape
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


# How the model is built

SHAPE = {
    "block_count": 4,
    "embedding_length": 64,
    "feed_forward_length": 200,
    "attention.head_count": 8,
    "attention.head_count_kv": 2,
}


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def entry(key: str, value: int | str | list[int] | list[str]) -> bytes:
    if isinstance(value, str):
        return text(key) + struct.pack("<I", 8) + text(value)
    if isinstance(value, int):
        return text(key) + struct.pack("<II", 4, value)
    of_texts = isinstance(value[0], str)
    items = b"".join(text(v) if isinstance(v, str) else struct.pack("<I", v) for v in value)
    return text(key) + struct.pack("<IIQ", 9, 8 if of_texts else 4, len(value)) + items


def model_with(*entries: bytes) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, 3, len(entries)) + b"".join(entries)


def shape_entries(changes: dict[str, int | list[int]] | None = None) -> list[bytes]:
    values = {**SHAPE, **(changes or {})}
    return [entry(f"toy.{name}", value) for name, value in values.items()]


def shape_of(tmp_path: Path, data: bytes) -> ModelShape | None:
    file = tmp_path / "toy.gguf"
    file.write_bytes(data)
    return read_shape(file)


ARCHITECTURE = entry("general.architecture", "toy")
VOCABULARY = entry("tokenizer.ggml.tokens", ["a", "b", "c"])


@pytest.mark.parametrize(
    ("changes", "cached"),
    [
        ({}, 4 * 2 * (8 + 8)),
        ({"attention.key_length": 16, "attention.value_length": 10}, 4 * 2 * (16 + 10)),
        ({"attention.head_count_kv": [2, 0, 2, 0]}, 4 * (8 + 8)),
    ],
)
def test_the_shape_is_read(
    tmp_path: Path, changes: dict[str, int | list[int]], cached: int
) -> None:
    head = entry("general.name", "Toy"), entry("general.tags", ["chat", "small"])
    data = model_with(ARCHITECTURE, *head, *shape_entries(changes), VOCABULARY)
    assert shape_of(tmp_path, data) == ModelShape(8, 64, 200, cached)
    turned = model_with(VOCABULARY, *shape_entries(changes), ARCHITECTURE)
    assert shape_of(tmp_path, turned) == ModelShape(8, 64, 200, cached)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        gguf_bytes(),
        model_with(*shape_entries()),
        model_with(ARCHITECTURE, VOCABULARY),
        model_with(ARCHITECTURE, *shape_entries())[:-3],
        model_with(ARCHITECTURE, *shape_entries({"block_count": 4_000_000_000})),
        model_with(ARCHITECTURE, text("x") + struct.pack("<IIQ", 9, 9, 1)),
        model_with(ARCHITECTURE, text("x") + struct.pack("<IIQ", 9, 8, 1 << 60)),
        model_with(ARCHITECTURE, text("x") + struct.pack("<IQ", 8, (1 << 64) - 1)),
        model_with(struct.pack("<Q", 1 << 40) + b"general.architecture"),
    ],
)
def test_a_shape_that_cannot_be_told_is_none(tmp_path: Path, data: bytes) -> None:
    assert shape_of(tmp_path, data) is None
    assert read_shape(tmp_path) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cut=st.integers(0, 400), junk=st.binary(max_size=60))
def test_no_bytes_make_reading_the_shape_fail(tmp_path: Path, cut: int, junk: bytes) -> None:
    sound = model_with(ARCHITECTURE, VOCABULARY, *shape_entries())
    shape = shape_of(tmp_path, sound[:cut] + junk + sound[cut + len(junk) :])
    assert shape is None or shape.cached >= 0
