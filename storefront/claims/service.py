"""Verbs of a claim: telling, and what the house answers. They flush and never commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from storefront.cart.domain import Terms
from storefront.claims.domain import check_refund, known_wish, refundable
from storefront.claims.models import Claim, ClaimPhoto
from storefront.claims.replacing import replace_line, send_part
from storefront.claims.states import CLAIM
from storefront.messages.service import ask as write
from storefront.messages.service import reply
from storefront.orders.models import Order, OrderLine
from storefront.orders.service.placing import locked
from storefront.payments.queries import returned_of
from storefront.payments.service import refund_line
from storefront.timeline.service import append
from storefront.uploads.photos import Photo


@dataclass(frozen=True)
class ClaimIn:
    """What a customer tells: `ref` is their form's own id, so that the same press twice is one claim. The `photos` lie
    in the blob store already."""

    ref: str
    line_ref: str
    pieces: int
    wish: str
    words: str
    photos: Sequence[Photo] = ()


@dataclass(frozen=True)
class Answer:
    """Who answers, in what words. `client_id` is the form's own id."""

    by: str
    words: str
    client_id: str


def ask(work: Work, order_ref: str, given: ClaimIn) -> None:
    """Write a claim down; its words stand in the thread of messages, and the shop gets a mail.

    Raises `Invalid` for a wish that is none and for no words, `Conflict` while the line waits for an answer or the
    order is none that was placed.
    """
    known_wish(given.wish)
    order = locked(work, order_ref)  # two presses at once see each other
    if order.state != "placed":
        raise Conflict("This order was not placed, so there is nothing to claim about.")
    if work.session.get(Claim, given.ref) is not None:
        return
    waiting = select(Claim.ref).where(Claim.line_ref == given.line_ref, Claim.state == "asked")
    if work.session.scalar(waiting) is not None:
        raise Conflict("We are looking at what you told us of it. The answer comes by mail.")
    write(work, order_ref, given.words, given.ref)
    now = work.now()
    work.session.add(
        Claim(
            ref=given.ref, order_ref=order_ref, line_ref=given.line_ref, wish=given.wish, pieces=given.pieces,
            state=CLAIM.initial, asked_at=now,
        )
    )  # fmt: skip
    work.session.flush()
    for one in given.photos:
        work.session.add(ClaimPhoto(ref=one.ref, claim_ref=given.ref, kind=one.kind, size=one.size))
    append(work, order_ref, [given.line_ref], "claim_received", now)


def send_again(work: Work, scope: SellerScope, ref: str, given: Answer, terms: Terms) -> None:
    """The same once more, made or from the shelf, as an order of its own that costs nothing.

    Raises as `open_claim`, and `Conflict` with the sentence of what it lacks.
    """
    claim, order, line = open_claim(work, scope, ref)
    made = replace_line(work, order, line, claim.pieces, terms)
    said = f"We send you a new one. It has a page of its own: order {made.number}."
    _answer(work, claim, order, "again", given, said, replacement_ref=made.order_ref)


def send_a_part(work: Work, scope: SellerScope, ref: str, given: Answer, sku: str, quantity: int, terms: Terms) -> None:
    """`quantity` of an item from the shelf as an order of its own that costs nothing.

    Raises as `open_claim`, `Invalid` for no such item, `Conflict` for one that cannot be had.
    """
    claim, order, line = open_claim(work, scope, ref)
    sent = send_part(work, scope, order, line, sku, quantity, terms)
    said = f"We send you the part. It has a page of its own: order {sent.number}."
    _answer(work, claim, order, "part", given, said, replacement_ref=sent.order_ref)


def pay_back(work: Work, scope: SellerScope, ref: str, given: Answer, amount: Money) -> None:
    """Part or all of what these pieces cost. Raises as `open_claim`, `Invalid` for an amount out of bounds, `Conflict`
    when less than that is left or a bank looks into the payment."""
    claim, order, line = open_claim(work, scope, ref)
    returned = Money(returned_of(work, [line.line_ref]).get(line.line_ref, 0), order.currency)
    most = refundable(Money(line.amount_minor, order.currency), line.quantity, claim.pieces, returned)
    refund_line(work, order.order_ref, line.line_ref, check_refund(amount, most), key=f"claim:{ref}")
    said = f"We pay you {amount.decimal} {amount.currency} back."
    _answer(work, claim, order, "refund", given, said, refund_minor=amount.minor)


def refuse(work: Work, scope: SellerScope, ref: str, given: Answer) -> None:
    """No, and why. Raises as `open_claim`, and `Invalid` without a reason."""
    claim, order, _ = open_claim(work, scope, ref)
    if not given.words.strip():
        raise Invalid("Say why not: the customer reads it.", field="words")
    _answer(work, claim, order, "refused", given, "")


def open_claim(work: Work, scope: SellerScope, ref: str) -> tuple[Claim, Order, OrderLine]:
    """A claim that waits, locked. Raises `NotFound` for none or another seller's, `Conflict` once it was answered."""
    claim = work.session.get(Claim, ref)
    line = work.session.get(OrderLine, claim.line_ref) if claim else None
    if claim is None or line is None or not scope.covers(line.seller_ref):
        raise NotFound("There is no such claim.")
    order = locked(work, claim.order_ref)
    work.session.refresh(claim)
    if claim.state != "asked":
        raise Conflict("This was answered already. Look at it once more.")
    return claim, order, line


def _answer(
    work: Work,
    claim: Claim,
    order: Order,
    state: str,
    given: Answer,
    sentence: str,
    *,
    replacement_ref: str | None = None,
    refund_minor: int | None = None,
) -> None:
    """The one way out of a claim: its state, the message that the customer reads and gets by mail, the timeline."""
    words = "\n\n".join(part for part in (given.words.strip(), sentence) if part)
    reply(work, order.order_ref, words, given.by, given.client_id)
    claim.reply_ref, claim.answered_at, claim.answered_by = given.client_id, work.now(), given.by
    claim.replacement_ref, claim.refund_minor = replacement_ref, refund_minor
    move(work, claim, CLAIM, state, subject=order.order_ref, actor=given.by)
    work.session.flush()
    append(work, order.order_ref, [claim.line_ref], "claim_answered", work.now(), {"answer": CLAIM.states[state].label})
