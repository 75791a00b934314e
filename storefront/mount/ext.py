"""`Shop(app)`: puts the shop into a Flask app, its own or somebody else's, and touches nothing but the shop's."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from foundation.data.blobs import BlobStore, FolderBlobs, S3Blobs
from foundation.data.runner import Runner, forbid_network_in_transaction
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import Clock, OffsetClock, SystemClock
from storefront.mount import wiring
from storefront.mount.blueprint import build_blueprint, template_filters
from storefront.mount.cli import shop as shop_commands
from storefront.mount.config import Settings, settings_from
from storefront.mount.current import Person, ShopState

OURS = ("foundation", "carriers", "fulfilment", "storefront")


class Shop:
    """The extension. Keeps no app on itself: all state lives in `app.extensions["shop"]`."""

    def __init__(self, app: Flask | None = None, *, clock: Clock | None = None) -> None:
        self._clock = clock
        self._user_loader: Callable[[], Person | None] = lambda: None
        if app is not None:
            self.init_app(app)

    def user_loader(self, fn: Callable[[], Person | None]) -> Callable[[], Person | None]:
        """Decorator: who is signed in, in the host's own words. Called inside a request; None is a guest."""
        self._user_loader = fn
        return fn

    def init_app(self, app: Flask) -> None:
        """Mount the shop. Raises `RuntimeError` when it is mounted twice or the host hides one of our packages, and
        `ValueError` for settings that do not exist."""
        if "shop" in app.extensions:
            raise RuntimeError("This app has a shop already: call Shop(app) once, or init_app once per app.")
        _refuse_shadowed_names()
        settings = settings_from(app.config)
        db, owns_engine = _database(app, settings)
        clock = self._clock or (OffsetClock(Path(settings.clock_file)) if settings.clock_file else SystemClock())
        app.extensions["shop"] = ShopState(
            settings=settings,
            clock=clock,
            runner=Runner(lambda: db.session(), clock, wiring.EVENTS, owns_engine=owns_engine),
            blobs=_blobs(app, settings),
            db=db,
            outbox=wiring.OUTBOX,
            carriers=wiring.build_carriers(settings, clock, forbid_network_in_transaction),
            user_loader=lambda: self._user_loader(),
            places={},
        )
        blueprint = build_blueprint(settings)
        wiring.register_features(blueprint)
        _add_filters(app, settings)
        app.register_blueprint(blueprint)
        app.cli.add_command(shop_commands)


def _refuse_shadowed_names() -> None:
    """A host's own `carriers.py` would be imported instead of ours, and fail far from here."""
    here = Path(__file__).resolve().parents[2]
    for name in OURS:
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or here not in origin.parents:
            raise RuntimeError(f"The shop's package “{name}” is hidden by {origin}. Rename that file in your app.")


def _database(app: Flask, settings: Settings) -> tuple[SQLAlchemy, bool]:
    """The host's Flask-SQLAlchemy where there is one, else our own on `SHOP_DATABASE_URI`."""
    if "sqlalchemy" in app.extensions:
        return app.extensions["sqlalchemy"], False
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", settings.database_uri or "sqlite:///shop.sqlite")
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_size": 20, "max_overflow": 40})
    db = SQLAlchemy()
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
    return db, True


def _blobs(app: Flask, settings: Settings) -> BlobStore:
    if not settings.blob_s3_bucket:
        root = settings.blob_root
        return FolderBlobs(root if root.is_absolute() else Path(app.instance_path) / root.name)
    import boto3  # noqa: PLC0415 - an optional extra that only a shop with a bucket installs

    return S3Blobs(boto3.client("s3"), settings.blob_s3_bucket)


def _add_filters(app: Flask, settings: Settings) -> None:
    """Names that the host's templates already use stay the host's; ours are then refused, not replaced."""
    for name, function in template_filters(settings).items():
        if name in app.jinja_env.filters:
            raise RuntimeError(f"The host has its own template filter “{name}”, which the shop's pages need too.")
        app.jinja_env.filters[name] = function
