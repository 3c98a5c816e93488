"""What every test gets: data folders of its own, and no way to the network."""

from __future__ import annotations

import logging
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.commands.steps import HUB_OFFLINE_HERE
from coach.llm.local import SPIN_COUNT, LocalEngine
from tests.models import DEFAULT, model_file, settings_with_models

# Before anything loads a model in this process; see there.
os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)

_LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")


class NetworkUsedError(AssertionError):
    """A test tried to reach another machine."""


@pytest.fixture(autouse=True)
def coach_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep all data of the test under its temporary folder; return the folder.

    Settings of whoever runs the tests do not count; ``COACH_TEST_…`` may pass things to tests.
    """
    for name in os.environ:
        if name.startswith("COACH_") and not name.startswith("COACH_TEST_"):
            monkeypatch.delenv(name)
    # The command sets it for its own process, which here is that of all tests.
    for name in ("HF_HUB_OFFLINE", HUB_OFFLINE_HERE):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    monkeypatch.setenv("COACH_HOME", str(home))
    yield home
    log = logging.getLogger("coach")
    for handler in [*log.handlers]:  # the next test's log is in its own folder
        if type(handler).__module__ == "coach.log":
            log.removeHandler(handler)
            handler.close()


@pytest.fixture(autouse=True, scope="session")
def interruptible() -> Iterator[None]:
    """Let Ctrl-C mean the same however the tests were started.

    A shell that starts them in the background has them, and all that they start, ignore it.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Make connecting to another machine, and asking for its address, fail.

    Sockets within this machine stay: event loops and child processes talk over them.
    """
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def refuse(host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name not in _LOCAL_HOSTS:
            raise NetworkUsedError(f"a test tried to reach {name!r}")

    def check(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            refuse(address[0])

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse(host)
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture(scope="session")
def default_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEngine]:
    """The default model, loaded once for all tests that ask for it."""
    settings = settings_with_models(tmp_path_factory.mktemp("default-model"))
    engine = LocalEngine(model_file(DEFAULT), "the default model", settings)
    yield engine
    engine.close()
