"""Who is at `/account`: the frame of its pages, and the way back for somebody who is nobody yet."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from storefront.accounts.guard import sign_in_first
from storefront.accounts.mine.moving import move_in
from storefront.mount.current import Person, current_shop
from storefront.mount.errors import status_of

SECTIONS = (
    ("Orders", "home"),
    ("Designs", "designs"),
    ("Addresses", "addresses"),
    ("Settings", "settings"),
    ("My data", "data"),
)


def person_here() -> Person:
    """Whoever is signed in; sends everybody else to sign in."""
    person = current_shop().user_loader()
    if person is None:
        abort(sign_in_first("Please sign in first, then open this page again."))
    return person


def page(person: Person, section: str, error: DomainError | None = None, status: int = 0, **values: Any) -> Response:
    """One of the account's pages; what this browser held moves in on the way."""
    links = [(label, url_for(f"shop.account.{name}"), name == section) for label, name in SECTIONS]
    own = "security.logout" in current_app.view_functions
    html = render_template(
        f"shop/accounts/mine/{section}.html",
        person=person,
        sections=links,
        error=error,
        own=own,
        signout_url=url_for("security.logout") if own else "",
        **values,
    )
    answer = make_response(html, status or (status_of(error) if error else 200))
    answer.headers["Cache-Control"] = "no-store"
    return move_in(current_shop(), person, answer)


def back(section: str, **values: Any) -> ResponseReturnValue:
    """To one of the account's pages, after something was done."""
    return redirect(url_for(f"shop.account.{section}", **values), 303)
