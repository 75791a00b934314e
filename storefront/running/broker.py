"""Work through a broker: Celery on Redis. The truth stays the outbox row; a task is only a nudge to look at it.

So nothing is lost with the broker: a nudge that never arrives is made good by the sweep, and while the broker is away
the rows wait. What is done once a period is decided by a row and not by the beat, so there may be several of those.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from foundation.plain.errors import DomainError
from storefront.mount.current import ShopState
from storefront.mount.worker import LANES, drain_once
from storefront.running.lanes import die_with_parent, fresh_connections
from storefront.running.periodic import LOOK, Periodic, run_due

log = logging.getLogger(__name__)

BATCH = 20  # smaller than the embedded worker's: several processes share what there is
SWEEP_SECONDS = 1.0
STALE_SECONDS = 10  # a nudge that waited longer is thrown away: the sweep was there before it
AWAY_SECONDS = 5.0  # how long a broker that did not answer is left alone
TURN_SECONDS = 5.0  # a task that is still at it then leaves the rest to the next


def celery_for(app: Flask, periodic: Sequence[Periodic]) -> Any:
    """The Celery app of a shop with `SHOP_BROKER_URL`: queues `shop.quick` and `shop.long`; tasks take a lane's name.

    For a host: `celery = celery_for(app, wiring.PERIODIC)` in a module of its own; `celery -A that_module worker`."""
    shop: ShopState = app.extensions["shop"]
    celery = client(shop.settings.broker_url)
    celery.conf.beat_schedule = {
        f"{task}.{lane}": {
            "task": task,
            "schedule": SWEEP_SECONDS if task == "shop.drain" else LOOK.total_seconds(),
            "args": (lane,),
            "options": {"queue": queue(lane), "expires": STALE_SECONDS, "retry": False},
        }
        for task in ("shop.drain", "shop.tick")
        for lane in LANES
    }
    jobs = {lane: [job for job in periodic if job.lane == lane] for lane in LANES}

    def drain(lane: str) -> None:
        _guarded(app, lambda: _drain(shop, lane))

    def tick(lane: str) -> None:
        _guarded(app, lambda: run_due(shop, jobs[lane]))

    celery.task(name="shop.drain")(drain)
    celery.task(name="shop.tick")(tick)
    _on_fork(app)
    return celery


def _on_fork(app: Flask) -> None:
    """A pool process has connections of its own, and none outlives the worker that forked it."""
    from celery.signals import beat_embedded_init, worker_process_init  # noqa: PLC0415 - as in `client`

    def settle(**_: object) -> None:
        die_with_parent(os.getppid())
        fresh_connections(app)

    for started in (worker_process_init, beat_embedded_init):
        started.connect(settle, weak=False)  # type: ignore[no-untyped-call]  # the library has no types here


def run_lane(celery: Any, lane: str, concurrency: int) -> None:
    """The Celery worker of one lane, in the foreground."""
    options = ["-Q", queue(lane), "-c", str(concurrency), "-n", f"{lane}-{os.getpid()}@%h"]
    celery.worker_main(["worker", *options, "--without-gossip", "--without-mingle", "-l", "WARNING"])


def run_beat(celery: Any) -> None:
    """The beat, in the foreground. Several do no harm: a row decides what is done once a period."""
    celery.Beat(loglevel="WARNING", quiet=True).run()


def client(broker_url: str) -> Any:
    """A Celery app that can send. Raises `RuntimeError` where Celery is not installed."""
    try:
        from celery import Celery  # noqa: PLC0415 - an optional extra, and a quarter of a second to import
    except ImportError as missing:
        raise RuntimeError("SHOP_BROKER_URL needs Celery: pip install 'flask-joinery[machines]'.") from missing
    celery: Any = Celery("shop", broker=broker_url, set_as_current=False)  # type: ignore[no-untyped-call]
    celery.conf.update(
        task_ignore_result=True,
        task_default_queue=queue("quick"),
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={"socket_connect_timeout": 1.0, "socket_timeout": 5.0},
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        beat_scheduler="storefront.running.beating:PatientScheduler",  # in memory: nothing of it has to survive
    )
    return celery


def queue(lane: str) -> str:
    return f"shop.{lane}"


def _guarded(app: Flask, work: Callable[[], object]) -> None:
    """A database that is away is no fault of the nudge: the next one finds the rows."""
    with app.app_context():
        try:
            work()
        except (SQLAlchemyError, DomainError):
            log.exception("the worker could not reach its database; the sweep tries again")


def _drain(shop: ShopState, lane: str) -> None:
    began = time.monotonic()
    while drain_once(shop, lane, batch=BATCH) and time.monotonic() - began < TURN_SECONDS:
        pass


class Waker:
    """Nudges the workers after a commit, from a thread of its own: no request waits for a broker, or fails with it."""

    def __init__(self, send: Callable[[str], Any]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._asked = threading.Event()
        self._lanes: set[str] = set()
        self._pid = 0

    def __call__(self, lanes: Collection[str]) -> None:
        with self._lock:
            self._lanes.update(lanes)
            if self._pid != os.getpid():  # also after a fork, which takes no threads along
                self._pid, self._asked = os.getpid(), threading.Event()
                threading.Thread(target=self._run, name="shop-waker", daemon=True).start()
            self._asked.set()

    def _run(self) -> None:
        away = False
        while True:
            self._asked.wait()
            self._asked.clear()
            with self._lock:
                lanes, self._lanes = self._lanes, set()
            try:
                for lane in lanes:
                    self._send(lane)
                away = False
            except Exception:  # whatever a broker's client raises: the rows are there, the sweep finds them
                if not away:
                    log.warning("the broker does not answer; work waits in the outbox", exc_info=True)
                away = True
                time.sleep(AWAY_SECONDS)


def waker(broker_url: str) -> Waker:
    """One that sends a drain of a lane to Celery's queue."""
    celery = client(broker_url)

    def send(lane: str) -> None:
        options = {"queue": queue(lane), "expires": STALE_SECONDS, "retry": False, "ignore_result": True}
        celery.send_task("shop.drain", args=(lane,), **options)

    return Waker(send)
