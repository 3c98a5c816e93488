"""Model files from a model hub, where one can be reached."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from coach.config import make_private_folder
from coach.errors import CoachError
from coach.llm.catalogue import HubFile
from coach.llm.transfer import DiskFullError, Progress
from coach.text import one_line

PROBE_SECONDS = 3.0

HubFetcher = Callable[[HubFile, Path, Progress], "Path | None"]
"""Gets a file into a folder and returns its path, or None when the hub does not give it."""

_log = logging.getLogger(__name__)


def fetch_from_hub(source: HubFile, folder: Path, progress: Progress) -> Path | None:
    """Download a file from the model hub into ``folder``; an earlier attempt is continued.

    The hub's library knows where the hub is and where it keeps a file. Its own download is not
    used: it starts from the beginning after an interruption, keeps a cache and sends along who is
    signed in. Whatever fails, the next source has its turn, so the reason goes to the log only.

    Args:
        source: The repository and the file.
        folder: A private folder for the unfinished file.
        progress: Told how many bytes have arrived.

    Returns:
        The file's path, or None when the hub cannot be reached or does not give the file.

    Raises:
        DiskFullError: the file does not fit.
        OSError: the file cannot be written.
    """
    address = _address(source)
    if address is None or not _answers(address):
        return None
    from coach.llm.http import download_gguf

    make_private_folder(folder)
    part = folder / f"{source.file}.part"
    try:
        download_gguf(address, part, source.file, progress)
    except DiskFullError:
        raise
    except CoachError as error:
        _log.warning("the model hub failed: %s", one_line(str(error)))
        return None
    return part


def _address(source: HubFile) -> str | None:
    """Return where the hub has the file, or None when the person forbids asking it."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from huggingface_hub import constants, hf_hub_url

    if constants.HF_HUB_OFFLINE:
        return None
    return hf_hub_url(source.repo, source.file)


def _answers(address: str) -> bool:
    """Tell whether the hub offers the file at ``address`` within ``PROBE_SECONDS``.

    In a thread, because looking up a name has no time limit of its own on a cut-off machine.
    """
    found = threading.Event()

    def ask() -> None:
        import httpx

        try:
            # The hub answers with the file's head or sends on to where the file lies.
            if httpx.head(address, timeout=PROBE_SECONDS).status_code < 400:
                found.set()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            _log.info("no model hub: %s", one_line(str(error)))

    thread = threading.Thread(target=ask, name="hub-probe", daemon=True)
    thread.start()
    thread.join(PROBE_SECONDS)
    return found.is_set()
