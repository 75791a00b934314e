"""The catalogue's verbs: what they refuse, what they clean, what moves the versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from foundation.data.runner import Runner
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api import stock
from storefront.catalogue import service
from storefront.catalogue.domain.inputs import CategoryIn, ImageIn, MakerIn, ProductIn, VariantIn
from storefront.catalogue.models import Availability, Category, Image, Product
from storefront.catalogue.queries import product_page
from storefront.catalogue.service.availability import AvailabilityIn
from storefront.catalogue.version import versions
from tests.servers.kept import wrote
from tests.storefront.catalogue.shelves import HOME, SELLER, furnish

CHAIR = ProductIn("chair", {"en": "Chair"}, SELLER)
OTHERS = SellerScope(frozenset({"lumen"}))


def test_a_write_that_changes_nothing_moves_no_version(run: Runner) -> None:
    wrote(run, furnish)
    before = run.read(versions)
    assert not run.write(lambda work: service.put_category(work, EVERY_SELLER, CategoryIn("wood", {"en": "Wood"})))
    assert run.read(versions) == before
    assert run.write(lambda work: service.put_category(work, EVERY_SELLER, CategoryIn("wood", {"en": "Timber"})))
    assert run.read(versions) == (before[0] + 1, before[1])


def test_a_description_keeps_only_harmless_html(run: Runner) -> None:
    raw = '<p onclick="x()">Good<script>x()</script> <a href="javascript:x()">oil</a><img src=x></p>'
    run.write(lambda work: service.put_product(work, EVERY_SELLER, replace(CHAIR, description={"en": raw})))
    kept = run.read(lambda work: work.session.scalars(sa.select(Product.description)).one())
    assert kept == {"en": '<p>Good <a rel="nofollow noopener noreferrer">oil</a></p>'}


REFUSED = [
    (lambda w: service.put_product(w, EVERY_SELLER, replace(CHAIR, maker="nobody")), NotFound, "maker"),
    (lambda w: service.put_product(w, EVERY_SELLER, replace(CHAIR, category="none")), NotFound, "category"),
    (lambda w: service.put_product(w, OTHERS, CHAIR), NotFound, "product"),
    (lambda w: service.put_product(w, EVERY_SELLER, replace(CHAIR, slug="table")), Conflict, "configured"),
    (lambda w: service.put_variant(w, EVERY_SELLER, VariantIn("table", "OIL-05")), Conflict, "another product"),
    (lambda w: service.put_variant(w, EVERY_SELLER, VariantIn("table", "T-2")), Conflict, "one variant"),
    (lambda w: service.put_variant(w, EVERY_SELLER, VariantIn("hardwax-oil", "X", (("Size", "05"),))), Conflict,
     "very same options"),
    (lambda w: service.put_variant(w, EVERY_SELLER, VariantIn("nothing", "X")), NotFound, "product"),
    (lambda w: service.put_category(w, EVERY_SELLER, CategoryIn("all", {"en": "All"})), Invalid, "“all”"),
    (lambda w: service.put_category(w, EVERY_SELLER, CategoryIn("x", {"en": "X"}, "none")), NotFound, "category"),
    (lambda w: service.put_category(w, EVERY_SELLER, CategoryIn("wood", {"en": "W"}, "care")), Invalid, "itself"),
    (lambda w: service.put_maker(w, OTHERS, MakerIn("x", "X", SELLER)), NotFound, "maker"),
    (lambda w: service.put_image(w, EVERY_SELLER, ImageIn("none", "https://x.example/a.jpg")), NotFound, "product"),
    (lambda w: service.store_image(w, "none", "pictures/a"), NotFound, "picture"),
    (lambda w: service.publish(w, EVERY_SELLER, "none"), NotFound, "product"),
]  # fmt: skip


def test_what_cannot_be_is_refused_and_nothing_is_written(run: Runner) -> None:
    wrote(run, furnish)
    before = run.read(versions)
    for verb, error, sentence in REFUSED:
        with pytest.raises(error, match=sentence):
            run.write(verb)
        assert run.read(versions) == before, sentence


def test_a_draft_is_not_in_the_shop_until_it_has_something_to_buy(run: Runner) -> None:
    wrote(run, furnish)
    run.write(lambda work: service.put_product(work, EVERY_SELLER, CHAIR))
    with pytest.raises(Conflict, match="nothing to buy"):
        run.write(lambda work: service.publish(work, EVERY_SELLER, "chair"))
    run.write(lambda work: service.put_variant(work, EVERY_SELLER, VariantIn("chair", "CHAIR")))
    run.write(lambda work: service.publish(work, EVERY_SELLER, "chair"))
    assert run.read(lambda work: product_page(work, "chair", None, "EUR", HOME).slug) == "chair"
    run.write(lambda work: service.unpublish(work, EVERY_SELLER, "chair"))
    with pytest.raises(NotFound):
        run.read(lambda work: product_page(work, "chair", None, "EUR", HOME))


def test_a_variant_is_an_item_of_the_warehouse(run: Runner) -> None:
    wrote(run, furnish)
    page = run.read(lambda work: stock.item(work, EVERY_SELLER, "OIL-05"))
    assert (page.name, page.unit, page.kind) == ("Hardwax oil, 05", "piece", "variant")


def test_the_cards_availability_is_fulfilments_answer(run: Runner) -> None:
    wrote(run, furnish)
    rows = run.read(lambda work: {r.sku: (r.band, r.saleable) for r in work.session.scalars(sa.select(Availability))})
    assert rows == {"OIL-05": ("low", 3), "OIL-10": ("incoming", 0), "OIL-25": ("none", 0), "TABLE": ("made", 0)}
    assert run.write(lambda work: service.refresh_availability(work, [], HOME)) == 0
    before = run.read(versions)
    run.write(lambda work: stock.receive(work, EVERY_SELLER, "OIL-25", "hall", 9, reference="late"))
    assert run.write(lambda work: service.refresh_availability(work, ["OIL-25", "NOT-OURS"], HOME)) == 1
    assert run.read(versions) == (before[0], before[1] + 1)


def test_recording_the_same_answer_twice_is_one_change(run: Runner) -> None:
    answer = AvailabilityIn("BIKE", "made", earliest=date(2026, 12, 20))
    assert run.write(lambda work: service.record_availability(work, [answer])) == 1
    assert run.write(lambda work: service.record_availability(work, [answer])) == 0


def test_a_fetched_picture_takes_the_drawings_place(run: Runner) -> None:
    wrote(run, furnish)
    picture = ImageIn("table", "https://pictures.example/table.jpg", alt={"en": "A table"})
    assert run.write(lambda work: service.put_image(work, EVERY_SELLER, picture))
    assert not run.write(lambda work: service.put_image(work, EVERY_SELLER, picture))
    found = run.read(lambda work: work.session.scalars(sa.select(Image.id)).one())
    assert run.read(lambda work: product_page(work, "table", None, "EUR", HOME).pictures[0].image_id) is None
    run.write(lambda work: service.store_image(work, found, "pictures/table.jpg"))
    assert run.read(lambda work: product_page(work, "table", None, "EUR", HOME).pictures[0].image_id) == found


def test_a_category_may_not_be_its_own_parent_even_in_sql(run: Runner) -> None:
    wrote(run, furnish)
    with pytest.raises(sa.exc.IntegrityError):
        run.write(lambda work: work.session.execute(sa.update(Category).values(parent_slug=Category.slug)))
