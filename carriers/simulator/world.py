"""What happens to parcels: booked, scanned, voided, pushed. Both carriers' verbs; the blueprints only speak."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from carriers.simulator import onez
from carriers.simulator.scenario import Step, label_step, step, steps
from carriers.simulator.sender import Sender, ups_body, van_body
from carriers.simulator.settings import SimulatorSettings
from carriers.simulator.store import Hook, Parcel, Scan, Store
from carriers.tracking import parse_offset
from foundation.plain.clock import Clock
from foundation.plain.errors import Conflict, Invalid, NotFound

TRANSIT_DAYS = 2


class World:
    """The state and its verbs. Everything that changes a parcel goes through here, one change at a time."""

    def __init__(self, store: Store, clock: Clock, settings: SimulatorSettings, sender: Sender) -> None:
        self.store, self.clock, self.settings, self.sender = store, clock, settings, sender
        offset = parse_offset(settings.utc_offset)
        if offset is None:
            raise ValueError(f"{settings.utc_offset} is no offset; write it like +01:00.")
        self._offset = offset

    def local_now(self) -> datetime:
        return (self.clock.now() + self._offset).replace(tzinfo=None)

    def book(self, about: list[Parcel]) -> list[Parcel]:
        """Mint numbers for the packages of one UPS shipment and write the first scan of each."""
        with self.store.changing():
            for parcel in about:
                serial = self.store.next("ups")
                parcel.number = onez.mint(self.settings.ups_account, parcel.service, serial)
                parcel.shipment = about[0].number
                parcel.created = self.clock.now().isoformat()
                parcel.scheduled = (self.local_now() + timedelta(days=TRANSIT_DAYS)).strftime("%Y%m%d")
                self._scan(parcel, label_step())
        return about

    def expect(self, number: str, url: str) -> Parcel:
        """A delivery on the van's planning board; telling it twice changes nothing."""
        with self.store.changing():
            parcel = self.store.find(number) or Parcel(number, "van", number, created=self.clock.now().isoformat())
            parcel.subscribed, parcel.voided, parcel.hook_url = True, False, url
            self.store.save(parcel)
        return parcel

    def subscribe(self, number: str) -> bool:
        with self.store.changing():
            parcel = self.store.find(number)
            if parcel is None:
                return False
            parcel.subscribed = True
            self.store.save(parcel)
        return True

    def advance(self, carrier: str, number: str) -> Parcel:
        """The next step of the parcel's scenario. Raises `Conflict` at its end."""
        with self.store.changing():
            parcel = self.get(carrier, number)
            todo = self.left(parcel)
            if not todo or parcel.voided:
                raise Conflict(f"{number} has come to its end.")
            parcel.step += 1
            self._scan(parcel, todo[0])
        return parcel

    def scan(self, carrier: str, number: str, code: str, changes: dict[str, Any]) -> Parcel:
        """One scan out of turn; `changes` overrides fields of the table's row, or describes an unknown code."""
        with self.store.changing():
            parcel = self.get(carrier, number)
            known = step(carrier, code) or Step("", code, "", "", "hub")
            words = {k: str(changes[k]) for k in ("kind", "number", "text", "at") if k in changes}
            self._scan(parcel, Step(**(vars(known) | words)))
        return parcel

    def choose(self, carrier: str, number: str, scenario: str) -> Parcel:
        if steps(carrier, scenario) is None:
            raise Invalid(f"There is no scenario {scenario}.")
        with self.store.changing():
            parcel = self.get(carrier, number)
            parcel.scenario = scenario
            self.store.save(parcel)
        return parcel

    def void(self, parcel: Parcel) -> None:
        """The whole shipment. Raises `Conflict` once any of its packages has been picked up."""
        with self.store.changing():
            pieces = [p for p in self.store.parcels() if p.shipment == parcel.shipment]
            if any(p.step for p in pieces):
                raise Conflict("The package has been picked up.")
            for piece in pieces:
                piece.voided = True
                self._scan(piece, step("ups", "MV") or label_step())

    def get(self, carrier: str, number: str) -> Parcel:
        parcel = self.store.find(number)
        if parcel is None and carrier == "van":
            return self.expect(number, "")
        if parcel is None or parcel.carrier != carrier:
            raise NotFound(f"There is no parcel {number}.")
        return parcel

    def left(self, parcel: Parcel) -> list[Step]:
        return (steps(parcel.carrier, parcel.scenario) or [])[parcel.step :]

    def due(self) -> list[Parcel]:
        """Parcels whose next step is due in automatic mode."""
        limit = self.clock.now() - timedelta(seconds=self.settings.auto_seconds)
        return [
            p
            for p in self.store.parcels()
            if not p.voided and self.left(p) and datetime.fromisoformat(p.moved or p.created) <= limit
        ]

    def _scan(self, parcel: Parcel, taken: Step) -> None:
        """Write the scan, never earlier than a second after the last one, and push it to whoever subscribed."""
        local = self.local_now().replace(microsecond=0)
        if parcel.scans:
            local = max(local, datetime.fromisoformat(parcel.scans[-1].local) + timedelta(seconds=1))
        place = self._place(parcel, taken.at)
        when = local.isoformat()
        scan = Scan(taken.kind, taken.code, taken.number, taken.text, when, self.settings.utc_offset, place)
        parcel.scans.append(scan)
        parcel.moved = self.clock.now().isoformat()
        self.store.save(parcel)
        if parcel.carrier == "van":
            url = parcel.hook_url or f"{self.settings.shop_url}/hooks/carriers/van"
            self.store.add_hook(Hook("van", url, van_body(parcel, scan)))
        elif parcel.subscribed:
            self.store.add_hook(Hook("ups", f"{self.settings.shop_url}/hooks/carriers/ups", ups_body(parcel, scan)))

    def _place(self, parcel: Parcel, at: str) -> dict[str, str]:
        if at == "hub":
            return {"city": "Herne", "state": "", "postal": "44653", "country": "DE"}
        return dict(parcel.origin if at == "origin" else parcel.destination)
