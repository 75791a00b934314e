"""The sandbox's pay page: what a hosted payment page is to a shop with a key, drawn in the shop's own look."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from foundation.plain.errors import DomainError, Gone, Invalid, NotFound
from storefront.mount.current import current_shop
from storefront.mount.errors import status_of
from storefront.payments.gateway import uses_sandbox
from storefront.payments.sandbox import paying
from storefront.payments.sandbox.cards import CARDS, GROUPS

blueprint = Blueprint("payments", __name__)

NO_PAGE = "There is no such payment page. Go back to your cart and start again."


@blueprint.get("/pay/<session_id>")
def pay(session_id: str) -> Response:
    """Choose a card, answer the bank, or read that the page is done."""
    return _page(session_id)


@blueprint.post("/pay/<session_id>")
def pay_with(session_id: str) -> Response:
    """One press of a button: a card chosen, or the bank's question answered."""
    shop, form = current_shop(), request.form
    _sandbox_only()
    try:
        if "bank" in form:
            done = shop.write(lambda work: paying.answer_bank(work, session_id, form["bank"]))
        else:
            copies = 2 if form.get("doubled") else 1
            card = form.get("card", "")
            done = shop.write(lambda work: paying.choose_card(work, session_id, card, copies=copies))
    except (Invalid, Gone) as error:
        return _page(session_id, error)
    if done.next == "back":
        return redirect(done.success_url, 303)
    if done.next == "lost":
        return redirect(url_for("shop.payments.line_broke", session_id=session_id), 303)
    return redirect(url_for("shop.payments.pay", session_id=session_id), 303)


@blueprint.get("/pay/<session_id>/lost")
def line_broke(session_id: str) -> Response:
    """The payment went through and nobody came back to say so: the reconciler finds it within five minutes."""
    _sandbox_only()
    page = current_shop().read(lambda work: paying.pay_page(work, session_id))
    return _never_stored(make_response(render_template("shop/payments/lost.html", page=page)))


def _page(session_id: str, error: DomainError | None = None) -> Response:
    _sandbox_only()
    page = current_shop().read(lambda work: paying.pay_page(work, session_id))
    groups: list[tuple[str, list[Any]]] = [
        (title, [card for card in CARDS if card.group == group]) for group, title in GROUPS
    ]
    response = make_response(
        render_template("shop/payments/pay.html", page=page, groups=groups, error=error.sentence if error else "")
    )
    response.status_code = status_of(error) if error else 200
    return _never_stored(response)


def _sandbox_only() -> None:
    """With a key the real page is elsewhere, and this address does not exist."""
    if not uses_sandbox(current_shop().settings):
        raise NotFound(NO_PAGE)


def _never_stored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
