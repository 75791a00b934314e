"""`/o/<token>/account`: a guest's order into the account of whoever is signed in.

The link alone is not enough, for mails are passed on: whoever has it may look, but an order is kept by the address it
was made with, and by nobody else.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, url_for
from sqlalchemy import select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from storefront.accounts.mine.models import PersonOrder
from storefront.mount.current import Person, ShopState, current_shop
from storefront.orders.models import Contact, Order
from storefront.orders.opening import answer, go
from storefront.orders.tokens import Claim, order_of, read_token

blueprint = Blueprint("into_account", __name__)
SAID = {
    "taken": "This order is in somebody's account already. If that should be yours, write to us from its page.",
    "unverified": "First show that your e-mail is yours: we mail you a link from your settings. Then come back here.",
    "other": "This order was made with another e-mail. Sign in with that one, or change yours to it in your settings.",
    "not_placed": "This order was not paid, so there is nothing to keep. Your cart still has everything.",
}


def standing(owner: str | None, person: Person | None, email: str, state: str) -> str:
    """`guest` nobody is signed in, `mine` it is theirs, `free` they may have it, or why not (a key of `SAID`).

    `email` is the order's, in small letters and empty once it was erased."""
    if person is None:
        return "guest"
    if owner is not None:
        return "mine" if owner == person.ref else "taken"
    if state not in ("placed", "cancelled"):
        return "not_placed"
    if not email or email != person.email.lower():
        return "other"
    return "free" if person.email_verified else "unverified"


def claim_order(work: Work, person: Person, order_ref: str) -> None:
    """It is theirs from now on; asked twice, once. Raises `Conflict` with the sentence for an order that cannot be."""
    found = _standing(work, person, order_ref)
    if found == "mine":
        return
    if found != "free":
        raise Conflict(SAID[found])
    row = {"order_ref": order_ref, "person_ref": person.ref, "how": "claimed", "since": work.now()}
    statement = insert_into(work.session, PersonOrder).values(**row).on_conflict_do_nothing()
    done = work.session.execute(statement.returning(PersonOrder.order_ref)).first()
    if done is None and _standing(work, person, order_ref) != "mine":
        raise Conflict(SAID["taken"])


def _standing(work: Work, person: Person | None, order_ref: str) -> str:
    owner, email, state = work.session.execute(
        select(PersonOrder.person_ref, Contact.email_small, Order.state)
        .select_from(Order)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .outerjoin(PersonOrder, PersonOrder.order_ref == Order.order_ref)
        .where(Order.order_ref == order_ref)
    ).one()
    return standing(owner, person, email, state)


@blueprint.get("/o/<token>/account")
def page(token: str) -> Response:
    """What would happen, and the one button that is right for whoever looks."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    return _page(shop, claim, token)


def _page(shop: ShopState, claim: Claim, token: str, error: str = "") -> Response:
    person = shop.user_loader()
    number, found = shop.read(lambda work: (order_of(work, claim).number, _standing(work, person, claim.order_ref)))
    here = url_for("shop.into_account.page", token=token)
    own = "security.login" in current_app.view_functions
    html = render_template(
        "shop/orders/into_account.html",
        order_number=number,
        standing=found,
        why=error or SAID.get(found, ""),
        person=person,
        token=token,
        sign_in=url_for("security.login", next=here) if own else shop.settings.sign_in_url,
        register=url_for("security.register", next=here) if own else "",
    )
    return answer(html, 409 if error else 200)


@blueprint.post("/o/<token>/account")
def keep(token: str) -> Response:
    """Into their account, and on to it."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    person = shop.user_loader()
    if person is None:
        return go(request.path)

    def put(work: Work) -> None:
        order_of(work, claim)
        claim_order(work, person, claim.order_ref)

    try:
        shop.write(put)
    except Conflict as error:
        return _page(shop, claim, token, error.sentence)
    return go(url_for("shop.account.home", claimed=1))
