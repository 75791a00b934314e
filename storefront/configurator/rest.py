"""The configurator for machines: stateless JSON, the server is the authority."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from foundation.data.work import Work
from storefront.configurator import queries, service
from storefront.configurator.browser import formulas_module
from storefront.configurator.codec import encode
from storefront.configurator.engine import Change, Repair
from storefront.configurator.engines import artefact_of, engine_for
from storefront.configurator.incoming import choices_of, sent_json
from storefront.configurator.page import Page, difference, present
from storefront.configurator.remembered import state_by
from storefront.configurator.values import Committed
from storefront.mount.blueprint import asset
from storefront.mount.current import current_shop

FOR_EVER = "public, max-age=31536000, immutable"


def install(blueprint: Blueprint) -> None:
    """Put the JSON endpoints on the feature's blueprint."""
    blueprint.get("/configurator/model/<string(length=64):content_hash>")(model)
    blueprint.get("/configurator/model/<string(length=64):content_hash>.js")(formulas)
    blueprint.post("/configurator/state")(state)
    blueprint.post("/configurator/explain")(explain)
    blueprint.post("/configurator/commit")(commit)


def model(content_hash: str) -> Response:
    """The public artefact at an address: the same for ever, of old versions too."""
    found = current_shop().read(lambda work: artefact_of(work, queries.model_at(work, content_hash)))
    response = jsonify(found)
    response.headers["Cache-Control"] = FOR_EVER
    return response


def formulas(content_hash: str) -> Response:
    """The formulas of the model at an address, as an ES module."""
    found = current_shop().read(lambda work: queries.model_at(work, content_hash))
    response = Response(formulas_module(found, asset("configurator/arithmetic.js")), mimetype="text/javascript")
    response.headers["Cache-Control"] = FOR_EVER
    return response


def state() -> Response:
    """`{hash, picks, numbers, texts, picked}` → valid, forced, blocked, per-option price difference, range, count."""
    shop, sent = current_shop(), sent_json()
    choices = choices_of(sent)

    def read(work: Work) -> Page:
        found = queries.judged_model(work, address_of(sent))
        return present(found, state_by(engine_for(work, found), choices, work.locale), None, "", work.locale)

    return jsonify(shop.read(read))


def explain() -> Response:
    """`{hash, picks, numbers, texts, picked, group, option}` → `{picks, rules, message, repairs}`: an irreducible set
    of picks and rules that block the option, in the seller's words, and the ways to get it, the smallest first."""
    shop, sent = current_shop(), sent_json()
    choices, group, option = choices_of(sent), str(sent.get("group", ""))[:80], str(sent.get("option", ""))[:80]

    def read(work: Work) -> dict[str, Any]:
        engine = engine_for(work, queries.judged_model(work, address_of(sent)))
        found = engine.explain(choices, group, option, work.locale)
        return {
            "picks": list(found.picks),
            "rules": list(found.rules),
            "message": found.message,
            "repairs": [_repair(repair, work.locale) for repair in found.repairs],
        }

    return jsonify(shop.read(read))


def commit() -> Response:
    """`{sku, picks, numbers, texts}` → the signed snapshot of it; the server computes everything anew.

    With a `hash`, what the sender looked at must still be what is sold.
    """
    shop, sent = current_shop(), sent_json()
    choices, sku = choices_of(sent), str(sent.get("sku", ""))[:80]

    def write(work: Work) -> Committed:
        if "hash" in sent:
            queries.judged_model(work, address_of(sent))
        return service.commit(work, shop.signer("configuration"), sku, choices)

    done = shop.write(write)
    snapshot = done.snapshot
    return jsonify(
        {
            "snapshot": done.signed,
            "hash": snapshot.hash,
            "total_minor": snapshot.total.minor,
            "deposit_minor": snapshot.deposit.minor,
            "currency": snapshot.total.currency,
            "summary": [list(pair) for pair in snapshot.summary],
        }
    )


def address_of(sent: dict[str, Any]) -> str:
    return str(sent.get("hash", ""))[:64]


def _repair(repair: Repair, locale: str) -> dict[str, Any]:
    return {
        "label": repair.sentence,
        "value": encode(repair.choices),
        "diff": difference(repair.difference, locale),
        "changes": [_change(change) for change in repair.changes],
        "moved": [_change(change) for change in repair.moved],
    }


def _change(change: Change) -> list[str | int]:
    return [change.field, change.value]
