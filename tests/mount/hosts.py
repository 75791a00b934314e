"""A small app that somebody already has: its own database, locale, filters, errors, forms and headers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template_string, request
from flask_babel import Babel, get_locale
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import FixedClock
from storefront.mount import database
from storefront.mount.current import ShopState
from storefront.mount.ext import Shop


class HostBase(DeclarativeBase):
    pass


class Note(HostBase):
    """The host's only table."""

    __tablename__ = "host_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


PAGE = "{{ site }}: {{ 1234|money }} {{ name|shout }} {{ shop is defined }} {{ asset is defined }} {{ _ is defined }}"


def host_app(engine: Engine, **config: Any) -> Flask:
    """The host as it is without a shop."""
    app = Flask("a_host")
    app.config.update(
        SECRET_KEY="the host's own", SQLALCHEMY_DATABASE_URI=engine.url.render_as_string(hide_password=False), **config
    )
    app.jinja_loader = DictLoader({"page.html": PAGE})  # type: ignore[misc]
    db = SQLAlchemy(model_class=HostBase)
    db.init_app(app)
    Babel(app, locale_selector=lambda: "da")
    app.add_template_filter(lambda value: f"{value} gold", "money")
    app.add_template_filter(lambda value: str(value).upper(), "shout")
    app.context_processor(lambda: {"site": "The host"})
    app.register_error_handler(404, lambda _error: ("<h1>The host knows no such page</h1>", 404))

    @app.after_request
    def sign(response: Response) -> Response:
        response.headers["X-Host"] = "yes"
        return response

    @app.get("/hello")
    def hello() -> str:
        return render_template_string("{{ site }} {% include 'page.html' %}", name="anna") + str(get_locale())

    @app.post("/form")
    def form() -> str:
        return f"got {request.form['word']}"

    @app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError

    with app.app_context():
        HostBase.metadata.create_all(db.engine)
    return app


def with_shop(app: Flask, clock: FixedClock, folder: Path, prefix: str = "/shop") -> ShopState:
    """Mount the shop in it, with its tables."""
    app.config.update(SHOP_URL_PREFIX=prefix, SHOP_BLOB_FOLDER=str(folder), SHOP_MAIL_FOLDER=str(folder))
    Shop(app, clock=clock)
    state: ShopState = app.extensions["shop"]
    with app.app_context():
        if state.db.engine.dialect.name == "sqlite":
            tune_sqlite(state.db.engine)
        database.upgrade(state.db.engine)
    return state
