"""Thousands of open timelines a process: gevent. The app is loaded once, before gunicorn forks its workers, which share
what it is made of; so the standard library is patched here, before anything of the app is there."""

import gc
import os
import signal
import time
from types import FrameType
from typing import Any

import gevent
from gevent import monkey

monkey.patch_all()  # type: ignore[no-untyped-call] # gevent has no types
gc.disable()  # what is loaded now stays: looking through it again and again would be a tenth of the start

BRING_SECONDS = 1.0  # after a worker listens

worker_class = "gevent"
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)
worker_connections = 20_000
preload_app = True
timeout = 60
graceful_timeout = 3  # open timelines are closed with a hint to come back; browsers resume by themselves
control_socket_disable = True  # or two shops on one machine would share its path
accesslog = None
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Loaded, and nobody forked yet. What the app is made of stays for good: the collector need not walk it, and does
    not write to pages that are shared. Unfrozen, a full collection stopped every page and stream for a fifth of a
    second (`bench.open_pages`)."""
    app = server.app.wsgi()
    if "shop" in getattr(app, "extensions", {}):
        from storefront.standalone.loaded import bring, warm  # noqa: PLC0415 - read before the app is loaded

        warm(app)
        if server.cfg.workers > 1:
            bring(app)  # shared by all of them; one alone has nobody to share with, and answers first
    time.sleep(0.02)  # whoever waits in the background has a turn: it would wake up in each worker
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 100)


def post_worker_init(worker: Any) -> None:
    """At SIGTERM the open timelines end by themselves, each with its last byte, instead of being cut off at the end of
    the time for goodbyes."""
    shop = getattr(worker.wsgi, "extensions", {}).get("shop")
    if shop is not None:
        gevent.spawn_later(BRING_SECONDS, _bring, worker.wsgi)  # type: ignore[no-untyped-call] # no types

    def say_goodbye() -> None:
        from storefront.timeline.views import close_streams  # noqa: PLC0415 - a start does not need it

        if shop is not None:
            close_streams(shop)

    def on_term(number: int, frame: FrameType | None) -> None:
        gevent.spawn(say_goodbye)  # type: ignore[no-untyped-call]  # the library has no types here
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGTERM, on_term)


def _bring(app: Any) -> None:
    """The features that shoppers ask for; what they are made of stays as well."""
    from storefront.standalone.loaded import bring  # noqa: PLC0415 - as above

    bring(app, gevent.sleep)
    gc.collect()
    gc.freeze()


def child_exit(_server: object, worker: Any) -> None:
    """With several processes their counts lie in a folder; what a dead one had open is open no more."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # noqa: PLC0415 - only where there are several

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call] # it has no types
