"""A reader: asks for pages at a fixed pace and counts from the moment each was due, so that a stall is not hidden by
the questions it held up."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Read:
    """What a reader saw: milliseconds per page from its due moment, and what went wrong."""

    times: list[float] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read(port: int, paths: Sequence[str], seconds: float, rate: float, out: list[Read]) -> None:
    """GET `paths` in turn, `rate` a second, for `seconds`; the whole page with its last byte counts."""
    found, connection = Read(), http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    began = time.monotonic()
    for number in range(int(seconds * rate)):
        due = began + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        path = paths[number % len(paths)]
        try:
            connection.request("GET", path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            found.errors.append(f"{path}: {error!r}")
            connection.close()
            continue
        found.times.append((time.monotonic() - due) * 1000)
        found.paths.append(path)
        if answer.status != 200 or not body:
            found.errors.append(f"{path}: {answer.status}")
    connection.close()
    out.append(found)
