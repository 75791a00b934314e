"""Pictures, and where each is."""

from __future__ import annotations

from storefront.console.media.domain import DRAFT, EARLIER, LIVE, Use, narrowed, pictures
from storefront.mount.current import Person
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import sign_in
from tests.storefront.console.test_whose import a_picture


def use(image: str, where: str = LIVE, slug: str = "oil", alt: str = "A tin", key: str = "") -> Use:
    return Use(image, key or f"{image}.png", slug, slug.title(), where, 1, alt)


def test_one_file_in_three_places_is_one_picture() -> None:
    found = pictures([use("a"), use("a", slug="chair"), use("b", EARLIER), use("b", EARLIER), use("c", DRAFT, alt="")])
    assert [(one.image_id, len(one.uses)) for one in found] == [("a", 2), ("c", 1), ("b", 1)]
    assert [one.live for one in found] == [True, False, False]
    assert [one.silent for one in found] == [False, True, False]


def test_an_earlier_version_without_words_harms_nobody() -> None:
    (found,) = pictures([use("a"), use("a", EARLIER, alt="")])
    assert not found.silent


def test_they_are_narrowed_by_what_is_wrong_and_by_words() -> None:
    found = pictures([use("a"), use("b", DRAFT, alt=""), use("c", slug="chair", alt="Oak leg")])
    assert [one.image_id for one in narrowed(found, "silent", "")] == ["b"]
    assert [one.image_id for one in narrowed(found, "unused", "")] == ["b"]
    assert [one.image_id for one in narrowed(found, "", "oak chair")] == ["c"]


def test_a_picture_is_seen_with_its_place_by_its_own_house_only(desk: Desk) -> None:
    shop = desk.counter.shop
    assert "No pictures yet." in desk.open("/console/media").text
    shop.write(a_picture)
    shop.blobs.put("pictures/picture-1.png", b"png")
    page = desk.open("/console/media").text
    assert "/console/products/hardwax-oil" in page
    assert "in the draft" in page
    answer = desk.open("/console/media/picture-1")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"png", "image/png")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert desk.open("/console/media/picture-2").status_code == 404
    sign_in(shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert "hardwax-oil" not in desk.open("/console/media").text
    assert desk.open("/console/media/picture-1").status_code == 404
