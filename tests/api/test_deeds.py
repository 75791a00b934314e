"""What a seller's program does with its key stands in the trail under the key's name, as a person's deeds do."""

from __future__ import annotations

from sqlalchemy import select

from storefront.accounts.models import Deed
from tests.api.conftest import Program
from tests.api.test_making import WAX


def _deeds(program: Program) -> list[tuple[str, str, str]]:
    rows = select(Deed.view, Deed.person_ref, Deed.seller_ref).order_by(Deed.id)
    found = program.counter.shop.read(lambda work: work.session.execute(rows).all())
    return [(row.view, row.person_ref, row.seller_ref) for row in found]


def test_every_write_with_a_key_leaves_a_deed_and_a_call_that_comes_again_none(erp: Program, program: Program) -> None:
    key = {"Idempotency_Key": "5c1f0c3e-5a4d-4d0e-9a57-6f1f4b5d9d10"}
    before = _deeds(erp)
    for _ in range(2):
        assert erp("POST", "/seller/products", WAX, **key).status_code == 201
    erp.got("GET", "/seller/products")
    program.got("GET", "/catalogue/products/hardwax-oil")
    (new,) = _deeds(erp)[len(before) :]
    assert new[0].startswith("shop.api.")
    assert new[1].startswith("api:jk_")
    assert new[2] != "*", "the key is one seller's"


def test_a_deed_of_a_key_tells_what_changed(erp: Program) -> None:
    erp("POST", "/seller/products", WAX)
    erp.got("PATCH", "/seller/products/beeswax", {"status": "published"})
    found = erp.counter.shop.read(lambda work: work.session.scalars(select(Deed.changes)).all())
    assert [["Status", "draft", "published"]] in found
