"""Model files from a model hub, where one can be reached."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from coach.config import make_private_folder
from coach.llm.catalogue import HubFile
from coach.llm.transfer import is_disk_full, watched
from coach.text import one_line

PROBE_SECONDS = 3.0

HubFetcher = Callable[[HubFile, Path, Callable[[int], None]], "Path | None"]
"""Gets a file into a folder and returns its path, or None when the hub does not give it."""

_log = logging.getLogger(__name__)


def fetch_from_hub(source: HubFile, folder: Path, tick: Callable[[int], None]) -> Path | None:
    """Download a file from the model hub into ``folder``; an earlier attempt is continued.

    Any failure means that the next source has its turn, so the reason goes to the log only. A full
    disk is the exception.

    Args:
        source: The repository and the file.
        folder: Where it is kept, together with all that the hub's library writes.
        tick: Called with the bytes that have arrived.

    Returns:
        The file's path, or None when the hub cannot be reached or does not give the file.

    Raises:
        OSError: the disk is full.
    """
    _keep_to_itself(folder)
    import huggingface_hub
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        return None
    if not _answers(huggingface_hub.hf_hub_url(source.repo, source.file)):
        return None
    make_private_folder(folder)
    try:
        with watched(folder, tick):
            # token=False: nothing that names the person is sent along.
            path = huggingface_hub.hf_hub_download(
                source.repo, source.file, local_dir=folder, token=False
            )
    except Exception as error:
        if is_disk_full(error):
            raise
        _log.warning("The model hub failed: %s", one_line(str(error)))
        return None
    return Path(path)


def _keep_to_itself(folder: Path) -> None:
    """Set the hub's library to no telemetry, no cache of its own and no chatter.

    It reads these once, when it is imported. Its chunked transfer (Xet) keeps a second copy in a
    cache, so plain HTTP is used.
    """
    os.environ.update(
        HF_HUB_DISABLE_TELEMETRY="1",
        HF_HUB_DISABLE_PROGRESS_BARS="1",
        HF_HUB_DISABLE_XET="1",
        HF_HUB_DISABLE_IMPLICIT_TOKEN="1",
        HF_HOME=str(folder),
    )


def _answers(address: str) -> bool:
    """Tell whether the hub offers the file at ``address`` within ``PROBE_SECONDS``.

    In a thread, because looking up a name has no time limit of its own on a cut-off machine.
    """
    found = threading.Event()

    def ask() -> None:
        import httpx

        try:
            if httpx.head(address, timeout=PROBE_SECONDS).status_code < 400:
                found.set()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            _log.info("No model hub: %s", one_line(str(error)))

    thread = threading.Thread(target=ask, name="hub-probe", daemon=True)
    thread.start()
    thread.join(PROBE_SECONDS)
    return found.is_set()
