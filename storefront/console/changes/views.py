"""The list of change requests, and the seller's yes and no."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError
from storefront.accounts.access import may
from storefront.accounts.guard import Staff, staff
from storefront.changes import service
from storefront.console.changes import queries
from storefront.console.frame import MENDABLE, typed
from storefront.console.frame import page as render
from storefront.mount.current import current_shop

blueprint = Blueprint("console_changes", __name__, url_prefix="/console/changes")
BEGUN = "The workshop was faster: {sentence} The customer is told."


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """What waits for a word first."""
    return _listing(staff())


def _listing(who: Staff, error: DomainError | None = None, ref: str = "") -> ResponseReturnValue:
    found = current_shop().read(lambda work: queries.requests(work, who.scope))
    decides = may(who.roles, "shop.console_changes.grant")
    return render("shop/console/changes/list.html", error, rows=found, failed=ref, form=request.form, decides=decides)


@blueprint.post("/<ref>/grant")
def grant(ref: str) -> ResponseReturnValue:
    """It can still be done, for this fee. Where work has begun meanwhile it is refused, and the customer hears why."""
    who, shop = staff(), current_shop()

    def yes(work: Work) -> None:
        queries.in_view(work, who.scope, ref)
        fee = queries.fee_asked(typed("fee", 20), shop.settings.currency)
        service.grant(work, shop.settings, ref, fee, actor=who.person.ref)

    def too_late(work: Work, sentence: str) -> Conflict:
        if queries.in_view(work, who.scope, ref).state != "drafted":
            return Conflict(sentence)
        service.refuse(work, ref, sentence, actor=who.person.ref)
        return Conflict(BEGUN.format(sentence=sentence))

    try:
        shop.write(yes)
    except Conflict as refused:
        sentence = refused.sentence
        return _listing(who, shop.write(lambda work: too_late(work, sentence)), ref)
    except MENDABLE as error:
        return _listing(who, error, ref)
    return redirect(url_for(".listing"), 303)


@blueprint.post("/<ref>/refuse")
def refuse(ref: str) -> ResponseReturnValue:
    """It cannot be done, with the reason that the customer reads."""
    who = staff()

    def no(work: Work) -> None:
        queries.in_view(work, who.scope, ref)
        service.refuse(work, ref, typed("sentence", 300), actor=who.person.ref)

    return _done(who, ref, no)


def _done(who: Staff, ref: str, act: Callable[[Work], None]) -> ResponseReturnValue:
    try:
        current_shop().write(act)
    except MENDABLE as error:
        return _listing(who, error, ref)
    return redirect(url_for(".listing"), 303)
