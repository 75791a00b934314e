"""Models: the list, one with its versions, starting and dropping a draft."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from storefront.accounts.guard import Staff, staff
from storefront.configurator import drafting
from storefront.configurator.document.editing.names import words_in
from storefront.configurator.document.writing import to_yaml
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.models import queries
from storefront.console.models.desk import locale, looked_at
from storefront.mount.current import current_shop

blueprint = Blueprint("console_models", __name__, url_prefix="/console/models")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """Every product made to order, with what is published and what is drafted."""
    who = staff()
    found = current_shop().read(lambda work: queries.desks(work, who.scope))
    return render("shop/console/models/list.html", models=found)


@blueprint.get("/<sku>")
def model(sku: str) -> ResponseReturnValue:
    """One product: its versions, and the way into its draft."""
    return model_page(staff(), sku)


def model_page(who: Staff, sku: str, error: DomainError | None = None) -> ResponseReturnValue:
    found = current_shop().read(lambda work: queries.desk(work, who.scope, sku))
    name = words_in(found.name, locale()) or sku
    told = {word: word in request.args for word in ("gone", "nodraft")}
    return render("shop/console/models/model.html", error, it=found, name=name, **told)


@blueprint.post("/<sku>/draft")
def start(sku: str) -> ResponseReturnValue:
    """Start a draft from what is published, or from the version that `version` names."""
    who = staff()
    version = request.form.get("version", "")
    try:
        if version.isascii() and version.isdigit() and len(version) < 9:
            current_shop().write(
                lambda work: drafting.draft_from_version(
                    work, who.scope, sku, int(version), name_of(who), request.form.get("seen")
                )
            )
        else:
            current_shop().write(lambda work: drafting.draft_from_published(work, who.scope, sku, name_of(who)))
    except MENDABLE as error:
        return model_page(who, sku, error)
    return redirect(url_for(".section", sku=sku, section="choices", saved=1 if version else None), 303)


@blueprint.post("/<sku>/discard")
def discard(sku: str) -> ResponseReturnValue:
    """Throw the draft away that the person saw."""
    who, seen = staff(), request.form.get("seen", "")
    try:
        current_shop().write(lambda work: drafting.discard_draft(work, who.scope, sku, seen))
    except MENDABLE as error:
        return model_page(who, sku, error)
    return redirect(url_for(".model", sku=sku, gone=1), 303)


@blueprint.get("/<sku>/versions/<int:version>")
def version(sku: str, version: int) -> ResponseReturnValue:
    """An older version as it was: the piece it shows first, and its file."""
    who, shop = staff(), current_shop()
    document = shop.read(lambda work: drafting.version_document(work, who.scope, sku, version))
    found = shop.read(lambda work: queries.desk(work, who.scope, sku))
    compiled = drafting.draft_model(document)
    return render(
        "shop/console/models/version.html",
        it=found,
        name=words_in(found.name, locale()) or sku,
        version=next(one for one in found.versions if one.number == version),
        model=compiled,
        seen=looked_at(compiled, request.args),
        file=to_yaml(document),
        say=lambda value: words_in(value, locale()),
    )
