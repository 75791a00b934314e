"""Somebody outside whom jobs talk to: answers a line with a line, and counts what was recorded here, once for each key.

This is the receiving end: what counts as done twice is a fact that was recorded twice here. A call that comes again
under the key of the first is known and recorded no more, as every payment company and carrier does with such keys.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection


@dataclass
class Recorded:
    """`times`: fact to how often it was recorded; `at`: fact to when it was first (monotonic seconds); `again`: calls
    that were known by their key."""

    times: Counter[str] = field(default_factory=Counter)
    at: dict[str, float] = field(default_factory=dict)
    again: int = 0


def serve(listener: socket.socket, control: Connection) -> None:
    """Until the control says so; then hands over what was recorded. `"count"` asks how many facts there are."""
    found, keys, lines = Recorded(), set[str](), dict[socket.socket, bytes]()
    listener.setblocking(False)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    selector.register(control, selectors.EVENT_READ)
    while True:
        for ready, _ in selector.select():
            if ready.fileobj is control:
                if control.recv() == "count":
                    control.send(len(found.at))
                    continue
                control.send(found)
                return
            if ready.fileobj is listener:
                connection, _address = listener.accept()
                connection.setblocking(False)
                selector.register(connection, selectors.EVENT_READ)
                continue
            _hear(ready.fileobj, selector, lines, keys, found)  # type: ignore[arg-type]  # we registered sockets only


def _hear(
    connection: socket.socket,
    selector: selectors.DefaultSelector,
    lines: dict[socket.socket, bytes],
    keys: set[str],
    found: Recorded,
) -> None:
    try:
        got = connection.recv(65536)
    except ConnectionError:
        got = b""
    if not got:
        selector.unregister(connection)
        lines.pop(connection, None)
        connection.close()
        return
    *whole, rest = (lines.get(connection, b"") + got).split(b"\n")
    lines[connection] = rest
    for line in whole:
        key, fact = line.decode().split(" ")
        found.again += key in keys
        if key not in keys:
            keys.add(key)
            found.times[fact] += 1
            found.at.setdefault(fact, time.monotonic())
    with contextlib.suppress(OSError):  # whoever asked was killed meanwhile; what they said counts
        connection.sendall(b"ok\n" * len(whole))


class Caller:
    """The worker's end of the wire, one connection a process."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def say(self, key: str, fact: str) -> None:
        """Returns when the partner has recorded it. Raises `OSError` when it did not answer."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), 10)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(f"{key} {fact}\n".encode())
        if self._socket.recv(16) != b"ok\n":
            raise ConnectionError("the partner did not answer")
