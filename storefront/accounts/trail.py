"""Who of the house did what: a row for every button of the console, written in the transaction that did it, and for
every call that a program of a seller's made with a key.

`ShopState.write` hands each write here first. What is written while somebody of the house has pressed a button gets a
`Deed`, with what it changed as far as that is no secret and nobody's private affair; a verb cannot forget to leave one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

from flask import g, has_request_context, request
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from storefront.accounts.access import CONSOLE
from storefront.accounts.models import Deed

T = TypeVar("T")
SAFE = ("GET", "HEAD", "OPTIONS")
MOST, LONGEST = 40, 80
_CALLER = "shop.deed_of"
_FIRST = "shop.deed"  # the first write of a request leaves a deed, whatever it changed
# What may be read in a trail, and how it is called there: nothing that is a person's, nothing that is a key.
TOLD: Mapping[str, Mapping[str, str]] = {
    "shop_product": {"status": "Status", "slug": "Address", "name": "Name"},
    "shop_variant": {"sku": "Article", "weight_g": "Weight (g)"},
    "shop_price_entry": {"amount_minor": "Price", "compare_at_minor": "Price before"},
    "shop_membership": {"role": "Role"},
    "shop_seller": {
        "name": "Name",
        "legal_name": "Firm",
        "address": "Address of the firm",
        "vat_id": "VAT number",
    },
    "shop_work_centre": {
        "name": "Name",
        "units": "Machines",
        "rate_minor": "Rate",
        "skill": "Skill",
        "batch_max": "Pieces at once",
    },
    "shop_supplier": {"name": "Name", "lead_days": "Days to deliver"},
    "shop_supplier_term": {"price_minor": "Price", "pack": "Pack", "minimum": "At least"},
    "shop_purchase_order": {"state": "State", "note": "Note", "their_number": "Their number"},
    "shop_purchase_order_line": {"wanted": "Quantity", "expected": "Expected"},
    "shop_operation": {"state": "State"},
    "shop_model_version": {"state": "State"},
    "shop_setting": {"value": "Value"},
}


def witnessed(fn: Callable[[Work], T]) -> Callable[[Work], T]:
    """`fn`, and beside what it writes the deed of whoever pressed the button, or of the program that called with a key;
    `fn` itself where nobody did."""
    who = _hand()
    if who is None:
        return fn

    def seen(work: Work) -> T:
        with _watching(work.session) as changes:
            done = fn(work)
            work.session.flush()
        if changes or request.environ.get(_FIRST) in (None, seen):  # run again after a lost race, it is the same deed
            request.environ[_FIRST] = seen
            _leave(work, who, changes)
        return done

    return seen


def called_by(actor: str, scope: SellerScope) -> None:
    """What this request writes from here on is done by this key, which sees these sellers."""
    request.environ[_CALLER] = (actor, scope)


def _hand() -> tuple[str, SellerScope] | None:
    if not has_request_context() or request.method in SAFE:
        return None
    if "shop_staff" in g:
        return g.shop_staff.person.ref, g.shop_staff.scope
    known: tuple[str, SellerScope] | None = request.environ.get(_CALLER)
    return known


def _leave(work: Work, who: tuple[str, SellerScope], changes: list[list[str]]) -> None:
    ref, scope = who
    sellers = scope.sellers
    given = [str(value) for value in (request.view_args or {}).values()]
    work.session.add(
        Deed(
            id=work.new_id(),
            at=work.now(),
            person_ref=ref,
            seller_ref=next(iter(sellers)) if sellers and len(sellers) == 1 else "*",
            view=(request.endpoint or "").removeprefix(CONSOLE)[:80],
            subject=" ".join(given)[:120],
            changes=changes[:MOST],
        )
    )
    work.session.flush()


@contextmanager
def _watching(session: Session) -> Iterator[list[list[str]]]:
    """Collects what flushes change, in words: [what, before, after]."""
    changes: list[list[str]] = []

    def look(flushed: Session, *_: Any) -> None:
        for row in flushed.dirty:
            changes.extend(_differences(row))

    event.listen(session, "before_flush", look)
    try:
        yield changes
    finally:
        event.remove(session, "before_flush", look)


def _differences(row: Any) -> Iterator[list[str]]:
    told = TOLD.get(row.__tablename__, {})
    state = inspect(row)
    for name, label in told.items():
        if name not in state.attrs:
            continue
        history = state.attrs[name].history
        if history.has_changes() and history.deleted:
            yield [label, _said(name, history.deleted[0]), _said(name, history.added[0] if history.added else None)]


def _said(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):  # words by language
        value = value.get("en") or next(iter(value.values()), "")
    if name.endswith("_minor") and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)[:LONGEST]
