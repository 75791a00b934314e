"""The shop below /shop. These lines are all that the club wrote for it, beside `templates/shop/base.html`."""

from __future__ import annotations

from flask import Flask
from flask_login import current_user

from foundation.data.base import include_name as include_name  # for `flask db migrate`: it leaves the shop's tables
from storefront.mount.current import Person
from storefront.mount.ext import Shop

shop = Shop()


@shop.user_loader
def member() -> Person | None:
    """A member who is signed in to the club is known in the shop."""
    if not current_user.is_authenticated:
        return None
    return Person(ref=f"member-{current_user.id}", email=current_user.email, name=current_user.name)


def mount(app: Flask) -> None:
    app.config.setdefault("SHOP_NAME", "The club's boathouse")
    app.config.setdefault("SHOP_URL_PREFIX", "/shop")
    shop.init_app(app)
