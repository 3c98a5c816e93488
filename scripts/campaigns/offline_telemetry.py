"""Whether each library that could tell somebody something is kept from it.

Run as a file in a process of its own, since most of these switches count only before an import:
``offline_telemetry.py FOLDER`` prints the switches as JSON. Whoever starts it may have turned all
of them on in the environment; see ``ON``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ON = {
    "ANONYMIZED_TELEMETRY": "True",
    "CHROMA_OTEL_GRANULARITY": "all",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4317",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "ORT_DISABLE_TELEMETRY": "0",
    "TEXTUAL": "devtools,debug",
}
"""An environment that asks every library to tell. The address is kept for documentation."""
_ORT_TELLS_FROM = (1, 29)
"""From this version on onnxruntime tells by default, on every platform."""


class Switch(NamedTuple):
    """One way in which a library could tell something.

    Attributes:
        library: Its name and version.
        about: What keeps it from telling.
        off: Whether it is kept from it.
    """

    library: str
    about: str
    off: bool


def switches(environment: dict[str, str], folder: Path) -> list[Switch]:
    """Return how everything stands in a new process.

    Args:
        environment: Of that process.
        folder: Empty; the library's index is made there.
    """
    done = subprocess.run(
        [sys.executable, __file__, str(folder)],
        env={**environment, **ON},
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return [Switch(*one) for one in json.loads(done.stdout.splitlines()[-1])]


def _found(folder: Path) -> Iterator[Switch]:
    from coach import cli
    from coach.config import load_settings
    from coach.knowledge.chroma import connect
    from coach.knowledge.embedding import Embedder

    # As every command begins.
    assert cli.main(["sessions", "list"]) == 0
    settings = load_settings()
    yield from _chroma(folder, connect)
    yield from _hub()
    Embedder(settings).embed(["somebody waits for the rota"])
    yield from _embedding()
    yield from _interface(folder)
    yield from _model()


def _chroma(folder: Path, connect: object) -> Iterator[Switch]:
    from coach.config import Settings
    from coach.knowledge.team.server import TeamServer

    assert callable(connect)
    client = connect(folder / "index")
    server = TeamServer(Settings(home=folder, library_server="http://127.0.0.1:9"), 1.0)
    from chromadb.telemetry import opentelemetry as chroma_spans
    from opentelemetry import trace

    name = _named("chromadb")
    told = [client._system.settings, server._api._system.settings]
    server.close()
    for setting, kind in zip(told, ("on this machine", "with a team's server"), strict=True):
        off = setting.anonymized_telemetry is False
        yield Switch(name, f"anonymized_telemetry is False {kind}", off)
        off = setting.chroma_otel_granularity == "none"
        yield Switch(name, f"chroma_otel_granularity is none {kind}", off)
    yield Switch(name, "posthog is not installed", importlib.util.find_spec("posthog") is None)
    yield Switch(name, "no tracer was made", chroma_spans.tracer is None)
    provider = type(trace.get_tracer_provider()).__name__
    spans = _named("opentelemetry-sdk")
    yield Switch(spans, "no provider of spans is set", provider == "ProxyTracerProvider")


def _hub() -> Iterator[Switch]:
    from coach.llm.catalogue import HubFile
    from coach.llm.hub import _address

    # The only place that uses it asks for the address of a file; offline there is none.
    address = _address(HubFile(repo="somebody/something", file="x.gguf"))
    from huggingface_hub import constants
    from huggingface_hub.utils import _telemetry

    name = _named("huggingface-hub")
    yield Switch(name, "HF_HUB_OFFLINE outside of setup and model", constants.HF_HUB_OFFLINE)
    yield Switch(name, "no address is given then", address is None)
    yield Switch(name, "HF_HUB_DISABLE_TELEMETRY", constants.HF_HUB_DISABLE_TELEMETRY)
    yield Switch(name, "its thread was never started", _telemetry._TELEMETRY_THREAD is None)


def _embedding() -> Iterator[Switch]:
    import onnxruntime

    name = _named("onnxruntime")
    set_so = os.environ.get("ORT_DISABLE_TELEMETRY") == "1"
    yield Switch(name, "ORT_DISABLE_TELEMETRY before its import", set_so)
    numbers = tuple(int(part) for part in onnxruntime.__version__.split(".")[:2])
    yield Switch(name, "older than the first that tells by itself", numbers < _ORT_TELLS_FROM)


def _interface(folder: Path) -> Iterator[Switch]:
    from coach.config import Settings
    from coach.ui.app import CoachApp
    from coach.workspace import Workspace

    app = CoachApp(Workspace(Settings(home=folder)))
    yield Switch(_named("textual"), "no client of its developer tools", app.devtools is None)


def _model() -> Iterator[Switch]:
    import llama_cpp

    name = _named("llama-cpp-python")
    yield Switch(name, "built without calls to other machines", not llama_cpp.llama_supports_rpc())


def _named(library: str) -> str:
    return f"{library} {version(library)}"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    print(json.dumps([*_found(Path(sys.argv[1]))]))
