"""Every mail as it will look, with an order that nobody placed; who mails come from. Nothing is sent from here."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, NotFound
from storefront.console.frame import MENDABLE
from storefront.console.frame import page as render
from storefront.console.settings.sample import sample
from storefront.console.settings.views import blueprint, operator, put, settings_told
from storefront.mount.current import current_shop
from storefront.notifications.domain import LETTERS
from storefront.notifications.writing import Written, written

SENDER = ("mail_from", "mail_reply_to")


@blueprint.get("/mails")
def mails() -> ResponseReturnValue:
    """Sender, where answers go, and the list."""
    operator()
    return _mails()


def _mails(error: DomainError | None = None) -> ResponseReturnValue:
    settings = current_shop().settings
    return render(
        "shop/console/settings/mails.html",
        error,
        told=settings_told(SENDER, request.form if error else None),
        letters=[(kind, letter.subject.format(number="1042")) for kind, letter in LETTERS.items()],
        server=settings.smtp_host if settings.mail_backend == "smtp" else "",
        folder=settings.mail_folder,
    )


@blueprint.post("/mails")
def save_mails() -> ResponseReturnValue:
    """Both addresses or neither."""
    who = operator()
    try:
        put(who, SENDER)
    except MENDABLE as error:
        return _mails(error)
    return redirect(url_for(".mails", saved=1), 303)


@blueprint.get("/mails/<kind>")
def mail(kind: str) -> ResponseReturnValue:
    """One mail in both its forms."""
    operator()
    settings = current_shop().settings
    return render(
        "shop/console/settings/mail.html",
        kind=kind,
        letter=_letter(kind),
        sender=settings.mail_from,
        reply_to=settings.mail_reply_to,
    )


@blueprint.get("/mails/<kind>/html")
def mail_html(kind: str) -> ResponseReturnValue:
    """The form with mark-up, for the frame in that page: it may do nothing but be looked at."""
    operator()
    answer = Response(_letter(kind).html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _letter(kind: str) -> Written:
    if kind not in LETTERS:
        raise NotFound("There is no such mail.")
    shop = current_shop()
    order, data = sample(kind, shop.clock.now(), shop.settings)
    return written(shop, kind, order, order.lines, data, f"{shop.settings.outside}/o/…")
