"""Ten thousand browsers in one process: each keeps an order page's stream open, comes back with `Last-Event-ID` when it
ends, and notes what it heard and when."""

from __future__ import annotations

import heapq
import random
import re
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

_ID = re.compile(rb"id: (\d+-\d+)\n")
AT_ONCE = 100  # that are being opened; a crowd comes in by the door


@dataclass(eq=False)
class Page:
    """One browser. `heard` are the ids in the order of their coming, `at` when (monotonic seconds)."""

    path: str
    socket: socket.socket | None = None
    rest: bytes = b""
    last: str = ""
    open: bool = False
    heard: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)


@dataclass
class Heard:
    """Per page: path, ids, moments. `refused`: answers other than a stream; `ended`: streams that ended."""

    pages: list[tuple[str, list[str], list[float]]]
    refused: int
    ended: int


class Crowd:
    def __init__(self, port: int, paths: Sequence[str], control: Connection) -> None:
        self._port, self._control = port, control
        self._pages = [Page(path) for path in paths]
        self._selector = selectors.DefaultSelector()
        self._waiting: list[tuple[float, int]] = [(0.0, place) for place in range(len(paths))]
        self._opening = 0
        self._open = 0
        self._refused = self._ended = 0

    def run(self) -> None:
        """`"open"` is answered with how many streams are; `"end"` with all that was heard."""
        self._selector.register(self._control, selectors.EVENT_READ)
        while True:
            self._come_in()
            for key, _ in self._selector.select(0.02):
                if key.data is not None:
                    self._hear(key.data)
                elif self._answer():
                    return

    def _answer(self) -> bool:
        if self._control.recv() == "open":
            self._control.send(self._open)
            return False
        pages = [(page.path, page.heard, page.at) for page in self._pages]
        self._control.send(Heard(pages, self._refused, self._ended))
        return True

    def _come_in(self) -> None:
        while self._waiting and self._opening < AT_ONCE and self._waiting[0][0] <= time.monotonic():
            _, place = heapq.heappop(self._waiting)
            page = self._pages[place]
            try:
                page.socket = socket.create_connection(("127.0.0.1", self._port), 30)
            except OSError:
                self._later(place)
                continue
            resume = f"Last-Event-ID: {page.last}\r\n" if page.last else ""
            page.socket.sendall(f"GET {page.path} HTTP/1.1\r\nHost: shop\r\n{resume}\r\n".encode())
            page.socket.setblocking(False)
            page.rest = b""
            self._opening += 1
            self._selector.register(page.socket, selectors.EVENT_READ, (place, page))

    def _later(self, place: int) -> None:
        heapq.heappush(self._waiting, (time.monotonic() + random.uniform(0.5, 3.0), place))

    def _hear(self, known: tuple[int, Page]) -> None:
        place, page = known
        assert page.socket is not None
        try:
            data = page.socket.recv(65536)
        except ConnectionError:
            data = b""
        now = time.monotonic()
        if not data:
            self._lose(place, page)
            return
        page.rest += data
        if not page.open and b"retry:" in page.rest:
            page.open = True
            self._opening -= 1
            self._open += 1
        end = page.rest.rfind(b"\n\n")
        for found in _ID.finditer(page.rest, 0, max(end, 0)):
            page.last = found[1].decode()
            page.heard.append(page.last)
            page.at.append(now)
        if page.open and end >= 0:
            page.rest = page.rest[end:]

    def _lose(self, place: int, page: Page) -> None:
        assert page.socket is not None
        self._selector.unregister(page.socket)
        page.socket.close()
        if page.open:
            self._ended += 1
            self._open -= 1
        else:
            self._refused += 1
            self._opening -= 1
        page.open = False
        self._later(place)


def come(port: int, paths: Sequence[str], control: Connection) -> None:
    Crowd(port, paths, control).run()
