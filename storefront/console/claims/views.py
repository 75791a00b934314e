"""Claims: those that wait, one with its photos, and the four answers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid
from foundation.plain.money import Money
from storefront.accounts.guard import Staff, staff
from storefront.cart.cookie import terms
from storefront.cart.domain import whole_quantity
from storefront.claims import queries, service
from storefront.claims.domain import WISHES
from storefront.console.frame import MENDABLE, name_of, page, sliced, typed
from storefront.mount.current import current_shop
from storefront.uploads.domain import MIMETYPES
from storefront.uploads.showing import shown

blueprint = Blueprint("console_claims", __name__, url_prefix="/console/claims")
Act = Callable[[Work, Staff, service.Answer], None]


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """Those that wait, the oldest first; `?show=answered` the others."""
    who, answered = staff(), request.args.get("show") == "answered"
    found = current_shop().read(lambda work: queries.listing(work, who.scope, waiting=not answered))
    views = [
        ("Waiting", url_for(".listing"), not answered, None),
        ("Answered", url_for(".listing", show="answered"), answered, None),
    ]
    return page("shop/console/claims/list.html", shown=sliced(found), views=views, answered=answered, wishes=WISHES)


@blueprint.get("/<ref>")
def one(ref: str) -> ResponseReturnValue:
    """What is wrong, and what to do about it."""
    return _one(staff(), ref)


def _one(who: Staff, ref: str, error: DomainError | None = None, answer: str = "") -> ResponseReturnValue:
    found = current_shop().read(lambda work: queries.claim_of(work, who.scope, ref))
    return page("shop/console/claims/claim.html", error, claim=found, wishes=WISHES, form=request.form, answer=answer)


@blueprint.post("/<ref>/again")
def again(ref: str) -> ResponseReturnValue:
    """The same once more."""
    shop = current_shop()
    return _do(ref, "again", lambda work, who, said: service.send_again(work, who.scope, ref, said, terms(shop)))


@blueprint.post("/<ref>/part")
def part(ref: str) -> ResponseReturnValue:
    """Something from the shelf."""
    shop = current_shop()

    def act(work: Work, who: Staff, said: service.Answer) -> None:
        sku, quantity = typed("sku", 120), whole_quantity(request.form.get("quantity", ""))
        service.send_a_part(work, who.scope, ref, said, sku, quantity, terms(shop))

    return _do(ref, "part", act)


@blueprint.post("/<ref>/refund")
def refund(ref: str) -> ResponseReturnValue:
    """Money back."""

    def act(work: Work, who: Staff, said: service.Answer) -> None:
        currency = queries.claim_of(work, who.scope, ref).amount.currency
        try:
            amount = Money.parse(typed("amount", 20).replace(",", "."), currency)
        except Invalid as error:
            raise Invalid(error.sentence, field="amount") from None
        service.pay_back(work, who.scope, ref, said, amount)

    return _do(ref, "refund", act)


@blueprint.post("/<ref>/refuse")
def refuse(ref: str) -> ResponseReturnValue:
    """No, and why."""
    return _do(ref, "refuse", lambda work, who, said: service.refuse(work, who.scope, ref, said))


def _do(ref: str, answer: str, act: Act) -> ResponseReturnValue:
    who = staff()
    try:
        said = service.Answer(name_of(who), typed("words", 2_000), request.form.get("client_id", ""))
        current_shop().write(lambda work: act(work, who, said))
    except MENDABLE as error:
        return _one(who, ref, error, answer)
    return redirect(url_for(".one", ref=ref), 303)


@blueprint.get("/photo/<ref>")
def photo(ref: str) -> ResponseReturnValue:
    """One photo; it can do nothing but be seen."""
    who, shop = staff(), current_shop()
    kind = shop.read(lambda work: queries.photo_kind_in(work, who.scope, ref))
    return shown(shop.blobs.get(queries.photo_key(ref, kind)), MIMETYPES[kind])
