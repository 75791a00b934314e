"""What makes a start short and a worker small: templates compiled once a shop, mappings made before workers fork."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.orm import configure_mappers

from foundation.plain.money import Money
from storefront.mount import database, filters, late
from storefront.mount.config import Settings
from storefront.mount.features import STOREFRONT
from storefront.mount.late import Known
from storefront.mount.tables import wired

FOLDER = "compiled"
PAUSE_SECONDS = 0.05
FIRST = ("shop/base.html", "shop/catalogue/home.html", "shop/catalogue/_parts.html")


class _Compiled(FileSystemBytecodeCache):
    """Kept by a template's name and text, and by what its compiled form takes for granted: which filters ask for the
    context."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        asking = sorted((n, str(getattr(f, "jinja_pass_arg", ""))) for n, f in environment.filters.items())
        return super().get_bucket(environment, name, f"{filename} {asking}", source)


def keep_compiled(app: Flask, instance: Path) -> None:
    """Templates of this app are compiled once, into a folder that only its owner writes to, unless they are kept
    elsewhere."""
    if app.jinja_env.bytecode_cache is not None:
        return
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    app.jinja_env.bytecode_cache = _Compiled(str(folder))


def known_at(app: Flask) -> Known | None:
    """What an earlier start of this very code has learnt of its own addresses."""
    return late.known(Path(app.instance_path, FOLDER), app.config.get("SHOP_URL_PREFIX", ""))


def learn(app: Flask) -> None:
    """Keep the addresses of an app that was started whole, for the next start."""
    shop = app.extensions["shop"]
    if not shop.late.known.rules:
        learnt = shop.late.learnt(app, database.guard_names())
        late.keep(Path(app.instance_path, FOLDER), shop.settings.url_prefix, learnt)


def bring(app: Flask, pause: Callable[[float], None] = lambda _seconds: None) -> None:
    """Import what shoppers ask for and what follows from their orders, a feature at a time; in between `pause` gives
    others a turn. The console and the API come when they are asked for.

    With it comes what these would read at their first request, each worker for itself: mappings of the tables that have
    come along, the locale's words, the card company's classes."""
    shop = app.extensions["shop"]
    for name in shop.late.waiting(STOREFRONT):
        shop.late.load(app, name)
        pause(PAUSE_SECONDS)
    wired("EVENTS")
    pause(PAUSE_SECONDS)
    configure_mappers()
    pause(PAUSE_SECONDS)
    speak(shop.settings)
    import_module("storefront.payments.gateway.client").read_ahead()


def speak(settings: Settings) -> None:
    """Read the words of the shop's locale: months, weekdays, how money is written."""
    filters.money(Money.zero(settings.currency), settings.locale)
    filters.day(date(2000, 1, 1), settings.zone, settings.locale)


def warm(app: Flask) -> None:
    """Do once, before the workers are forked, what each would do at its first request."""
    learn(app)
    configure_mappers()
    for name in FIRST:
        app.jinja_env.get_template(name)
