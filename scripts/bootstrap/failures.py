"""What can go wrong while setting up, in words for people."""

from __future__ import annotations

import re


class SetupError(Exception):
    """A step of the set-up cannot be done.

    Attributes:
        message: What happened, in one plain sentence.
        remedy: What to do next, in one or two plain sentences.
        logged: Whether the log says more.
    """

    logged = False

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return (self.message + " " + self.remedy).strip()


def disk_full(place: str) -> SetupError:
    """Return the failure of a full disk at ``place``."""
    return SetupError(
        "The disk of {} is full.".format(place or "this computer"),
        "Free some space (the whole set-up needs about 5 GB) and start again.",
    )


NO_NETWORK = SetupError(
    "The packages cannot be downloaded: there is no connection to the package index.",
    "Connect this computer to the network (behind a proxy, set HTTPS_PROXY) and start again. "
    "It is needed for the set-up only.",
)
UNTRUSTED_NETWORK = SetupError(
    "The packages cannot be downloaded: the connection to the package index is not trusted.",
    "If your company checks network traffic, set PIP_CERT to its certificate file, "
    "then start again.",
)
WRONG_HASH = SetupError(
    "A downloaded package is not the one that this project was locked to, so it was refused.",
    "Start again. If it stays, something between this computer and the package index "
    "changes files.",
)
NO_MEMORY = SetupError(
    "Compiling the language engine ran out of memory.",
    "Close other programs, set CMAKE_BUILD_PARALLEL_LEVEL=1 and start again.",
)
NO_COMPILING = SetupError(
    "The language engine (llama-cpp-python) could not be compiled.",
    "Check that the C++ compiler is complete and up to date, and start again.",
)
NO_PERMISSION = SetupError(
    "A file of the set-up may not be written.",
    "Close other programs that use the folder .venv, check that you own it, and start again.",
)

_DISK_FULL = re.compile(
    r"No space left on device|Errno 28\b|ENOSPC|not enough space on the disk|Disk quota exceeded",
    re.IGNORECASE,
)
_UNTRUSTED = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|SSLError")
_NO_NETWORK = re.compile(
    r"NewConnectionError|Failed to establish a new connection|NameResolutionError"
    r"|Temporary failure in name resolution|Name or service not known|getaddrinfo failed"
    r"|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|Max retries exceeded"
    r"|Network is unreachable|RemoteDisconnected|Connection (?:reset|refused|aborted|timed out)"
    r"|Connection to .{1,200} timed out|IncompleteRead|after connection broken by",
)
_WRONG_HASH = re.compile(r"DO NOT MATCH THE HASHES|Hash(?:es)? mismatch", re.IGNORECASE)
_NO_MATCH = re.compile(r"No matching distribution found for ([A-Za-z0-9._-]{1,60}==[A-Za-z0-9.]+)")
_NO_MEMORY = re.compile(
    r"internal compiler error: Killed|Killed signal terminated program|out of memory"
    r"|virtual memory exhausted|out of heap space|Cannot allocate memory",
    re.IGNORECASE,
)
_NO_COMPILING = re.compile(
    r"CMake Error|ninja: build stopped|CMake build failed|CMake configuration failed"
    r"|Failed building wheel|Failed to build|CMAKE_C(?:XX)?_COMPILER not set"
)
_NO_PERMISSION = re.compile(r"Permission denied|Errno 13\b|WinError (?:5|32)\b|Access is denied")


def recognise(output: str) -> SetupError:
    """Return what the output of a failed step says, as a failure with its remedy.

    Args:
        output: Everything that the step printed.
    """
    if _DISK_FULL.search(output):
        return disk_full("")
    if _WRONG_HASH.search(output):
        return WRONG_HASH
    if _UNTRUSTED.search(output):
        return UNTRUSTED_NETWORK
    if _NO_NETWORK.search(output):
        return NO_NETWORK
    missing = _NO_MATCH.search(output)
    if missing:
        return SetupError(
            f"The package index has no {missing.group(1)} for this Python and computer.",
            "Use a 64-bit Python 3.10 to 3.13. If your pip is set to a private index, "
            "ask for the package there.",
        )
    if _NO_MEMORY.search(output):
        return NO_MEMORY
    if _NO_COMPILING.search(output):
        return NO_COMPILING
    if _NO_PERMISSION.search(output):
        return NO_PERMISSION
    return SetupError("A step of the set-up failed.", "Start again.")
