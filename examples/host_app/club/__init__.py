"""A kayak club's site, as it was before it had a shop: members, trips, a sign-in, a look of its own."""

from __future__ import annotations

from typing import Any

from flask import Flask

from club import pages, shop
from club.models import db, login, migrate


def create_app(*, with_shop: bool = True, **config: Any) -> Flask:
    """The club's app. `with_shop=False` is the site of last year."""
    app = Flask(__name__)
    app.config.from_mapping({"SECRET_KEY": "change me", "SQLALCHEMY_DATABASE_URI": "sqlite:///club.sqlite", **config})
    db.init_app(app)
    login.init_app(app)
    app.register_blueprint(pages.blueprint)
    app.register_error_handler(404, pages.not_found)
    app.after_request(pages.sign)
    if with_shop:
        shop.mount(app)
    migrate.init_app(app, db, include_name=shop.include_name)
    return app
