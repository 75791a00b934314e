"""What the pages of a change read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from fulfilment.api.changes import CHANGE, ChangeView, change, changes_of_order
from storefront.changes.choosing import REPAIR, Chosen, Field, choose, read_choices
from storefront.changes.domain import Cost, changed_pairs
from storefront.changes.models import ChangePrice
from storefront.changes.reading import NO_LINE, Sold, sold_line
from storefront.changes.service import Offer, offer_of, priced
from storefront.configurator.domain import Choices, describe
from storefront.configurator.page import Page, made, present
from storefront.configurator.queries import load_snapshot
from storefront.mount.config import Settings
from storefront.orders.models import Order, OrderLine
from storefront.orders.queries import OrderView, order_view

PENDING = ("drafted", "reserved", "awaiting_payment")


@dataclass(frozen=True)
class ChoosePage:
    """The configurator of a sold line. `frozen` says by field why it stays, `groups` for which groups all of it does,
    `until` by group or input until when the first of it is free. `cost` and `day` are None while what is chosen cannot
    be made, or is what was ordered."""

    sold: Sold
    choices: Choices
    page: Page
    chosen: Chosen
    frozen: Mapping[Field, str]
    groups: Mapping[str, str]
    until: Mapping[str, datetime]
    cost: Cost | None
    changed: list[tuple[str, str, str]]
    pending: ChangeView | None

    @property
    def ready(self) -> bool:
        return self.cost is not None and self.chosen.seen is not None and not self.chosen.seen.offer.refused

    @property
    def refused(self) -> str:
        return self.chosen.seen.offer.refused if self.chosen.seen and not self.chosen.same else ""

    @property
    def parts(self) -> tuple[int, int] | None:
        """So many pieces of how many the change is about; None: all of them."""
        offer = self.chosen.seen.offer if self.chosen.seen and not self.chosen.same else None
        return (offer.pieces, offer.of) if offer and offer.pieces < offer.of else None

    @property
    def late(self) -> bool:
        return bool(self.refused) and self.chosen.seen is not None and self.chosen.seen.offer.late


@dataclass(frozen=True)
class ReviewPage:
    """A change that was asked for, with everything that is said yes to."""

    view: ChangeView
    label: str
    tone: str
    offer: Offer
    title: str
    changed: list[list[str]]
    summary: tuple[tuple[str, str], ...]
    drawing: dict[str, Any]


def choose_page(work: Work, settings: Settings, order_ref: str, line_ref: str, fields: Mapping[str, str]) -> ChoosePage:
    """Raises `NotFound` and `Conflict` with a sentence for a line that cannot be changed at all."""
    sold = sold_line(work, order_ref, line_ref)
    choices = read_choices(sold.model, sold.snapshot.choices, fields)
    chosen = choose(work, settings, sold, choices)
    page = present(sold.model, chosen.state, None, "", work.locale)
    page |= made(sold.model, chosen.state, work.locale)
    changed, cost = list[tuple[str, str, str]](), None
    if chosen.state.price is not None and chosen.seen is not None and not chosen.same:
        changed = changed_pairs(sold.snapshot.summary, describe(sold.model, chosen.state.choices, work.locale))
        cost = priced(work, settings, sold, chosen.state.price.total, chosen.seen)
    return ChoosePage(
        sold,
        chosen.state.choices,
        page,
        chosen,
        {field: sentence for field, sentence in chosen.frozen.items() if sentence},
        _whole_groups(chosen.frozen),
        _until(chosen.until),
        cost,
        changed,
        _pending(work, order_ref, line_ref),
    )


def _whole_groups(frozen: Mapping[Field, str]) -> dict[str, str]:
    """Groups of which every other option is frozen by the same work: said once, above them."""
    by_group: dict[str, set[str]] = {}
    for (group, option), sentence in frozen.items():
        if option and not group.startswith(REPAIR):
            by_group.setdefault(group, set()).add(sentence)
    return {group: next(iter(words)) for group, words in by_group.items() if len(words) == 1 and "" not in words}


def _until(until: Mapping[Field, datetime]) -> dict[str, datetime]:
    """By group or input the first end among its options."""
    found: dict[str, datetime] = {}
    for (name, _), at in until.items():
        found[name] = min(found.get(name, at), at)
    return found


def _pending(work: Work, order_ref: str, line_ref: str) -> ChangeView | None:
    live = (one for one in changes_of_order(work, order_ref) if one.line_ref == line_ref and one.state in PENDING)
    return next(live, None)


def review_page(work: Work, order_ref: str, ref: str) -> ReviewPage:
    """A change of this order. Raises `NotFound` for another order's."""
    row = work.session.get(ChangePrice, ref)
    if row is None or row.order_ref != order_ref:
        raise NotFound("There is no such change in this order.")
    found = change(work, ref)
    line = work.session.get(OrderLine, row.line_ref)
    snapshot = load_snapshot(work, row.snapshot)
    state = CHANGE.states[found.state]
    return ReviewPage(
        view=found,
        label=state.label,
        tone=state.tone,
        offer=offer_of(work, ref),
        title=line.title if line is not None else "",
        changed=row.changed,
        summary=snapshot.summary,
        drawing=snapshot.drawing,
    )


def changeable_lines(work: Work, order_ref: str) -> OrderView:
    """The order whose made lines may be changed. Raises `NotFound` when none of it is made."""
    order = order_view(work, order_ref)
    if not any(line.made for line in order.lines):
        raise NotFound(NO_LINE)
    return order


def order_numbers(work: Work, refs: list[str]) -> dict[str, str]:
    """The numbers of orders. One statement."""
    rows = select(Order.order_ref, Order.number).where(Order.order_ref.in_(refs))
    found: dict[str, str] = dict(work.session.execute(rows).all())
    return found
