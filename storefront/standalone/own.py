"""Settings of somebody who signs in here: name, e-mail, password, second factor. Each is a form of its own on the
settings page, and says beside the field what did not fit."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid
from storefront.accounts.mine import letters
from storefront.accounts.mine.data import settings_page
from storefront.accounts.mine.here import page, person_here
from storefront.checkout.domain import FormErrors, read_contact
from storefront.mount.current import Person, current_shop
from storefront.standalone import factor, keeping
from storefront.standalone.doors import blueprint
from storefront.standalone.guesses import stop_if_too_many, wrong
from storefront.standalone.hashing import checked, hashed
from storefront.standalone.security import enter

_NEW = "shop_new_factor"


@blueprint.post("/account/settings/name")
def rename() -> ResponseReturnValue:
    """As it is shown to them and to their colleagues."""
    person = person_here()
    return _do(person, "name", lambda work: keeping.rename(work, person.ref, request.form.get("name", "")))


@blueprint.post("/account/settings/e-mail")
def change_email() -> ResponseReturnValue:
    """A mail goes to the new address; the old one stays until its link was opened. Whether somebody else has it already
    is not said here."""
    person = person_here()
    try:
        _ask_password(person, "old-email")
        new = read_contact({"email": request.form.get("email", ""), "name": person.name}).email
    except FormErrors as refused:
        return settings_page(person, Invalid(refused.sentence, field="email"), tried="email")
    except Invalid as refused:
        return settings_page(person, refused, tried="email")

    def ask(work: Work) -> None:
        letters.call_back(work, person.ref, "new_email")
        if keeping.found(work, email=new) is None:
            letters.write_letter(work, "new_email", new, person.name, person_ref=person.ref)
        else:
            letters.write_letter(work, "registered", new)

    current_shop().write(ask)
    return redirect(url_for("shop.account.settings", done="email"), 303)


@blueprint.post("/account/settings/verify")
def verify_mine() -> ResponseReturnValue:
    """A mail to the address that is there already: somebody who was asked in has never had one."""
    person = person_here()

    def ask(work: Work) -> None:
        letters.write_letter(work, "new_email", person.email, person.name, person_ref=person.ref)

    current_shop().write(ask)
    return redirect(url_for("shop.account.settings", done="email"), 303)


@blueprint.post("/account/settings/password")
def change_password() -> ResponseReturnValue:
    """Another one; they are signed out everywhere but here."""
    person = person_here()
    try:
        _ask_password(person, "old-password")
        hash_ = hashed(checked(request.form.get("new_password", ""), person.email))
    except Invalid as refused:
        field = refused.field if refused.field == "old-password" else "new_password"
        return settings_page(person, Invalid(refused.sentence, field=field), tried="password")
    current_shop().write(lambda work: keeping.set_password(work, person.ref, hash_))
    enter(current_app, person.ref)
    return redirect(url_for("shop.account.settings", done="password"), 303)


@blueprint.get("/account/second-factor")
def second_factor() -> ResponseReturnValue:
    """Set one up, or see to the one that there is."""
    return _factor(person_here())


@blueprint.post("/account/second-factor")
def turn_on() -> ResponseReturnValue:
    """The phone shows that it knows the secret; the codes for its loss are shown this once."""
    person, secret = person_here(), session.get(_NEW)
    if person.second_factor or not secret:
        return redirect(url_for(".second_factor"), 303)
    try:
        codes = current_shop().write(
            lambda work: factor.turn_on(work, person.ref, secret, request.form.get("code", "")[:40])
        )
    except Invalid as refused:
        return _factor(person, refused)
    session.pop(_NEW, None)
    return page(person_here(), "codes", codes=codes, onward=request.form.get("next", ""))


@blueprint.post("/account/second-factor/codes")
def new_codes() -> ResponseReturnValue:
    """Other codes for paper, with the password."""
    person = person_here()
    try:
        _ask_password(person)
    except Invalid as refused:
        return _factor(person, refused)
    codes = current_shop().write(lambda work: factor.new_codes(work, person.ref))
    return page(person, "codes", codes=codes, onward="")


@blueprint.post("/account/second-factor/off")
def turn_off() -> ResponseReturnValue:
    """Password alone again, with the password."""
    person = person_here()
    try:
        _ask_password(person)
    except Invalid as refused:
        return _factor(person, refused)
    current_shop().write(lambda work: factor.turn_off(work, person.ref))
    return redirect(url_for("shop.account.settings", done="factor"), 303)


def _factor(person: Person, error: DomainError | None = None) -> ResponseReturnValue:
    """The secret waits, sealed, in the session until the phone has proven that it has it."""
    onward = request.values.get("next", "")
    if person.second_factor:
        return page(person, "factor", error, has=True, onward=onward, picture="", spelt="")
    secret = session[_NEW] = session.get(_NEW) or factor.new_secret()
    picture, spelt = factor.picture(secret, person.email), factor.spelt(secret)
    return page(person, "factor", error, has=False, onward=onward, picture=picture, spelt=spelt)


def _do(person: Person, what: str, verb: Callable[[Work], None]) -> ResponseReturnValue:
    try:
        current_shop().write(verb)
    except Invalid as refused:
        return settings_page(person, refused, tried=what)
    return redirect(url_for("shop.account.settings", done=what), 303)


def _ask_password(person: Person, name: str = "old") -> None:
    """Raises `Invalid`; who guesses it here is stopped as at the door."""
    stop_if_too_many("password", person.email)
    if not keeping.knows(person.ref, request.form.get(name, "")):
        wrong("password", person.email)
        raise Invalid("That is not your present password.", field=name)
