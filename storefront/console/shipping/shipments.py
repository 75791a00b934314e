"""Shipments: the list, one with its scans, its labels, hand-over and giving up."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, NotFound
from fulfilment.api import shipping
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.mount.current import current_shop

blueprint = Blueprint("console_shipments", __name__, url_prefix="/console/shipments")

# What a browser may show as it is; any other label is handed out as a file.
SHOWN = {"image/gif": "gif", "image/png": "png", "application/pdf": "pdf", "image/svg+xml": "svg"}
VIEWS = {
    "": ("All", ()),
    "open": ("Not handed over", ("requested", "labelled", "failed")),
    "road": ("On the road", ("handed_over", "in_transit")),
    "delivered": ("Delivered", ("delivered",)),
}


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """The newest first."""
    who = staff()
    view = request.args.get("view", "")
    view = view if view in VIEWS else ""
    rows = current_shop().read(lambda work: shipping.shipments(work, who.scope))
    states = VIEWS[view][1]
    return render(
        "shop/console/shipping/shipments.html",
        rows=[row for row in rows if not states or row.state in states],
        view=view,
        views=[(word, url_for(".listing", view=key or None), key == view, None) for key, (word, _) in VIEWS.items()],
    )


@blueprint.get("/<ref>")
def shipment(ref: str) -> ResponseReturnValue:
    """One shipment with its parcels and scans."""
    return _shipment(staff(), ref)


def _shipment(who: Staff, ref: str, error: DomainError | None = None) -> ResponseReturnValue:
    shop = current_shop()
    found = shop.read(lambda work: shipping.shipment(work, who.scope, ref))
    carrier = shop.carriers.get(found.carrier)
    return render(
        "shop/console/shipping/shipment.html",
        error,
        it=found,
        carrier=carrier.name if carrier else found.carrier,
        labels=len(_keys(found)),
        simulator=shop.settings.simulator_url,
    )


def _keys(found: shipping.ShipmentView) -> list[str]:
    """The blobs of its labels, each once: some carriers print one label for all parcels."""
    return list(dict.fromkeys(parcel.label_blob for parcel in found.parcels if parcel.label_blob))


@blueprint.get("/<ref>/label")
def label(ref: str) -> Response:
    """One label as the carrier made it; `?piece=2` is the second. Raises `NotFound` while there is none."""
    who, shop = staff(), current_shop()
    found = shop.read(lambda work: shipping.shipment(work, who.scope, ref))
    keys = _keys(found)
    piece = request.args.get("piece", "1")
    if not (piece.isascii() and piece.isdigit() and len(piece) < 5 and 1 <= int(piece) <= len(keys)):
        raise NotFound("There is no such label. The shipment's page says what became of it.")
    number = int(piece)
    response = Response(shop.blobs.get(keys[number - 1]))
    suffix = SHOWN.get(found.label_media_type)
    response.headers["Content-Type"] = found.label_media_type if suffix else "application/octet-stream"
    how = "inline" if suffix else "attachment"
    name = f"label-{found.order_number}-{number}.{suffix or keys[number - 1].rpartition('.')[2]}"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/<ref>/<any('hand-over', 'cancel'):verb>")
def act(ref: str, verb: str) -> ResponseReturnValue:
    """The carrier has taken it, or it is given up before that."""
    who = staff()
    run = shipping.hand_over if verb == "hand-over" else shipping.cancel_shipment
    client_id = request.form.get("client_id", "")
    try:
        current_shop().write(lambda work: run(work, who.scope, ref, client_id=client_id, person=name_of(who)))
    except MENDABLE as error:
        return _shipment(who, ref, error)
    if request.form.get("from") == "ship":
        return redirect(url_for("shop.console_ship.page"), 303)
    return redirect(url_for(".shipment", ref=ref), 303)
