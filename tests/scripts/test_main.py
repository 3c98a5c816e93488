from __future__ import annotations

import ast
import io
import sys
from pathlib import Path

import pytest
from bootstrap import environment, main
from bootstrap.failures import SetupError
from bootstrap.progress import Display, format_left, format_seconds

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        ([], True),
        (["chat", "--short"], True),
        (["doctor"], True),
        (["--help"], False),
        (["plan", "show", "--help"], False),
        (["--version"], False),
        (["model", "use", "file.gguf"], False),
        (["setup"], False),
    ],
)
def test_the_model_is_got_only_for_what_needs_it(arguments: list[str], needed: bool) -> None:
    assert main.needs_data(arguments) is needed


def test_the_full_screen_gets_the_model_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    assert not main.needs_data([])
    assert main.needs_data(["chat"])


@pytest.mark.parametrize(
    "path", [*SCRIPTS.glob("bootstrap/*.py"), SCRIPTS / "coach.py", SCRIPTS / "test.py"]
)
def test_an_old_python_can_read_the_scripts(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 7))
    modules = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    top = {name.split(".")[0] for name in modules}
    assert top <= set(sys.stdlib_module_names) | {"bootstrap"}


def test_a_full_disk_is_found_before_anything_is_done(tmp_path: Path) -> None:
    environment.check_space(str(tmp_path), 0)
    with pytest.raises(SetupError, match="full"):
        environment.check_space(str(tmp_path), 1e18)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59.9, "59 s"), (65, "1 min 5 s"), (3660, "1 h 1 min")]
)
def test_durations_are_said_as_people_do(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text


@pytest.mark.parametrize(
    ("fraction", "elapsed", "text"),
    [(0.0, 100, ""), (0.5, 1, ""), (0.5, 60, "about 1 min 0 s left"), (1.0, 60, "")],
)
def test_time_left_is_told_only_when_it_can_be_known(
    fraction: float, elapsed: float, text: str
) -> None:
    assert format_left(fraction, elapsed) == text


def test_a_log_gets_a_line_at_each_end_of_a_step() -> None:
    stream = io.StringIO()
    display = Display(2, stream)
    display.step("Packages")
    display.update("1 of 9")
    display.done()
    assert stream.getvalue() == "[1/2] Packages ...\n[1/2] Packages: done in 0 s\n"
