"""The border to the team's Chroma server: how it is asked, what is let in, and how it fails."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from coach.config import Settings, is_loopback
from coach.knowledge.chroma import SILENT, IndexFailure, failures
from coach.knowledge.embedding import EMBEDDING_SHA256
from coach.knowledge.team.texts import Reason
from coach.text import one_line

if TYPE_CHECKING:
    import httpx

LAYOUT = 1
"""Raised when the rows on the server change in a way that other versions cannot read."""
MAX_ANSWER_BYTES = 32_000_000
"""Largest answer of the server; a search needs about 0.2 MB."""
CONNECT_SECONDS = 5.0
"""Longest wait for the connection itself."""
_LONGEST = 3.0
"""How many times as long as one wait a whole answer may take that comes in drops."""
_NOT_ALLOWED = (401, 403, 407)


class ServerFailure(Exception):
    """The server gives no answer that can be used.

    Its words are left out everywhere: they may repeat the key, or be made to mislead.

    Attributes:
        reason: What is wrong, for the texts.
        cause: The kind of error, for the log.
    """

    def __init__(self, reason: Reason, cause: str) -> None:
        super().__init__(f"{reason}: {cause}")
        self.reason = reason
        self.cause = cause


class TeamServer:
    """The team's rows on a Chroma server; safe for threads.

    Nothing is sent before the first call. Every method raises ServerFailure.

    Args:
        settings: Address, key and names; ``library_server`` is set.
        timeout: Longest wait for the next piece of an answer, in seconds.
    """

    def __init__(self, settings: Settings, timeout: float) -> None:
        self._settings = settings
        self._timeout = timeout
        self._api: Any = None
        with server_failures():
            self._api = self._connect()

    @property
    def largest_batch(self) -> int:
        """Most rows that the server takes at once; 0 when it does not say."""
        with server_failures():
            return max(0, int(self._api.get_max_batch_size()))

    def rows(self, *, create: bool = False) -> Any:  # noqa: ANN401 - Chroma's untyped collection
        """Return the collection of the team's rows, or None when nobody has shared anything yet.

        Args:
            create: Make it where there is none.
        """
        from chromadb.api.models.Collection import Collection
        from chromadb.errors import NotFoundError

        name = f"{self._settings.library_name}-{LAYOUT}-{EMBEDDING_SHA256[:16]}"
        place = {
            "tenant": self._settings.library_tenant,
            "database": self._settings.library_tenant_database,
        }
        with server_failures():
            if create:
                # Rows stay in the server's log until so many more came: what is taken away
                # should not linger there.
                log = {"batch_size": 100, "sync_threshold": 100}
                cosine: Any = {"hnsw": {"space": "cosine", **log}}
                model = self._api.create_collection(
                    name, configuration=cosine, get_or_create=True, **place
                )
            else:
                try:
                    model = self._api.get_collection(name, **place)
                except NotFoundError:
                    return None
            if not _cosine(model.configuration_json):
                raise ServerFailure("unfit", "a collection in another space")
            return Collection(client=self._api, model=model, embedding_function=None)

    def close(self) -> None:
        """End the connections; calls that run fail."""
        with contextlib.suppress(ServerFailure), server_failures():
            self._api._session.close()

    def _connect(self) -> Any:  # noqa: ANN401 - Chroma's client is an untyped border
        """Return Chroma's own client of the server's interface, with a session that has limits.

        ``chromadb.HttpClient`` is not used: it asks the server three things before anybody can
        set a time limit. Its settings come from here only, not from the environment.
        """
        import chromadb.config
        import httpx
        from chromadb.api.fastapi import FastAPI

        settings = chromadb.config.Settings(
            _env_file=None,
            **SILENT,
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_client_auth_provider=None,
            chroma_server_host=self._settings.library_server,
            chroma_server_http_port=0,  # the address has it
            chroma_server_ssl_enabled=False,  # so has it the scheme
            chroma_server_ssl_verify=None,
            chroma_server_headers=self._headers(),
        )
        api = FastAPI(chromadb.config.System(settings))
        headers = dict(api._session.headers)
        api._session.close()
        api._session = httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(self._timeout, connect=min(self._timeout, CONNECT_SECONDS)),
            limits=api.http_limits,
            # A proxy of the environment would carry what is meant for this machine elsewhere.
            trust_env=not is_loopback(urlsplit(self._settings.library_server).hostname or ""),
            event_hooks={"response": [self._let_in]},
        )
        return api

    def _headers(self) -> dict[str, str]:
        key = self._settings.library_key.get_secret_value()
        # A compressed answer could be far larger than what arrives.
        return {"Accept-Encoding": "identity", **({"X-Chroma-Token": key} if key else {})}

    def _let_in(self, response: httpx.Response) -> None:
        """Refuse an answer that is not meant for us, and stop one that is too large or slow."""
        import httpx

        if response.status_code in _NOT_ALLOWED:
            raise ServerFailure("refused", str(response.status_code))
        if response.is_redirect or "content-encoding" in response.headers:
            raise ServerFailure("unfit", "redirected or compressed")
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _limited(response.stream, self._timeout * _LONGEST)


@contextlib.contextmanager
def server_failures() -> Iterator[None]:
    """Turn everything that can go wrong with a server into :class:`ServerFailure`."""
    try:
        with failures():
            yield
    except IndexFailure as error:
        cause = error.__cause__
        if isinstance(cause, ServerFailure):
            raise cause from None
        kind = type(cause).__name__
        raise ServerFailure("unreachable" if _lost(cause) else "unfit", one_line(kind)) from None


def _lost(cause: BaseException | None) -> bool:
    """Return whether the server could not be asked, or broke off."""
    import httpx

    return isinstance(cause, (httpx.TransportError, OSError))


def _cosine(configuration: Any) -> bool:  # noqa: ANN401 - from the server
    """Return whether distances of a collection are cosine distances, in any kind of index."""
    kinds = [configuration.get(kind) for kind in ("hnsw", "spann")]
    return any(isinstance(kind, dict) and kind.get("space") == "cosine" for kind in kinds)


def _limited(stream: httpx.SyncByteStream, seconds: float) -> httpx.SyncByteStream:
    """Return a stream that gives up after too many bytes or too long."""
    import httpx

    class Limited(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            size, end = 0, time.monotonic() + seconds
            for piece in stream:
                size += len(piece)
                if size > MAX_ANSWER_BYTES:
                    raise ServerFailure("unfit", "an answer without end")
                if time.monotonic() > end:
                    raise httpx.ReadTimeout("the answer comes in drops")
                yield piece

        def close(self) -> None:
            stream.close()

    return Limited()
