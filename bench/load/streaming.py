"""The apps that `bench.streams` serves: the shop, which notes when its tailer handed an entry out, and a bare one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

from flask import Flask, Response

from storefront.mount.current import ShopState
from storefront.standalone import app as standalone
from storefront.timeline.domain import Entry
from storefront.timeline.stream import Tailer
from storefront.timeline.views import PLACE, reader


def note(place: str) -> None:
    with Path(os.environ["BENCH_MARKS"]).open("a") as marks:
        marks.write(f"{place} {time.monotonic()}\n")


class NotingTailer(Tailer):
    def _hand_out(self, entry: Entry) -> None:
        note(str(entry.place))
        super()._hand_out(entry)


def shop() -> Flask:
    app = standalone.create_app()
    state: ShopState = app.extensions["shop"]
    with app.app_context():
        state.places[PLACE] = NotingTailer(reader(state), state.settings.tail_seconds)
    return app


def bare() -> Flask:
    """The least that Flask can do: a queue for each open page, and somebody who fills a hundredth of them."""
    app = Flask("bare")
    pages: dict[str, set[Queue[int]]] = {}

    @app.get("/o/<group>/stream")
    def stream(group: str) -> Response:
        def body() -> Iterator[str]:
            queue: Queue[int] = Queue()
            pages.setdefault(group, set()).add(queue)
            yield "retry: 2000\n\n"
            while True:
                try:
                    yield f"id: 0-{queue.get(timeout=15)}\nevent: entry\ndata: {{}}\n\n"
                except Empty:
                    yield ": still here\n\n"

        return Response(body(), mimetype="text/event-stream")

    @app.get("/say/<group>/<int:number>")
    def say(group: str, number: int) -> str:
        note(f"0-{number}")
        for queue in pages.get(group, ()):
            queue.put_nowait(number)
        return ""

    return app
