"""Counts: the list, the blind sheet of one place, what differs, posting it."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, NotFound
from fulfilment.api import stock
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of, page, typed
from storefront.console.quantities import parse, unit_word, written
from storefront.mount.current import current_shop

blueprint = Blueprint("console_counts", __name__, url_prefix="/console/counts")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """Counts, newest first, and places to count."""
    return _listing(staff())


def _listing(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    rows, shelves = current_shop().read(lambda work: (stock.counts(work, who.scope), stock.levels(work, who.scope)))
    return page("shop/console/counts/list.html", error, rows=rows, places=sorted({level.location for level in shelves}))


@blueprint.post("")
def begin() -> ResponseReturnValue:
    """A new sheet of a place."""
    who = staff()
    place, tap = typed("location", 40), typed("client_id", 80)
    try:
        ref = current_shop().write(
            lambda work: stock.open_count(work, who.scope, place, client_id=tap, person=name_of(who))
        )
    except MENDABLE as error:
        return _listing(who, error)
    return redirect(url_for(".sheet", ref=ref), 303)


@blueprint.get("/<ref>")
def sheet(ref: str) -> ResponseReturnValue:
    """The sheet: blind while it is open, with what differs once something is counted."""
    return _sheet(staff(), ref)


def _sheet(who: Staff, ref: str, error: DomainError | None = None, line: int = 0) -> ResponseReturnValue:
    found = current_shop().read(lambda work: stock.count_sheet(work, who.scope, ref))
    return page(
        "shop/console/counts/sheet.html",
        error,
        count=found,
        at=line,
        form=request.form,
        review=request.args.get("show") == "review" or found.state != "open",
        unit_word=unit_word,
        written=written,
    )


@blueprint.post("/<ref>/enter")
def enter(ref: str) -> ResponseReturnValue:
    """What somebody found on one shelf."""
    who = staff()
    wanted = request.form.get("line", "")
    found = current_shop().read(lambda work: stock.count_sheet(work, who.scope, ref))
    line = next((one for one in found.lines if str(one.line) == wanted), None)
    if line is None:
        raise NotFound("There is no such line on this sheet.")
    number = line.line
    try:
        counted = parse(request.form.get("counted", ""), line.unit, f"counted-{number}")
        seen = request.form.get("version", "")
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
        current_shop().write(
            lambda work: stock.enter_count(work, who.scope, ref, number, counted, seen=version, person=name_of(who))
        )
    except MENDABLE as error:
        return _sheet(who, ref, error, number)
    return redirect(url_for(".sheet", ref=ref) + f"#c-{number}", 303)


@blueprint.post("/<ref>/post")
def post(ref: str) -> ResponseReturnValue:
    """The differences become movements."""
    who = staff()
    try:
        reason = typed("reason")
        current_shop().write(lambda work: stock.post_count(work, who.scope, ref, reason, person=name_of(who)))
    except MENDABLE as error:
        return _sheet(who, ref, error)
    return redirect(url_for(".sheet", ref=ref), 303)


@blueprint.post("/<ref>/drop")
def drop(ref: str) -> ResponseReturnValue:
    """Nobody counts on."""
    who = staff()
    try:
        current_shop().write(lambda work: stock.drop_count(work, who.scope, ref, person=name_of(who)))
    except MENDABLE as error:
        return _sheet(who, ref, error)
    return redirect(url_for(".listing"), 303)
