"""What the simulator is told when it starts. The credentials are the shop's own settings, seen from the other side."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SimulatorSettings:
    """`state`: SQLite file, kept over restarts. `shop_url`: where webhooks go, without a trailing slash.
    `auto_seconds`: every parcel takes its next step after so many seconds; 0: only when told. `utc_offset`: the
    wall clock of the depots."""

    state: str
    shop_url: str = "http://127.0.0.1:5000"
    auto_seconds: int = 0
    utc_offset: str = "+01:00"
    currency: str = "EUR"
    ups_client_id: str = "sim-client"
    ups_client_secret: str = "sim-secret"  # noqa: S105  the simulator's own, no secret
    ups_account: str = "A1B2C3"
    ups_webhook_credential: str = "sim-track-alert"
    ups_webhook_api_key: str = "sim-client"
    ups_token_seconds: int = 14399
    van_secret: str = "sim-van-secret-0123456789"  # noqa: S105  the same
    van_token: str = "sim-van-token"  # noqa: S105  the same
