"""To ship: choose, book labels, hand over."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Invalid
from fulfilment.api import shipping
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.shipping import domain
from storefront.console.shipping.domain import Group
from storefront.mount.current import current_shop

blueprint = Blueprint("console_ship", __name__, url_prefix="/console/ship")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Everything that is packed."""
    return _page(staff())


def _page(
    who: Staff, error: DomainError | None = None, refused: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    found = _groups(who)
    return render(
        "shop/console/shipping/ship.html",
        error,
        ready=domain.ready(found),
        under_way=domain.under_way(found),
        waiting=domain.waiting(found),
        refused=refused or {},
        chosen=request.form.getlist("row") if request.method == "POST" else [group.key for group in found],
        carriers=bool(current_shop().carriers),
        form=request.form,
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


def _client_id() -> str:
    tap = request.form.get("client_id", "")
    if not 0 < len(tap) <= 40:
        raise Invalid("This page carries no id of its own. Reload it and press again.", field="client_id")
    return tap
