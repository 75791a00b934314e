"""`SHOP_*` keys of the app's config become one frozen `Settings`; an unknown key is refused, not ignored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PREFIX = "SHOP_"


@dataclass(frozen=True)
class Settings:
    """Every setting with its default. In the config of the app each is spelt `SHOP_` + the name in capitals."""

    # the shop
    name: str = "Joinery"
    currency: str = "EUR"
    country: str = "DE"
    locale: str = "en"
    timezone: str = "Europe/Copenhagen"
    url_prefix: str = ""
    public_url: str = "http://127.0.0.1:5000"  # where webhooks and links in mails point
    secret: str = ""  # signs links, carts and snapshots; the app's SECRET_KEY unless given
    demo: bool = False
    production: bool = False
    # where tries are counted that could be guesses: redis://… where several web processes share them
    limits_storage: str = "memory://"
    # people: the host's page to sign in at (`?next=` is added) and the one where name and password are changed
    sign_in_url: str = ""
    settings_url: str = ""
    # everybody who works here signs in with a second factor; roles can be asked at the console, too
    staff_second_factor: bool = False
    # how many proxies stand before the standalone shop and say whom they speak for
    trusted_proxies: int = 0
    # after how long what was typed into a checkout that came to nothing is erased; how long an export can be fetched;
    # how long the law wants to see whose invoice it was
    contact_days: int = 30
    export_days: int = 7
    invoice_years: int = 10
    # the host's database is used where it has one
    database_uri: str = ""
    # how old a page's answer may be that every visitor gets alike (goods, stock, days), and twice as old
    # while the next one is made; each process keeps its own; 0: none is kept
    fresh_seconds: float = 5.0
    # brand
    brand_accent: str = ""
    brand_logo: str = ""
    # for imprint and invoices; the letters before an order's number
    legal_address: str = ""
    tax_number: str = ""
    order_prefix: str = ""
    # time: how long a tap can be taken back, how long after the inspection the balance is taken
    undo_seconds: int = 300
    balance_delay_seconds: int = 86_400
    reservation_minutes: int = 35
    order_link_days: int = 365
    # changes: how long one is held, from how long before its work begins nothing can be changed any more, how long a
    # late wish waits for the seller's word; what they cost by stage, in minor units, and whether more is paid at once
    change_minutes: int = 15
    change_fence_minutes: int = 60
    change_answer_hours: int = 48
    change_fees: Mapping[str, int] = field(default_factory=lambda: {"free": 0, "begun": 2_500, "late": 5_000})
    change_top_up: bool = False
    # money
    stripe_secret_key: str = ""
    stripe_webhook_secret: str = ""
    stripe_account: str = "main"
    # files
    blob_folder: str = "instance/blobs"
    blob_s3_bucket: str = ""
    max_upload_bytes: int = 5_000_000
    # mail
    mail_backend: str = "file"  # file | smtp
    mail_folder: str = "instance/mail"
    mail_from: str = "Hall Three <hello@hall-three.example>"
    mail_reply_to: str = ""
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: bool = True
    # carriers: {code: {setting: value}}; the sender's address on labels
    carriers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ship_from: Mapping[str, str] = field(default_factory=dict)
    # the API: how often one key, and one address without a key, may ask in a minute; 0: as often as it likes
    api_key_per_minute: int = 600
    api_address_per_minute: int = 240
    # webhooks out may go to addresses inside the house (a WMS in the cellar); otherwise only to the open internet
    webhooks_to_private: bool = False
    # where workers in other processes are nudged: redis://…; empty: the worker looks for itself (`make run`)
    broker_url: str = ""
    # who may read /metrics: whoever has the token; without one, these addresses and networks, not through a proxy
    metrics_token: str = ""
    metrics_allowed: Sequence[str] = ("127.0.0.1", "::1")
    # text | json, of the standalone shop and its workers; a host's logging is the host's
    log_format: str = "text"
    # the stream
    tail_seconds: float = 0.05
    heartbeat_seconds: float = 15.0
    # the demo's clock: a file that says how far it was moved on; never in production
    clock_file: str = ""
    # the carriers' stand-in for demo and tests; links to it are shown where there is one
    simulator_url: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def outside(self) -> str:
        """Where the shop begins for the rest of the world: public address and prefix, no slash at the end."""
        return self.public_url.rstrip("/") + self.url_prefix

    @property
    def undo_window(self) -> timedelta:
        return timedelta(seconds=self.undo_seconds)

    @property
    def balance_delay(self) -> timedelta:
        return timedelta(seconds=self.balance_delay_seconds)

    @property
    def blob_root(self) -> Path:
        return Path(self.blob_folder)


def settings_from(config: Mapping[str, Any]) -> Settings:
    """Read the `SHOP_*` keys of an app's config; raises `ValueError` naming keys that do not exist and what is near."""
    known = {f.name for f in fields(Settings)}
    given = {key[len(PREFIX) :].lower(): value for key, value in config.items() if key.startswith(PREFIX)}
    unknown = sorted(PREFIX + name.upper() for name in given.keys() - known)
    if unknown:
        choices = ", ".join(sorted(PREFIX + name.upper() for name in known))
        raise ValueError(f"Unknown settings {', '.join(unknown)}. The shop knows: {choices}.")
    if not given.get("secret"):
        given["secret"] = config.get("SECRET_KEY") or ""
    if not given["secret"]:
        raise ValueError("The shop signs links and carts: set SECRET_KEY or SHOP_SECRET.")
    if given.get("production") and given.get("clock_file"):
        raise ValueError("A shop in production has the machine's clock: leave SHOP_CLOCK_FILE out.")
    return Settings(**given)
