"""The customer's pages of a change, opened by the order's signed link: choose, look once more, say yes."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Gone, Invalid
from fulfilment.api.changes import ChangeView, drop_change, refuse_change
from storefront.changes import queries, service
from storefront.changes.queries import ChoosePage
from storefront.changes.service import Offer
from storefront.configurator.codec import encode
from storefront.configurator.domain import Choices
from storefront.configurator.domain.words import shown_number
from storefront.configurator.incoming import posted_choices
from storefront.mount.config import Settings
from storefront.mount.current import ShopState, current_shop
from storefront.mount.errors import status_of
from storefront.orders.tokens import Claim, order_of, order_url, read_token
from storefront.payments.gateway import start
from storefront.payments.service import PayNow

blueprint = Blueprint("changes", __name__)
MENDABLE = (Invalid, Conflict, Gone)
Wish = Callable[[Work, Settings, str, str, Choices], Offer | ChangeView]


@blueprint.get("/o/<token>/change", defaults={"line_ref": ""})
@blueprint.get("/o/<token>/change/<line_ref>")
def page(token: str, line_ref: str) -> Response:
    """The configurator of one line, in the version it was sold under; without a line, which lines there are."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    if line_ref:
        return _choose(shop, claim, token, line_ref, request.args.to_dict())
    found = shop.read(lambda work: queries.changeable_lines(work, order_of(work, claim).order_ref))
    lines = [line for line in found.lines if line.made]
    if len(lines) == 1:
        return _go(url_for(".page", token=token, line_ref=lines[0].line_ref))
    return _answer(render_template("shop/changes/lines.html", order_number=found.number, lines=lines, token=token))


@blueprint.post("/o/<token>/change/<line_ref>/hold")
def hold(token: str, line_ref: str) -> Response:
    """Step one: hours, material and price are held for a quarter of an hour. Nothing is changed yet."""
    return _wished(token, line_ref, service.hold)


@blueprint.post("/o/<token>/change/<line_ref>/ask")
def ask(token: str, line_ref: str) -> Response:
    """It is late for that: the workshop is asked whether it can still be done."""
    return _wished(token, line_ref, service.ask)


def _wished(token: str, line_ref: str, wish: Wish) -> Response:
    """What was chosen, to where it can be looked at; back to choosing where it cannot be had."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    choices = posted_choices(request.form.get("choices", ""))

    def wished(work: Work) -> str:
        order_of(work, claim)
        return wish(work, shop.settings, claim.order_ref, line_ref, choices).ref

    try:
        ref = shop.write(wished)
    except MENDABLE as refused:
        return _choose(shop, claim, token, line_ref, {"repair": _encoded(choices)}, refused)
    return _go(url_for(".review", token=token, ref=ref))


@blueprint.get("/o/<token>/changes/<ref>")
def review(token: str, ref: str) -> Response:
    """Step two: what changes, what it costs, when it comes."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    return _review(shop, claim, token, ref)


@blueprint.post("/o/<token>/changes/<ref>")
def confirm(token: str, ref: str) -> Response:
    """Yes to exactly what was shown: it is done, or paid for first."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    home = order_url(shop, claim.order_ref, claim.version)
    seen = request.form.get("seen", "")

    def yes(work: Work) -> service.Answered:
        order_of(work, claim)
        urls = PayNow(home, f"{home}/changes/{ref}", work.now() + service.PAGE_OPEN)
        return service.confirm(work, ref, claim.order_ref, seen=seen, urls=urls)

    try:
        answered = shop.write(yes)
    except MENDABLE as refused:
        sentence = refused.sentence
        if isinstance(refused, Conflict) and sentence != service.STALE:
            shop.write(lambda work: _given_up(work, claim, ref, sentence))
        return _review(shop, claim, token, ref, refused)
    if answered.payment_ref and answered.state == "awaiting_payment":
        return _go(start(shop, answered.payment_ref))
    return _go(url_for("shop.orders.page", token=token))


@blueprint.post("/o/<token>/changes/<ref>/drop")
def drop(token: str, ref: str) -> Response:
    """Thought better of it: the piece stays as it is, and the workshop may go on at once."""
    shop, claim = current_shop(), read_token(current_shop(), token)

    def let_go(work: Work) -> None:
        order_of(work, claim)
        queries.review_page(work, claim.order_ref, ref)
        drop_change(work, ref, actor="customer")

    shop.write(let_go)
    return _go(url_for("shop.orders.page", token=token))


def _given_up(work: Work, claim: Claim, ref: str, sentence: str) -> None:
    """It was lost in the last moment: what it held is free, and the customer reads why."""
    found = queries.review_page(work, claim.order_ref, ref)
    if found.view.state == "reserved":
        refuse_change(work, ref, sentence, actor="workshop")


def _choose(
    shop: ShopState, claim: Claim, token: str, line_ref: str, fields: dict[str, str], refused: DomainError | None = None
) -> Response:
    def read(work: Work) -> ChoosePage:
        order_of(work, claim)
        return queries.choose_page(work, shop.settings, claim.order_ref, line_ref, fields)

    found = shop.read(read)
    html = render_template(
        "shop/changes/choose.html",
        found=found,
        order_number=found.sold.order_number,
        model=found.sold.model,
        choices=found.choices,
        choices_json=json.dumps(found.choices.to_dict(), ensure_ascii=False),
        state=found.page,
        refused=refused.sentence if refused else "",
        raw=request.args,
        shown_number=shown_number,
        token=token,
    )
    return _answer(html, status_of(refused) if refused else 200)


def _review(shop: ShopState, claim: Claim, token: str, ref: str, refused: DomainError | None = None) -> Response:
    def read(work: Work) -> tuple[queries.ReviewPage, str]:
        number = order_of(work, claim).number
        return queries.review_page(work, claim.order_ref, ref), number

    found, number = shop.read(read)
    html = render_template(
        "shop/changes/review.html",
        found=found,
        offer=found.offer,
        order_number=number,
        refused=refused.sentence if refused else "",
        now=shop.clock.now(),
        token=token,
    )
    return _answer(html, status_of(refused) if refused else 200)


def _encoded(choices: Choices) -> str:
    return encode(choices)


def _answer(html: str, status: int = 200) -> Response:
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _go(address: str) -> Response:
    return make_response(redirect(address, 303))
