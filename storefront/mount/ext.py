"""`Shop(app)`: puts the shop into a Flask app, its own or somebody else's, and touches nothing but the shop's."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Blueprint, Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from jinja2 import pass_context
from jinja2.runtime import Context

from foundation.data.blobs import BlobStore, FolderBlobs, S3Blobs
from foundation.data.runner import Runner, forbid_network_in_transaction
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import Clock, OffsetClock, SystemClock
from storefront.accounts.trail import witnessed
from storefront.mount.blueprint import NAME, build_blueprint, template_filters
from storefront.mount.brand import check_accent
from storefront.mount.cli import shop as shop_commands
from storefront.mount.config import Settings, settings_from
from storefront.mount.current import Person, ShopState
from storefront.mount.features import FEATURES
from storefront.mount.late import PACKAGES, Known, Late
from storefront.mount.limits import limit_guessing
from storefront.mount.tables import Names, Table
from storefront.payments.settings import check_settings
from storefront.preferences import force
from storefront.running import logs, metrics, notice
from storefront.running.broker import waker


class Shop:
    """The extension. Keeps no app on itself: all state lives in `app.extensions["shop"]`."""

    def __init__(
        self, app: Flask | None = None, *, clock: Clock | None = None, known: Callable[[], Known | None] = lambda: None
    ) -> None:
        self._clock, self._known = clock, known
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
        settings = _settled(app, settings_from(app.config))
        check_settings(settings)
        check_accent(settings.brand_accent)
        db, owns_engine = _database(app, settings)
        clock = self._clock or (OffsetClock(Path(settings.clock_file)) if settings.clock_file else SystemClock())
        filters = template_filters(settings)
        app.extensions["shop"] = ShopState(
            settings=settings,
            clock=clock,
            runner=Runner(
                lambda: db.session(), clock, Table("EVENTS"), owns_engine=owns_engine, at_our_door=_serving_us
            ),
            blobs=_blobs(app, settings),
            db=db,
            owns_engine=owns_engine,
            outbox=Table("OUTBOX"),
            together=Table("TOGETHER"),
            long=Names("LONG"),
            wake=waker(settings.broker_url) if settings.broker_url else None,
            carriers=_carriers(settings, clock, forbid_network_in_transaction),
            user_loader=lambda: self._user_loader(),
            witness=witnessed,
            filters=filters,
            places={},
            aside=partial(_aside, app),
            late=Late(self._known()),
        )
        blueprint = build_blueprint(settings)
        _add_hooks(blueprint)
        app.extensions["shop"].late.register(app, FEATURES, blueprint)
        _add_filters(app, filters)
        app.register_blueprint(blueprint)
        limit_guessing(app)
        app.cli.add_command(shop_commands)


def _add_hooks(parent: Blueprint) -> None:
    """What is done before and after our blueprint's own requests; a host's are none of our business."""
    for each in (logs, metrics, notice):
        parent.before_request(each.before_request)
    parent.after_request(metrics.after_request)
    parent.after_request(logs.after_request)
    parent.teardown_request(logs.teardown_request)
    parent.before_request(force.before_request)
    parent.context_processor(force.context)


def _carriers(settings: Settings, clock: Clock, guard: Callable[[], None]) -> Mapping[str, Any]:
    """The carriers that the shop has settings for, by code; `guard` keeps them off the wire while a transaction is
    open. Raises `ValueError` for settings that a carrier cannot work with."""
    if not settings.carriers:
        return {}
    import carriers.registry  # noqa: PLC0415 - requests, urllib3 and all that a carrier sends: a twelfth of a start
    from carriers.http import Link  # noqa: PLC0415 - as above

    link = Link(clock=clock, guard=guard)
    return {code: carriers.registry.build(code, given, link) for code, given in settings.carriers.items()}


def _settled(app: Flask, settings: Settings) -> Settings:
    """Mails that are files lie below the app's own instance folder, wherever it was started from."""
    folder = Path(settings.mail_folder)
    if folder.is_absolute():
        return settings
    parts = folder.parts[1:] if folder.parts[:1] == ("instance",) else folder.parts
    return replace(settings, mail_folder=str(Path(app.instance_path, *parts)))


def _serving_us() -> bool:
    return has_request_context() and (request.blueprint or "").partition(".")[0] == NAME


def _aside(app: Flask, task: Callable[[], None]) -> None:
    """Run `task` in a thread with the app's context and so with a session of its own; under gevent it is a greenlet."""

    def run() -> None:
        with app.app_context():
            task()

    Thread(target=run, name="shop-aside", daemon=True).start()


def _refuse_shadowed_names() -> None:
    """A host's own `carriers.py` would be imported instead of ours, and fail far from here."""
    here = Path(__file__).resolve().parents[2]
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or here not in origin.parents:
            raise RuntimeError(f"The shop's package “{name}” is hidden by {origin}. Rename that file in your app.")


def _database(app: Flask, settings: Settings) -> tuple[SQLAlchemy, bool]:
    """The host's Flask-SQLAlchemy where there is one, else our own on `SHOP_DATABASE_URI`."""
    if "sqlalchemy" in app.extensions:
        return app.extensions["sqlalchemy"], False
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", settings.database_uri or "sqlite:///shop.sqlite")
    options: dict[str, Any] = {"pool_size": 20, "max_overflow": 40}
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        options["skip_autocommit_rollback"] = True  # after a `glance` there is nothing to roll back
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
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


def _add_filters(app: Flask, ours: Mapping[str, Callable[..., Any]]) -> None:
    """A name that the host uses for a filter of its own stays the host's in the host's templates."""
    for name, function in ours.items():
        theirs = app.jinja_env.filters.get(name)
        app.jinja_env.filters[name] = _shared(function, theirs) if theirs else function


def _shared(ours: Callable[..., Any], theirs: Callable[..., Any]) -> Callable[..., Any]:
    """Ours in templates below `shop/`, the host's in all others. A template that was compiled before us, and code that
    calls the filter itself, hand in no context: they are the host's."""

    @pass_context
    def filter_of(*given: Any, **named: Any) -> Any:
        if not (given and isinstance(given[0], Context)):
            return theirs(*given, **named)
        context, *values = given
        if (context.name or "").startswith("shop/"):
            return ours(*values, **named)
        return _as_compiled(context, theirs)(*values, **named)

    return filter_of


def _as_compiled(context: Context, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` with what its own `pass_*` mark asks Jinja to hand in first."""
    mark = getattr(getattr(function, "jinja_pass_arg", None), "name", "")
    first = {"context": context, "eval_context": context.eval_ctx, "environment": context.environment}.get(mark)
    return function if first is None else partial(function, first)
