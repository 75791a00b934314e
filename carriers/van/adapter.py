"""The own van behind the `Carrier` interface. Labels and prices are made here; only the planning board is remote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from carriers.base import Caps, Label, LabelPiece, Rate, ShipmentRequest, SubscribeResult
from carriers.errors import CarrierError, CarrierRefused, CarrierUnsupported
from carriers.http import Link, Reply, Transport
from carriers.settings import read_settings
from carriers.tracking import HookReceipt, HookResult, ParseContext, TrackRef, TrackResult
from carriers.van import build, hook
from carriers.van.settings import VanSettings
from foundation.plain.money import Money

JOBS = "/van/v1/jobs"
SERVICE, SERVICE_TWO = "van", "van-2"


class Van:
    """One fleet, one secret."""

    code = "van"
    name = "Own van"
    caps = Caps(batch=0, push=True, rates=True, labels=True, cancel=True, multi_piece=True, two_person=True)

    def __init__(self, settings: Mapping[str, Any], link: Link) -> None:
        self._settings = read_settings(VanSettings, "van", settings)
        self._clock = link.clock
        self._prices = {
            SERVICE: Money.parse(self._settings.price, self._settings.currency),
            SERVICE_TWO: Money.parse(self._settings.two_person_price or self._settings.price, self._settings.currency),
        }
        self._board = (
            Transport("The planning board", self._settings.dispatch_url, link, bearer=self._settings.dispatch_token)
            if self._settings.dispatch_url
            else None
        )

    def track(self, refs: Sequence[TrackRef]) -> list[TrackResult]:
        """The van reports by itself; it cannot be asked."""
        error = CarrierUnsupported("The van reports by itself; call the driver.", carrier="van")
        return [TrackResult(ref.number, error=error) for ref in refs]

    def parse(self, raw: bytes, ctx: ParseContext) -> list[TrackResult]:
        return [hook.parse(raw, ctx.received_at)]

    def subscribe(self, refs: Sequence[TrackRef], url: str) -> list[SubscribeResult]:
        """Tell the planning board about the deliveries and where to report; without a board there is nothing to do."""
        return [self._tell(ref.number, url) for ref in refs]

    def _tell(self, number: str, url: str) -> SubscribeResult:
        if self._board is None:
            return SubscribeResult(number)
        try:
            _accepted(self._board.post(JOBS, build.job(number, url)))
        except CarrierError as error:
            return SubscribeResult(number, error=error)
        return SubscribeResult(number)

    def verify(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> HookReceipt:
        return hook.verify(headers, raw, (self._settings.webhook_secret, self._settings.previous_secret), now)

    def parse_webhook(self, headers: Mapping[str, str], raw: bytes, received_at: datetime | None = None) -> HookResult:
        return hook.parse_hook(raw, received_at or self._clock.now())

    def rate(self, shipment: ShipmentRequest) -> list[Rate]:
        """The price from the settings: one service, or the two-person one where the shipment needs it."""
        service = SERVICE_TWO if shipment.two_person else SERVICE
        name = "Own van, two people" if shipment.two_person else "Own van"
        return [Rate(service, name, self._prices[service], self._settings.transit_days)]

    def label(self, shipment: ShipmentRequest, idempotency_key: str) -> Label:
        """Numbers and delivery notes, made here: the same key gives the same numbers for ever."""
        if not shipment.parcels:
            raise CarrierRefused("There is no parcel in this shipment. Pack one first.", carrier="van")
        numbers = [build.tracking_number(idempotency_key, i) for i in range(len(shipment.parcels))]
        pieces = tuple(
            LabelPiece(number, build.delivery_note(shipment, number, i, self._settings.sender))
            for i, number in enumerate(numbers)
        )
        price = self.rate(shipment)[0].price
        return Label("van", numbers[0], "SVG", "image/svg+xml", pieces, price)

    def cancel(self, label: Label) -> None:
        """Take the deliveries off the planning board; a delivery it does not know is off it already."""
        for piece in label.pieces if self._board else ():
            assert self._board is not None
            reply = self._board.delete(f"{JOBS}/{quote(piece.tracking_number, safe='')}")
            if reply.status not in (200, 204, 404):
                _accepted(reply)


def _accepted(reply: Reply) -> None:
    if reply.status >= 400:
        raise CarrierRefused(
            "The planning board does not take this delivery. Ask the driver.", carrier="van", code=str(reply.status)
        )
