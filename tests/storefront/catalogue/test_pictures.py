"""Pictures that an import named: fetched when they can be, drawn until then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER
from storefront.catalogue import jobs, service
from storefront.catalogue.domain.inputs import ImageIn
from storefront.mount.current import ShopState
from tests.servers.kept import wrote
from tests.storefront.catalogue.shelves import furnish

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def pictured(shop: ShopState) -> ShopState:
    wrote(shop.runner, furnish)
    picture = ImageIn("hardwax-oil", "https://pictures.example/oil.png", alt={"en": "A tin"})
    shop.write(lambda work: service.put_image(work, EVERY_SELLER, picture))
    return shop


def test_a_fetched_picture_is_shown_in_the_drawings_place(pictured: ShopState, client: FlaskClient) -> None:
    assert "<img" not in client.get("/p/hardwax-oil").get_data(as_text=True)
    assert jobs.fetch_with(pictured, lambda _: PNG) == 1
    page = client.get("/p/hardwax-oil").get_data(as_text=True)
    address = page.partition('<img src="')[2].partition('"')[0]
    answer = client.get(address)
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert address in client.get("/c/care").get_data(as_text=True)
    assert jobs.fetch_with(pictured, lambda _: PNG) == 0


def test_what_fails_is_tried_again_later_and_not_for_ever(pictured: ShopState, clock: FixedClock) -> None:
    asked: list[str] = []

    def nothing(address: str) -> None:
        asked.append(address)

    for _ in range(2):
        assert jobs.fetch_with(pictured, nothing) == 0
    assert len(asked) == 1
    for _ in range(20):
        clock.advance(timedelta(days=30))
        jobs.fetch_with(pictured, nothing)
    assert len(asked) == service.images.MOST_TRIES


def test_what_is_no_picture_is_not_kept(pictured: ShopState, client: FlaskClient) -> None:
    for data in (b"<svg onload=alert(1)>", b"<html>", b""):
        assert jobs.picture_ending(data) is None
    assert jobs.fetch_with(pictured, lambda _: b"<svg onload=alert(1)>") == 0
    assert client.get("/pictures/nothing", headers={"Accept": "text/html"}).status_code == 404


def test_the_kinds_of_picture_are_told_by_their_bytes() -> None:
    assert jobs.picture_ending(b"\xff\xd8\xff\xe0") == "jpg"
    assert jobs.picture_ending(b"RIFF1234WEBPVP8 ") == "webp"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "::1", "192.168.1.1"])
def test_no_picture_is_asked_for_inside_our_own_network(host: str) -> None:
    assert not jobs.is_public(host)
    assert jobs.fetched(f"http://[{host}]/a" if ":" in host else f"http://{host}/a") is None


def test_no_other_scheme_is_followed() -> None:
    assert jobs.fetched("file:///etc/passwd") is None
