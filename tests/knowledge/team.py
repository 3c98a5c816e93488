"""A real Chroma server on loopback, and members of a team who share documents on it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

from coach.config import Settings
from coach.knowledge.embedding import Embedder
from coach.knowledge.library import Library
from coach.knowledge.team.sharing import TeamLibrary
from coach.store.documents import DocumentStore, NewDocument, StoredPart
from coach.store.shares import Share
from tests.llm.servers import free_port

READY_SECONDS = 60
_RUN = "import sys, chromadb_rust_bindings; chromadb_rust_bindings.cli(['chroma', *sys.argv[1:]])"


class ChromaServer:
    """``chroma run`` as a process.

    Args:
        folder: Where its data and its log are.
    """

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "server.log"
        self._command = [sys.executable, "-c", _RUN, "run", "--path", str(folder / "data")]
        self._command += ["--host", "127.0.0.1", "--port", str(self.port)]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={name: value for name, value in os.environ.items() if "CHROMA" not in name},
            )
        opener, deadline = build_opener(ProxyHandler({})), time.monotonic() + READY_SECONDS
        while True:
            assert self._process.poll() is None, self._log.read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < deadline, "the server did not get ready"
            try:
                opener.open(f"{self.url}/api/v2/heartbeat", timeout=5).close()
                return
            except OSError:
                threading.Event().wait(0.05)

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Member:
    """Somebody of a team, with a data folder of their own.

    Args:
        home: The data folder.
        folder: Passages that come with the program; may be empty.
        embedder: Their search model.
        settings: The server, and more.
    """

    def __init__(self, home: Path, folder: Path, embedder: Embedder, **settings: Any) -> None:
        self.settings = Settings(home=home, **settings)
        self.embedder = embedder
        self.library = Library(self.settings, folder=folder, embedder=embedder)
        self.team = TeamLibrary(self.settings)

    def add(self, name: str, *texts: str, path: str = "") -> str:
        """Add a document with these parts to the member's own library; return its id."""
        with closing(DocumentStore(self.settings.library_database)) as store:
            return store.save(
                NewDocument(
                    path=path or f"secret-folder/{name}",
                    name=name,
                    sha256=hashlib.sha256("".join(texts).encode()).hexdigest(),
                    kind="text",
                ),
                [
                    StoredPart(number=n, heading="", place=f"page {n}", text=text)
                    for n, text in enumerate(texts, 1)
                ],
            )

    def share(self, document_id: str) -> Share:
        """Share a document of the member."""
        with closing(DocumentStore(self.settings.library_database)) as store:
            document = store.find(document_id)
            return self.team.share(document, store.parts(document.id), self.embedder)

    def add_and_share(self, name: str, *texts: str) -> Share:
        """Add a document and share it."""
        return self.share(self.add(name, *texts))

    def found(self, query: str, **options: Any) -> list[str]:
        """Return the texts of what a patient search finds on the team's shelf."""
        hits = self.library.search(query, limit=20, patient=True, **options)
        return [hit.passage.text for hit in hits if hit.passage.topic == "team"]
