"""The console's door: every console view asks here first, and gets the scope that every read and verb takes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, abort, current_app, g, make_response, redirect, request, url_for

from foundation.plain.errors import Forbidden
from foundation.plain.scope import SellerScope
from storefront.accounts import service
from storefront.accounts.access import OWNER
from storefront.mount.current import Person, current_shop


@dataclass(frozen=True)
class Staff:
    """Who is at the console, whose rows they see on this page, and every role that they have."""

    person: Person
    scope: SellerScope
    roles: frozenset[str] = frozenset({OWNER})


def staff() -> Staff:
    """The signed-in member of staff. Sends a guest to sign in; raises `Forbidden` for somebody who is not staff or
    whose role the view is not for."""
    known = g.get("shop_staff")
    if known is not None:
        return known  # type: ignore[no-any-return]  # kept there by us, typed as Any
    shop = current_shop()
    person = shop.user_loader()
    if person is None:
        abort(sign_in_first("This is the sellers' side of the shop. Please sign in first."))
    endpoint = request.endpoint or ""
    admitted = shop.read(lambda work: service.admit(work, person.ref, endpoint))
    if (admitted.second_factor or shop.settings.staff_second_factor) and person.second_factor is False:
        abort(_second_factor_first())
    g.shop_staff = Staff(person, admitted.scope, admitted.roles)
    return g.shop_staff  # type: ignore[no-any-return]  # kept there by us, typed as Any


def _second_factor_first() -> Response:
    """The house asks for one: it is set up before anything else. In a host it is the host's to offer: `Forbidden`."""
    if "security.second_factor" not in current_app.view_functions:
        raise Forbidden("This house asks its people for a second factor. Set one up where you sign in, then come back.")
    here = request.full_path.rstrip("?") if request.method == "GET" else url_for("shop.console_today.page")
    return make_response(redirect(url_for("security.second_factor", next=here)))


def sign_in_first(sentence: str) -> Response:
    """To the standalone shop's own sign-in, or to the host's where it said where that is. A host that did not is
    expected to have asked already: raises `Forbidden`."""
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    if "security.login" in current_app.view_functions:
        return make_response(redirect(url_for("security.login", next=here)))
    theirs = current_shop().settings.sign_in_url
    if not theirs:
        raise Forbidden(sentence)
    joined = "&" if "?" in theirs else "?"
    return make_response(redirect(theirs + (f"{joined}{urlencode({'next': here})}" if here else "")))
