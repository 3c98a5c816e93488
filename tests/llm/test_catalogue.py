from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from coach.config import DEFAULT_MODEL, Settings, load_settings
from coach.errors import CoachError, DamagedFileError, NotFoundError
from coach.llm import catalogue, checksums
from coach.llm.catalogue import (
    SMALL_MODEL,
    CatalogueModel,
    load_catalogue,
    model_path,
    model_state,
    read_catalogue,
    resolve_model,
)
from tests.llm.small_models import gguf_bytes, make_model

ENTRY = {
    "title": "T",
    "license": "MIT",
    "tried": False,
    "sha256": "a" * 64,
    "hub": {"repo": "a/b", "file": "c.gguf"},
}
PIECE = {
    "package": "p",
    "version": "1.0",
    "sha256": "b" * 64,
    "wheel_bytes": 9,
    "member": "p/x.bin",
    "bytes": 10,
}


@pytest.fixture
def small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Settings, CatalogueModel, bytes]:
    """Settings that use the only model of a small catalogue."""
    model, data = make_model(tmp_path / "wheels")
    monkeypatch.setattr(catalogue, "load_catalogue", lambda: {"small": model})
    return load_settings(model="small"), model, data


def put(settings: Settings, data: bytes) -> Path:
    path = model_path(settings, "small")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_the_shipped_catalogue_has_what_set_up_and_tests_need() -> None:
    models = load_catalogue()
    for name in (DEFAULT_MODEL, SMALL_MODEL):
        assert models[name].tried
        assert models[name].wheels, "can be had without a model hub"
    assert [part.bytes for part in models[DEFAULT_MODEL].wheels] == [52428800] * 21 + [16315968]
    assert len({part.sha256 for part in models[DEFAULT_MODEL].wheels}) == 22
    assert len({model.sha256 for model in models.values()}) == len(models)


def test_the_shipped_catalogue_names_no_host() -> None:
    text = Path(catalogue.__file__).with_name("catalogue.yaml").read_text("utf-8")
    assert not re.search(r"https?://|\.(com|org|co|net)\b", text)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "blue"},
        {"sha256": "abc"},
        {"sha256": "A" * 64},
        {"bytes": "10"},
        {"bytes": 0},
        {"tried": "yes"},
        {"hub": None},
        {"hub": {"repo": "no-owner", "file": "c.gguf"}},
        {"hub": {"repo": "a/b", "file": "../c.gguf"}},
        {"bytes": 11, "wheels": [PIECE]},
        {"wheels": [PIECE]},
        {"bytes": 10, "wheels": [{**PIECE, "member": "../x.bin"}]},
        {"bytes": 10, "wheels": [{**PIECE, "package": "p --index-url=x"}]},
        {"bytes": 10, "wheels": [{**PIECE, "version": "1.0\nother==2"}]},
    ],
)
def test_a_wrong_entry_is_refused(change: dict[str, object]) -> None:
    read_catalogue(yaml.safe_dump({"good": ENTRY}))
    with pytest.raises(ValidationError):
        read_catalogue(yaml.safe_dump({"bad": {**ENTRY, **change}}))


def test_a_missing_model_says_how_to_get_it(
    small: tuple[Settings, CatalogueModel, bytes],
) -> None:
    with pytest.raises(CoachError, match="coach setup"):
        resolve_model(small[0])
    assert model_state(small[0], "small") == "missing"


def test_a_sound_file_is_read_once(
    small: tuple[Settings, CatalogueModel, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, model, data = small
    path = put(settings, data)
    assert model_state(settings, "small") == "here"
    found = resolve_model(settings)
    assert (found.path, found.name, found.sha256) == (path, "small", model.sha256)
    assert model_state(settings, "small") == "verified"

    def unwanted(path: Path) -> str:
        raise AssertionError("read again")

    monkeypatch.setattr(checksums, "sha256_of", unwanted)
    assert resolve_model(settings) == found


def test_a_damaged_file_is_named(small: tuple[Settings, CatalogueModel, bytes]) -> None:
    settings, _, data = small
    path = put(settings, data[:-1])
    assert model_state(settings, "small") == "damaged"
    with pytest.raises(DamagedFileError, match=re.escape(str(path))):
        resolve_model(settings)
    put(settings, data[:-1] + b"?")
    with pytest.raises(DamagedFileError, match="coach setup"):
        resolve_model(settings)


def test_an_unknown_name_is_shown_without_its_control_characters() -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_model(load_settings(model="x\x1b[31m[b]"))
    assert "'x[b]'" in caught.value.message
    assert "coach model list" in caught.value.remedy


def test_a_file_of_ones_own_is_used(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(gguf_bytes())
    found = resolve_model(load_settings(model=str(path)))
    assert (found.path, found.title, found.sha256) == (path, "mine.gguf", None)
    path.write_bytes(b"PK\x03\x04 something else entirely")
    with pytest.raises(CoachError, match="not a GGUF"):
        resolve_model(load_settings(model=str(path)))
    assert list(tmp_path.glob("*.verified")) == []


@pytest.mark.parametrize("name", ["~nobody-of-that-name/x.gguf", "~\x10/x.gguf", "x" * 5_000 + "/"])
def test_a_path_that_cannot_be_is_told_plainly(tmp_path: Path, name: str) -> None:
    settings = Settings(home=tmp_path, model=name)
    with pytest.raises(CoachError):
        catalogue.resolve_model(settings)
    assert catalogue.model_choices(settings)[-1].state == "missing"
