from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bootstrap import compilers
from bootstrap.failures import SetupError

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts as compilers")


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        ("linux", "apt install build-essential"),
        ("linux", "dnf install"),
        ("darwin", "xcode-select --install"),
        ("win32", "Build Tools"),
    ],
)
def test_the_remedy_is_that_of_the_platform(platform: str, words: str) -> None:
    assert words in compilers.remedy(platform)


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_no_compiler_on_the_path(
    platform: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(SetupError) as caught:
        compilers.check_compiler(platform)
    assert compilers.remedy(platform) in str(caught.value)


def make_compiler(path: Path, status: int) -> None:
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)


@posix_only
def test_a_compiler_without_its_headers_is_not_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_compiler(tmp_path / "cc", 0)
    make_compiler(tmp_path / "c++", 1)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(SetupError):
        compilers.check_compiler("linux")
    make_compiler(tmp_path / "clang++", 0)
    compilers.check_compiler("linux")


@posix_only
def test_the_chosen_compiler_is_the_one_that_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_compiler(tmp_path / "cc", 0)
    make_compiler(tmp_path / "c++", 0)
    make_compiler(tmp_path / "other", 1)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CXX", "other --fast")
    with pytest.raises(SetupError):
        compilers.check_compiler("linux")
