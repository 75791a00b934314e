"""One process, thousands of open timelines: gevent, which patches the standard library before the app is loaded."""

import gc
import os
import signal
from types import FrameType
from typing import Any

worker_class = "gevent"
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)
worker_connections = 20_000
timeout = 60
graceful_timeout = 3  # open timelines are closed with a hint to come back; browsers resume by themselves
control_socket_disable = True  # or two shops on one machine would share its path
accesslog = None
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """What the app is made of stays for good: the collector need not walk it. Unfrozen, a full collection stopped every
    page and stream for a fifth of a second (`bench.open_pages`)."""
    _close_streams_when_told(worker)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def _close_streams_when_told(worker: Any) -> None:
    """At SIGTERM the open timelines end by themselves, each with its last byte, instead of being cut off at the end of
    the time for goodbyes."""
    import gevent  # noqa: PLC0415 - this file is read before gevent has patched the standard library

    from storefront.timeline.views import close_streams  # noqa: PLC0415 - for the same reason

    shop = getattr(worker.wsgi, "extensions", {}).get("shop")

    def on_term(number: int, frame: FrameType | None) -> None:
        if shop is not None:
            gevent.spawn(close_streams, shop)  # type: ignore[no-untyped-call] # gevent has no types
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGTERM, on_term)


def child_exit(_server: object, worker: Any) -> None:
    """With several processes their counts lie in a folder; what a dead one had open is open no more."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # noqa: PLC0415 - only where there are several

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call] # it has no types
