from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bootstrap import interpreters
from bootstrap.failures import SetupError
from bootstrap.interpreters import Interpreter


def an_interpreter(
    minor: int, *, wide: bool = True, missing: list[str] | None = None
) -> Interpreter:
    return Interpreter(f"/usr/bin/python3.{minor}", (3, minor), wide, missing or [])


def test_the_running_python_is_preferred() -> None:
    assert interpreters.choose(an_interpreter(10), [an_interpreter(13)]).endswith("3.10")


@pytest.mark.parametrize("minor", [8, 14])
def test_another_supported_python_stands_in(minor: int) -> None:
    others = [an_interpreter(13), an_interpreter(12)]
    assert interpreters.choose(an_interpreter(minor), others).endswith("3.13")


def test_a_complete_python_stands_in_for_one_without_venv() -> None:
    current = an_interpreter(12, missing=["ensurepip"])
    assert interpreters.choose(current, [an_interpreter(11)]).endswith("3.11")


@pytest.mark.parametrize(
    ("current", "words"),
    [
        (an_interpreter(9), "too old"),
        (an_interpreter(14), "too new"),
        (an_interpreter(12, wide=False), "32-bit"),
        (an_interpreter(12, missing=["ensurepip"]), "python3.12-venv"),
        (an_interpreter(12, missing=["ssl"]), "ssl"),
        (None, "does not run"),
    ],
)
def test_what_is_wrong_with_the_only_python_is_said(
    current: Interpreter | None, words: str
) -> None:
    with pytest.raises(SetupError) as caught:
        interpreters.choose(current, [])
    assert words in str(caught.value)


def test_probing_the_running_python() -> None:
    found = interpreters.probe(sys.executable)
    assert found is not None
    assert found.usable
    assert found.version == sys.version_info[:2]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for a broken Python")
def test_a_python_on_the_path_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert interpreters.probe(str(shim)) is None
    assert interpreters.probe(str(tmp_path / "missing")) is None
