from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from coach.config import Settings, is_loopback, load_settings
from coach.errors import CoachError

SECRET = "hunter2"


def refused(**settings: object) -> str:
    with pytest.raises(CoachError) as caught:
        load_settings(**settings)
    assert SECRET not in str(caught.value)
    return caught.value.message


def test_there_is_no_server_unless_one_is_named() -> None:
    settings = load_settings()
    assert (settings.remote_url, settings.remote_host) == ("", "")


@pytest.mark.parametrize(
    ("url", "kept", "host"),
    [
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        (" http://localhost:11434/v1 ", "http://localhost:11434/v1", "localhost:11434"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1", "[::1]:8000"),
        ("https://llm.example/v1", "https://llm.example/v1", "llm.example"),
        ("  ", "", ""),
    ],
)
def test_an_address_is_kept_without_its_last_slash(url: str, kept: str, host: str) -> None:
    settings = load_settings(remote_url=url)
    assert (settings.remote_url, settings.remote_host) == (kept, host)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("llm.example/v1", "an address such as"),
        ("ftp://llm.example", "an address such as"),
        ("file:///etc/passwd", "an address such as"),
        ("https://", "an address such as"),
        ("https://llm.example:99999/v1", "an address such as"),
        ("https://llm exam.ple/v1", "an address such as"),
        ("https://llm.example/v1\nX-Other: 1", "an address such as"),
        ("https://llm.example/\x1b[2J", "an address such as"),
        (f"https://me:{SECRET}@llm.example/v1", "remote_key"),
        ("https://me@llm.example/v1", "remote_key"),
        (f"https://llm.example/v1?key={SECRET}", "question mark"),
        ("https://llm.example/v1#part", "question mark"),
        ("http://llm.example/v1", "remote_insecure"),
        ("http://192.168.1.20:8080/v1", "remote_insecure"),
        ("http://127.0.0.1.llm.example/v1", "remote_insecure"),
        ("http://0.0.0.0:8080/v1", "remote_insecure"),
    ],
)
def test_an_address_that_will_not_do_is_refused(url: str, told: str) -> None:
    assert told in refused(remote_url=url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("chroma.example", "such as http://127.0.0.1:8000"),
        (f"https://me:{SECRET}@chroma.example", "library_key"),
        (f"https://chroma.example?key={SECRET}", "question mark"),
        ("http://chroma.example:8000", "library_insecure"),
        ("http://192.168.1.20:8000", "library_insecure"),
    ],
)
def test_the_address_of_the_library_follows_the_same_rules(url: str, told: str) -> None:
    message = refused(library_server=url)
    assert told in message
    assert "library_server" in message
    assert "chroma.example" not in message
    # What is allowed for the model's server is not allowed for this one too.
    assert told in refused(library_server=url, remote_insecure=True)


def test_there_is_no_team_library_unless_one_is_named() -> None:
    settings = load_settings()
    assert (settings.library_server, settings.library_host) == ("", "")
    settings = load_settings(library_server="https://chroma.example/team/")
    assert settings.library_server == "https://chroma.example/team"
    assert settings.library_host == "chroma.example"
    settings = load_settings(library_server="http://192.168.1.20:8000", library_insecure=True)
    assert settings.library_host == "192.168.1.20:8000"


@pytest.mark.parametrize("name", ["", "-coach", "../coach", "a b", "a/b", "coach\n", "x" * 101])
def test_names_on_the_server_have_only_letters_that_it_takes(name: str) -> None:
    for setting in ("library_name", "library_tenant", "library_tenant_database"):
        assert setting in refused(**{setting: name})


def test_plain_http_over_the_network_must_be_wanted() -> None:
    settings = load_settings(remote_url="http://192.168.1.20:8080/v1", remote_insecure=True)
    assert settings.remote_host == "192.168.1.20:8080"


@pytest.mark.parametrize("key", ["a\nb", "schlüssel", "a\x00"])
def test_a_key_that_no_header_can_hold_is_refused(key: str) -> None:
    assert "remote_key" in refused(remote_key=key)
    assert "library_key" in refused(library_key=key)


def test_the_key_comes_from_the_file_or_the_environment_and_is_not_shown(
    coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach_home.mkdir(parents=True)
    (coach_home / "settings.toml").write_text('remote_key = "of-the-file"\n', "utf-8")
    assert load_settings().remote_key.get_secret_value() == "of-the-file"
    monkeypatch.setenv("COACH_REMOTE_KEY", SECRET)
    monkeypatch.setenv("COACH_LIBRARY_KEY", SECRET)
    settings = load_settings()
    assert settings.remote_key.get_secret_value() == SECRET
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump_json()}"


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        settings = Settings(home=Path("unused"), remote_url=text)
    except ValidationError:
        return
    assert settings.remote_host or not text.strip().rstrip("/")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        *[(host, True) for host in ("localhost", "LocalHost", "127.0.0.1", "127.9.9.9", "::1")],
        *[(host, False) for host in ("", "localhost.example", "10.0.0.1", "127.1", "0.0.0.0")],
    ],
)
def test_what_always_means_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_motion_is_reduced_by_a_setting_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_MOTION", raising=False)
    assert not load_settings().reduced_motion
    monkeypatch.setenv("NO_MOTION", "1")
    assert load_settings().reduced_motion
    monkeypatch.setenv("COACH_REDUCED_MOTION", "false")
    assert not load_settings().reduced_motion


def test_an_unknown_theme_is_told() -> None:
    assert "theme" in refused(theme="pink")


def test_settings_that_cannot_be_read_are_told(
    coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", forbidden)
    assert "settings.toml cannot be read: Permission denied" in refused()


def test_ones_own_folder_may_be_written_short() -> None:
    assert load_settings(prompts_folder="~/words").prompts_folder == Path.home() / "words"
    nobody = load_settings(prompts_folder="~nobody-has-this-name/words").prompts_folder
    assert nobody == Path("~nobody-has-this-name/words")
