"""The ceiling: the least that Flask and SQLAlchemy do for such pages, on tables of its own in the same PostgreSQL.

A listing is one query and a template of as many cards as the shop's; a product is one query with its variants; the kept
page is ready bytes; an order is one transaction of four statements. No session, no forms, no people, no promise.
"""

from __future__ import annotations

import os

from flask import Flask, Response, abort, redirect, render_template, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, ForeignKey, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship
from werkzeug.wrappers import Response as AnyResponse

from storefront.catalogue.domain.shelf import PER_PAGE


class Base(DeclarativeBase):
    """Tables of the ceiling's own."""


class Item(Base):
    __tablename__ = "bare_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str]
    picture: Mapped[str]
    day: Mapped[str]
    price_minor: Mapped[int]
    variants: Mapped[list[Variant]] = relationship(order_by="Variant.id")


class Variant(Base):
    __tablename__ = "bare_variant"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("bare_item.id"), index=True)
    sku: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    price_minor: Mapped[int]
    free: Mapped[int]


class Order(Base):
    __tablename__ = "bare_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    total_minor: Mapped[int]


class OrderLine(Base):
    __tablename__ = "bare_order_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("bare_order.id"))
    sku: Mapped[str]
    quantity: Mapped[int]


def fill(connection: Connection, products: int) -> None:
    """Make the tables and put `products` items of three variants each into them."""
    Base.metadata.create_all(connection)
    text = "<p>Made in our own hall from boards that dried for two years. Oiled, not painted.</p>"
    every = [
        {"id": n, "slug": f"goods-{n:04}", "name": f"Oak Bench {n:04}", "description": text, "picture": f"{n:032}"}
        | {"day": "25 Nov", "price_minor": 2_090}
        for n in range(products)
    ]
    sizes = ("Small", "Medium", "Large")
    variants = [
        {"item_id": n, "sku": f"GOODS-{n:04}-{k}", "name": size, "price_minor": 2_090 + 100 * k, "free": 1_000_000}
        for n in range(products)
        for k, size in enumerate(sizes)
    ]
    connection.execute(insert(Item), every)
    connection.execute(insert(Variant), variants)


def create_app() -> Flask:
    """The app; `BARE_DATABASE_URI` says where its tables are, `BARE_KEPT` names the file of the kept page's bytes."""
    app = Flask("bench.pages.bare", static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["BARE_DATABASE_URI"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 20, "max_overflow": 40}
    app.jinja_env.filters["money"] = lambda minor: f"€{minor / 100:.2f}"
    app.jinja_env.globals.update(name="Hall Three", links=("tables", "chairs", "lamps", "bikes", "oils", "cloths"))
    db = SQLAlchemy(app)
    with open(os.environ["BARE_KEPT"], "rb") as file:
        ready = file.read()
    _pages(app, db, ready)
    return app


def _pages(app: Flask, db: SQLAlchemy, ready: bytes) -> None:
    @app.get("/c/all")
    def listing() -> str:
        page = int(request.args.get("page", "1"))
        asked = select(Item).order_by(Item.id).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
        return render_template("listing.html", items=db.session.scalars(asked).all())

    @app.get("/p/<slug>")
    def detail(slug: str) -> str:
        asked = select(Item).options(joinedload(Item.variants)).where(Item.slug == slug)
        return render_template("product.html", item=db.session.scalars(asked).unique().one())

    @app.get("/kept")
    def kept() -> Response:
        return Response(ready, mimetype="text/html")

    @app.post("/order")
    def order() -> AnyResponse:
        sku, quantity = request.form["sku"], int(request.form["quantity"])
        session = db.session
        price = session.scalar(select(Variant.price_minor).where(Variant.sku == sku)) or abort(404)
        row = Order(email=request.form["email"], total_minor=price * quantity)
        session.add(row)
        session.flush()
        session.add(OrderLine(order_id=row.id, sku=sku, quantity=quantity))
        session.execute(
            update(Variant).where(Variant.sku == sku, Variant.free >= quantity).values(free=Variant.free - quantity)
        )
        session.commit()
        return redirect("/done", 303)
