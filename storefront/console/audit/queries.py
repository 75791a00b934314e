"""The trail as a page: deeds of people and moves of things, newest first, of the sellers in view.

A move knows its subject and nothing else, so whose it is, is asked for a handful of rows at a time; a page that had to
leave much out ends early and goes on at its cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from foundation.data.audit import StateChange
from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.scope import SellerScope
from fulfilment.api.trail import places, subjects
from storefront.accounts.models import Deed, Membership
from storefront.console.audit.domain import ROWS, Asked, Entry, Page, Seen, cursor, said_actor, said_change, said_deed
from storefront.orders.models import Order, OrderLine
from storefront.payments.models import Obligation, Payment, Refund

T = TypeVar("T")
BATCH, MOST_BATCHES = 100, 6
NUMBERED = ("orders.", "messages.")  # their buttons say the number of the order


def trail(work: Work, scope: SellerScope, asked: Asked, zone: ZoneInfo, rows: int = ROWS) -> Page:
    """A page of the trail. Raises `Invalid` for a cursor that is none."""
    names = _names(work)
    found: list[Entry] = []
    place = _place(asked.after)
    refs = _of_order(work, asked.order) if asked.order else None
    for _ in range(MOST_BATCHES):
        batch = _batch(work, scope, asked, zone, place, refs)
        wheres = _wheres(work, [word for one in batch for word in _refs(one)])
        for one in batch:
            place = (one.at, one.ref)
            entry = _entry(one, names, wheres, scope, asked)
            if entry is not None:
                found.append(entry)
            if len(found) == rows:
                return Page(tuple(found), cursor(*place), people=_people(names))
        if len(batch) < BATCH:
            return Page(tuple(found), "", people=_people(names))
    return Page(tuple(found), cursor(*place) if place else "", people=_people(names))


def _place(after: str) -> tuple[datetime, str] | None:
    if not after:
        return None
    at, _, ref = after.partition("~")
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None or not ref.isalnum():
        raise Invalid("This page of the trail is not there. Begin at the newest.")
    return when, ref


def _batch(
    work: Work,
    scope: SellerScope,
    asked: Asked,
    zone: ZoneInfo,
    place: tuple[datetime, str] | None,
    refs: Sequence[str] | None,
) -> list[Seen]:
    found: list[Seen] = []
    if asked.kind in ("", "deeds"):
        deeds = _between(select(Deed), Deed.at, Deed.id, asked, zone, place)
        if scope.sellers is not None:
            deeds = deeds.where(Deed.seller_ref.in_(scope.sellers))
        if asked.person:
            deeds = deeds.where(Deed.person_ref == asked.person)
        if refs is not None:
            at_order = Deed.subject.startswith(f"{asked.order} ", autoescape=True)
            deeds = deeds.where(or_(Deed.subject.in_([asked.order, *refs]), at_order))
        found += [
            Seen(row.at, row.id, "", row.subject, row.view, "", row.person_ref, "", tuple(map(tuple, row.changes)))
            for row in work.session.scalars(deeds)
        ]
    if asked.kind != "deeds":
        moves = _between(select(StateChange), StateChange.at, StateChange.id, asked, zone, place)
        if asked.kind:
            moves = moves.where(StateChange.noun == asked.kind)
        if asked.person:
            moves = moves.where(StateChange.actor.in_(_as_actor(work, asked.person)))
        if refs is not None:
            moves = moves.where(StateChange.subject.in_(refs))
        found += [
            Seen(row.at, row.id, row.noun, row.subject, row.was, row.now, row.actor, row.reason, ())
            for row in work.session.scalars(moves)
        ]
    return sorted(found, key=lambda one: (one.at, one.ref), reverse=True)[:BATCH]


def _between(
    rows: Select[T],
    at: InstrumentedAttribute[datetime],
    key: InstrumentedAttribute[str],
    asked: Asked,
    zone: ZoneInfo,
    place: tuple[datetime, str] | None,
) -> Select[T]:
    if asked.since:
        rows = rows.where(at >= datetime.combine(asked.since, time.min, zone))
    if asked.until:
        rows = rows.where(at < datetime.combine(asked.until + timedelta(days=1), time.min, zone))
    if place:
        rows = rows.where(or_(at < place[0], and_(at == place[0], key < place[1])))
    return rows.order_by(at.desc(), key.desc()).limit(BATCH)


def _entry(
    one: Seen,
    names: Mapping[str, tuple[str, str]],
    wheres: Mapping[str, tuple[str, str, str]],
    scope: SellerScope,
    asked: Asked,
) -> Entry | None:
    """In words; None for what is not theirs, or not of the order that was asked for."""
    found = next((wheres[ref] for ref in _refs(one) if ref in wheres), ("", "", ""))
    seller, number, name = found
    if one.noun and scope.sellers is not None and seller not in scope.sellers:
        return None
    if one.what.startswith(NUMBERED) and not number:
        number = one.subject.partition(" ")[0]
    if asked.order and number != asked.order:
        return None
    who = said_actor(one.actor, names)
    return said_change(one, who, number, name) if one.noun else said_deed(one, who, number)


def _refs(one: Seen) -> list[str]:
    """What a row is about: a move has one subject, a deed whatever stood in the address of its button."""
    return [one.subject] if one.noun else one.subject.split()


def _names(work: Work) -> dict[str, tuple[str, str]]:
    """Everybody who works or worked here, as (name, e-mail) by ref. One statement."""
    rows = work.session.execute(select(Membership.person_ref, Membership.name, Membership.email))
    return {row.person_ref: (row.name, row.email) for row in rows}


def _people(names: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((ref, name or email or ref) for ref, (name, email) in names.items()), key=lambda one: one[1]))


def _as_actor(work: Work, person: str) -> Sequence[str]:
    """A move is written with the ref of whoever made it, or with their name as it stands at the bench."""
    name, email = _names(work).get(person, ("", ""))
    return [one for one in (person, name[:80], email[:80]) if one]


def _of_order(work: Work, number: str) -> list[str]:
    """Everything that may have moved or been touched of an order. Four statements."""
    ref = work.session.scalar(select(Order.order_ref).where(Order.number == number))
    if ref is None:
        return []
    lines = work.session.scalars(select(OrderLine.line_ref).where(OrderLine.order_ref == ref)).all()
    money = [kind.ref for kind in (Payment, Obligation, Refund)]
    owed = union_all(*(select(key).where(key.class_.order_ref == ref) for key in money))
    return [ref, *lines, *work.session.scalars(owed), *subjects(work, number)]


def _wheres(work: Work, subjects: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """(seller, order number, name) of what moved. Four statements at most. An order as a whole is no one seller's."""
    if not subjects:
        return {}
    found = {ref: (one.seller_ref, one.order_number, one.name) for ref, one in places(work, subjects).items()}
    orders = select(Order.order_ref, Order.number).where(Order.order_ref.in_(subjects))
    found |= {row.order_ref: ("", row.number, "") for row in work.session.execute(orders)}
    lines = select(OrderLine.line_ref, OrderLine.seller_ref, Order.number, OrderLine.title)
    lines = lines.join(Order, Order.order_ref == OrderLine.order_ref).where(OrderLine.line_ref.in_(subjects))
    found |= {row.line_ref: (row.seller_ref, row.number, row.title) for row in work.session.execute(lines)}
    for kind in (Payment, Obligation, Refund):
        money = select(kind.ref, Order.number).join(Order, Order.order_ref == kind.order_ref)
        found |= {row.ref: ("", row.number, "") for row in work.session.execute(money.where(kind.ref.in_(subjects)))}
    return found
