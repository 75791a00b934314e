"""Prices of the shelf: narrow the table, say what happens to them, look, write, undo."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Invalid
from foundation.plain.money import Money
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.prices import queries, service
from storefront.console.prices.domain import ROUNDING, Rule, repriced
from storefront.console.prices.queries import Asked
from storefront.console.products.queries import categories, makers
from storefront.console.products.sheet import SheetVariant, price_of
from storefront.mount.current import current_shop
from storefront.mount.filters import text

blueprint = Blueprint("console_prices", __name__, url_prefix="/console/prices")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """The table; with a rule in the address, what it would do: nothing is written."""
    who = staff()
    try:
        rule, error = _rule(), None
    except Invalid as refused:
        rule, error = Rule(), refused
    return _page(who, rule, error)


def _rule() -> Rule:
    said = request.args
    currency = current_shop().settings.currency
    return Rule.parse(said.get("percent", ""), said.get("amount", ""), said.get("ending", ""), currency)


def _page(who: Staff, rule: Rule, error: DomainError | None = None, *, typed: bool = False) -> ResponseReturnValue:
    shop = current_shop()
    currency, locale, args = shop.settings.currency, shop.settings.locale, request.args
    asked = Asked(*(args.get(name, "").strip()[:80] for name in ("q", "category", "maker")))
    found, shelves, makes, past = shop.read(
        lambda work: (
            queries.rows(work, who.scope, asked, currency),
            categories(work),
            makers(work, who.scope),
            queries.past(work, who.scope),
        )
    )
    shown = found[: queries.MOST]
    return render(
        "shop/console/prices/prices.html",
        error,
        rows=[(row, Money(repriced(row.price.minor, rule, currency), currency)) for row in shown],
        more=len(found) > len(shown),
        rule=rule,
        args=args,
        form=request.form if typed else {},
        endings=[(key, words) for key, (words, _, _) in ROUNDING.items()],
        categories=[("", "All"), *((slug, text(name, locale) or slug) for slug, name in shelves)],
        makers=[("", "All"), *makes],
        past=past,
    )


@blueprint.post("")
def change() -> ResponseReturnValue:
    """Write the prices that the table shows."""
    who, shop = staff(), current_shop()
    currency = shop.settings.currency
    try:
        wishes = _wishes(currency)
        shop.write(lambda work: service.change(work, who.scope, wishes, currency, name_of(who)))
    except MENDABLE as error:
        return _page(who, Rule(), error, typed=True)
    keep = {name: request.args[name] for name in ("q", "category", "maker") if request.args.get(name)}
    return redirect(url_for(".page", **keep, changed=sum(1 for one in wishes if one.was != one.now)), 303)  # type: ignore[arg-type]


def _wishes(currency: str) -> list[service.Wish]:
    """Every row of the form. Raises `Invalid` beside the price that is none."""
    found = []
    for sku, book, was in zip(*(request.form.getlist(name) for name in ("sku", "book", "was")), strict=False):
        typed = request.form.get(f"price-{sku}", "").strip()
        try:
            now = price_of(SheetVariant(sku=sku, price=typed[:80]), currency)
            before = price_of(SheetVariant(sku=sku, price=was[:80]), currency)
        except Invalid as error:
            raise Invalid(f"{sku}: {error.sentence}", field=f"price-{sku}") from None
        found.append(service.Wish(book, sku, before, now))
    return found


@blueprint.post("/undo/<ref>")
def undo(ref: str) -> ResponseReturnValue:
    """Every price as it was before that change."""
    who = staff()
    try:
        count = current_shop().write(lambda work: service.undo(work, who.scope, ref))
    except MENDABLE as error:
        return _page(who, Rule(), error)
    return redirect(url_for(".page", undone=count), 303)
