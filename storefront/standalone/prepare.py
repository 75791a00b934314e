"""`python -m storefront.standalone.prepare`: the demo's tables, goods, orders and people, where they are missing."""

from __future__ import annotations

from storefront.demo.data import DATA
from storefront.demo.seed import seed_demo
from storefront.mount import database
from storefront.mount.cli import progress
from storefront.standalone.app import create_app
from storefront.standalone.security import add_people


def prepare() -> None:
    """Bring the tables to this version; furnish an empty shop. Running it twice changes nothing."""
    app = create_app()
    with app.app_context():
        shop = app.extensions["shop"]
        database.upgrade(shop.db.engine)
        if seed_demo(shop, progress):
            shop.write(lambda work: add_people(app, work, DATA["people"]))
        shop.db.engine.dispose()


if __name__ == "__main__":
    prepare()
