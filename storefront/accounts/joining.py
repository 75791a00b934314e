"""The door for somebody who was asked in. Who is signed in joins at once; in the shop's own app a stranger chooses a
password here, in somebody else's app they sign in there first."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from itsdangerous import BadSignature

from foundation.plain.errors import DomainError, Gone, Invalid
from storefront.accounts import inviting
from storefront.mount.current import Person, ShopState, current_shop
from storefront.mount.errors import status_of

blueprint = Blueprint("joining", __name__)


def link_to(shop: ShopState, ref: str) -> str:
    """The address that an invitation is taken at."""
    token = shop.signer("invitation").dumps(ref)
    return shop.settings.public_url.rstrip("/") + url_for("shop.joining.page", token=token)


@blueprint.get("/join/<token>")
def page(token: str) -> Response:
    """Who asks, and for what."""
    shop = current_shop()
    return _page(shop, token)


@blueprint.post("/join/<token>")
def join(token: str) -> Response:
    """Take it."""
    shop = current_shop()
    ref = _ref(shop, token)
    try:
        person = shop.user_loader() or _newcomer(shop, ref)
        shop.write(lambda work: inviting.accept(work, ref, person.ref, person.name, person.email))
    except Invalid as refused:
        return _page(shop, token, refused)
    return make_response(redirect(url_for("shop.console_today.page"), 303))


def _newcomer(shop: ShopState, ref: str) -> Person:
    """Somebody new, known by what they type; raises `Invalid` where the app has its own people."""
    if shop.add_person is None:
        raise Invalid("Please sign in first, then open this link again.")
    asked = shop.read(lambda work: inviting.waiting(work, ref))
    name = request.form.get("name", "").strip()
    if not 0 < len(name) <= 120:
        raise Invalid("Write your name, as the others will read it.", field="name")
    return shop.add_person(asked.email, name, request.form.get("password", ""))


def _ref(shop: ShopState, token: str) -> str:
    try:
        return str(shop.signer("invitation").loads(token))
    except BadSignature:
        raise Gone("This invitation is over or was taken already. Ask for a new one.") from None


def _page(shop: ShopState, token: str, refused: DomainError | None = None) -> Response:
    ref = _ref(shop, token)
    asked = shop.read(lambda work: inviting.waiting(work, ref))
    html = render_template(
        "shop/accounts/join.html",
        asked=asked,
        token=token,
        person=shop.user_loader(),
        own=shop.add_person is not None,
        refused=refused,
        form=request.form,
    )
    response = make_response(html, status_of(refused) if refused else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
