"""The configurator for machines: stateless JSON, the server is the authority."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from foundation.data.work import Work
from storefront.configurator import queries, service
from storefront.configurator.artefact import artefact
from storefront.configurator.engine import TrialEngine
from storefront.configurator.incoming import choices_of, sent_json
from storefront.configurator.page import Page, present
from storefront.mount.current import current_shop

FOR_EVER = "public, max-age=31536000, immutable"


def install(blueprint: Blueprint) -> None:
    """Put the JSON endpoints on the feature's blueprint."""
    blueprint.get("/configurator/model/<content_hash>")(model)
    blueprint.post("/configurator/state")(state)
    blueprint.post("/configurator/commit")(commit)


def model(content_hash: str) -> Response:
    """The public artefact of a model version: the same for ever."""
    found = current_shop().read(lambda work: artefact(queries.model_of(work, content_hash)))
    response = jsonify(found)
    response.headers["Cache-Control"] = FOR_EVER
    return response


def state() -> Response:
    """`{hash, picks, numbers, texts}` → valid, forced, blocked, per-option price difference, range, count."""
    shop, sent = current_shop(), sent_json()
    choices = choices_of(sent)

    def read(work: Work) -> Page:
        found = queries.model_of(work, str(sent.get("hash", ""))).now(work.now())
        return present(found, TrialEngine(found).state(choices, work.locale), None, "", work.locale)

    return jsonify(shop.read(read))


def commit() -> Response:
    """`{sku, picks, numbers, texts}` → the signed snapshot of it; the server computes everything anew."""
    shop, sent = current_shop(), sent_json()
    choices, sku = choices_of(sent), str(sent.get("sku", ""))[:80]
    done = shop.write(lambda work: service.commit(work, shop.signer("configuration"), sku, choices))
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
