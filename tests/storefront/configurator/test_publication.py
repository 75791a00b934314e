"""Publishing by the worker: checked first, told while it runs, and what is up stays up whatever goes wrong."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.data.outbox import Message
from foundation.plain.clock import FixedClock
from storefront.configurator import engines, queries, service
from storefront.configurator.compiling import compile_model, engine_from
from storefront.configurator.document import DocumentError, document_hash, load_document
from storefront.configurator.domain import default_choices
from storefront.configurator.engines import deflated, engine_for, kept_artefact
from storefront.configurator.jobs import keep_compiled
from storefront.configurator.models import ModelArtefact, ModelVersion
from storefront.configurator.publication import compile_model as work_off
from storefront.configurator.publication import latest_publication, publication, request_publication
from storefront.mount.current import ShopState
from storefront.mount.worker import drain_once
from tests.storefront.configurator.conftest import read_model

pytestmark = pytest.mark.usefixtures("stocked_shop")


def asked(shop: ShopState, source: str) -> str:
    document = load_document(source)
    return shop.write(lambda work: request_publication(work, "KAST-TABLE", document))


def published(shop: ShopState) -> str:
    return shop.read(lambda work: queries.published_model(work, "KAST-TABLE").hash)


def test_the_worker_compiles_checks_and_publishes(shop: ShopState, table_document: str) -> None:
    source = table_document.replace('amount: "39000"', 'amount: "49000"')
    ref = asked(shop, source)
    assert shop.read(lambda work: publication(work, ref)).state == "waiting"
    assert asked(shop, source) == ref
    assert published(shop) != document_hash(load_document(source))
    assert drain_once(shop)
    found = shop.read(lambda work: publication(work, ref))
    assert (found.state, found.sentence, found.done) == ("published", "Published.", found.total)
    assert found.figures["engine"] == "diagram"
    assert found.figures["count"] == "205972544"
    assert found.figures["lowest"]["minor"] == 103_500
    assert published(shop) == document_hash(load_document(source))
    assert shop.read(lambda work: latest_publication(work, "KAST-TABLE")) == found


def test_what_the_checks_block_is_refused_with_the_finding_and_the_old_version_stays(
    shop: ShopState, table_document: str
) -> None:
    before = published(shop)
    ref = asked(shop, table_document.replace('amount: "39000"', 'amount: "0 - 61000"'))
    drain_once(shop)
    found = shop.read(lambda work: publication(work, ref))
    assert found.state == "refused"
    assert found.sentence.startswith("Not published: The price can come to")
    assert "no_price" in {finding.code for finding in found.findings}
    assert published(shop) == before


def test_sizes_that_cannot_be_looked_through_are_refused_and_the_old_version_stays(
    shop: ShopState, table_document: str
) -> None:
    """Eighteen million cells under a formula that forbids a few of them, nobody knows which."""
    before = published(shop)
    wide = table_document.replace("step: 10", "step: 1").replace("min: 700\n    max: 1200", "min: 700\n    max: 10700")
    ref = asked(shop, wide.replace("5 * length <= 16 * width", "(length * 7919 + width * 104729) % 1000003 != 12345"))
    drain_once(shop)
    found = shop.read(lambda work: publication(work, ref))
    assert (found.state, published(shop)) == ("refused", before)
    assert "Use larger steps" in found.sentence
    assert [(finding.code, finding.rules) for finding in found.findings] == [("too_many_sizes", ("R9",))]


def test_what_does_not_read_is_refused_at_once(shop: ShopState, table_document: str) -> None:
    with pytest.raises(DocumentError, match="There is nothing called lenght"):
        asked(shop, table_document.replace("must: length <= 2600", "must: lenght <= 2600"))
    assert shop.read(lambda work: latest_publication(work, "KAST-TABLE")) is None


def test_a_worker_that_comes_twice_changes_nothing(shop: ShopState, table_document: str) -> None:
    ref = asked(shop, table_document.replace('amount: "39000"', 'amount: "49000"'))
    message = Message("id", "compile_model", ref, {"publication": ref}, 1)
    work_off(shop, message)
    first = shop.read(lambda work: publication(work, ref))
    work_off(shop, message)
    assert shop.read(lambda work: publication(work, ref)) == first


def test_a_model_of_which_workers_die_is_let_be(shop: ShopState, table_document: str) -> None:
    before = published(shop)
    ref = asked(shop, table_document.replace('amount: "39000"', 'amount: "49000"'))
    work_off(shop, Message("id", "compile_model", ref, {"publication": ref}, 4))
    found = shop.read(lambda work: publication(work, ref))
    assert (found.state, published(shop)) == ("refused", before)
    assert "Make it smaller" in found.sentence


def test_an_engine_from_the_kept_artefact_says_what_the_compiled_one_says(shop: ShopState) -> None:
    model = shop.read(lambda work: queries.published_model(work, "KAST-TABLE"))
    kept = shop.read(lambda work: kept_artefact(work, model.address))
    assert kept is not None
    choices = default_choices(model).number("length", 2700).option("species", "walnut")
    assert engine_from(model, kept).state(choices) == compile_model(model).engine.state(choices)


def test_what_an_older_shop_compiled_is_made_anew_and_the_product_stays_for_sale(
    shop: ShopState, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = shop.read(lambda work: queries.published_model(work, "KAST-TABLE"))
    kept = shop.read(lambda work: kept_artefact(work, model.address))
    assert kept is not None
    older = {**kept, "diagram": b64encode(b"DD1" + b64decode(kept["diagram"])[3:]).decode()}
    shop.write(lambda work: work.session.execute(sa.update(ModelArtefact).values(body=deflated(older))))
    monkeypatch.setattr(engines, "_engines", {})
    engine = shop.read(lambda work: engine_for(work, model))
    assert engine.state(default_choices(model)).buyable
    assert keep_compiled(shop) >= 1
    assert shop.read(lambda work: kept_artefact(work, model.address)) == kept
    assert keep_compiled(shop) == 0


def test_rules_that_begin_later_are_compiled_ahead_and_judge_from_their_day(
    shop: ShopState, clock: FixedClock, table_document: str
) -> None:
    soon = clock.now().date() + timedelta(days=3)
    dated = table_document.replace("  - id: R7\n", f"  - id: R7\n    since: {soon.isoformat()}\n")
    shop.write(lambda work: service.publish(work, dated))
    count = sa.select(sa.func.count(ModelArtefact.address)).where(
        ModelArtefact.model_hash == document_hash(load_document(dated))
    )
    assert shop.read(lambda work: work.session.scalar(count)) == 2
    soap = default_choices(read_model("kast-oak-table")).option("species", "walnut").option("finish", "soap")

    def allowed() -> bool:
        return shop.read(lambda work: engine_for(work, queries.published_model(work, "KAST-TABLE")).state(soap).buyable)

    assert allowed()
    clock.advance(timedelta(days=4))
    assert not allowed()


def test_rule_changes_that_were_not_compiled_ahead_are_compiled_when_they_come(shop: ShopState) -> None:
    shop.write(lambda work: work.session.execute(sa.delete(ModelArtefact)))
    assert keep_compiled(shop) == 1
    assert keep_compiled(shop) == 0


def test_the_command_line_publishes_a_file_and_says_what_it_is(
    app: Flask, shop: ShopState, tmp_path: Path, table_document: str
) -> None:
    file = tmp_path / "table.yaml"
    file.write_text(table_document.replace('amount: "39000"', 'amount: "49000"'))
    cli = app.test_cli_runner()
    looked = cli.invoke(args=["shop", "model", "check", str(file)])
    assert looked.exit_code == 0, looked.output
    assert "Lowest price: 1035.00 EUR" in looked.output
    wrong = cli.invoke(args=["shop", "model", "publish", str(file), "--sku", "LUMEN-BLIND"])
    assert wrong.exit_code == 1
    assert "not LUMEN-BLIND" in wrong.output
    done = cli.invoke(args=["shop", "model", "publish", str(file)])
    assert "Published KAST-TABLE" in done.output
    file.write_text(table_document.replace('amount: "39000"', 'amount: "0 - 61000"'))
    refused = cli.invoke(args=["shop", "model", "publish", str(file)])
    assert refused.exit_code == 1
    assert "no_price" in refused.output
    states = shop.read(lambda work: list(work.session.scalars(sa.select(ModelVersion.state).order_by("version"))))
    assert states == ["retired", "published"]
