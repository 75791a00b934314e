"""What a monitor wants to know, in Prometheus' words: `GET <prefix>/metrics`.

Counted in this process, and over all processes of a machine where `PROMETHEUS_MULTIPROC_DIR` names a folder. The
outbox is counted in the database at the time of asking. Labels name endpoints, never addresses: those hold tokens.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

from flask import Response, has_app_context, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select

from foundation.data.outbox import OUTBOX_STATES, OutboxMessage
from foundation.data.work import Work
from foundation.plain import timing
from storefront.mount.current import ShopState, current_shop
from storefront.running.models import PeriodicRun

TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BEGAN = "shop.began"
_REGISTRY = CollectorRegistry()  # of our own: a host may have a registry with names of its own
_FINE = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

# Several shops may live in one process: each is asked for its own.
REQUESTS = Counter("shop_requests", "Answers.", ("shop", "endpoint", "method", "status"), registry=_REGISTRY)
SECONDS = Histogram(
    "shop_request_seconds",
    "From the first look at a request to its answer.",
    ("shop", "endpoint"),
    buckets=_FINE,
    registry=_REGISTRY,
)
QUOTES = Histogram("shop_quote_seconds", "What a delivery day took.", ("shop",), buckets=_FINE, registry=_REGISTRY)
STREAMS = Gauge("shop_streams_open", "Open order pages.", ("shop",), multiprocess_mode="livesum", registry=_REGISTRY)


def before_request() -> None:
    request.environ[_BEGAN] = time.perf_counter()


def after_request(response: Response) -> Response:
    endpoint, name = request.endpoint or "none", current_shop().settings.name
    REQUESTS.labels(name, endpoint, request.method, str(response.status_code)).inc()
    began = request.environ.get(_BEGAN)
    if began is not None:
        SECONDS.labels(name, endpoint).observe(time.perf_counter() - began)
    return response


def count_streams(shop: ShopState, body: Iterator[str]) -> Iterator[str]:
    """`body`, counted as open from its first word until it is closed."""
    opened = STREAMS.labels(shop.settings.name)
    opened.inc()
    try:
        yield from body
    finally:
        opened.dec()


def exposition(shop: ShopState) -> bytes:
    """All of it, as text. Raises what the database raises."""
    counted = _REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # the library has no types here
    for own in (STREAMS, QUOTES):  # told as nothing before the first
        own.labels(shop.settings.name)
    asked = CollectorRegistry()
    asked.register(_Told([_of_one_shop(family, shop.settings.name) for family in counted.collect()]))
    asked.register(_Told(shop.read(_work_left)))
    return generate_latest(asked)


def _of_one_shop(family: Metric, name: str) -> Metric:
    own = Metric(family.name, family.documentation, family.type, family.unit)
    own.samples = [sample for sample in family.samples if sample.labels.get("shop") == name]
    return own


class _Told:
    """What was just counted or read, in the form of a collector."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Sequence[Metric]:
        return self._families


def _work_left(work: Work) -> list[GaugeMetricFamily]:
    """Two statements: the outbox by state with the age of what is due, and the periodic jobs."""
    now, row = work.now(), OutboxMessage
    messages = GaugeMetricFamily("shop_outbox_messages", "Messages by state.", labels=["state"])
    age = GaugeMetricFamily("shop_outbox_oldest_due_seconds", "For how long the oldest due message has waited.")
    due = func.min(row.due_at)
    counted = {state: (n, oldest) for state, n, oldest in work.session.execute(
        select(row.state, func.count(), due).group_by(row.state)
    )}  # fmt: skip
    for state in OUTBOX_STATES.states:
        messages.add_metric([state], counted.get(state, (0, None))[0])
    oldest = counted.get("waiting", (0, None))[1]
    age.add_metric([], max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)
    late = GaugeMetricFamily("shop_periodic_late_seconds", "How long a periodic job is overdue.", labels=["job"])
    failed = GaugeMetricFamily("shop_periodic_failed", "1 where the last round went wrong.", labels=["job"])
    for job in work.session.execute(select(PeriodicRun.name, PeriodicRun.next_at, PeriodicRun.last_error)):
        late.add_metric([job.name], max(0.0, (now - job.next_at).total_seconds()))
        failed.add_metric([job.name], 1 if job.last_error else 0)
    return [messages, age, late, failed]


def _hear(name: str, seconds: float) -> None:
    if name == "quote" and has_app_context():
        QUOTES.labels(current_shop().settings.name).observe(seconds)


timing.listen(_hear)
