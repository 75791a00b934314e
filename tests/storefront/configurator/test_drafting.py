"""The draft of a model, on both databases: one at a time, saved over what was seen, undone step by step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.configurator import drafting, queries, service
from storefront.configurator.document import DocumentError, load_document
from storefront.configurator.models import DraftEdit, ModelVersion
from storefront.mount.current import ShopState
from tests.servers.kept import wrote
from tests.storefront.configurator.conftest import MODELS

SKU = "KAST-TABLE"
FILE = (MODELS / "kast-oak-table.yaml").read_text().replace("seller: hall-three", "seller: kast-oak")
KAST = SellerScope(frozenset({"kast-oak"}))


@pytest.fixture
def drafted(shop: ShopState, selling: Callable[[Work], None]) -> ShopState:
    def draft(work: Work) -> None:
        selling(work)
        service.publish(work, FILE, "product-1")
        drafting.draft_from_published(work, KAST, SKU, "Anna")

    wrote(shop.runner, draft)
    return shop


def draft(shop: ShopState) -> drafting.Draft:
    return shop.read(lambda work: drafting.open_draft(work, KAST, SKU))


def changed(document: dict[str, Any], reason: str) -> dict[str, Any]:
    return {**document, "rules": [{**rule, "reason": reason} for rule in document["rules"]]}


def save(shop: ShopState, seen: str, document: dict[str, Any]) -> drafting.Draft:
    return shop.write(lambda work: drafting.save_draft(work, KAST, SKU, seen, document, "Changed it", "Anna"))


def test_there_is_one_draft_at_a_time(drafted: ShopState) -> None:
    first = draft(drafted)
    again = drafted.write(lambda work: drafting.draft_from_published(work, KAST, SKU, "Bo"))
    assert again == first
    drafts = select(func.count()).where(ModelVersion.sku == SKU, ModelVersion.state == "draft")
    assert drafted.read(lambda work: work.session.scalar(drafts)) == 1


def test_who_saves_over_an_older_draft_is_told_and_overwrites_nothing(drafted: ShopState) -> None:
    seen = draft(drafted)
    theirs = save(drafted, seen.hash, changed(seen.document, "Theirs."))
    with pytest.raises(Conflict, match="Somebody changed this draft"):
        save(drafted, seen.hash, changed(seen.document, "Mine."))
    assert draft(drafted).document == theirs.document
    assert save(drafted, seen.hash, theirs.document) == draft(drafted), "the very same is no conflict"


def test_a_step_is_undone_and_its_undo_is_guarded_too(drafted: ShopState) -> None:
    seen = draft(drafted)
    one = save(drafted, seen.hash, changed(seen.document, "One."))
    two = save(drafted, one.hash, changed(seen.document, "Two."))
    with pytest.raises(Conflict):
        drafted.write(lambda work: drafting.undo_draft(work, KAST, SKU, one.hash))
    drafted.write(lambda work: drafting.undo_draft(work, KAST, SKU, two.hash))
    assert draft(drafted).document == one.document
    drafted.write(lambda work: drafting.undo_draft(work, KAST, SKU, one.hash))
    assert draft(drafted).document == seen.document
    with pytest.raises(Conflict, match="nothing left"):
        drafted.write(lambda work: drafting.undo_draft(work, KAST, SKU, seen.hash))


def test_only_so_many_steps_are_kept(drafted: ShopState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "KEPT_STEPS", 3)
    for number in range(5):
        now = draft(drafted)
        save(drafted, now.hash, changed(now.document, f"Number {number}."))
    kept = drafted.read(lambda work: work.session.scalar(select(func.count()).select_from(DraftEdit)))
    assert kept == 3


def test_what_does_not_compile_or_is_anothers_is_never_saved(drafted: ShopState) -> None:
    seen = draft(drafted)
    with pytest.raises(DocumentError, match=r"rules\[0\]"):
        save(drafted, seen.hash, {**seen.document, "rules": [{"id": "R1", "kind": "if"}]})
    for key, value in (("sku", "OTHER"), ("seller", "lumen")):
        with pytest.raises(Invalid):
            save(drafted, seen.hash, {**seen.document, key: value})
    with pytest.raises(NotFound):
        drafted.read(lambda work: drafting.open_draft(work, SellerScope(frozenset({"lumen"})), SKU))
    assert draft(drafted) == seen


def test_a_draft_may_hold_what_cannot_be_sold_yet(drafted: ShopState) -> None:
    seen = draft(drafted)
    void = {**seen.document, "rules": [{"id": "R1", "kind": "limit", "must": "length > 9000", "reason": "Never."}]}
    saved = save(drafted, seen.hash, void)
    with pytest.raises(DocumentError, match="cannot be bought"):
        drafted.write(lambda work: service.publish(work, saved.document))
    assert drafted.read(lambda work: queries.published_model(work, SKU)).rules[0].id == "R1"
    assert len(drafted.read(lambda work: queries.published_model(work, SKU)).rules) == 9


def test_a_published_draft_keeps_its_number_and_forgets_its_steps(drafted: ShopState) -> None:
    seen = draft(drafted)
    ready = save(drafted, seen.hash, changed(seen.document, "New words."))
    drafted.write(lambda work: service.publish(work, ready.document))
    rows = select(ModelVersion.version, ModelVersion.state).where(ModelVersion.sku == SKU)
    states = dict(drafted.read(lambda work: [tuple(row) for row in work.session.execute(rows)]))
    assert states[ready.version] == "published"
    assert "draft" not in states.values()
    assert drafted.read(lambda work: work.session.scalar(select(func.count()).select_from(DraftEdit))) == 0


def test_an_older_version_becomes_the_draft_and_can_be_taken_back(drafted: ShopState) -> None:
    seen = draft(drafted)
    mine = save(drafted, seen.hash, changed(seen.document, "Mine."))
    older = drafted.write(lambda work: drafting.draft_from_version(work, KAST, SKU, 2, "Anna"))
    assert older.document != mine.document
    drafted.write(lambda work: drafting.undo_draft(work, KAST, SKU, older.hash))
    assert draft(drafted).document == mine.document


def test_a_whole_draft_is_replaced_only_over_what_was_seen(drafted: ShopState) -> None:
    seen = draft(drafted)
    save(drafted, seen.hash, changed(seen.document, "Theirs."))
    for stale in (seen.hash, ""):
        replace = partial(drafting.draft_from_version, scope=KAST, sku=SKU, version=2, person="Anna", seen=stale)
        with pytest.raises(Conflict, match="was not replaced"):
            drafted.write(replace)
    with pytest.raises(Conflict):
        drafted.write(lambda work: drafting.discard_draft(work, KAST, SKU, seen.hash))
    now = draft(drafted)
    drafted.write(lambda work: drafting.discard_draft(work, KAST, SKU, now.hash))
    with pytest.raises(NotFound):
        draft(drafted)
    drafted.write(lambda work: drafting.draft_from_version(work, KAST, SKU, 2, "Anna", ""))
    assert draft(drafted).steps == ()


def test_the_command_line_writes_and_reads_models(app: Flask, drafted: ShopState, tmp_path: Path) -> None:
    run = app.test_cli_runner()
    out = tmp_path / "table.yaml"
    assert run.invoke(args=["shop", "model", "export", SKU, str(out)]).exit_code == 0
    assert load_document(out.read_text()) == load_document(FILE)
    out.write_text(out.read_text().replace("Live edge cannot be extended.", "No leaves here."))
    dry = run.invoke(args=["shop", "model", "import", "--dry-run", str(out)])
    assert "KAST-TABLE: 7 groups, 3 sizes, 9 rules. It reads well; nothing was changed." in dry.output
    assert run.invoke(args=["shop", "model", "import", str(out)]).exit_code == 0
    assert draft(drafted).document["rules"][7]["reason"] == "No leaves here."
    out.write_text("format: joinery/model@2")
    refused = run.invoke(args=["shop", "model", "import", str(out)])
    assert refused.exit_code == 1
    assert "should be joinery/model@1" in refused.output
    assert run.invoke(args=["shop", "model", "export", "NO-SUCH"]).exit_code == 1
    assert EVERY_SELLER.covers("kast-oak")
