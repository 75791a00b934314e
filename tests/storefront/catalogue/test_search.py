"""Search on both databases: forgiving, never fooled by what is typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.data.runner import Runner
from foundation.plain.scope import EVERY_SELLER
from storefront.catalogue import service
from storefront.catalogue.domain.shelf import Choice
from storefront.catalogue.queries import search_page
from storefront.catalogue.search import search
from tests.servers.kept import wrote
from tests.storefront.catalogue.shelves import furnish, put_stocked


def slugs(run: Runner, query: str) -> list[str]:
    return [card.slug for card in run.read(lambda work: search_page(work, query, Choice(), "EUR")).cards]


TYPED = ["hardwax", "HARDWAX", "hardw", "hárdwax öil", "oil hardwax", "hardwx", "oyl", "finish", "OIL-10", "olt",
 "coats thin"]  # fmt: skip


def test_oil_is_found_however_it_is_typed(run: Runner) -> None:
    wrote(run, furnish)
    for query in TYPED:
        assert slugs(run, query) == ["hardwax-oil"], query


def test_the_title_counts_more_than_the_description(run: Runner) -> None:
    wrote(run, furnish)
    run.write(lambda work: put_stocked(work, "coats", "Coats", ("COATS",)))
    assert slugs(run, "coats") == ["coats", "hardwax-oil"]


def test_a_misspelt_word_is_told(run: Runner) -> None:
    wrote(run, furnish)
    assert run.read(lambda work: search(work, "hardwx oil").instead) == ("hardwax", "oil")
    assert run.read(lambda work: search(work, "hardwax").instead) == ()


@pytest.mark.parametrize("query", ["", "   ", "zzzzzz", "\"';--", "hardwax OR 1=1 zzzzzz", "😀", "%", "_", "*"])
def test_what_is_not_there_finds_nothing_and_breaks_nothing(run: Runner, query: str) -> None:
    wrote(run, furnish)
    assert slugs(run, query) in ([], ["hardwax-oil"] if "hardwax" in query else [])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60))
def test_any_text_can_be_searched(run: Runner, query: str) -> None:
    run.read(lambda work: search(work, query))


def test_a_draft_is_not_found(run: Runner) -> None:
    wrote(run, furnish)
    run.write(lambda work: service.unpublish(work, EVERY_SELLER, "hardwax-oil"))
    assert slugs(run, "hardwax") == []
    run.write(lambda work: service.publish(work, EVERY_SELLER, "hardwax-oil"))
    assert slugs(run, "hardwax") == ["hardwax-oil"]


def test_a_rolled_back_product_is_not_found(run: Runner) -> None:
    wrote(run, furnish)

    def fail(work: object) -> None:
        put_stocked(work, "soap", "Soap", ("SOAP",))  # type: ignore[arg-type]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run.write(fail)
    assert slugs(run, "soap") == []
