"""Publishing, committing, signing: what was sold stays what was sold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from itsdangerous import URLSafeSerializer
from sqlalchemy.exc import DatabaseError

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.errors import Forbidden, Invalid, NotFound
from storefront.configurator import queries, service
from storefront.configurator.document import DocumentError
from storefront.configurator.domain import Choices, default_choices, explode, price
from storefront.configurator.models import ModelVersion
from tests.servers.kept import wrote

SIGNER = URLSafeSerializer("a secret of the tests", salt="configuration")


@pytest.fixture
def sold(run: Runner, selling: Callable[[Work], None]) -> Runner:
    wrote(run, selling)
    return run


def defaults(work: Work) -> Choices:
    return default_choices(queries.published_model(work, "KAST-TABLE"))


def test_a_committed_configuration_reads_back_as_it_was_sold(sold: Runner) -> None:
    done = sold.write(lambda work: service.commit(work, SIGNER, "KAST-TABLE", defaults(work)))
    again = sold.read(lambda work: service.open_signed(work, SIGNER, done.signed))
    assert again == done.snapshot
    assert again.spec.sku == "KAST-TABLE"
    assert sum(line.amount.minor for line in again.price_lines) == again.total.minor == 165_300
    assert again.deposit.minor == 66_120
    assert ("Wood", "Oak") in again.summary


def test_the_same_configuration_twice_is_one_snapshot(sold: Runner) -> None:
    refs = {
        sold.write(lambda work: service.commit(work, SIGNER, "KAST-TABLE", defaults(work))).snapshot.ref
        for _ in range(3)
    }
    assert len(refs) == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE shop_configuration_snapshot SET total_minor = 1", "DELETE FROM shop_configuration_snapshot"],
)
def test_not_even_raw_sql_changes_a_snapshot(sold: Runner, statement: str) -> None:
    sold.write(lambda work: service.commit(work, SIGNER, "KAST-TABLE", defaults(work)))
    with pytest.raises(DatabaseError, match="never changed"):
        sold.write(lambda work: work.session.execute(sa.text(statement)))


def test_a_forged_reference_is_refused(sold: Runner) -> None:
    done = sold.write(lambda work: service.commit(work, SIGNER, "KAST-TABLE", defaults(work)))
    forged = URLSafeSerializer("another secret", salt="configuration").dumps(done.snapshot.ref)
    for wrong in (forged, done.signed[:-2], "", "x" * 500):
        with pytest.raises(Forbidden, match="not signed by the shop"):
            sold.read(lambda work, wrong=wrong: service.open_signed(work, SIGNER, wrong))


def test_a_reference_to_nothing_is_not_found(sold: Runner) -> None:
    with pytest.raises(NotFound):
        sold.read(lambda work: service.load_snapshot(work, "nothing"))


def test_what_cannot_be_made_is_not_committed_and_says_why(sold: Runner) -> None:
    with pytest.raises(Invalid, match="Over 260 cm") as refused:
        sold.write(lambda work: service.commit(work, SIGNER, "KAST-TABLE", defaults(work).number("length", 2700)))
    assert refused.value.field == "length"


def test_publishing_a_change_retires_the_old_version_and_old_snapshots_keep_their_work(
    sold: Runner, table_document: str
) -> None:
    before = sold.write(lambda work: service.commit(work, SIGNER, "KAST-TABLE", defaults(work))).snapshot
    dearer = table_document.replace('amount: "39000"', 'amount: "49000"')
    sold.write(lambda work: service.publish(work, dearer, "product-1"))
    states = sold.read(
        lambda work: [tuple(row) for row in work.session.execute(sa.select(ModelVersion.version, ModelVersion.state))]
    )
    assert sorted(states) == [(1, "retired"), (2, "published")]
    after = sold.write(lambda work: service.commit(work, SIGNER, "KAST-TABLE", defaults(work))).snapshot
    assert after.total.minor == before.total.minor + 10_000
    assert sold.read(lambda work: service.load_snapshot(work, before.ref)) == before


def test_an_old_order_explodes_as_it_was_sold_whatever_is_published_since(sold: Runner, table_document: str) -> None:
    """Another routing, other materials, an option taken out: the old snapshot and its model stay as they were."""
    chosen = lambda work: defaults(work).option("base", "steelX")  # noqa: E731
    before = sold.write(lambda work: service.commit(work, SIGNER, "KAST-TABLE", chosen(work))).snapshot
    model = sold.read(lambda work: queries.published_model(work, "KAST-TABLE"))
    changed = table_document.replace("steelX", "steelY").replace("setup: 15\n    run: 18", "setup: 25\n    run: 28")
    sold.write(lambda work: service.publish(work, changed, "product-1"))
    again = sold.read(lambda work: service.load_snapshot(work, before.ref))
    assert (again.spec, again.total, again.price_lines) == (before.spec, before.total, before.price_lines)
    kept = sold.read(lambda work: queries.model_at(work, model.address))
    assert explode(kept, again.choices) == before.spec
    assert price(kept, again.choices).total == before.total
    with pytest.raises(Invalid, match="there is no “steelX”"):
        sold.write(lambda work: service.commit(work, SIGNER, "KAST-TABLE", again.choices))


def test_publishing_the_same_twice_changes_nothing(sold: Runner, table_document: str) -> None:
    sold.write(lambda work: service.publish(work, table_document, "product-1"))
    assert sold.read(lambda work: work.session.scalar(sa.select(sa.func.count(ModelVersion.id)))) == 1


def test_a_broken_document_leaves_the_published_version_up(sold: Runner, table_document: str) -> None:
    broken = table_document.replace("must: length <= 2600", "must: lenght <= 2600")
    with pytest.raises(DocumentError, match=r"rules\[1\].must: There is nothing called lenght"):
        sold.write(lambda work: service.publish(work, broken))
    assert sold.read(lambda work: queries.published_model(work, "KAST-TABLE")).sku == "KAST-TABLE"


def test_words_are_kept_as_plain_text(sold: Runner) -> None:
    def write(work: Work) -> str:
        asked = defaults(work).option("engraving", "text").to_dict()
        asked["texts"] = {"engraving_text": "For  Anna & Jørgen"}
        return service.commit(work, SIGNER, "KAST-TABLE", Choices.from_dict(asked)).snapshot.ref

    ref = sold.write(write)
    snapshot = sold.read(lambda work: service.load_snapshot(work, ref))
    assert ("Words to engrave", "“For Anna & Jørgen”") in snapshot.summary
