"""`python -m storefront.standalone.prepare`: the demo's tables, goods, orders and people, where they are missing."""

from __future__ import annotations

from flask import Flask

from foundation.data.work import Work
from storefront.demo.customer import belongings, demo_customer
from storefront.demo.data import DATA
from storefront.demo.seed import seed_demo
from storefront.mount import database
from storefront.mount.cli import progress
from storefront.mount.current import Person
from storefront.standalone import keeping
from storefront.standalone.app import create_app
from storefront.standalone.loaded import learn
from storefront.standalone.security import add_people, create_user


def prepare() -> None:
    """Bring the tables to this version; furnish an empty shop. Running it twice changes nothing."""
    app = create_app()
    with app.app_context():
        shop = app.extensions["shop"]
        database.upgrade(shop.db.engine)
        if seed_demo(shop, progress):
            shop.write(lambda work: add_people(app, work, DATA["people"]))
            shop.write(lambda work: add_customer(app, work))
        learn(app)
        shop.db.engine.dispose()


def add_customer(app: Flask, work: Work) -> None:
    """Somebody who bought in the demo, with an account: their order, a design and an address are in it."""
    wish = demo_customer()
    ref = create_user(app, wish["email"], wish["name"], wish["password"])
    work.session.flush()
    keeping.confirm(work, ref)
    belongings(work, Person(ref, wish["email"], wish["name"], email_verified=True), wish)


if __name__ == "__main__":
    prepare()
