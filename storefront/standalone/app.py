"""The standalone app: the same `Shop(app)` that a host calls, with sign-in and a database of its own."""

from __future__ import annotations

import json
import os
import secrets
from functools import partial
from pathlib import Path
from typing import Any, cast

from click import Group
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from foundation.plain.clock import Clock
from storefront.mount import brand, chrome, errors, wire
from storefront.mount.blueprint import page_context
from storefront.mount.config import PREFIX
from storefront.mount.ext import Shop
from storefront.mount.features import Feature
from storefront.mount.limits import limit_guessing, own_limiter
from storefront.preferences import force
from storefront.running import logs
from storefront.standalone.cli import users
from storefront.standalone.loaded import keep_compiled, known_at
from storefront.standalone.ready import at_the_door
from storefront.standalone.security import init_security, newcomer, signed_in

DOORS = Feature("storefront.standalone.doors", ("storefront.standalone.own",))


def create_app(config: dict[str, Any] | None = None, clock: Clock | None = None) -> Flask:
    """The whole shop. `config` wins over the environment's `SHOP_*` variables, which win over the defaults. Files live
    in the folder `SHOP_INSTANCE` of the environment, else in `instance/` below the working directory."""
    instance = Path((config or {}).pop("INSTANCE", None) or os.environ.get("SHOP_INSTANCE") or "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    app = Flask("storefront.standalone", instance_path=str(instance), static_folder=None)
    app.config["SECRET_KEY"] = _secret(instance)
    app.config["MAX_CONTENT_LENGTH"] = 6_000_000
    app.config.update(_defaults(instance))
    app.config.update(_from_environment())
    app.config.update(config or {})
    app.config[force.HELD] = frozenset({*_from_environment(), *(config or {})})
    logs.set_up(app.config.get("SHOP_LOG_FORMAT", "text"))
    shop = Shop(clock=clock, known=partial(known_at, app))
    shop.init_app(app)
    shop.user_loader(signed_in)
    init_security(app, app.extensions["shop"].db)
    app.extensions["shop"].add_person = partial(newcomer, app)
    app.extensions["shop"].late.register(app, [DOORS])
    own_limiter(app, app.extensions["shop"].settings)
    app.wsgi_app = at_the_door(app)  # type: ignore[assignment, method-assign]
    _behind_proxies(app, app.extensions["shop"].settings.trusted_proxies)
    limit_guessing(app)
    cast(Group, app.cli.commands["shop"]).add_command(users)
    _dress(app)
    keep_compiled(app, instance)
    app.register_error_handler(HTTPException, errors.on_http_error)
    app.register_error_handler(Exception, errors.on_crash)
    return app


def _behind_proxies(app: Flask, count: int) -> None:
    """Believe that many proxies about address, scheme and host. One too many, and anybody is whoever they say."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _dress(app: Flask) -> None:
    """Sign-in and the pages of no feature (404) look like the shop here: the whole app is the shop's."""
    app.context_processor(partial(page_context, app.extensions["shop"].settings))
    app.context_processor(chrome.context)
    app.context_processor(brand.context)
    app.context_processor(force.context)
    app.after_request(wire.finish)


def _defaults(instance: Path) -> dict[str, Any]:
    return {
        "SHOP_DATABASE_URI": f"sqlite:///{instance / 'shop.sqlite'}",
        "SHOP_NAME": "Hall Three",
        "SHOP_BLOB_FOLDER": str(instance / "blobs"),
        "SHOP_MAIL_FOLDER": str(instance / "mail"),
    }


def _from_environment() -> dict[str, Any]:
    """`SHOP_*` of the environment; numbers, booleans and objects are read as JSON, anything else is text."""
    found: dict[str, Any] = {}
    for key, value in os.environ.items():
        if key.startswith(PREFIX) and key != "SHOP_INSTANCE":
            try:
                found[key] = json.loads(value)
            except ValueError:
                found[key] = value
    return found


def _secret(instance: Path) -> str:
    """The shop's own secret, made once and kept beside the database: links and carts survive a restart."""
    path = instance / "secret"
    if not path.exists():
        half = path.with_name(f"secret.{os.getpid()}")
        half.write_text(secrets.token_hex(32))
        half.chmod(0o600)
        try:
            os.link(half, path)
        except FileExistsError:
            pass  # another process of ours was first; its secret counts
        finally:
            half.unlink()
    return path.read_text()
