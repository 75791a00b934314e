"""What a shop must say about its own van."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VanSettings:
    """`webhook_secret` signs the driver's messages (at least 16 characters); `previous_secret` is still accepted
    while the driver's app is being changed over. `price` and `two_person_price` are amounts of `currency` such as
    49.00; `transit_days` is what the van needs. `dispatch_url` is the driver's planning board, told about new
    deliveries with the bearer `dispatch_token`; empty: nobody is told."""

    webhook_secret: str
    previous_secret: str = ""
    price: str = "0.00"
    two_person_price: str = ""
    currency: str = "EUR"
    transit_days: int = 1
    sender: str = ""
    dispatch_url: str = ""
    dispatch_token: str = ""

    def __post_init__(self) -> None:
        if len(self.webhook_secret) < 16:
            raise ValueError("van: webhook_secret needs at least 16 characters.")
