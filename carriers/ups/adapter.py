"""UPS behind the `Carrier` interface: build, one call, parse."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from carriers.base import Caps, Label, Rate, ShipmentRequest, SubscribeResult
from carriers.errors import CarrierError, CarrierMalformed
from carriers.http import ClientCredentials, Link, Transport
from carriers.settings import read_settings
from carriers.tracking import HookReceipt, HookResult, ParseContext, TrackRef, TrackResult
from carriers.ups import alert, books, build, parse
from carriers.ups.settings import UPSSettings

log = logging.getLogger(__name__)


class UPS:
    """One UPS account."""

    code = "ups"
    name = "UPS"
    caps = Caps(batch=1, push=True, rates=True, labels=True, cancel=True, multi_piece=True)

    def __init__(self, settings: Mapping[str, Any], link: Link) -> None:
        self._settings = read_settings(UPSSettings, "ups", settings)
        self._clock = link.clock
        self._http = Transport(
            "UPS",
            self._settings.base_url,
            link,
            oauth=ClientCredentials(
                build.TOKEN_PATH,
                self._settings.client_id,
                self._settings.client_secret,
                {"x-merchant-id": self._settings.account_number},
            ),
            per_minute=self._settings.calls_per_minute,
        )

    def track(self, refs: Sequence[TrackRef]) -> list[TrackResult]:
        return [self._track(ref) for ref in refs]

    def _track(self, ref: TrackRef) -> TrackResult:
        try:
            reply = self._http.get(build.track_path(ref.number), headers=build.headers(self._settings))
            ctx = ParseContext(self._clock.now(), ref.number, reply.status)
            result = choose(ref, self.parse(reply.body, ctx))
        except CarrierError as error:
            return TrackResult(ref.number, error=error)
        if result.unmapped:
            log.warning("UPS codes without a meaning here: %s", ", ".join(result.unmapped))
        return result

    def parse(self, raw: bytes, ctx: ParseContext) -> list[TrackResult]:
        return parse.parse_track(raw, ctx)

    def subscribe(self, refs: Sequence[TrackRef], url: str) -> list[SubscribeResult]:
        """Track Alert v2 pushes to the address entered in UPS's portal; `url` cannot be sent along."""
        numbers = [ref.number for ref in refs]
        starts = range(0, len(numbers), build.MOST_NUMBERS)
        return [r for start in starts for r in self._subscribe(numbers[start : start + build.MOST_NUMBERS])]

    def _subscribe(self, numbers: list[str]) -> list[SubscribeResult]:
        body = build.subscribe_body(numbers)
        try:
            reply = self._http.post(build.SUBSCRIBE_PATH, body, headers=build.headers(self._settings))
            return books.parse_subscription(reply, numbers, self._clock.now())
        except CarrierError as error:
            return [SubscribeResult(number, error=error) for number in numbers]

    def verify(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> HookReceipt:
        return alert.verify_alert(headers, raw, self._settings)

    def parse_webhook(self, headers: Mapping[str, str], raw: bytes, received_at: datetime | None = None) -> HookResult:
        return alert.parse_alert(raw, received_at or self._clock.now())

    def rate(self, shipment: ShipmentRequest) -> list[Rate]:
        body = build.rate_body(shipment, self._settings, self._clock.now().date())
        return books.parse_rates(self._http.post(build.RATE_PATH, body, headers=build.headers(self._settings)))

    def label(self, shipment: ShipmentRequest, idempotency_key: str) -> Label:
        """UPS has no idempotency keys: the key rides as a reference number, and every booking first asks label
        recovery for it. One call more, and never two labels for one parcel."""
        body = build.ship_body(shipment, self._settings, idempotency_key)
        recovery = build.recovery_body(self._settings, idempotency_key)
        found = books.parse_recovery(
            self._http.post(build.RECOVERY_PATH, recovery, headers=build.headers(self._settings))
        )
        if found is not None:
            return found
        return books.parse_label(self._http.post(build.SHIP_PATH, body, headers=build.headers(self._settings)))

    def cancel(self, label: Label) -> None:
        path = build.void_path(label.shipment_id)
        books.parse_void(self._http.delete(path, headers=build.headers(self._settings)))


def choose(ref: TrackRef, results: Sequence[TrackResult]) -> TrackResult:
    """The result for `ref` among the packages and shipments of the reply.

    A number that UPS used before comes with two shipments: the one whose first scan lies nearest to the ship date is
    ours; without a ship date, the one that moved last. Sibling packages of the shipment are not this number's.
    """
    own = [r for r in results if r.number == ref.number] or list(results if len(results) == 1 else ())
    if not own:
        error = CarrierMalformed("UPS answered about another parcel. Try again in a moment.", carrier="ups")
        return TrackResult(ref.number, error=error)

    def nearness(result: TrackResult) -> tuple[bool, int]:
        days = [e.occurred_local.date() for e in result.events if e.occurred_local]
        if not days:
            return result.ok, -(10**6)
        return result.ok, -abs((min(days) - ref.ship_date).days) if ref.ship_date else max(days).toordinal()

    return max(own, key=nearness)
