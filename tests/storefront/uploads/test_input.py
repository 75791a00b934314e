"""A file as an input of a made product: written in its document, given on its page, tied to what is bought."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import storefront.demo
from foundation.data.work import Work
from foundation.plain.errors import Invalid
from storefront.catalogue.models import Product, Variant
from storefront.configurator import service
from storefront.configurator.document import DocumentError, load_document, parse_model
from storefront.configurator.domain import Choices, Model, default_choices, describe, validate
from storefront.mount.current import ShopState
from storefront.uploads import models
from storefront.uploads.domain import UploadRule
from storefront.uploads.service import store_upload
from tests.servers.kept import wrote
from tests.storefront.uploads.files import GOOD

TABLE = (Path(storefront.demo.__file__).parent / "models" / "kast-oak-table.yaml").read_text()
LOGO: dict[str, Any] = {
    "id": "logo", "label": "Logo", "help": "Black on white works best.", "when": "engraving == 'text'",
    "upload": {"accept": ["png", "pdf"], "max_mb": 2},
}  # fmt: skip


def document(**changed: Any) -> dict[str, Any]:
    found = load_document(TABLE)
    found["texts"] = [*found["texts"], {**LOGO, **changed}]
    return found


def model(**changed: Any) -> Model:
    return parse_model(document(**changed), "x")


def engraved(found: Model, logo: str) -> Choices:
    return default_choices(found).option("engraving", "text").words("engraving_text", "Ada").words("logo", logo)


def test_a_file_is_asked_for_when_it_applies_and_called_your_file() -> None:
    found = model()
    assert validate(found, default_choices(found)) == []
    asked = validate(found, engraved(found, ""))
    assert [(problem.field, problem.sentence) for problem in asked] == [
        ("logo", "Logo: choose a file, or choose to go without.")
    ]
    assert "not a file of this shop" in validate(found, engraved(found, "../../etc/passwd"))[0].sentence
    assert validate(found, engraved(found, "0" * 26)) == []
    assert ("Logo", "your file") in describe(found, engraved(found, "0" * 26))
    assert found.texts[-1].upload == UploadRule(("png", "pdf"), 2_000_000)


def test_a_file_may_be_left_out_where_the_seller_says_so() -> None:
    found = model(optional=True)
    assert validate(found, engraved(found, "")) == []
    assert "Logo" not in dict(describe(found, engraved(found, "")))


@pytest.mark.parametrize(
    "upload", [{"accept": ["svg"]}, {"accept": []}, {"max_mb": 0}, {"max_mb": 500}, {"kinds": ["png"]}, "png"]
)
def test_a_document_with_an_odd_file_is_refused(upload: object) -> None:
    with pytest.raises(DocumentError):
        model(upload=upload)


@pytest.fixture
def selling(shop: ShopState) -> ShopState:
    def put(work: Work) -> None:
        work.session.add(
            Product(
                id="product-1", slug="table", seller_ref="kast-oak", kind="configured", status="published",
                name={"en": "Table"}, created_at=work.now(), updated_at=work.now(),
            )
        )  # fmt: skip
        work.session.flush()
        work.session.add(Variant(id="variant-1", product_id="product-1", sku="KAST-TABLE"))
        service.publish(work, document(), "product-1")

    wrote(shop.runner, put)
    return shop


def test_what_is_bought_keeps_its_file(selling: ShopState) -> None:
    given = store_upload(selling.runner, selling.blobs, GOOD["png"], "logo.png", UploadRule())
    photo = store_upload(selling.runner, selling.blobs, GOOD["jpeg"], "logo.jpg", UploadRule())
    signer = selling.signer("configuration")

    def commit(ref: str) -> str:
        return selling.write(
            lambda work: service.commit(work, signer, "KAST-TABLE", engraved(model(), ref)).snapshot.ref
        )

    snapshot = commit(given.ref)
    use = selling.read(lambda work: work.session.get(models.UploadUse, (given.ref, snapshot)) is not None)
    assert use
    for ref, words in ((photo.ref, "PNG or PDF"), ("0" * 26, "choose it again")):
        with pytest.raises(Invalid, match=words) as refused:
            commit(ref)
        assert refused.value.field == "logo"


def test_the_page_takes_the_file_with_and_without_a_script(selling: ShopState, client: FlaskClient) -> None:
    page = client.get("/p/table/configure?d=engraving.text~engraving_text.Ada").text
    assert 'accept=".png,.pdf"' in page
    assert "PNG or PDF, at most 2 MB." in page
    assert "configurator/upload.js" in page
    own = re.search(r'<form id="send-logo".*?</form>', page, re.S)
    assert own
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', own.group()))
    sent = client.post("/uploads", data={**fields, "file": (io.BytesIO(GOOD["png"]), "logo.png")})
    assert sent.status_code == 303
    back = client.get(sent.location).text
    ref = re.search(r'name="logo" value="([0-9a-z]{26})"', back)
    assert ref
    assert f'href="/uploads/{ref.group(1)}"' in back
    assert "engraving_text.Ada" in back  # what was chosen before is still chosen
    sheet = client.get(sent.location.replace("/configure?", "/configure/sheet?")).text
    assert "your file" in sheet
