"""`/account/settings` and `/account/data`: who they are, all that we know of them, and forgetting it."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import Conflict, DomainError, Forbidden, Invalid
from storefront.accounts.mine import erasing, exporting, letters, moving
from storefront.accounts.mine.here import back, page, person_here
from storefront.accounts.mine.views import blueprint
from storefront.mount.current import Person, current_shop
from storefront.mount.errors import status_of


@blueprint.get("/settings")
def settings() -> ResponseReturnValue:
    """Name, e-mail, password and second factor, where they are ours to change."""
    return settings_page(person_here())


def settings_page(person: Person, error: DomainError | None = None, **values: Any) -> Response:
    """Also for the views that change something of it. `done`: what was."""
    done = request.args.get("done", "")
    return page(person, "settings", error, theirs=current_shop().settings.settings_url, **{"done": done, **values})


@blueprint.get("/data")
def data() -> ResponseReturnValue:
    """Take all of it along, or have it forgotten."""
    return _data(person_here())


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    """The worker packs it and mails a link."""
    person = person_here()
    current_shop().write(lambda work: exporting.ask(work, person))
    return back("data", asked="1")


@blueprint.get("/export/<token>")
def fetch_export(token: str) -> Response:
    """The file, for whoever has the link from the mail."""
    shop, ref = current_shop(), letters.ref_of(current_shop(), "export", token)
    found = shop.read(lambda work: letters.door(work, "export", ref))
    answer = make_response(exporting.fetch(shop, found.about))
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.post("/erase")
def erase() -> ResponseReturnValue:
    """With the password at once, where it is ours to ask; else by a link in a mail."""
    person, shop = person_here(), current_shop()
    try:
        if shop.people is None:
            shop.write(lambda work: erasing.ask_by_mail(work, person))
            return back("data", asked="erase")
        shop.read(lambda work: erasing.stop_if_open(work, person))
        if not shop.people.knows(person.ref, request.form.get("password", "")):
            raise Invalid("That is not your password. Nothing was erased.", field="password")
        erasing.erase(shop, person)
    except (Conflict, Invalid) as refused:
        return _data(person, refused)
    return _gone()


@blueprint.get("/erase/<token>")
def confirm_erase(token: str) -> Response:
    """The door that the mail opened: said once more, then done."""
    shop, ref = current_shop(), letters.ref_of(current_shop(), "erase", token)
    asked = shop.read(lambda work: letters.door(work, "erase", ref))
    return _answer("erase", 200, asked=asked, token=token, error=None)


@blueprint.post("/erase/<token>")
def erase_by_mail(token: str) -> Response:
    """Done by whoever is signed in and read the mail."""
    person, shop = person_here(), current_shop()
    ref = letters.ref_of(shop, "erase", token)
    asked = shop.read(lambda work: letters.door(work, "erase", ref))
    if asked.person_ref != person.ref:
        raise Forbidden("This link is for somebody else. Sign in as whom you want to be forgotten.")
    try:
        erasing.erase(shop, person)
    except Conflict as refused:
        return _answer("erase", status_of(refused), asked=asked, token=token, error=refused)
    return _gone()


@blueprint.get("/erased")
def erased() -> Response:
    return _answer("erased", 200)


def _data(person: Person, error: DomainError | None = None) -> Response:
    own = current_shop().people is not None
    exports = current_shop().read(lambda work: exporting.latest(work, person.ref))
    return page(person, "data", error, asked=request.args.get("asked", ""), export=exports, asks_password=own)


def _gone() -> Response:
    """Nothing of them stays in this browser either; a host's own session is the host's."""
    answer = make_response(redirect(url_for("shop.account.erased"), 303))
    moving.forget_browser(answer)
    people = current_shop().people
    if people is not None:
        people.sign_out()
    return answer


def _answer(name: str, status: int, **values: Any) -> Response:
    answer = make_response(render_template(f"shop/accounts/mine/{name}.html", **values), status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
