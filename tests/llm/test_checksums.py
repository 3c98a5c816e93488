from __future__ import annotations

import os
from pathlib import Path

import pytest

from coach.llm import checksums
from tests.llm.small_models import sha256

DATA = b"some content" * 1000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.bin"
    path.write_bytes(DATA)
    return path


def test_a_verified_file_is_not_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checksums.is_verified(file, sha256(DATA), len(DATA))

    def unwanted(path: Path) -> str:
        raise AssertionError("read again")

    monkeypatch.setattr(checksums, "sha256_of", unwanted)
    assert checksums.is_verified(file, sha256(DATA), len(DATA))


def test_a_changed_file_is_read_again(file: Path) -> None:
    assert checksums.verify(file, sha256(DATA))
    file.write_bytes(DATA[:-1] + b"X")
    os.utime(file, ns=(1, 1))
    assert not checksums.is_verified(file, sha256(DATA), len(DATA))
    assert not checksums.is_stamped(file, sha256(DATA))


def test_verify_reads_even_what_is_stamped(file: Path) -> None:
    assert checksums.verify(file, sha256(DATA))
    before = file.stat()
    file.write_bytes(b"Y" + DATA[1:])
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert checksums.is_stamped(file, sha256(DATA))
    assert not checksums.verify(file, sha256(DATA))
    assert not checksums.is_stamped(file, sha256(DATA))


@pytest.mark.parametrize("stamp", [b"", b"\xff\xfe", b"[]", b"null", b'{"size": 1}'])
def test_a_broken_stamp_counts_as_none(file: Path, stamp: bytes) -> None:
    file.with_name(file.name + checksums.STAMP_SUFFIX).write_bytes(stamp)
    assert not checksums.is_stamped(file, sha256(DATA))
    assert checksums.is_verified(file, sha256(DATA))


def test_another_size_or_no_file_is_not_verified(file: Path, tmp_path: Path) -> None:
    assert not checksums.is_verified(file, sha256(DATA), len(DATA) + 1)
    assert not checksums.is_verified(tmp_path / "none", sha256(DATA))


@pytest.mark.parametrize("stamp", [b"[" * 100_000, b"\xff", b"9" * 5_000, b"null"])
def test_a_damaged_stamp_is_none(file: Path, stamp: bytes) -> None:
    file.with_name("file.bin.verified").write_bytes(stamp)
    assert not checksums.is_stamped(file, sha256(DATA))
