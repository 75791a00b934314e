"""To ship: choose, book labels, hand over."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Invalid
from foundation.plain.money import Money
from fulfilment.api import setup, shipping
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.shipping import domain
from storefront.console.shipping.domain import Group
from storefront.console.shipping.papers import labels_pdf
from storefront.console.shipping.rating import MOST_RATES, asked_rates
from storefront.mount.current import current_shop

blueprint = Blueprint("console_ship", __name__, url_prefix="/console/ship")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Everything that is packed."""
    return _page(staff())


def _page(
    who: Staff,
    error: DomainError | None = None,
    refused: Mapping[str, str] | None = None,
    prices: Mapping[tuple[str, str], Money | None] | None = None,
) -> ResponseReturnValue:
    shop, found = current_shop(), _groups(who)
    places = shop.read(lambda work: setup.locations(work, who.scope))
    return render(
        "shop/console/shipping/ship.html",
        error,
        ready=domain.ready(found),
        under_way=domain.under_way(found),
        waiting=domain.waiting(found),
        refused=refused or {},
        chosen=request.form.getlist("row") if request.method == "POST" else [group.key for group in found],
        carriers=bool(shop.carriers),
        form=request.form,
        prices=prices or {},
        cut_offs=[(one, domain.said(one.left)) for one in domain.cut_offs(places, shop.clock.now())],
        labelled=sum(1 for group in found if group.shipment and group.shipment.state == "labelled"),
    )


def _groups(who: Staff) -> tuple[Group, ...]:
    shop = current_shop()
    rows = shop.read(lambda work: shipping.to_ship(work, who.scope))
    return domain.groups(rows, shop.carriers)


@blueprint.post("/labels")
def labels() -> ResponseReturnValue:
    """Ask for a label for each chosen row. Each is a transaction of its own: a refused one never stops the others."""
    who = staff()
    chosen = request.form.getlist("row")[:200]
    try:
        if not chosen:
            raise Invalid("Choose at least one parcel to send.", field="row")
        tap = _client_id()
    except Invalid as error:
        return _page(who, error)
    refused: dict[str, str] = {}
    first: DomainError | None = None
    for group in [one for one in _groups(who) if one.key in chosen]:
        try:
            _ask(who, group, tap)
        except MENDABLE as error:
            refused[group.key], first = error.sentence, first or error
    if first is not None:
        return _page(who, first, refused)
    return redirect(url_for(".page"), 303)


def _ask(who: Staff, group: Group, tap: str) -> None:
    code = request.form.get(f"carrier-{group.key}", "") or (group.shipment.carrier if group.shipment else "")
    if code not in dict(group.carriers):
        raise Invalid(f"Choose a carrier for order {group.order_number}.", field=f"carrier-{group.key}")
    current_shop().write(
        lambda work: shipping.request_label(
            work,
            who.scope,
            group.refs,
            code,
            "",  # the carrier's own usual service: its settings name it
            client_id=f"{tap}:{group.key}",
            person=name_of(who),
        )
    )


@blueprint.post("/rates")
def rates() -> ResponseReturnValue:
    """What each carrier would take for the chosen ones. A carrier that says nothing keeps nobody waiting for long and
    hides no other's price."""
    who = staff()
    chosen = [one for one in _groups(who) if one.ready and one.key in request.form.getlist("row")]
    if not chosen:
        return _page(who, Invalid("Choose at least one parcel.", field="row"))
    return _page(who, prices=asked_rates(current_shop(), chosen[:MOST_RATES]))


@blueprint.get("/labels.pdf")
def label_sheet() -> ResponseReturnValue:
    """Every label at the door as one file to print."""
    who, shop = staff(), current_shop()
    waiting = [g.shipment for g in _groups(who) if g.shipment is not None and g.shipment.state == "labelled"]
    answer = Response(labels_pdf(waiting, shop.blobs), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="labels.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _client_id() -> str:
    tap = request.form.get("client_id", "")
    if not 0 < len(tap) <= 40:
        raise Invalid("This page carries no id of its own. Reload it and press again.", field="client_id")
    return tap
