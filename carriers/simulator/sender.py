"""Webhooks to the shop, as each carrier sends them; doubled and out of order when told."""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import requests

from carriers.simulator.settings import SimulatorSettings
from carriers.simulator.store import Hook, Parcel, Scan, Store
from carriers.tracking import parse_offset
from carriers.van.hook import HEADER, sign
from foundation.plain.clock import Clock

MODES = ("normal", "double", "reorder", "hold")
PATIENCE = 10
_TIMEOUT = (2.0, 10.0)


class Sender:
    """Sends what the store holds unsent. `reorder` sends in pairs, the newer first; `hold` waits for a flush."""

    def __init__(self, store: Store, clock: Clock, settings: SimulatorSettings) -> None:
        self._store, self._clock, self._settings = store, clock, settings
        self._session = requests.Session()
        self._lock = threading.Lock()
        self._refused: Counter[int] = Counter()
        self.mode = "normal"

    def flush(self, *, hold: bool = False) -> list[int]:
        """Send all that is unsent (`hold`: as the mode allows); the HTTP statuses, 0 for no answer.

        What the shop did not take with 2xx stays and goes out again with the next flush, as the carriers do it;
        a shop that refuses it `PATIENCE` times hears no more of it. A shop that does not answer may just be starting.
        """
        with self._lock:
            hooks = self._store.unsent()
            if hold and (self.mode == "hold" or (self.mode == "reorder" and len(hooks) < 2)):
                return []
            if self.mode == "reorder":
                hooks.reverse()
            times = 2 if self.mode == "double" else 1
            return [self._post(hook) for hook in hooks for _ in range(times)]

    def _post(self, hook: Hook) -> int:
        raw = json.dumps(hook.body, ensure_ascii=False).encode()
        headers = self._headers(hook.carrier, raw) | {"Content-Type": "application/json"}
        try:
            status = self._session.post(hook.url, data=raw, headers=headers, timeout=_TIMEOUT).status_code
        except requests.RequestException:
            return 0
        self._refused[hook.id] += 1
        if 200 <= status < 300 or self._refused[hook.id] >= PATIENCE:
            self._store.mark_sent(hook)
            del self._refused[hook.id]
        return status

    def _headers(self, carrier: str, raw: bytes) -> dict[str, str]:
        if carrier == "van":
            return {HEADER: sign(self._settings.van_secret, raw, self._clock.now())}
        return {
            "Authorization": f"Bearer {self._settings.ups_webhook_credential}",
            "x-api-key": self._settings.ups_webhook_api_key,
            "User-Agent": "UPSPubSubTrackingService",
        }


def gmt(scan: Scan) -> datetime:
    return datetime.fromisoformat(scan.local) - (parse_offset(scan.offset) or timedelta())


def ups_body(parcel: Parcel, scan: Scan) -> dict[str, Any]:
    """Track Alert v2, field by field; its offset is written with a dot."""
    local, utc = datetime.fromisoformat(scan.local), gmt(scan)
    return {
        "trackingNumber": parcel.number,
        "localActivityDate": f"{local:%Y%m%d}",
        "localActivityTime": f"{local:%H%M%S}",
        "activityLocation": {
            "city": scan.place.get("city", "").upper(),
            "stateProvince": scan.place.get("state", ""),
            "postalCode": scan.place.get("postal", "") if scan.kind == "D" else "",
            "country": scan.place.get("country", ""),
        },
        "activityStatus": {
            "type": scan.kind,
            "code": scan.code,
            "description": scan.text,
            "descriptionCode": scan.number,
        },
        "scheduledDeliveryDate": parcel.scheduled,
        "actualDeliveryDate": f"{local:%Y%m%d}" if scan.number == "011" else "",
        "actualDeliveryTime": f"{local:%H%M%S}" if scan.number == "011" else "",
        "gmtActivityDate": f"{utc:%Y%m%d}",
        "gmtActivityTime": f"{utc:%H%M%S}",
        "gmtOffset": scan.offset.replace(":", "."),
    }


def van_body(parcel: Parcel, scan: Scan) -> dict[str, Any]:
    """The format of `carriers.van`."""
    return {
        "delivery_id": f"{parcel.number}.{len(parcel.scans)}",
        "tracking_number": parcel.number,
        "status": scan.code,
        "occurred_at": f"{scan.local}{scan.offset}",
        "place": scan.place.get("city", ""),
        "note": scan.text,
    }
