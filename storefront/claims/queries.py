"""What the customer's page and the console read of claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from foundation.plain.states import State
from storefront.claims.domain import Chance, Piece, chances, refundable
from storefront.claims.models import Claim, ClaimPhoto
from storefront.claims.states import CLAIM
from storefront.messages.models import OrderMessage
from storefront.mount.filters import local_date
from storefront.orders.models import Contact, Order, OrderLine
from storefront.orders.queries import OrderPage
from storefront.payments.queries import returned_of
from storefront.withdrawal.domain import arrivals

_MOST = 500


@dataclass(frozen=True)
class ClaimView:
    """One claim with its words and photos (refs). `most` is what may be paid back for its pieces; `replacement` is the
    number of the order that makes it good, `link` what its page opens with: ref and version. Words that were forgotten
    are empty."""

    ref: str
    order_ref: str
    order_number: str
    customer: str
    line_ref: str
    title: str
    sku: str
    quantity: int
    pieces: int
    made: bool
    amount: Money
    most: Money
    wish: str
    state: State
    waiting: bool
    words: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None
    answered_by: str
    refund: Money | None
    replacement: str
    link: tuple[str, int] | None
    photos: tuple[str, ...] = ()


def claimable(work: Work, page: OrderPage, zone: ZoneInfo) -> tuple[Chance, ...]:
    """One answer a line, today. One statement."""
    waiting = set(
        work.session.scalars(
            select(Claim.line_ref).where(Claim.order_ref == page.order.order_ref, Claim.state == "asked")
        )
    )
    arrived = arrivals([(e.kind, e.line_refs, local_date(e.at, zone)) for e in page.entries])
    progress = {track.piece.line_ref: track.progress for track in page.tracks}
    pieces = [
        Piece(
            line.line_ref,
            line.title,
            line.quantity,
            arrived.get(line.line_ref) if progress.get(line.line_ref) == "delivered" else None,
            line.line_ref in page.cancelled and page.cancelled[line.line_ref].state != "refused",
            line.line_ref in waiting,
        )
        for line in page.order.lines
    ]
    return chances(pieces, local_date(work.now(), zone))


def is_there(work: Work, ref: str) -> bool:
    """Whether a form with this id was taken before."""
    return work.session.get(Claim, ref) is not None


def claims_of(work: Work, order_ref: str) -> tuple[ClaimView, ...]:
    """An order's claims, the oldest first. Three statements."""
    return _read(work, _select().where(Claim.order_ref == order_ref).order_by(Claim.asked_at, Claim.ref))


def listing(work: Work, scope: SellerScope, *, waiting: bool) -> tuple[ClaimView, ...]:
    """Those that wait, the oldest first, or those that were answered, the newest first. Three statements."""
    found = _scoped(_select(), scope)
    if waiting:
        found = found.where(Claim.state == "asked").order_by(Claim.asked_at, Claim.ref)
    else:
        found = found.where(Claim.state != "asked").order_by(Claim.answered_at.desc(), Claim.ref)
    return _read(work, found.limit(_MOST))


def claim_of(work: Work, scope: SellerScope, ref: str) -> ClaimView:
    """Raises `NotFound` for none and another seller's. Three statements."""
    found = _read(work, _scoped(_select().where(Claim.ref == ref), scope))
    if not found:
        raise NotFound("There is no such claim.")
    return found[0]


def photo_kind(work: Work, ref: str, *, order_ref: str) -> str:
    """The kind of an order's photo. Raises `NotFound`."""
    return _kind(work, select(ClaimPhoto.kind).join(Claim).where(ClaimPhoto.ref == ref, Claim.order_ref == order_ref))


def photo_kind_in(work: Work, scope: SellerScope, ref: str) -> str:
    """The same for the house, in what it sees."""
    found = select(ClaimPhoto.kind).join(Claim).join(OrderLine, OrderLine.line_ref == Claim.line_ref)
    return _kind(work, _scoped(found.where(ClaimPhoto.ref == ref), scope))


def photo_key(ref: str, kind: str) -> str:
    """Where a photo lies in the blob store."""
    return f"claims/{ref}.{kind}"


def photo_keys(work: Work, order_ref: str) -> dict[str, list[str]]:
    """Where all the photos of an order's claims lie, by claim. One statement."""
    found = select(Claim.ref, ClaimPhoto.ref, ClaimPhoto.kind).join(ClaimPhoto, ClaimPhoto.claim_ref == Claim.ref)
    keys: dict[str, list[str]] = {}
    for claim, ref, kind in work.session.execute(found.where(Claim.order_ref == order_ref).order_by(ClaimPhoto.ref)):
        keys.setdefault(claim, []).append(photo_key(ref, kind))
    return keys


def _kind(work: Work, statement: Select[*tuple[Any, ...]]) -> str:
    kind: str | None = work.session.scalar(statement)
    if kind is None:
        raise NotFound("There is no such photo.")
    return kind


def _scoped(statement: Select[*tuple[Any, ...]], scope: SellerScope) -> Select[Any]:
    return statement if scope.sellers is None else statement.where(OrderLine.seller_ref.in_(sorted(scope.sellers)))


def _select() -> Select[*tuple[Any, ...]]:
    asked, said, good = aliased(OrderMessage), aliased(OrderMessage), aliased(Order)
    return (
        select(Claim, OrderLine, Order.number, Order.currency, Contact.name, asked.body, said.body,
               good.number, good.link_version)
        .join(OrderLine, OrderLine.line_ref == Claim.line_ref)
        .join(Order, Order.order_ref == Claim.order_ref)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .outerjoin(asked, asked.id == Claim.ref)
        .outerjoin(said, said.id == Claim.reply_ref)
        .outerjoin(good, good.order_ref == Claim.replacement_ref)
    )  # fmt: skip


def _read(work: Work, statement: Select[*tuple[Any, ...]]) -> tuple[ClaimView, ...]:
    rows = work.session.execute(statement.execution_options(populate_existing=True)).all()
    photos: dict[str, list[str]] = {}
    if rows:
        refs = [row[0].ref for row in rows]
        kept = select(ClaimPhoto.claim_ref, ClaimPhoto.ref).where(ClaimPhoto.claim_ref.in_(refs))
        for claim_ref, ref in work.session.execute(kept.order_by(ClaimPhoto.ref)):
            photos.setdefault(claim_ref, []).append(ref)
    returned = returned_of(work, [row[0].line_ref for row in rows]) if rows else {}
    return tuple(_view(row, photos, returned) for row in rows)


def _view(row: Row[*tuple[Any, ...]], photos: Mapping[str, list[str]], returned: Mapping[str, int]) -> ClaimView:
    claim: Claim
    line: OrderLine
    claim, line, number, currency, name, words, answer, good, version = row
    amount = Money(line.amount_minor, currency)
    return ClaimView(
        ref=claim.ref,
        order_ref=claim.order_ref,
        order_number=number,
        customer=name,
        line_ref=claim.line_ref,
        title=line.title,
        sku=line.sku,
        quantity=line.quantity,
        pieces=claim.pieces,
        made=line.work_spec is not None,
        amount=amount,
        most=refundable(amount, line.quantity, claim.pieces, Money(returned.get(claim.line_ref, 0), currency)),
        wish=claim.wish,
        state=CLAIM.states[claim.state],
        waiting=claim.state == "asked",
        words=words or "",
        answer=answer or "",
        asked_at=claim.asked_at,
        answered_at=claim.answered_at,
        answered_by=claim.answered_by,
        refund=None if claim.refund_minor is None else Money(claim.refund_minor, currency),
        replacement=good or "",
        link=(claim.replacement_ref, version) if claim.replacement_ref else None,
        photos=tuple(photos.get(claim.ref, ())),
    )
