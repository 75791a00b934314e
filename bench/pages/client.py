"""Visitors: many at once in one process of its own, each a generator that yields what it asks and is sent the answer.

Sockets and bytes only. A client that parsed answers as a browser does would take the processor from what is measured.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\r]+)=([^;\r]*)", re.I)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.I)


@dataclass(frozen=True)
class Answer:
    """One answer; `location` is empty where there is none."""

    status: int
    head: bytes
    body: bytes

    @property
    def location(self) -> str:
        found = _LOCATION.search(self.head)
        return found[1].decode() if found else ""

    def found(self, pattern: re.Pattern[bytes]) -> str:
        """The first group of `pattern` on the page. Raises `RuntimeError` where it is not."""
        match = pattern.search(self.body)
        if match is None:
            raise RuntimeError(f"{pattern.pattern!r} is not there: {self.status} {self.body[:300]!r}")
        return match[1].decode()


@dataclass
class Visitor:
    """A browser's memory: its cookies, and the requests that it makes of them."""

    port: int
    cookies: dict[bytes, bytes] = field(default_factory=dict)

    def get(self, path: str, accept: str = "") -> bytes:
        return self._head("GET", path, f"Accept-Encoding: {accept}\r\n" if accept else "") + b"\r\n"

    def post(self, path: str, **form: str) -> bytes:
        body = urlencode(form).encode()
        own = f"Origin: http://127.0.0.1:{self.port}\r\nSec-Fetch-Site: same-origin\r\n"
        own += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return self._head("POST", path, own) + b"\r\n" + body

    def heard(self, head: bytes) -> None:
        self.cookies.update(_COOKIE.findall(head))

    def _head(self, method: str, path: str, more: str) -> bytes:
        kept = b"; ".join(name + b"=" + value for name, value in self.cookies.items())
        cookie = b"Cookie: " + kept + b"\r\n" if kept else b""
        return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{more}".encode() + cookie


# A visit yields bytes to send (and is sent the answer), or None when a unit of work is done.
Visit = Generator[bytes | None, Answer | None, None]
Visits = Callable[[Visitor, int], Visit]


@dataclass
class Done:
    """What was done: milliseconds of each unit, and how long all of it took."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds


class _Line:
    """One visitor's connection."""

    def __init__(self, port: int, number: int, visits: Visits, done: Done) -> None:
        self.visitor = Visitor(port)
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._visit, self._done, self._got = visits(self.visitor, number), done, bytearray()
        self._end, self._began, self.measuring = 0, 0.0, False
        self._go(next(self._visit))

    def ready(self) -> None:
        """There are bytes to read."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise RuntimeError("The server hung up.")
        self._got += part
        if not self._end:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            length = _LENGTH.search(self._got, 0, end + 2)
            if length is None:
                raise RuntimeError(f"An answer without a length: {bytes(self._got[:200])!r}")
            self._end = end + 4 + int(length[1])
        if len(self._got) >= self._end:
            self._answered()

    def _answered(self) -> None:
        got = bytes(self._got[: self._end])
        del self._got[: self._end]
        self._end = 0
        head, _, body = got.partition(b"\r\n\r\n")
        answer = Answer(int(head[9:12]), head, body)
        self.visitor.heard(head)
        wanted = self._visit.send(answer)
        while wanted is None:
            if self.measuring and self._began:
                self._done.times.append((time.perf_counter() - self._began) * 1000)
            self._began = 0.0
            wanted = next(self._visit)
        self._go(wanted)

    def _go(self, wanted: bytes | None) -> None:
        assert wanted is not None, "a visit begins with something to ask"
        self._began = self._began or time.perf_counter()
        self.socket.sendall(wanted)


def drive(port: int, visits: Visits, seconds: float, lines: int, warm: float = 0.3) -> Done:
    """Keep `lines` visitors busy for `seconds`, after `warm` seconds that do not count."""
    done, chooser = Done(), selectors.DefaultSelector()
    every = [_Line(port, number, visits, done) for number in range(lines)]
    for line in every:
        chooser.register(line.socket, selectors.EVENT_READ, line)
    began = time.perf_counter() + warm
    while (now := time.perf_counter()) < began + seconds:
        if now >= began and not every[0].measuring:
            for line in every:
                line.measuring = True
        for key, _ in chooser.select(0.05):
            key.data.ready()
    done.seconds = seconds
    for line in every:
        line.socket.close()
    return done
