"""Watches every process of a command through ``strace``: each socket, each look-up of a name.

Only Linux has ``strace``, and not every machine lets a process watch another.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

_CALLS = "%network,open,openat,openat2,execve,io_uring_setup"
_LINE = re.compile(r"^(?P<pid>\d+) +(?P<call>\w+)\((?P<arguments>.*)")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FAMILY = re.compile(r"\b[AP]F_\w+")
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_PORT = re.compile(r"sin6?_port=htons\((\d+)\)")
_SOCKET_PATH = re.compile(r'sun_path=@?"([^"]*)"')
_BETWEEN = re.compile(r"<(?:TCP|UDP|TCPv6|UDPv6|ICMP|RAW)\w*:\[(?P<ends>.*?)\]>")

_MAKING = frozenset({"socket", "socketpair"})
_NAMING = frozenset({"connect", "bind", "sendto", "sendmsg", "sendmmsg"})
"""Calls that give an address, or send to one that was given before."""
_LOOKED_UP = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/nsswitch.conf",
    "/run/systemd/resolve",
    "/var/run/nscd",
    "/run/nscd",
    "libnss_dns",
    "libnss_resolve",
    "libnss_mdns",
)
"""What the C library reads when it looks up a name, or asks to do it."""


@dataclass
class Record:
    """What all processes of a command did.

    Attributes:
        processes: How many there were.
        opened: How many files they opened or tried to open.
        inside: Sockets that are pairs inside of one process, by what makes them so.
        loopback: What was done with addresses that mean this machine.
        elsewhere: Everything else with a socket: nothing of it may be.
        look_ups: Files that are read to look up a name: nothing of it may be.
    """

    processes: int = 0
    opened: int = 0
    inside: Counter[str] = field(default_factory=Counter)
    loopback: Counter[str] = field(default_factory=Counter)
    elsewhere: Counter[str] = field(default_factory=Counter)
    look_ups: Counter[str] = field(default_factory=Counter)

    def losses(self, *, loopback: bool) -> list[str]:
        """Return what should not have been.

        Args:
            loopback: Whether the command may speak with this machine over the network.
        """
        found = self.elsewhere + self.look_ups
        if not loopback:
            found += self.loopback
        return [f"{what} ({count} times)" for what, count in sorted(found.items())]


@lru_cache(maxsize=1)
def missing() -> str:
    """Return why nothing can be watched here; empty when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = [*watched(Path("/dev/null")), sys.executable, "-c", ""]
    if subprocess.run(tried, check=False, capture_output=True).returncode:
        return "strace may not watch other processes here"
    return ""


def watched(trace: Path) -> list[str]:
    """Return what stands before a command that is watched.

    Args:
        trace: File that is written; see :func:`read`.
    """
    return ["strace", "-f", "-qq", "-yy", "-s", "200", "-e", f"trace={_CALLS}", "-o", str(trace)]


def read(trace: Path) -> Record:
    """Return what stands in a trace."""
    record = Record()
    processes = set()
    with trace.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found is None:  # the second half of a call that was interrupted, or an end
                continue
            call, arguments = found["call"], found["arguments"]
            if call == "execve":
                processes.add(found["pid"])
            elif call.startswith("open"):
                _note_open(record, arguments)
            elif call == "io_uring_setup":
                # What goes through such a ring is not seen by strace.
                record.elsewhere[call] += 1
            elif call in _MAKING or call in _NAMING:
                _note_socket(record, call, arguments)
    record.processes = len(processes)
    return record


def _note_open(record: Record, arguments: str) -> None:
    path = _PATH.search(arguments)
    record.opened += 1
    if path is not None and any(part in path[1] for part in _LOOKED_UP):
        record.look_ups[f"reads {path[1]}"] += 1


def _note_socket(record: Record, call: str, arguments: str) -> None:
    """Sort a call into what stays inside, what means this machine, and the rest."""
    named = _SOCKET_PATH.search(arguments)
    family = _FAMILY.search(arguments)
    address = _ADDRESS.search(arguments)
    if named is not None:
        record.elsewhere[f"{call} to {named[1]}"] += 1
    elif address is not None:
        host = address[1] or address[2]
        port = _PORT.search(arguments)
        where = record.loopback if ip_address(host).is_loopback else record.elsewhere
        # The other end of a connection has another number each time.
        asked = f" port {port[1]}" if port and where is record.elsewhere else ""
        where[f"{call} {host}{asked}"] += 1
    elif call == "socketpair" and family is not None and family[0] == "AF_UNIX":
        # Rust's runtime asks for what does not block at once, Python's event loop later.
        maker = "native runtime" if "SOCK_NONBLOCK" in arguments else "Python event loop"
        record.inside[f"pair of sockets, {maker}"] += 1
    elif call in _MAKING:
        _note_made(record, family[0] if family else "unknown")
    else:
        _note_sent(record, call, arguments)


def _note_made(record: Record, family: str) -> None:
    """Note a new socket; what is done with one of the internet is told by its other calls."""
    made = f"socket {family}"
    if family in ("AF_INET", "AF_INET6"):
        record.loopback[made] += 1
    else:
        record.elsewhere[made] += 1


def _note_sent(record: Record, call: str, arguments: str) -> None:
    """Note what is sent without an address, by the socket that it is sent through."""
    between = _BETWEEN.match(arguments.lstrip("0123456789"))
    if arguments.lstrip("0123456789").startswith("<UNIX"):
        record.inside[f"{call} within a pair"] += 1
    elif between is None:
        record.elsewhere[f"{call} {arguments[:60]}"] += 1
    else:
        ends = [_host(end) for end in between["ends"].split("->")]
        own = all(ip_address(host).is_loopback for host in ends)
        where = record.loopback if own else record.elsewhere
        where[f"{call} {ends[-1]}"] += 1


def _host(end: str) -> str:
    return end.rpartition(":")[0].strip("[]")
