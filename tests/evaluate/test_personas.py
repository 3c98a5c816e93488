from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.evaluate.personas import TruthKey, load_persona, load_personas
from coach.evaluate.simulator import READBACK_DEFAULT

OWN = Path(__file__).parent.parent / "personas"
BASE = {"id": "someone", "role": "Clerk", "style": "plain", "form": "full", "answers": {}}


def write(folder: Path, text: str, name: str = "someone.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"colour": "red"}, ["colour", "unknown"]),
        ({"answers": {"wrok": ["x"]}}, ["wrok", "unknown"]),
        ({"asks": {"fokus": "why?"}}, ["fokus"]),
        ({"readback": {"nedes": "no"}}, ["nedes"]),
        ({"truth": {"customer": [["x"]]}}, ["truth.customer", "unknown"]),
        ({"truth": {"unknown": ["nothing"]}}, ["truth.unknown"]),
        ({"truth": {"focus": ["Dave"]}}, ["truth.focus"]),
        ({"truth": {"focus": [[]]}}, ["truth.focus"]),
        ({"answers": {"work": "one text"}}, ["answers.work"]),
        ({"answers": {"work": [False]}}, ["answers.work.0", "text"]),
        ({"style": "angry"}, ["style"]),
        ({"form": "long"}, ["form"]),
        ({"id": "somebody-else"}, ["somebody-else", "file name"]),
        ({"exhausted": ""}, ["exhausted"]),
    ],
)
def test_a_wrong_key_is_named_with_its_file(tmp_path: Path, change: dict, parts: list[str]) -> None:
    file = write(tmp_path, yaml.safe_dump(BASE | change))
    with pytest.raises(CoachError) as caught:
        load_persona(file)
    message = str(caught.value)
    assert "someone.yaml" in message
    assert all(part in message for part in parts)
    assert "\n" not in message


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    file = write(tmp_path, yaml.safe_dump({k: v for k, v in BASE.items() if k != "role"}))
    with pytest.raises(CoachError, match="'role' is missing"):
        load_persona(file)


@pytest.mark.parametrize(
    "text", ["", "- a\n- b", "a: [", "text", "id: 2026-13-45", "\x00", "&a [*a]"]
)
def test_what_is_no_persona_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CoachError, match=r"someone\.yaml"):
        load_persona(write(tmp_path, text))


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "someone.yaml"
    file.write_bytes(b"id: \xff\xfe")
    with pytest.raises(CoachError, match="UTF-8"):
        load_persona(file)


def test_a_folder_must_be_there_and_hold_personas(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="no personas"):
        load_personas(tmp_path)
    with pytest.raises(CoachError, match="does not exist"):
        load_personas(tmp_path / "none")


def test_personas_come_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write(tmp_path, yaml.safe_dump(BASE | {"id": name}), f"{name}.yaml")
    write(tmp_path, "not a persona", "notes.txt")
    assert [persona.id for persona in load_personas(tmp_path)] == ["a", "b"]


def test_terminal_escapes_are_taken_out(tmp_path: Path) -> None:
    file = write(tmp_path, yaml.safe_dump(BASE | {"answers": {"work": ["\x1b[31mred"]}}))
    assert load_persona(file).answers["work"] == ["red"]


@given(st.text(max_size=200))
def test_any_text_is_a_persona_or_a_clear_error(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "someone.yaml"
        file.write_text(text, encoding="utf-8", errors="replace")
        with pytest.raises(CoachError):
            load_persona(file)


def test_our_own_personas_are_true_to_themselves() -> None:
    """Every truth is in the persona's own words, so that it can be found at all."""
    personas = load_personas(OWN)
    assert len(personas) >= 12
    assert {p.style for p in personas} == {
        "plain",
        "terse",
        "rambling",
        "second-language",
        "hostile",
    }
    assert {p.form for p in personas} == {"full", "short"}
    topics = {
        "customers": "customers",
        "focus": "focus",
        "needs": "needs",
        "measures": "evidence",
        "stop": "stop",
        "suppliers": "suppliers",
        "first_step": "commit",
    }
    for persona in personas:
        everything = "\n".join(
            [text for texts in persona.answers.values() for text in texts]
            + list(persona.readback.values())
        ).casefold()
        for key in TruthKey.__args__:  # type: ignore[attr-defined]
            for item in persona.truth.items(key):
                assert any(other.casefold() in everything for other in item), (persona.id, item)
        for topic in persona.truth.unknown:
            assert topic in topics.values()
        assert READBACK_DEFAULT not in persona.readback.values()
