"""What the club's people see and what the club's site must not lose, with the shop from its wheel."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from club.models import Member, Trip, db
from flask import Flask
from window import Window

import storefront
from storefront.catalogue.models import Product

from .conftest import HOST, PASSWORD


def test_the_shop_comes_from_the_wheel_and_not_from_a_checkout() -> None:
    assert "site-packages" in Path(storefront.__file__).parts


def test_a_member_signs_in_at_the_club_and_buys_from_shelf_and_workshop(address: str) -> None:
    anna = Window(address)
    anna.open("/sign-in").send(anna.form("/sign-in"), email="anna@havkajak.example", password=PASSWORD)
    anna.must_say("Anna Friis, sign out")

    anna.open("/shop/p/hardwax-oil").must_say("Havkajak", "Anna Friis, sign out", "Hardwax oil")
    anna.send(anna.form("/shop/cart/add"), sku="OIL-HW-10").must_say("Hardwax oil, 1 l")
    anna.open("/shop/p/solid-wood-table/configure")
    anna.send(anna.form("/configure"), press="Review", length="210", width="90", species="walnut")
    anna.must_say("What we will make", "With you by")
    anna.send(anna.form("/configure/add"))
    anna.open("/shop/cart").must_say("Hardwax oil, 1 l", "Solid-wood table")

    anna.follow("/checkout/contact")
    assert anna.form("/checkout/contact").values["email"] == "anna@havkajak.example"
    anna.send(anna.form("/checkout/contact"), phone="+45 74 55 01 99")
    where = {"line1": "Strandvejen 4", "postcode": "24944", "city": "Flensburg", "country": "DE"}
    anna.send(anna.form("/checkout/delivery"), **where, floor="0", lift="none").must_say("Is everything right?")
    anna.send(anna.form("/checkout/review"))
    anna.send(anna.form("/pay/"), card="approve").must_say("Your order is placed")
    anna.open(anna.link("/o/")).must_say("Hardwax oil", "Solid-wood table")


def test_rows_of_the_club_and_of_the_shop_roll_back_together(club: Flask) -> None:
    shop = club.extensions["shop"]
    with club.app_context():
        before = db.session.scalar(sa.select(sa.func.count()).select_from(Product))
        product = db.session.scalars(sa.select(Product)).first()
        db.session.rollback()

        def rename(work: Any) -> None:
            work.session.get_one(Product, product.id).slug = "renamed"

        db.session.add(Member.new("bo@havkajak.example", "Bo Ravn", PASSWORD))
        shop.write(rename)
        assert db.session.scalar(sa.select(sa.func.count()).where(Product.slug == "renamed")) == 1
        db.session.rollback()

        assert db.session.scalar(sa.select(sa.func.count()).where(Product.slug == "renamed")) == 0
        assert db.session.scalar(sa.select(sa.func.count()).where(Member.name == "Bo Ravn")) == 0
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Product)) == before
        db.session.rollback()


def test_the_clubs_next_migration_drops_nothing_of_the_shop(club: Flask, tmp_path: Path) -> None:
    migrations = tmp_path / "migrations"
    shutil.copytree(HOST / "migrations", migrations)
    done = club.test_cli_runner().invoke(args=["db", "migrate", "-d", str(migrations), "-m", "next"])
    assert done.exit_code == 0, done.output
    first = written(migrations)
    assert first.read_text().count("    pass\n") == 2, first.read_text()  # up and down: nothing to do
    first.unlink()

    with club.app_context():  # the other way round: a change of the club's own is still found
        with db.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE trip ADD COLUMN rained BOOLEAN"))
        done = club.test_cli_runner().invoke(args=["db", "migrate", "-d", str(migrations), "-m", "next"])
        assert done.exit_code == 0, done.output
        with db.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE trip DROP COLUMN rained"))
    second = written(migrations).read_text()
    assert "rained" in second
    assert "shop_" not in second


def written(migrations: Path) -> Path:
    """The one migration beside the first."""
    (path,) = [path for path in (migrations / "versions").glob("*.py") if "0001" not in path.name]
    return path


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("GET", "/", {}),
        ("GET", "/", {"headers": {"Accept-Language": "da", "Accept-Encoding": "gzip"}}),
        ("GET", "/members", {}),
        ("GET", "/sign-in", {}),
        ("POST", "/sign-in", {"data": {"email": "anna@havkajak.example", "password": "wrong"}}),
        ("POST", "/sign-in", {"json": {}}),
        ("GET", "/nowhere", {}),
        ("GET", "/static/club.css", {}),
        ("GET", "/static/none.css", {}),
        ("PUT", "/members", {}),
    ],
)
def test_the_clubs_pages_handlers_and_headers_are_the_same_without_the_shop(
    make_club: Any, club: Flask, method: str, path: str, given: dict[str, Any]
) -> None:
    def answer(app: Flask) -> tuple[int, list[tuple[str, str]], bytes]:
        got = app.test_client().open(path, method=method, **given)
        body = got.get_data()
        got.close()
        return got.status_code, sorted(pair for pair in got.headers.items() if pair[0] != "Date"), body

    assert answer(club) == answer(_alone(make_club))


def _alone(make_club: Any, _made: list[Flask] = []) -> Flask:  # noqa: B006  # one for all
    if not _made:
        _made.append(make_club(with_shop=False))
    return _made[0]


def test_the_clubs_trips_are_as_they_were(club: Flask) -> None:
    with club.app_context():
        assert db.session.scalars(sa.select(Trip.where)).all() == ["Around the Ox Isles"]
