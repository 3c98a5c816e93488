"""Targets of the fuzzing that take a file of the program or its owner: settings, YAML, states."""

from __future__ import annotations

import json
import os
import string
import time
from typing import Any

from campaigns.fuzz_case import Target, must, must_be_shown
from campaigns.fuzz_seeds import KNOWLEDGE, PERSONAS, PROMPTS, ROOT, files, room
from campaigns.hostile import decoded, encoded

_SETTINGS = (
    b'model = "smollm2_135m"\nthreads = 2\nhub = false\ntheme = "light"\n',
    b'remote_url = "https://models.example/v1"\nremote_key = "sk-1"\nremote_timeout = 9.5\n',
    b'library_server = "http://127.0.0.1:8000"\nlibrary_name = "team"\nlanguage = "en"\n',
    b'[keys]\nsend = "ctrl+s"\nskip = ["f9", "ctrl+k"]\n# kept\nreduced_motion = true\n',
    b'remote_insecure = true\nremote_url = "http://10.0.0.2:8080/v1"\ncontext_tokens = 2048\n',
)


def read_settings(data: bytes) -> None:
    """Settings are usable ones, or an error; no address lets answers out unencrypted."""
    from coach.config import is_loopback, load_settings, with_setting
    from coach.errors import CoachError

    file = room("settings") / "settings.toml"
    file.write_bytes(data)
    os.environ["COACH_CONFIG"] = str(file)
    try:
        settings = load_settings(home=room("home"), data_home=None)
    except CoachError as error:
        must("sk-1" not in str(error), "a key in an error")
        raise
    finally:
        del os.environ["COACH_CONFIG"]
    for address, allowed in (
        (settings.remote_url, settings.remote_insecure),
        (settings.library_server, settings.library_insecure),
    ):
        host = address.partition("://")[2].partition("/")[0].rpartition(":")[0] or address
        plain = address.lower().startswith("http:") and not allowed
        local = any(is_loopback(h.strip("[]")) for h in (host, address[7:].split("/")[0]))
        must(not plain or local, "a server that others can read along with")
        must_be_shown(address, "an address", lines=False)
    shown = repr(settings.model_copy(update={"keys": {}}))
    must("sk-1" not in shown or settings.remote_key.get_secret_value() != "sk-1", "a key is shown")
    text = data.decode("utf-8")
    changed = with_setting(text, "theme", "dark")
    must('theme = "dark"' in changed, "a setting that was not changed")


def set_keys(data: bytes) -> None:
    """Keys that somebody set are ones that a page knows, or a problem in plain words."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from coach.config import Settings
    from coach.ui.keymap import keymap

    try:
        found = tomlkit.parse(decoded(data)).unwrap().get("keys")
        wanted = Settings._as_text(found)
    except (TOMLKitError, ValueError, RecursionError):
        return  # read_settings looks at that
    if isinstance(wanted, dict) and all(isinstance(name, str) for name in wanted):
        made = keymap(wanted)
        for problem in made.problems:
            must_be_shown(problem, "a problem with keys", lines=False)


def read_persona(data: bytes) -> None:
    """A persona says clean words on known topics, or an error says what is wrong."""
    from coach.evaluate.personas import load_persona
    from coach.interview.agenda import TOPIC_IDS

    name = "help-desk"
    for line in data.split(b"\n", 3)[:3]:
        key, _, value = line.partition(b": ")
        if key == b"id" and value.replace(b"-", b"").isalnum():
            name = value.decode("ascii", "ignore")[:60] or name
    file = room("personas") / f"{name}.yaml"
    file.write_bytes(data)
    try:
        persona = load_persona(file)
    finally:
        file.unlink()
    must(set(persona.answers) <= set(TOPIC_IDS), "an unknown topic")
    for said in persona.answers.values():
        for text in said:
            must_be_shown(text, "a persona")


def read_prompt(data: bytes) -> None:
    """A prompt file is a prompt whose message can be made, or damaged."""
    from coach.errors import DamagedFileError
    from coach.llm.prompts import load_prompt, prompt_names

    folder = room("prompts")
    (folder / "one.yaml").write_bytes(data)
    given = dict.fromkeys(_variables(), "words {{7*7}} {% if %}")
    try:
        prompt = load_prompt("one", folder=folder)
        messages = prompt.messages(given)
    except DamagedFileError:
        prompt_names(folder)
        raise
    must(messages[0].role == "system", "a prompt without instructions")
    own = b"49" in data or b"7*7" in data  # the file's own words
    must(own or "49" not in messages[-1].content, "an answer read as a template")


def _variables() -> list[str]:
    return ["answer", "question", "text", "lines", "reply", "heard", "customer", "need", "work"]


def read_texts(data: bytes) -> None:
    """Texts of the program that somebody changed are texts, or damaged."""
    from coach.chat_texts import ChatTexts
    from coach.interview.agenda import Topic
    from coach.llm.prompts import load_file
    from coach.plan.export.labels import Labels

    folder = room("texts")
    (folder / "one.yaml").write_bytes(data)
    model = Topic if b"slots:" in data else Labels if b"chain:" in data else ChatTexts
    load_file("one", model, folder=folder)


def read_passage(data: bytes) -> None:
    """A passage has its fields and clean words, or an error in one line says what is wrong."""
    from coach.knowledge.passages import parse_passage, sentences

    try:
        passage = parse_passage(data.decode("utf-8", "replace"))
    except ValueError as error:
        must("\n" not in str(error) and len(str(error)) < 1_000, "an error of many lines")
        must_be_shown(str(error), "an error about a passage")
        return
    for text in (passage.title, passage.source, passage.text, *passage.keywords):
        must_be_shown(text, "a passage")
    for sentence in sentences(passage.text):
        must("\n" not in sentence, "a sentence of two lines")


def read_catalogue(data: bytes) -> None:
    """A catalogue of models is one whose files stay in their folder, or it is refused."""
    import yaml
    from pydantic import ValidationError

    from coach.llm.catalogue import read_catalogue as read

    try:
        models = read(data.decode("utf-8", "replace"))
    except (ValidationError, yaml.YAMLError):
        return
    for name, model in models.items():
        must(set(name) <= set(string.ascii_lowercase + string.digits + "_"), "a name as a path")
        must(not model.hub or "/" not in model.hub.file, "a file as a path")


def read_states(data: bytes) -> None:
    """A file of the program's own state that was damaged counts as none."""
    from coach.config import Settings
    from coach.knowledge.manifest import read_manifest
    from coach.llm.checksums import is_stamped
    from coach.llm.http import _validator
    from coach.llm.prefixes import PrefixFiles
    from coach.llm.tuning import load_tuning

    home = room("states")
    settings = Settings(home=home)
    model = home / "model.gguf"
    if not model.exists():
        model.write_bytes(b"GGUF")
    (home / "model.gguf.verified").write_bytes(data)
    must(is_stamped(model, "0" * 64) in (True, False), "a stamp")
    (home / "tuning.json").write_bytes(data)
    tuning = load_tuning(settings)
    must(1 <= tuning.threads <= 256, "threads")
    (home / "manifest.json").write_bytes(data)
    manifest = read_manifest(home)
    must(manifest is None or (home / manifest.folder).parent == home, "an index elsewhere")
    (home / "note.json").write_bytes(data)
    note = _validator(home / "note.json")
    must(note.isascii() and (not note or note.isprintable()), "a header of two lines")
    prefixes = PrefixFiles(home / "prefix", "model")
    file = prefixes.path([1, 2])
    file.write_bytes(data)
    state = prefixes.load([1, 2])
    must(state is None or data.endswith(state), "a state that was not kept")
    must(state is not None or not file.exists(), "a damaged state stays")


def state_seeds() -> list[bytes]:
    """Return states as the program writes them."""
    from coach.knowledge.manifest import Manifest, Source
    from coach.llm.checksums import _facts
    from coach.llm.prefixes import PrefixFiles
    from coach.llm.tuning import Tuning, _Remembered

    home = room("states")
    (home / "model.gguf").write_bytes(b"GGUF")
    prefixes = PrefixFiles(home / "prefix", "model")
    prefixes.save([1, 2], b"some state" * 9)
    manifest = Manifest(folder="b1", chroma={"a": "0"}, exact={}, source=Source(fingerprint="f"))
    tuning = Tuning(threads=2, batch_threads=2)
    return [
        json.dumps(_facts(home / "model.gguf", "0" * 64)).encode(),
        _Remembered(cores=os.cpu_count() or 1, tuning=tuning).model_dump_json().encode(),
        manifest.model_dump_json().encode(),
        b'"abc123"',
        prefixes.path([1, 2]).read_bytes(),
    ]


def read_marks(data: bytes) -> None:
    """Marks of the set-up and of the prepared model that were damaged count as none."""
    from coach.config import Settings
    from coach.workspace import PREPARED, Workspace

    bootstrap = _bootstrap()
    folder = room("marks")
    (folder / ".venv").mkdir(exist_ok=True)
    (folder / ".venv" / bootstrap.STAMP_FILE).write_bytes(data)
    (folder / bootstrap.MARKER_FILE).write_bytes(data)
    stamp = bootstrap.Stamp(bootstrap.Project(str(folder)))
    must(not stamp.usable, "an environment that is not there")
    must(not bootstrap.data_is_ready(str(folder), "0123"), "data that is not there")
    workspace = Workspace(Settings(home=folder), engine=_silent())
    workspace.settings.prefix_folder.mkdir(exist_ok=True)
    (workspace.settings.prefix_folder / PREPARED).write_bytes(data)
    workspace.prepare_model()


def _silent() -> Any:  # noqa: ANN401 - an engine of the tests
    from tests.scripted import ScriptedEngine

    return ScriptedEngine()


def _bootstrap() -> Any:  # noqa: ANN401 - a package of scripts
    from tests.docs.places import package

    package("bootstrap")
    from bootstrap import stamp  # type: ignore[import-not-found]

    return stamp


def read_database(data: bytes) -> None:
    """Rows of a damaged database are values, however the file was damaged."""
    from coach.store.pages import rows_of_file

    count = 0
    for row in rows_of_file(data):
        count += 1
        must(all(isinstance(v, (int, float, str, bytes, type(None))) for v in row), "no value")
        for value in row:
            if isinstance(value, str):
                encoded(value)
    must(count < 1_000_000, "rows from nowhere")


def database_seeds() -> list[bytes]:
    """Return a small database, as pages of 512 bytes and of 4,096."""
    import sqlite3

    found = []
    for size in (512, 4096):
        file = room("databases") / f"{size}-{time.monotonic_ns()}.sqlite3"
        connection = sqlite3.connect(file)
        connection.execute(f"PRAGMA page_size = {size}")
        connection.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT, c REAL, d BLOB)")
        for number in range(12):
            row = (f"row {number} " + "x" * 40 * number, number / 3, bytes(number))
            connection.execute("INSERT INTO a (b, c, d) VALUES (?, ?, ?)", row)
        connection.commit()
        connection.close()
        found.append(file.read_bytes())
    return found


def write_export(data: bytes) -> None:
    """A file is written where it was asked for, whole, or an error says why not."""
    from coach.commands.storage import write_files

    name, _, content = data.partition(b"=>")
    folder = room("exports")
    wanted = os.fsdecode(name)[:400].replace("\0", "")  # which no command line can hold
    parts = [part for part in wanted.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    place = folder.joinpath(*parts[:3]) if parts else folder / "x"
    if not str(os.path.abspath(place)).startswith(str(folder)):
        return
    write_files(place.parent, {place.name: content}, force=True)
    must(place.read_bytes() == content, "another content")
    must(not list(place.parent.glob(".coach-*")), "a part of a file stays")
    place.unlink()


_NAMES = (b"plan.md=># A plan", b"a folder/plan.html=><p>", b"plan-k3f9-version-1.pdf=>%PDF")
_folder = files(PROMPTS / "plan" / "tasks", "*.yaml")


def _prompt_seeds() -> list[bytes]:
    return [*_folder(), *files(PROMPTS / "interview", "a*.yaml")()]


def _text_seeds() -> list[bytes]:
    return [
        *files(PROMPTS / "topics", "*.yaml")(),
        *files(PROMPTS / "plan", "rendering.yaml")(),
        *files(PROMPTS / "interface", "chat.yaml")(),
    ]


TARGETS = (
    Target("files: settings", read_settings, lambda: _SETTINGS, 1_500, 5_000, small=12),
    Target("files: keys in the settings", set_keys, lambda: _SETTINGS, 500, 5_000, small=6),
    Target("files: personas", read_persona, files(PERSONAS, "*.yaml"), 1_500, 15_000, small=12),
    Target("files: prompts", read_prompt, _prompt_seeds, 1_500, 15_000, small=12),
    Target("files: texts of the program", read_texts, _text_seeds, 1_000, 5_000, small=8),
    Target("files: passages", read_passage, files(KNOWLEDGE, "*/*.md"), 1_500, 15_000, small=12),
    Target(
        "files: the catalogue of models",
        read_catalogue,
        files(ROOT / "coach" / "llm", "catalogue.yaml"),
        1_000,
        15_000,
        small=10,
    ),
    Target("files: states, stamps, manifest", read_states, state_seeds, 1_500, 4_000, small=12),
    Target("files: marks of the set-up", read_marks, state_seeds, 200, small=2),
    Target("files: a damaged database", read_database, database_seeds, 1_500, 100_000, small=12),
    Target("exports: names of files", write_export, lambda: _NAMES, 800, 5_000, small=10),
)
