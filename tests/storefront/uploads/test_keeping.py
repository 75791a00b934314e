"""Files over HTTP: taken, shown harmlessly, tied to a configuration, forgotten when no order holds them."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Invalid, NotFound, Unavailable
from storefront.mount.current import ShopState
from storefront.orders.models import Contact, Order, OrderLine
from storefront.uploads import jobs, queries, service
from storefront.uploads.domain import UploadRule
from storefront.uploads.queries import Upload
from tests.storefront.uploads.files import GOOD, SVG, pdf

LOGO = ("logo", UploadRule(accept=("png", "pdf")))


def send(client: FlaskClient, data: bytes, name: str = "logo.png", **form: str) -> TestResponse:
    page = client.get("/orders/find")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    fields = {"csrf_token": token.group(1), "file": (io.BytesIO(data), name), **form}
    return client.post("/uploads", data=fields, headers={"Accept": "application/json"})


def give(shop: ShopState, data: bytes = GOOD["png"]) -> Upload:
    return service.store_upload(shop.runner, shop.blobs, data, "logo.png", UploadRule())


def test_a_file_comes_back_as_it_is_and_can_do_nothing(client: FlaskClient) -> None:
    for kind in GOOD:
        _comes_back(client, kind)


def _comes_back(client: FlaskClient, kind: str) -> None:
    answer = send(client, GOOD[kind], "Größe x.png")
    assert answer.status_code == 201, answer.text
    given = answer.get_json()
    assert given["kind"] == kind
    shown = client.get(given["url"])
    assert GOOD[kind].startswith(shown.data)
    assert shown.mimetype == {"pdf": "application/pdf"}.get(kind, f"image/{kind}")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert "private" in shown.headers["Cache-Control"]
    place = shown.headers["Content-Disposition"]
    assert place.startswith("attachment;" if kind == "pdf" else "inline;")
    assert "filename*=UTF-8''Gr%C3%B6%C3%9Fe%20x." in place
    assert client.get(f"{given['url']}?save=1").headers["Content-Disposition"].startswith("attachment")


def test_a_refused_file_is_answered_in_words_and_not_kept(client: FlaskClient, shop: ShopState) -> None:
    answer = send(client, SVG, "logo.png")
    assert answer.status_code == 422
    assert "Save it as" in answer.get_json()["title"]
    assert send(client, b"").status_code == 422
    assert send(client, pdf(), accept="png").status_code == 422
    assert shop.read(lambda work: queries.waiting(work, work.now() - timedelta(days=1))) == 0
    assert not list(shop.settings.blob_root.rglob("*.svg"))


def test_too_much_is_refused_unread_and_in_words(client: FlaskClient, shop: ShopState) -> None:
    answer = send(client, b"\0" * 400_000, max_mb="0")
    assert (answer.status_code, "larger than 0 MB" in answer.get_json()["title"]) == (413, True)
    # Claimed by its length alone, not one byte of it sent: the refusal cannot have waited for it.
    answer = client.post(
        "/uploads",
        headers={"Accept": "application/json"},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(shop.settings.max_upload_bytes + 70_000)},
    )
    assert answer.status_code == 413
    assert "something smaller" in answer.get_json()["title"]


def test_without_the_forms_token_nothing_is_taken(client: FlaskClient) -> None:
    answer = client.post("/uploads", data={"file": (io.BytesIO(GOOD["png"]), "x.png")})
    assert answer.status_code == 403


def test_without_a_script_the_browser_is_sent_home_with_the_ref(client: FlaskClient) -> None:
    answer = send(client, GOOD["png"], back="/p/table/configure?d=base.trestle&logo=old", field="logo")
    assert answer.status_code == 303
    assert re.fullmatch(r"/p/table/configure\?d=base\.trestle&logo=[0-9a-z]{26}", answer.location)


def test_nobody_is_sent_to_another_house(client: FlaskClient) -> None:
    for back in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]:
        assert send(client, GOOD["png"], back=back).status_code == 422


def test_a_ref_that_is_none_shows_nothing(client: FlaskClient) -> None:
    for ref in ["x", "0" * 26, "../../etc/passwd", "%00", "0" * 500]:
        assert client.get(f"/uploads/{ref}").status_code in (400, 404)


def test_one_visitor_sends_ten_files_a_minute(client: FlaskClient) -> None:
    answers = [send(client, GOOD["png"], back="/").status_code for _ in range(12)]
    assert answers[:10] == [303] * 10
    assert answers[10:] == [429, 429]


def test_a_disk_cannot_be_filled_with_files_that_nobody_uses(shop: ShopState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_WAITING", 2)
    give(shop), give(shop)
    with pytest.raises(Unavailable):
        give(shop)


def test_a_claim_checks_the_file_against_its_own_input(shop: ShopState) -> None:
    good, other = give(shop), give(shop, GOOD["jpeg"])
    for _ in range(2):
        shop.write(lambda work: service.claim(work, "snap-1", [(*LOGO, good.ref)]))
    with pytest.raises(Invalid, match="PNG or PDF") as refused:
        shop.write(lambda work: service.claim(work, "snap-1", [(*LOGO, other.ref)]))
    assert refused.value.field == "logo"
    with pytest.raises(Invalid, match="choose it again"):
        shop.write(lambda work: service.claim(work, "snap-1", [(*LOGO, "0" * 26)]))
    assert shop.read(lambda work: queries.names(work, [good.ref, "nonsense"])) == {good.ref: "logo.png"}


def _ordered(work: Work, snapshot_ref: str) -> None:
    """An order whose line holds the snapshot; every other column holds whatever fits it."""
    for table, known in (
        (Contact, {"contact_ref": "c"}),
        (Order, {"order_ref": "o", "contact_ref": "c", "state": "placed", "payment_status": "paid",
                 "fulfilment_status": "unfulfilled", "plan_kind": "each"}),
        (OrderLine, {"order_ref": "o", "snapshot_ref": snapshot_ref, "supply_method": "make_to_order", "quantity": 1}),
    ):  # fmt: skip
        values: dict[str, object] = {}
        for column in table.__table__.columns:
            if column.name not in known and not column.nullable and column.default is None:
                plain: object = {"int": 0, "str": "x", "bool": True, "datetime": work.now()}.get(
                    getattr(column.type, "python_type", str).__name__, []
                )
                values[column.name] = work.now() if "UtcDateTime" in repr(column.type) else plain
        work.session.add(table(**{**values, **known}))
        work.session.flush()


def test_files_are_forgotten_when_no_order_holds_them(shop: ShopState, clock: FixedClock) -> None:
    unused, carted, ordered = give(shop), give(shop), give(shop)
    shop.write(lambda work: service.claim(work, "snap-cart", [(*LOGO, carted.ref)]))
    shop.write(lambda work: service.claim(work, "snap-order", [(*LOGO, ordered.ref)]))
    shop.write(lambda work: _ordered(work, "snap-order"))
    assert jobs.forget_uploads(shop) == 0
    clock.advance(timedelta(days=3))
    assert jobs.forget_uploads(shop) == 1
    with pytest.raises(NotFound):
        shop.read(lambda work: queries.find_upload(work, unused.ref))
    with pytest.raises(NotFound):
        shop.blobs.get(unused.key)
    clock.advance(timedelta(days=60))
    assert jobs.forget_uploads(shop) == 1
    assert jobs.forget_uploads(shop) == 0
    assert shop.read(lambda work: queries.find_upload(work, ordered.ref)) == ordered
    found = shop.read(lambda work: queries.of_lines(work, ["x", "another"]))
    assert found == {"x": [ordered]}  # whoever makes the line sees its file
    assert shop.blobs.get(ordered.key) == GOOD["png"]
