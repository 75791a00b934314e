"""Verbs of a customer's change: hold it, say yes, ask for a late one; the seller's yes and no. They flush and never
commit; what follows in money is done by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Gone, Invalid, NotFound
from foundation.plain.money import Money
from fulfilment.api.changes import (
    ChangeLook,
    ChangeTerms,
    ChangeView,
    apply_change,
    ask_late,
    change,
    grant_change,
    hold_change,
    look,
    refuse_change,
    split_line,
    wait_for_payment,
)
from storefront.changes.domain import (
    BASIS_POINTS,
    Cost,
    asked_at_once,
    changed_pairs,
    digest,
    fee_of,
    new_sum,
    share_of,
    stage_of,
)
from storefront.changes.models import ChangePrice
from storefront.changes.reading import Sold, fence_of, sold_line
from storefront.changes.telling import tell_asked, tell_granted
from storefront.configurator.domain import Choices
from storefront.configurator.queries import load_snapshot
from storefront.configurator.service import recommit
from storefront.configurator.values import Snapshot
from storefront.mount.config import Settings
from storefront.orders.models import OrderLine
from storefront.payments.service import ObligationIn, PayNow, add_obligation, has_balance, pay_now

SAME = "That is what you have ordered already. Choose something else first."
STALE = "Price or day is another one by now. Nothing was changed; please look at them once more."
OVER = "The time we held this change for is over, and nothing was changed. Look at price and day once more."
DEARER = "The customer has agreed to a fee of at most {most}. Ask for that, or for less."
PAGE_OPEN = timedelta(minutes=31)  # the shortest that a payment page stays open
PAGE_AND_SOME = timedelta(minutes=35)  # what is paid for is held a little longer than that


@dataclass(frozen=True)
class Offer:
    """A change as it is offered: everything the customer says yes to. `at_once` is paid first, the rest with the
    balance."""

    ref: str
    cost: Cost
    at_once: Money
    was: date
    day: date
    until: datetime | None
    digest: str


@dataclass(frozen=True)
class Answered:
    """What a yes led to: done, or a payment that comes first."""

    state: str
    payment_ref: str | None


def priced(work: Work, settings: Settings, sold: Sold, unit: Money, seen: ChangeLook) -> Cost:
    """What a change to a piece that costs `unit` comes to."""
    offer = seen.offer
    stage = stage_of(begun=offer.begun, late=offer.late, revised=offer.revised)
    fee = fee_of(stage, settings.change_fees, sold.currency)
    line = share_of(sold.line, offer.pieces, offer.of)
    return Cost(line.amount, new_sum(line, unit, fee).amount, fee)


def hold(work: Work, settings: Settings, order_ref: str, line_ref: str, choices: Choices) -> Offer:
    """Hold a change for a quarter of an hour: hours, material, price. A new snapshot is kept; nothing is changed yet.
    Where some of the pieces are begun, the others become a line of their own, and the change is theirs.

    Raises `Invalid` for what cannot be made or changes nothing, `Conflict` with the reason once it is frozen."""
    sold, snapshot, seen = _split_first(work, settings, *_wanted(work, order_ref, line_ref, choices))
    ref, until = work.new_id(), work.now() + timedelta(minutes=settings.change_minutes)
    held = hold_change(work, _terms(ref, sold, snapshot), until, fence_of(settings), actor="customer")
    return _offered(work, settings, sold, snapshot, priced(work, settings, sold, snapshot.total, seen), held)


def ask(work: Work, settings: Settings, order_ref: str, line_ref: str, choices: Choices) -> ChangeView:
    """Ask the seller for a change that comes late, with the fee that the customer agrees to. Nothing is held.

    Raises `Conflict` for what has begun, and where there is no need to ask."""
    sold, snapshot, seen = _split_first(work, settings, *_wanted(work, order_ref, line_ref, choices))
    if not seen.offer.refused:
        raise Conflict("This is still free to change: no need to ask. Look at price and day and say yes.")
    ref, until = work.new_id(), work.now() + timedelta(hours=settings.change_answer_hours)
    asked = ask_late(work, _terms(ref, sold, snapshot), until, actor="customer")
    _keep(work, sold, snapshot, ref, priced(work, settings, sold, snapshot.total, seen))
    tell_asked(work, order_ref, [line_ref])
    return asked


def confirm(work: Work, ref: str, order_ref: str, *, seen: str, urls: PayNow | None) -> Answered:
    """Yes to exactly what was shown. Carries the change out, or opens a payment for what it costs at once.

    The same yes twice is one. Raises `NotFound` for another order's change, `Gone` when its time is over, `Conflict`
    when another digest was seen, and once it is frozen after all."""
    row = price_row(work, ref)
    if row.order_ref != order_ref:
        raise NotFound("There is no such change.")
    found = change(work, ref)
    if found.state == "applied" or (found.state == "awaiting_payment" and row.payment_ref):
        return Answered(found.state, row.payment_ref)
    if found.state != "reserved" or found.expires_at is None or found.expires_at <= work.now():
        raise Gone(found.sentence or OVER)
    cost = cost_of(row)
    at_once = Money(row.top_up_minor, row.currency)
    if seen != digest(ref, row.snapshot, cost, found.day, at_once):
        raise Conflict(STALE)
    if at_once.minor:
        return _charge_first(work, row, at_once, urls)
    return Answered(apply_change(work, ref, actor="customer").state, None)


def grant(work: Work, settings: Settings, ref: str, fee: Money, *, actor: str) -> ChangeView:
    """The seller's yes to a late change, for a fee of at most what the customer agreed to. It is carried out at once,
    or held until what it costs is paid.

    Raises `Invalid` for a higher fee, `Conflict` once work on it has begun."""
    row = price_row(work, ref)
    if fee.minor < 0 or fee.minor > row.fee_minor:
        raise Invalid(DEARER.format(most=Money(row.fee_minor, row.currency).decimal), field="fee")
    sold = sold_line(work, row.order_ref, row.line_ref)
    unit = load_snapshot(work, row.snapshot).total
    until = work.now() + timedelta(hours=settings.change_answer_hours)
    held = grant_change(work, ref, until, actor=actor)
    row.fee_minor, row.amount_minor = fee.minor, new_sum(sold.line, unit, fee).amount.minor
    row.top_up_minor = _at_once(work, settings, row).minor
    work.session.flush()
    if not row.top_up_minor:
        return apply_change(work, ref, actor=actor)
    tell_granted(work, row)
    return held


def refuse(work: Work, ref: str, sentence: str, *, actor: str) -> None:
    """The seller's no, with the reason the customer reads. Raises `Invalid` without one."""
    if not sentence.strip():
        raise Invalid("Say in a sentence why it cannot be done: the customer reads it.", field="sentence")
    refuse_change(work, ref, sentence.strip(), actor=actor)


def offer_of(work: Work, ref: str) -> Offer:
    """A change that is held, as it was offered. Raises `NotFound`."""
    row, held = price_row(work, ref), change(work, ref)
    cost, at_once = cost_of(row), Money(row.top_up_minor, row.currency)
    mark = digest(ref, row.snapshot, cost, held.day, at_once)
    return Offer(ref, cost, at_once, held.was, held.day, held.expires_at, mark)


def cost_of(row: ChangePrice) -> Cost:
    return Cost(*(Money(minor, row.currency) for minor in (row.was_minor, row.amount_minor, row.fee_minor)))


def price_row(work: Work, ref: str) -> ChangePrice:
    """What a change costs, locked. Raises `NotFound`."""
    row = work.session.scalar(
        select(ChangePrice).where(ChangePrice.ref == ref).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("There is no such change.")
    return row


def _wanted(work: Work, order_ref: str, line_ref: str, choices: Choices) -> tuple[Sold, Snapshot]:
    sold = sold_line(work, order_ref, line_ref)
    snapshot = recommit(work, sold.model, choices)
    if snapshot.hash == sold.snapshot.hash or snapshot.choices == sold.snapshot.choices:
        raise Invalid(SAME)
    return sold, snapshot


def _split_first(work: Work, settings: Settings, sold: Sold, snapshot: Snapshot) -> tuple[Sold, Snapshot, ChangeLook]:
    """The line that the change is about: its pieces that nobody has begun, where only those can be changed."""
    fence = fence_of(settings)
    seen = look(work, sold.order_ref, sold.line_ref, snapshot.spec, (), fence)
    offer = seen.offer
    if offer.pieces < offer.of and (not offer.refused or offer.late):
        rest = work.new_id()
        split_line(work, sold.order_ref, sold.line_ref, rest)
        sold = sold_line(work, sold.order_ref, rest)
        seen = look(work, sold.order_ref, rest, snapshot.spec, (), fence)
    return sold, snapshot, seen


def _terms(ref: str, sold: Sold, snapshot: Snapshot) -> ChangeTerms:
    return ChangeTerms(ref, sold.order_ref, sold.line_ref, snapshot.spec, snapshot.summary, snapshot.drawing)


def _offered(work: Work, settings: Settings, sold: Sold, snapshot: Snapshot, cost: Cost, held: ChangeView) -> Offer:
    row = _keep(work, sold, snapshot, held.ref, cost)
    row.top_up_minor = _at_once(work, settings, row).minor
    work.session.flush()
    return offer_of(work, held.ref)


def _at_once(work: Work, settings: Settings, row: ChangePrice) -> Money:
    joins = has_balance(work, row.order_ref, row.line_ref)
    return asked_at_once(cost_of(row), balance_open=joins, demanded=settings.change_top_up)


def _keep(work: Work, sold: Sold, snapshot: Snapshot, ref: str, cost: Cost) -> ChangePrice:
    row = ChangePrice(
        ref=ref,
        order_ref=sold.order_ref,
        line_ref=sold.line_ref,
        was_snapshot=sold.snapshot.ref,
        snapshot=snapshot.ref,
        changed=[list(one) for one in changed_pairs(sold.snapshot.summary, snapshot.summary)],
        was_minor=cost.was.minor,
        amount_minor=cost.amount.minor,
        fee_minor=cost.fee.minor,
        top_up_minor=0,
        currency=sold.currency,
        asked_at=work.now(),
    )
    work.session.add(row)
    work.session.flush()
    return row


def _charge_first(work: Work, row: ChangePrice, at_once: Money, urls: PayNow | None) -> Answered:
    """New rows of money only: an obligation and its payment page. The change is carried out when it is paid."""
    if urls is None:
        raise Conflict("This has to be paid first, on the order's page.")
    wait_for_payment(work, row.ref, work.now() + PAGE_AND_SOME, actor="customer")
    line = work.session.get_one(OrderLine, row.line_ref)
    tax = at_once.share(line.tax_rate, BASIS_POINTS + line.tax_rate)
    wanted = ObligationIn("adjustment", (row.line_ref,), at_once, tax, "checkout", "Change of your order")
    row.obligation_ref = add_obligation(work, row.order_ref, wanted)
    row.payment_ref = pay_now(work, row.order_ref, urls)
    work.session.flush()
    return Answered("awaiting_payment", row.payment_ref)
