"""`flask shop worker`: does what the outbox and the clock ask, here or through the broker."""

from __future__ import annotations

import gc

import click
from flask import Flask, current_app

from storefront.mount import wiring
from storefront.mount.current import current_shop
from storefront.mount.worker import LANES, Worker, run_until_signalled
from storefront.running.broker import celery_for, run_beat, run_lane
from storefront.running.lanes import Lanes, fresh_connections

BEAT = "beat"


@click.command("worker")
@click.option("--lane", type=click.Choice(LANES), help="Only this lane, in this process; both in two unless given.")
@click.option("--concurrency", default=2, show_default=True, help="With a broker: processes for the quick lane.")
@click.option("--grace", default=5.0, show_default=True, help="Seconds for what is in hand when it is told to stop.")
def worker(lane: str | None, concurrency: int, grace: float) -> None:
    """Do what the outbox and the clock ask, until Ctrl-C: by itself, or through Celery where SHOP_BROKER_URL is set.

    Short jobs and long ones (compiling, the solver, what waits for others) have a process each, and so has Celery's
    beat.
    """
    broker = current_shop().settings.broker_url
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the worker outlives this context

    def work_on(one: str) -> None:
        fresh_connections(app)
        if one == BEAT:
            run_beat(celery_for(app, wiring.PERIODIC))
        elif broker:
            run_lane(celery_for(app, wiring.PERIODIC), one, concurrency if one == LANES[0] else 1)
        else:
            run_until_signalled(Worker(app, wiring.PERIODIC, one))

    gc.collect()
    gc.freeze()  # what the app is made of stays: the lanes, which are forked, neither walk nor copy it
    if lane:
        work_on(lane)
    else:
        Lanes((*LANES, BEAT) if broker else LANES, work_on, grace).run()
