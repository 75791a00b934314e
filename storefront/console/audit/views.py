"""`/console/audit`: the trail, by person, order, kind and day; the same as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from io import StringIO
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.api.changes import CHANGE
from fulfilment.api.orders import FULFILMENT_ORDER
from fulfilment.api.production import OPERATION, PRODUCTION_ORDER
from fulfilment.api.shipping import SHIPMENT
from storefront.accounts.guard import staff
from storefront.console.audit import domain, queries
from storefront.console.audit.domain import Asked, Entry
from storefront.console.frame import page as render
from storefront.mount.current import current_shop
from storefront.orders.states import CANCELLATION, ORDER
from storefront.payments.states import OBLIGATION, PAYMENT, REFUND

blueprint = Blueprint("console_audit", __name__, url_prefix="/console/audit")

MONEY = (ORDER, CANCELLATION, CHANGE, OBLIGATION, PAYMENT, REFUND)
TABLES = (*MONEY, FULFILMENT_ORDER, PRODUCTION_ORDER, OPERATION, SHIPMENT)
domain.told(TABLES)
KINDS = [("", "Everything"), ("deeds", "What people did"), *((table.noun, table.noun.capitalize()) for table in TABLES)]
MOST_CSV = 20_000


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Newest first."""
    who, shop, asked = staff(), current_shop(), _asked()
    found = shop.read(lambda work: queries.trail(work, who.scope, asked, shop.settings.zone))
    return render(
        "shop/console/audit/page.html",
        found=found,
        asked=asked,
        kinds=KINDS,
        people=[("", "Everybody"), *found.people],
        older=_address(".page", asked, after=found.next) if found.next else "",
        csv=_address(".as_csv", asked),
    )


@blueprint.get("/trail.csv")
def as_csv() -> Response:
    """All that was asked for, in one table."""
    who, shop, asked = staff(), current_shop(), _asked()

    def rows() -> Iterator[Entry]:
        wanted, left = asked, MOST_CSV
        while left > 0:
            found = shop.read(partial(_more, scope=who.scope, asked=wanted, zone=shop.settings.zone))
            yield from found.entries
            left -= max(len(found.entries), 1)
            if not found.next:
                return
            wanted = replace(wanted, after=found.next)

    text = StringIO()
    table = csv.writer(text)
    table.writerow(["at", "who", "what", "about", "order", "changed", "before", "after", "note"])
    for one in rows():
        for label, before, after in one.changes or (("", "", ""),):
            told = [one.who, one.what, one.about, one.order, label, before, after, one.note]
            table.writerow([one.at.isoformat(), *map(_harmless, told)])
    answer = Response(text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="trail.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _more(work: Work, scope: SellerScope, asked: Asked, zone: ZoneInfo) -> domain.Page:
    return queries.trail(work, scope, asked, zone, 500)


def _harmless(words: str) -> str:
    """A spreadsheet takes a cell that begins so for a formula."""
    return "'" + words if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words


def _asked() -> Asked:
    given = request.args
    return Asked(
        person=given.get("person", "")[:64],
        order=given.get("order", "").strip().lstrip("#")[:20],
        kind=given.get("kind", "") if given.get("kind", "") in dict(KINDS) else "",
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        after=given.get("after", "")[:80],
    )


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _address(endpoint: str, asked: Asked, after: str = "") -> str:
    given = {"person": asked.person, "order": asked.order, "kind": asked.kind, "since": asked.since}
    given |= {"until": asked.until, "after": after}
    return url_for(endpoint, **{name: str(value) for name, value in given.items() if value})  # type: ignore[arg-type]
