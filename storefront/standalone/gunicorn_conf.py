"""One process, thousands of open timelines: gevent, which patches the standard library before the app is loaded."""

import gc

worker_class = "gevent"
workers = 1
worker_connections = 20_000
timeout = 60
graceful_timeout = 3  # open timelines are closed with a hint to come back; browsers resume by themselves
control_socket_disable = True  # or two shops on one machine would share its path
accesslog = None
loglevel = "warning"


def post_worker_init(_worker: object) -> None:
    """What the app is made of stays for good: the collector need not walk it. Unfrozen, a full collection stopped every
    page and stream for a fifth of a second (`bench.open_pages`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
