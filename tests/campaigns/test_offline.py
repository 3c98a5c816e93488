"""The offline campaign at its small size, and that its watcher sees what it should."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from campaigns import offline, offline_telemetry, watcher
from campaigns.offline import Person, alone, cut_off, run, table_of, talking, watched
from campaigns.offline_steps import EVERYTHING, FEW, Step
from campaigns.offline_telemetry import Switch

from coach.plan.export.formats import FORMATS

watching = pytest.mark.skipif(bool(watcher.missing()), reason=watcher.missing())
_ASKED = (
    "7 connect(3<UDP:[938249]>, {sa_family=AF_INET, sin_port=htons(53),"
    ' sin_addr=inet_addr("198.51.100.53")}, 16) = 0'
)
_SENT = "7 sendmmsg(3<UDP:[192.0.2.2:49398->198.51.100.53:53]>, [{msg_hdr={msg_name=NULL}}], 1) = 1"
SEEN = {
    '7 openat(AT_FDCWD, "/etc/resolv.conf", O_RDONLY|O_CLOEXEC) = 3': "reads /etc/resolv.conf",
    '7 openat(AT_FDCWD, "/lib/libnss_dns.so", 0) = -1 ENOENT': "reads /lib/libnss_dns.so",
    '7 connect(3<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1'
    " ENOENT": "connect to /var/run/nscd/socket",
    '7 bind(3<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path=@"somewhere"}, 20) = 0': (
        "bind to somewhere"
    ),
    "7 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3<NETLINK:[ROUTE:7]>": (
        "socket AF_NETLINK"
    ),
    _ASKED: "connect 198.51.100.53 port 53",
    _SENT: "sendmmsg 198.51.100.53",
    '7 connect(3<TCP:[9]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")'
    "}, 16 <unfinished ...>": "connect 192.0.2.1 port 443",
    '7 sendto(4<UDPv6:[9]>, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo='
    'htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 1': (
        "sendto 2001:db8::1 port 53"
    ),
    '7 sendto(5, "x", 1, 0, NULL, 0) = 1': 'sendto 5, "x", 1, 0, NULL, 0) = 1',
    "7 io_uring_setup(8, {flags=0}) = 3": "io_uring_setup",
    "7 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<TCP:[9]>": "socket AF_INET",
    '7 bind(3<TCP:[9]>, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16'
    ") = 0": "bind 127.0.0.1",
    '7 sendto(3<TCPv6:[[::1]:8765->[::1]:9]>, "x", 1, 0, NULL, 0) = 1': "sendto ::1",
}
UNSEEN = (
    "7 socketpair(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0, [3<UNIX-STREAM:[1->2]>, 4<UNIX-STREAM:"
    "[2->1]>]) = 0",
    '7 sendto(3<UNIX-STREAM:[1->2]>, "x", 1, 0, NULL, 0) = 1',
    '7 openat(AT_FDCWD, "/etc/localtime", O_RDONLY|O_CLOEXEC) = 3',
    '7 execve("/usr/bin/python3", ["python3"], 0x7ffd /* 9 vars */) = 0',
    "7 <... connect resumed>) = -1 EINPROGRESS (Operation now in progress)",
    "7 +++ exited with 0 +++",
    "",
)


def person(folder: Path, *program: str) -> Person:
    """Return somebody whose program is another one."""
    (folder / "home").mkdir(parents=True)
    return Person(folder, program, folder / "no-model.gguf")


def losses(folder: Path, line: str, *, loopback: bool = False) -> list[str]:
    """Return what a trace of one line shows."""
    trace = folder / "trace"
    trace.write_text(f"{line}\n", encoding="utf-8")
    return [loss.rpartition(" (")[0] for loss in watcher.read(trace).losses(loopback=loopback)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the means")
def test_nothing_leaves_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(small=True, seed=1)
    assert [loss for row in rows for loss in row.losses] == []
    without, seen, switches = rows
    assert without.tried == (len(FEW) if cut_off() else 0)
    assert seen.tried == (0 if watcher.missing() else len(FEW))
    assert switches.tried > 10
    told = capsys.readouterr().out
    assert "| chromadb " in told
    if seen.tried:
        assert "| chat | 1 | " in told


@watching
def test_a_program_that_looks_up_and_connects_is_seen(tmp_path: Path) -> None:
    found = "\n".join(talking(tmp_path).losses(loopback=True))
    assert "connect 192.0.2.1 port 9" in found
    assert "reads /etc/" in found


@watching
def test_a_command_that_talks_is_lost_and_one_that_fails_too(tmp_path: Path) -> None:
    talks = person(tmp_path / "a", sys.executable, "-c", offline._TALKS)
    records: dict[str, watcher.Record] = {}
    row = watched(talks, [Step("gossip", ())], records)
    assert len(row.losses) == 1
    assert "connect 192.0.2.1 port 9" in row.losses[0]
    assert "192.0.2.1" in table_of(records)
    fails = person(tmp_path / "b", sys.executable, "-c", "raise SystemExit('no way')")
    (loss,) = watched(fails, [Step("failure", ())], {}).losses
    assert loss == "failure: exit status 1 no way"


@pytest.mark.skipif(not cut_off(), reason="no network namespace can be made here")
def test_what_needs_a_network_is_lost_without_one(tmp_path: Path) -> None:
    asks = "import socket; socket.create_connection(('192.0.2.1', 9))"
    needs = person(tmp_path, sys.executable, "-c", asks)
    (loss,) = alone(needs, [Step("call", ())]).losses
    assert "unreachable" in loss


@pytest.mark.parametrize("line", SEEN, ids=SEEN.values())
def test_what_a_watcher_must_see(tmp_path: Path, line: str) -> None:
    assert losses(tmp_path, line) == [SEEN[line]]


@pytest.mark.parametrize("line", UNSEEN)
def test_what_stays_inside_is_no_loss(tmp_path: Path, line: str) -> None:
    assert losses(tmp_path, line) == []


def test_only_a_server_may_speak_with_this_machine(tmp_path: Path) -> None:
    on_loopback = [line for line in SEEN if losses(tmp_path, line, loopback=True) == []]
    assert [SEEN[line] for line in on_loopback] == [
        "socket AF_INET",
        "bind 127.0.0.1",
        "sendto ::1",
    ]
    assert [step.name for step in EVERYTHING if step.loopback] == ["serve, with a visit"]


def test_every_format_is_among_the_commands() -> None:
    names = {step.name for step in EVERYTHING}
    assert {f"plan export {name}" for name in FORMATS} <= names


def test_a_switch_that_is_on_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Switch("quiet 1", "nothing", True), Switch("loud 2", "nothing", False)]
    monkeypatch.setattr(offline_telemetry, "switches", lambda *_: found)
    assert offline.telemetry(person(tmp_path)).losses == ["loud 2: nothing"]
