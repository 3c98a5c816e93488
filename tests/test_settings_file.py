from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from coach.config import load_settings, with_setting
from coach.errors import CoachError
from coach.settings_file import SETTINGS_LOCK, save_setting

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LINES = st.lists(
    st.sampled_from(
        ["", "# a note", "threads = 3", "  hub=false # why", 'home = "/x"', "context_tokens = 2048"]
    ),
    unique_by=lambda line: line.strip().split("=")[0].strip() or object(),
)


@given(name=NAMES, lines=LINES, before=st.one_of(st.none(), NAMES))
def test_only_the_model_changes(name: str, lines: list[str], before: str | None) -> None:
    text = "".join(f"{line}\n" for line in lines)
    others = tomllib.loads(text)
    if before is not None:
        text = with_setting(text, "model", before)
    new = with_setting(text, "model", name)
    assert tomllib.loads(new) == {**others, "model": name}
    kept = new.splitlines()
    assert [line for line in lines if line not in kept] == []


def test_the_file_is_made_where_there_is_none(coach_home: Path) -> None:
    load_settings()
    file = save_setting("model", "small")
    assert file == coach_home / "settings.toml"
    assert load_settings().model == "small"
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0
    names = {path.name for path in coach_home.iterdir()}
    assert names - {"settings.toml.lock"} == {"settings.toml"}


SAVER = """
import sys
from coach.settings_file import save_setting

sys.stdin.readline()  # all begin together
for number in range(15):
    save_setting(sys.argv[1], f"{number}")
"""


def test_programs_that_save_at_once_lose_no_setting(coach_home: Path) -> None:
    names = ("model", "remote_model", "library_name")
    savers = [
        subprocess.Popen([sys.executable, "-c", SAVER, name], stdin=subprocess.PIPE, text=True)
        for name in names
    ]
    for saver in savers:
        assert saver.stdin is not None
        saver.stdin.write("go\n")
        saver.stdin.flush()
    for saver in savers:
        saver.communicate(timeout=60)
        assert saver.returncode == 0
    settings = load_settings()
    assert [getattr(settings, name) for name in names] == ["14", "14", "14"]
    assert tomllib.loads((coach_home / "settings.toml").read_text("utf-8")).keys() == {*names}


def test_who_saves_a_setting_is_waited_for(
    coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_settings()
    monkeypatch.setattr("coach.settings_file._SAVING_SECONDS", 0.0)
    with (
        FileLock(coach_home / SETTINGS_LOCK),
        pytest.raises(CoachError, match="Another coach window"),
    ):
        save_setting("model", "small")
    save_setting("model", "small")


def test_another_settings_file_is_respected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.toml"
    monkeypatch.setenv("COACH_CONFIG", str(other))
    assert save_setting("model", "small") == other
    assert load_settings().model == "small"


@pytest.mark.parametrize("content", [b"model = ", b"\xff\xfe\x00", b"[model]\n[model]\n"])
def test_a_broken_file_is_named_and_left_alone(coach_home: Path, content: bytes) -> None:
    coach_home.mkdir(parents=True)
    file = coach_home / "settings.toml"
    file.write_bytes(content)
    with pytest.raises(CoachError, match=r"settings\.toml"):
        save_setting("model", "small")
    assert file.read_bytes() == content


def test_keys_can_be_lists_and_what_is_none_stops_nothing(coach_home: Path) -> None:
    coach_home.mkdir(parents=True)
    text = '[keys]\nskip = ["f6", "f12"]\nback = 3\nquit = true\n'
    (coach_home / "settings.toml").write_text(text, "utf-8")
    assert load_settings().keys == {"skip": "f6,f12", "back": "3", "quit": "True"}


def test_a_table_of_keys_stays_after_a_setting(coach_home: Path) -> None:
    coach_home.mkdir(parents=True)
    (coach_home / "settings.toml").write_text('[keys]\nskip = "f6"\n', "utf-8")
    save_setting("theme", "contrast")
    save_setting("reduced_motion", True)
    settings = load_settings()
    assert settings.keys == {"skip": "f6"}
    assert (settings.theme, settings.reduced_motion) == ("contrast", True)


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5_000, "x" * 6_000 + " = 1", "keys = " + "{a = " * 3_000]
)
def test_settings_without_end_are_told_in_a_few_words(coach_home: Path, text: str) -> None:
    coach_home.mkdir()
    (coach_home / "settings.toml").write_text(text)
    with pytest.raises(CoachError) as caught:
        load_settings()
    assert len(str(caught.value)) < 600
    with suppress(CoachError):
        save_setting("theme", "dark")
