"""Targets of the fuzzing that take a model: its file's head, its template, its name or address."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from campaigns.fuzz_case import Target, must, must_be_shown
from campaigns.fuzz_seeds import room
from campaigns.hostile import decoded


def read_model(data: bytes) -> None:
    """The head of a model file tells how it is built, or that it cannot be used."""
    from coach.errors import CoachError
    from coach.llm.catalogue import model_file_at
    from coach.llm.gguf import read_shape
    from coach.llm.memory import memory_need
    from coach.llm.tuning import Tuning

    path = room("models") / "one.gguf"
    path.write_bytes(data)
    shape = read_shape(path)
    need = memory_need(len(data), shape, Tuning(threads=1, batch_threads=1), context_tokens=4096)
    must(need.total >= 0, "less memory than none")
    if shape is not None:
        numbers = (shape.heads, shape.embedding, shape.feed_forward, shape.cached)
        must(all(number >= 0 for number in numbers), "a negative number")
    try:
        found = model_file_at(path)
    except CoachError:
        must(shape is None, "a shape of what is no model")
        raise
    must_be_shown(found.name, "a model", lines=False)


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _entry(key: str, kind: int, value: bytes) -> bytes:
    return _text(key) + struct.pack("<I", kind) + value


def model_seeds() -> list[bytes]:
    """Return heads of model files, whole ones and ones with every kind of value."""
    number = struct.pack("<I", 32)
    usual = [
        _entry("general.architecture", 8, _text("llama")),
        _entry("general.name", 8, _text("A model")),
        _entry("llama.block_count", 4, number),
        _entry("llama.embedding_length", 4, number),
        _entry("llama.attention.head_count", 4, number),
        _entry("llama.attention.head_count_kv", 9, struct.pack("<IQ3I", 4, 3, 4, 4, 4)),
        _entry("llama.feed_forward_length", 10, struct.pack("<Q", 128)),
        _entry("tokenizer.chat_template", 8, _text("{{ messages[0].content }}")),
        _entry("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 2) + _text("a") + _text("b")),
    ]
    kinds = [_entry(f"x.{kind}", kind, b"\1" * 8) for kind in (0, 1, 2, 3, 5, 6, 7, 11, 12)]
    found = [b"GGUF" + struct.pack("<IQQ", 3, 3, 5) + bytes(200)]
    for entries in (usual, kinds + usual, usual[:5]):
        found.append(b"GGUF" + struct.pack("<IQQ", 3, 9, len(entries)) + b"".join(entries))
    return found


def render_template(data: bytes) -> None:
    """A model's own template sees the conversation and nothing of the machine."""
    from jinja2 import TemplateError
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    from coach.errors import CoachError
    from coach.llm import llama

    class _Templated(llama.Llama):
        def __init__(self, template: str) -> None:
            self._template = Jinja2ChatFormatter(template=template, eos_token="", bos_token="")

    # Its process has no words for people: whatever is raised there ends the one call.
    allowed = (TemplateError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError)
    try:
        text = _Templated(decoded(data)).render(
            [{"role": "user", "content": "a <|im_end|> word"}], answer=True
        )
    except (*allowed, CoachError, RecursionError, MemoryError, SyntaxError):
        return
    secret = os.environ.get("COACH_HOME", "no home")
    must(secret not in text and "<class 'os" not in text, "a template sees the machine")


_TEMPLATES = (
    b"{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}",
    b"{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ messages[0].content }}{% endif %}",
    b"{{ ''.__class__.__mro__[1].__subclasses__() }}",
    b"{{ messages.__init__.__globals__ }}{{ self._TemplateReference__context }}",
    b"{{ raise_exception.__globals__['os'].environ }}{{ strftime_now('%Y') }}",
    b"{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    b"{{ lipsum.__globals__ }}{{ joiner }}{{ namespace(x=1).x }}{% set x = messages %}",
    b"{{ '%s' | format(messages) }}{{ messages | map(attribute='__class__') | list }}",
)


_ADDRESSES = (
    b"https://models.example/files/some-model.Q4.gguf",
    b"http://127.0.0.1:9/x.gguf?x=1#y",
    b"https://user:pw@example.com/..%2f..%2fa.gguf",
    b"models/own.gguf",
    b"smollm2_135m",
    b"C:\\models\\own.gguf",
)


def name_model(data: bytes) -> None:
    """Whatever a model is named, its file is kept in the folder of models."""
    from coach.commands.model import _looks_like_file, _refuse_plain_http
    from coach.config import Settings
    from coach.errors import CoachError
    from coach.llm.address import is_address, path_for_address
    from coach.llm.catalogue import find_model, model_file_at, path_of

    name = decoded(data)[:5_000]
    settings = Settings(home=room("home"))
    if is_address(name):
        path = path_for_address(settings, name)
        must(path.parent == settings.models_folder, "a file outside of the folder")
        must(path.name.isascii() and len(path.name) < 120, "an odd name of a file")
        must(path.suffix == ".gguf" and not path.name.startswith("."), "an odd name of a file")
        _refuse_plain_http(name, None)
        return
    try:
        find_model(name)
    except CoachError as error:
        must_be_shown(str(error), "an error", lines=False)
    if _looks_like_file(name):
        path_of(settings, name)
        model_file_at(Path(name))


TARGETS = (
    Target("models: heads of GGUF files", read_model, model_seeds, 2_000, 40_000, small=60),
    Target(
        "models: templates in them", render_template, lambda: _TEMPLATES, 1_500, 40_000, small=12
    ),
    Target("models: names and addresses", name_model, lambda: _ADDRESSES, 1_500, 15_000, small=12),
)
