"""`/login`, `/register`, `/verify`, `/reset`: one door a page. No answer says who is registered: what differs is only
in the mail, which whoever owns the address reads."""

from __future__ import annotations

import time
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid
from storefront.accounts.mine import letters, moving
from storefront.accounts.service import works_here
from storefront.checkout.domain import FormErrors, read_contact
from storefront.mount import errors
from storefront.mount.current import Person, ShopState, current_shop
from storefront.mount.errors import status_of
from storefront.standalone import factor, keeping
from storefront.standalone.guesses import stop_if_too_many, wrong
from storefront.standalone.hashing import checked, fits, hashed
from storefront.standalone.security import enter, leave, put_user, signed_in

blueprint = Blueprint("security", __name__)
errors.install(blueprint)
HALF_WAY_S = 300  # between password and code
_HALF = "shop_half_way"
_TAKEN = "There is an account with this e-mail already. Sign in, or ask for a new password."


@blueprint.before_request
def check_form() -> None:
    """Every form here carries a token, as all of the shop's do."""
    if request.method == "POST":
        try:
            validate_csrf(request.form.get("csrf_token"))  # type: ignore[no-untyped-call]
        except ValidationError:
            abort(errors.render_error(403, "This page was open for too long. Please reload it and press again."))
        if any("\0" in value for value in request.form.values()):
            abort(400)


@blueprint.get("/login")
def login() -> ResponseReturnValue:
    """Where to sign in; who is, goes on."""
    person = signed_in()
    return _onward(current_shop(), person, request.args.get("next", "")) if person else _login()


@blueprint.post("/login")
def sign_in() -> ResponseReturnValue:
    """E-mail and password; those who have a second factor are asked for it next."""
    shop, email, password = current_shop(), request.form.get("email", "")[:254], request.form.get("password", "")
    stop_if_too_many("password", email)
    known = shop.read(lambda work: keeping.found(work, email=email))
    if not fits(password, known.hash_ if known else None) or known is None:
        wrong("password", email)
        return _login(refused=True)
    remember, onward = bool(request.form.get("remember")), request.form.get("next", "")
    if known.second:
        session[_HALF] = [known.ref, int(time.time()), remember, onward]
        return redirect(url_for(".code"), 303)
    return _come_in(shop, known.ref, onward, remember=remember)


@blueprint.get("/login/code")
def code() -> ResponseReturnValue:
    """The second half of the way."""
    return _code() if _half_way() else redirect(url_for(".login"), 303)


@blueprint.post("/login/code")
def prove() -> ResponseReturnValue:
    """Six digits from the phone, or a code from paper."""
    shop, half = current_shop(), _half_way()
    if half is None:
        return redirect(url_for(".login"), 303)
    ref, _, remember, onward = half
    stop_if_too_many("code", ref)
    if not shop.write(lambda work: factor.prove(work, ref, request.form.get("code", "")[:40])):
        wrong("code", ref)
        return _code(refused=True)
    session.pop(_HALF, None)
    return _come_in(shop, ref, onward, remember=remember, via=("password", "authenticator"))


@blueprint.post("/logout")
def logout() -> Response:
    """What this browser held of them stays with them, and the next person at it finds it empty."""
    shop, person = current_shop(), signed_in()
    answer = make_response(redirect(url_for("shop.catalogue.home"), 303))
    if person is not None:
        moving.move_out(shop, person, answer)
    leave()
    return answer


@blueprint.get("/register")
def register() -> ResponseReturnValue:
    return redirect(url_for("shop.account.home"), 303) if signed_in() else _page("register")


@blueprint.post("/register")
def ask_to_register() -> Response:
    """A link is mailed, and the password is chosen behind it: nobody makes an account of somebody else's address."""
    shop = current_shop()
    try:
        typed = read_contact(request.form)
    except FormErrors as refused:
        return _page("register", 422, errors=refused.fields)

    def ask(work: Work) -> None:
        kind = "registered" if keeping.found(work, email=typed.email) else "register"
        letters.write_letter(work, kind, typed.email, typed.name if kind == "register" else "")

    shop.write(ask)
    return _page("register", sent=typed.email)


@blueprint.get("/verify/<token>")
def verify(token: str) -> Response:
    return _with_password("register", token)


@blueprint.post("/verify/<token>")
def make_account(token: str) -> ResponseReturnValue:
    """The address is theirs, the password chosen: they are in, with what this browser held."""
    shop, ref = current_shop(), letters.ref_of(current_shop(), "register", token)
    asked = shop.read(lambda work: letters.door(work, "register", ref))
    try:
        hash_ = hashed(checked(request.form.get("password", ""), asked.email))
        person_ref = shop.write(lambda work: _new_account(work, ref, hash_))
    except Invalid as refused:
        return _with_password("register", token, refused)
    return _come_in(shop, person_ref, "")


def _new_account(work: Work, ref: str, hash_: str) -> str:
    asked = letters.use(work, "register", ref)
    if keeping.found(work, email=asked.email) is not None:
        raise Invalid(_TAKEN, field="password")
    person_ref = put_user(current_app, asked.email, asked.name, hash_)
    work.session.flush()
    keeping.confirm(work, person_ref)
    return person_ref


@blueprint.get("/verify/e-mail/<token>")
def new_email(token: str) -> Response:
    shop, ref = current_shop(), letters.ref_of(current_shop(), "new_email", token)
    return _page("new_email", asked=shop.read(lambda work: letters.door(work, "new_email", ref)), token=token)


@blueprint.post("/verify/e-mail/<token>")
def take_email(token: str) -> ResponseReturnValue:
    """They sign in with it from now on."""
    shop, ref = current_shop(), letters.ref_of(current_shop(), "new_email", token)

    def take(work: Work) -> None:
        asked = letters.use(work, "new_email", ref)
        keeping.set_email(work, asked.person_ref, asked.email)

    shop.write(take)
    return redirect(url_for("shop.account.settings") if signed_in() else url_for(".login"), 303)


@blueprint.get("/reset")
def reset() -> Response:
    return _page("reset")


@blueprint.post("/reset")
def ask_for_reset() -> Response:
    """The same answer for everybody; the mail says the rest."""
    shop, email = current_shop(), request.form.get("email", "").strip()[:254]
    if "@" not in email.strip("@"):
        return _page("reset", 422, errors={"email": "Write the e-mail that you sign in with."})

    def ask(work: Work) -> None:
        known = keeping.found(work, email=email)
        if known is None:
            letters.write_letter(work, "no_account", email)
        else:
            letters.write_letter(work, "reset", known.email, known.name, person_ref=known.ref)

    shop.write(ask)
    return _page("reset", sent=email)


@blueprint.get("/reset/<token>")
def renew(token: str) -> Response:
    return _with_password("reset", token)


@blueprint.post("/reset/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Another password; whoever was signed in anywhere is not any more. A second factor is still asked for."""
    shop, ref = current_shop(), letters.ref_of(current_shop(), "reset", token)
    asked = shop.read(lambda work: letters.door(work, "reset", ref))
    try:
        hash_ = hashed(checked(request.form.get("password", ""), asked.email))
    except Invalid as refused:
        return _with_password("reset", token, refused)

    def renew_it(work: Work) -> None:
        letters.use(work, "reset", ref)
        letters.call_back(work, asked.person_ref, "reset")
        keeping.set_password(work, asked.person_ref, hash_)
        keeping.confirm(work, asked.person_ref)

    shop.write(renew_it)
    return _login(renewed=True)


def _come_in(
    shop: ShopState, ref: str, onward: str, *, remember: bool = False, via: tuple[str, ...] = ("password",)
) -> Response:
    session.clear()
    person = enter(current_app, ref, remember=remember, via=via)
    answer = _onward(shop, person, onward)
    moving.move_in(shop, person, answer)
    return answer


def _onward(shop: ShopState, person: Person, wanted: str) -> Response:
    """Where they wanted to go, if that is in this shop; else to work, or to their own things."""
    if not _is_ours(wanted):
        at_work = shop.read(lambda work: works_here(work, person.ref))
        wanted = url_for("shop.console_today.page" if at_work else "shop.account.home")
    return make_response(redirect(wanted, 303))


def _is_ours(address: str) -> bool:
    """A path of this site: browsers take `//x` and `/\\x` for somebody else's, and drop tabs and line breaks."""
    plain = all(32 < ord(sign) < 127 for sign in address)
    return plain and address.startswith("/") and not address.startswith(("//", "/\\"))


def _half_way() -> tuple[str, int, bool, str] | None:
    half: Any = session.get(_HALF)
    if not isinstance(half, list) or len(half) != 4 or time.time() - half[1] > HALF_WAY_S:
        return None
    return half[0], half[1], half[2], half[3]


def _login(**values: Any) -> Response:
    return _page("login", onward=request.values.get("next", ""), email=request.form.get("email", ""), **values)


def _code(**values: Any) -> Response:
    return _page("code", **values)


def _with_password(kind: str, token: str, refused: DomainError | None = None) -> Response:
    shop, ref = current_shop(), letters.ref_of(current_shop(), kind, token)
    asked = shop.read(lambda work: letters.door(work, kind, ref))
    status = status_of(refused) if refused else 200
    return _page("password", status, asked=asked, kind=kind, token=token, refused=refused)


def _page(name: str, status: int = 200, **values: Any) -> Response:
    given = {"form": request.form, "errors": {}, "sent": "", **values}
    response = make_response(render_template(f"shop/accounts/{name}.html", **given), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # a link from a mail opens a door
    return response
