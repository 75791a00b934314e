"""The catalogue in and out as a Shopify file: look first, then all of it or nothing."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid, TooLarge
from storefront.accounts.guard import Staff, staff
from storefront.catalogue.importing import ImportReport, ImportTarget, export_rows, import_file
from storefront.console.frame import page as render
from storefront.console.products import queries
from storefront.mount.current import ShopState, current_shop

blueprint = Blueprint("console_import", __name__, url_prefix="/console/import")

PURPOSE = "console.import"


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Choose a file."""
    return _page(staff())


def _page(who: Staff, error: DomainError | None = None, **more: Any) -> ResponseReturnValue:
    shop = current_shop()
    return render(
        "shop/console/products/import.html",
        error,
        sellers=shop.read(lambda work: queries.sellers(work, who.scope)),
        most_mb=shop.settings.max_upload_bytes // 1_000_000,
        **{"report": None, "ticket": "", "seller": request.form.get("seller", ""), "name": "", **more},
    )


@blueprint.post("")
def check() -> ResponseReturnValue:
    """The dry run: every row's fate, and the file kept for the one press that follows."""
    who, shop = staff(), current_shop()
    try:
        name, data = _uploaded(shop)
        seller = _seller(who, shop)
        report = shop.read(lambda work: _run(work, who, shop, data, seller, dry_run=True))
    except DomainError as error:
        return _page(who, error)
    digest = hashlib.sha256(data).hexdigest()
    shop.blobs.put(f"imports/{digest}.csv", data)
    ticket = shop.signer(PURPOSE).dumps([digest, seller, name])
    return _page(who, report=report, ticket=ticket, seller=seller, name=name)


@blueprint.post("/apply")
def apply() -> ResponseReturnValue:
    """Write it. The same press twice writes once: a file that is in the catalogue already changes nothing."""
    who, shop = staff(), current_shop()
    try:
        digest, seller, name = _ticket(shop)
        data = shop.blobs.get(f"imports/{digest}.csv")
        report = shop.write(lambda work: _run(work, who, shop, data, seller, dry_run=False))
    except DomainError as error:
        return _page(who, error)
    if not report.applied:
        return _page(
            who,
            Invalid("Nothing was imported. Mend the rows named below and choose the file again."),
            report=report,
            seller=seller,
            name=name,
        )
    counts = report.fates
    return redirect(url_for(".done", rows=len(report.rows), new=counts["created"], changed=counts["updated"]), 303)


@blueprint.get("/done")
def done() -> ResponseReturnValue:
    """What the import did, in numbers."""
    who = staff()
    counts = {name: _count(request.args.get(name, "")) for name in ("rows", "new", "changed")}
    return _page(who, done=counts)


@blueprint.get("/export.csv")
def export() -> Response:
    """All stocked products in view; imported again, it changes nothing."""
    who, shop = staff(), current_shop()
    settings = shop.settings
    rows = shop.read(
        lambda work: list(export_rows(work, who.scope, currency=settings.currency, locale=settings.locale))
    )
    response = Response("".join(rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="products.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _run(work: Work, who: Staff, shop: ShopState, data: bytes, seller: str, *, dry_run: bool) -> ImportReport:
    settings = shop.settings
    target = ImportTarget(settings.currency, settings.locale, settings.country)
    return import_file(work, who.scope, data, seller_ref=seller, dry_run=dry_run, target=target)


def _uploaded(shop: ShopState) -> tuple[str, bytes]:
    """The file's name, for people only, and its bytes. Raises `Invalid` for none, `TooLarge` for more than fits."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("Choose a CSV file first.", field="file")
    most = shop.settings.max_upload_bytes
    with file.stream:  # a large one lies in a temporary file, which goes now
        data = file.stream.read(most + 1)
    if len(data) > most:
        raise TooLarge(f"This file has more than {most // 1_000_000} MB. Split it into smaller ones.", field="file")
    if not data.strip():
        raise Invalid("This file is empty. Export it again and choose it here.", field="file")
    return file.filename[:120], data


def _seller(who: Staff, shop: ShopState) -> str:
    known = [ref for ref, _ in shop.read(lambda work: queries.sellers(work, who.scope))]
    asked = request.form.get("seller", "")
    if asked in known:
        return asked
    if len(known) == 1 and not asked:
        return known[0]
    raise Invalid("Choose whose products these are.", field="seller")


def _ticket(shop: ShopState) -> tuple[str, str, str]:
    try:
        digest, seller, name = shop.signer(PURPOSE).loads(request.form.get("ticket", ""))
    except (BadSignature, ValueError, TypeError):
        raise Invalid("Choose the file again: this page does not remember it.", field="file") from None
    return str(digest), str(seller), str(name)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
