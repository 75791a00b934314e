"""A seller's own system puts up goods."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Program, key_of

WAX: dict[str, Any] = {
    "slug": "beeswax",
    "name": {"en": "Beeswax"},
    "description": {"en": "<p>For oiled wood.<script>1</script></p>"},
    "variants": [
        {"sku": "WAX-02", "options": [{"name": "Size", "value": "0.2 l"}], "weight_g": 300, "amount": 1490},
        {"sku": "WAX-05", "options": [{"name": "Size", "value": "0.5 l"}], "weight_g": 600, "amount": 2490,
         "compare_at": 2990},
    ],
}  # fmt: skip


def test_what_an_erp_puts_up_can_be_bought_once_it_is_published(erp: Program, program: Program) -> None:
    made = erp("POST", "/seller/products", WAX)
    assert (made.status_code, made.json["status"]) == (201, "draft")
    assert "script" not in made.json["description"]["en"]
    assert [(one["sku"], one["price"]["amount"]) for one in made.json["variants"]] == [
        ("WAX-02", 1490),
        ("WAX-05", 2490),
    ]
    assert program.refused("GET", "/catalogue/products/beeswax")["status"] == 404
    erp.got("PATCH", "/seller/products/beeswax", {"status": "published"})
    shown = program.got("GET", "/catalogue/products/beeswax")
    assert [one["sku"] for one in shown["variants"]] == ["WAX-02", "WAX-05"]


def test_a_product_is_put_up_whole_or_not_at_all(erp: Program) -> None:
    taken = {**WAX, "variants": [WAX["variants"][0], {**WAX["variants"][1], "sku": "OIL"}]}
    assert erp.refused("POST", "/seller/products", taken)["status"] == 409
    assert erp.refused("GET", "/seller/products/beeswax")["status"] == 404
    twins = {**WAX, "variants": [WAX["variants"][0], {**WAX["variants"][0], "sku": "WAX-X"}]}
    assert erp.refused("POST", "/seller/products", twins)["status"] == 409
    assert erp.refused("POST", "/seller/products", {**WAX, "maker": "nobody"})["status"] == 404
    assert erp.refused("POST", "/seller/products", {**WAX, "slug": "hardwax-oil"})["status"] == 409


def test_a_product_put_up_twice_under_one_key_is_there_once(erp: Program) -> None:
    key = {"Idempotency_Key": "9b8f0c3e-5a4d-4d0e-9a57-6f1f4b5d9d10"}
    first, again = (erp("POST", "/seller/products", WAX, **key) for _ in range(2))
    assert (first.status_code, again.status_code, again.data) == (201, 201, first.data)


def test_a_variant_is_added_behind_the_others_and_never_to_what_is_made_to_order(erp: Program) -> None:
    third = {"sku": "OIL-20", "options": [{"name": "Size", "value": "2 l"}], "weight_g": 2100, "amount": 7900}
    grown = erp.got("POST", "/seller/products/hardwax-oil/variants", third)
    assert grown["variants"][-1]["sku"] == "OIL-20"
    again = erp.refused("POST", "/seller/products/hardwax-oil/variants", third)
    assert (again["status"], again["errors"][0]["field"]) == (409, "sku")
    made = next(one for one in erp.got("GET", "/seller/products")["items"] if one["kind"] == "configured")
    assert erp.refused("POST", f"/seller/products/{made['slug']}/variants", {**third, "sku": "X"})["status"] == 422


def test_a_key_puts_up_for_its_own_sellers_only(erp: Program) -> None:
    assert erp.refused("POST", "/seller/products", {**WAX, "seller": "lumen"})["status"] == 404
    operator = Program(erp.counter, key_of(erp.counter, "*"))
    unsaid = operator.refused("POST", "/seller/products", WAX)
    assert (unsaid["status"], unsaid["errors"][0]["field"]) == (422, "seller")
    assert operator.got("POST", "/seller/products", {**WAX, "seller": "lumen"})["seller"] == "lumen"
    assert erp.refused("POST", "/seller/products/beeswax/variants", {**WAX["variants"][0], "sku": "B"})["status"] == 404


def test_a_body_that_says_nonsense_puts_up_nothing(erp: Program) -> None:
    for wrong in ({"sku": "two words"}, {"weight_g": -1}, {"amount": 1.5}, {"color": "red"}):
        assert (
            erp.refused("POST", "/seller/products", {**WAX, "variants": [{**WAX["variants"][0], **wrong}]})["status"]
            == 422
        )
