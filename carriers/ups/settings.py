"""What a shop must know to ship with UPS."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UPSSettings:
    """From the UPS developer portal and the shop's contract.

    `base_url`: https://onlinetools.ups.com, the test environment or the simulator. `account_number`: six
    characters, pays for the shipments. `webhook_credential`: the bearer that UPS shows us on Track Alert calls, our
    own choice, entered in UPS's portal; empty: every webhook is refused. `webhook_api_key`: expected `x-api-key`;
    empty: not checked. `label_format`: GIF or ZPL. `service`: the code used when a shipment names none (11 is UPS
    Standard).
    """

    client_id: str
    client_secret: str
    account_number: str
    base_url: str = "https://onlinetools.ups.com"
    webhook_credential: str = ""
    webhook_api_key: str = ""
    label_format: str = "GIF"
    service: str = "11"
    source: str = "joinery"
    calls_per_minute: int = 300

    def __post_init__(self) -> None:
        if self.label_format not in ("GIF", "ZPL"):
            raise ValueError("ups: label_format is GIF or ZPL.")
        if not self.base_url.startswith(("https://", "http://")):
            raise ValueError("ups: base_url starts with https://.")
