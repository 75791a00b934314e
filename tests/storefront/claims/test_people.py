"""A claim of somebody with an account: what makes it good is theirs, and nothing of it outlives them."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from foundation.plain.errors import NotFound
from foundation.plain.scope import EVERY_SELLER
from storefront.cart.cookie import terms
from storefront.claims.models import ClaimPhoto
from storefront.claims.queries import photo_key
from storefront.claims.service import Answer, ClaimIn, ask, send_again
from storefront.uploads.photos import Photo
from tests.storefront.accounts.house import PASSWORD, Visitor
from tests.storefront.accounts.test_mine import checked_out, counter, delivered, ida
from tests.storefront.counter import Counter

__all__ = ["counter", "ida"]  # fixtures
FORM = "f" * 26


def test_ones_data_has_ones_claims_with_their_photos(counter: Counter, ida: Visitor) -> None:
    ida.register()
    order_ref = checked_out(counter, ida)
    delivered(counter, order_ref)
    key = photo_key("photo-1", "png")
    counter.shop.blobs.put(key, b"what is wrong")
    given = ClaimIn(FORM, counter.line_of("OIL"), 1, "again", "It leaks.", [Photo("photo-1", "png", 13)])
    counter.shop.write(lambda work: ask(work, order_ref, given))
    ida.post("/account/export")
    archive = ZipFile(BytesIO(Visitor(counter.app).get(ida.link("Your data")).data))
    (order,) = json.loads(archive.read("my-data.json"))["orders"]
    (claim,) = order["claims"]
    assert (claim["title"], claim["pieces"], claim["photos"]) == ("Hardwax oil", 1, [key])
    assert archive.read(key) == b"what is wrong"
    assert f'src="{key}"' in archive.read("my-data.html").decode()


def test_what_makes_it_good_is_in_the_same_account_and_the_photos_go_with_the_person(
    counter: Counter,
    ida: Visitor,
) -> None:
    ida.register()
    order_ref = checked_out(counter, ida)
    delivered(counter, order_ref)
    shop, key = counter.shop, photo_key("photo-1", "png")
    shop.blobs.put(key, b"what is wrong")
    given = ClaimIn(FORM, counter.line_of("OIL"), 1, "again", "It leaks.", [Photo("photo-1", "png", 13)])
    shop.write(lambda work: ask(work, order_ref, given))
    assert ida.post("/account/erase", password=PASSWORD).status_code == 409, "we owe an answer"

    said = Answer("Mette", "", "a" * 26)
    shop.write(lambda work: send_again(work, EVERY_SELLER, FORM, said, terms(shop)))
    counter.work()
    (good,) = (one for one in counter.orders() if one.order_ref != order_ref)
    assert good.number in ida.get("/account").text

    delivered(counter, order_ref, good.order_ref)
    assert ida.post("/account/erase", password=PASSWORD).status_code in (200, 303)
    assert shop.read(lambda work: work.session.scalars(select(ClaimPhoto)).all()) == []
    with pytest.raises(NotFound):
        shop.blobs.get(key)
