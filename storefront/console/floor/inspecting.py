"""An inspection: what is looked at, photos, and the verdict."""

from __future__ import annotations

import re

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Invalid, TooLarge
from fulfilment.api import production, quality
from storefront.accounts.guard import Staff, staff
from storefront.console.floor.photos import bound_form, forget, taken
from storefront.console.floor.tablet import tablet
from storefront.console.floor.tapping import give_verdict
from storefront.console.floor.views import blueprint
from storefront.console.frame import MENDABLE, dimensioned, page, typed
from storefront.mount.current import current_shop
from storefront.uploads.photos import RULE

_POINT = re.compile(r"point-(\d{1,3})")


@blueprint.get("/op/<ref>/inspect")
def inspection(ref: str) -> ResponseReturnValue:
    """Pass, rework or scrap."""
    return _inspection(staff(), ref)


@blueprint.post("/op/<ref>/inspect")
def inspect(ref: str) -> ResponseReturnValue:
    """The verdict, with what was found and photographed."""
    bound_form()
    who = staff()
    photos: list[quality.PhotoIn] = []
    try:
        note, pieces = typed("note", 2_000), _pieces()
        photos = taken(request.form.get("client_id", ""))
        give_verdict(who, ref, request.form.get("verdict", ""), note, pieces, _checks(), photos)
    except (*MENDABLE, TooLarge) as error:
        forget(photos)
        return _inspection(who, ref, error)
    return redirect(url_for(".operation", ref=ref), 303)


def _pieces() -> int | None:
    text = request.form.get("pieces", "").strip()
    if not text or request.form.get("verdict") == "pass":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Invalid("Type how many pieces this is about.", field="pieces")
    return int(text)


def _checks() -> dict[int, str]:
    """What was ticked or measured, by the point's place."""
    found = ((_POINT.fullmatch(name), value) for name, value in request.form.items())
    return {int(place[1]): value[:20] for place, value in found if place}


def _inspection(who: Staff, ref: str, error: DomainError | None = None) -> ResponseReturnValue:
    found, points = current_shop().read(
        lambda work: (production.operation(work, who.scope, ref), quality.points_of_operation(work, ref))
    )
    if not found.operation.inspection:
        return redirect(url_for(".operation", ref=ref), 303)
    return _form(who, found, points, error)


def _form(
    who: Staff, found: production.OperationPage, points: tuple[quality.Point, ...], error: DomainError | None
) -> Response:
    return page(
        "shop/console/floor/inspect.html",
        error,
        it=found,
        points=points,
        said=_checks(),
        dimensioned=dimensioned(found.order.drawing),
        tablet=tablet(who),
        chosen=request.form.get("verdict", ""),
        note=request.form.get("note", ""),
        pieces=request.form.get("pieces", "") or found.operation.pieces,
        photo_rule=RULE,
        most_photos=quality.MOST_PHOTOS,
    )
