"""A window without an interface: speaks the protocol and says what it was told.

``python stub_window.py [deaf|failing|noisy]``: deaf ends for no word, failing says why and ends,
noisy writes more than any buffer holds.
"""

from __future__ import annotations

import json
import os
import signal
import sys

READY = b"__GANGLION__\n"


def send(kind: bytes, payload: bytes) -> None:
    sys.stdout.buffer.write(kind + len(payload).to_bytes(4, "big") + payload)
    sys.stdout.buffer.flush()


def main(mode: str) -> int:
    if mode == "failing":
        print("The \x1b[31mdisk is full. Make room.", file=sys.stderr)
        return 1
    if mode == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdout.buffer.write(b"something before\n" + READY)
    send(b"D", f"hello {os.environ['COLUMNS']}x{os.environ['ROWS']} {os.getpid()}".encode())
    if mode == "noisy":
        for _ in range(200):
            send(b"D", b"x" * 100_000)
    while head := sys.stdin.buffer.read(5):
        payload = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
        if head[:1] == b"D":
            send(b"D", b"typed " + payload)
        elif json.loads(payload)["type"] == "quit" and mode != "deaf":
            send(b"M", b'{"type": "exit"}')
            return 0
    while mode == "deaf":
        signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
