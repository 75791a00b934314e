"""Open order pages: many event streams in one process, each counting what it was told."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event

_ENTRY = re.compile(rb"id: (\d+-\d+)\nevent: entry\ndata: (\{.*?\})\n\n")


@dataclass
class Page:
    """One open page: which order, what it has heard (place -> milliseconds since it was written)."""

    token: str
    socket: socket.socket
    buffer: bytes = b""
    heard: list[str] = field(default_factory=list)
    answered: bool = False
    ended: bool = False


@dataclass
class Watched:
    """`heard[n]` are the places that page n was told of, in order; `ended` counts pages that lost their stream."""

    heard: list[tuple[str, list[str]]]
    delays: list[float]
    ended: int


def watch(port: int, tokens: Sequence[str], opened: Event, stop: Event, out: list[Watched]) -> None:
    """One stream per token, open until `stop`; sets `opened` when every one has had its first bytes."""
    selector, delays = selectors.DefaultSelector(), []
    pages = [_open(port, token, selector) for token in tokens]
    while not stop.is_set():
        for key, _ in selector.select(0.1):
            page: Page = key.data
            delays += _hear(page)
            if page.ended:
                selector.unregister(page.socket)
        if not opened.is_set() and all(page.answered or page.ended for page in pages):
            opened.set()
    for page in pages:
        page.socket.close()
    out.append(Watched([(p.token, p.heard) for p in pages], delays, sum(p.ended for p in pages)))


def _open(port: int, token: str, selector: selectors.BaseSelector) -> Page:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(f"GET /o/{token}/stream HTTP/1.1\r\nHost: shop\r\nAccept: text/event-stream\r\n\r\n".encode())
    connection.setblocking(False)
    page = Page(token, connection)
    selector.register(connection, selectors.EVENT_READ, page)
    return page


def _hear(page: Page) -> list[float]:
    """Read what has come; returns the delay of each entry, from the teller's clock in its `at` to now."""
    data = page.socket.recv(65_536)
    if not data:
        page.ended = True
        return []
    page.buffer += data
    if b"retry:" in page.buffer:
        page.answered = True
    if page.buffer.startswith(b"HTTP/1.1 ") and not page.buffer.startswith(b"HTTP/1.1 200"):
        page.ended = True
    delays, last = [], 0
    for found in _ENTRY.finditer(page.buffer):
        page.heard.append(found[1].decode())
        delays.append((time.time() - _at(found[2])) * 1000)
        last = found.end()
    page.buffer = page.buffer[last:]
    return delays


def _at(data: bytes) -> float:
    from datetime import datetime

    text = re.search(rb'"at": "([^"]+)"', data)
    return datetime.fromisoformat(text[1].decode()).timestamp() if text else 0.0
