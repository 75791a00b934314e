"""The shop's settings: name and address, look, tax, carriers, payments. They are the operator's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Forbidden, Invalid, TooLarge
from storefront.accounts.guard import Staff, staff
from storefront.checkout.delivery import METHOD_WORDS, country_name
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.settings.domain import Told, key_state, told
from storefront.mount.current import current_shop
from storefront.preferences import force, logo, queries, service
from storefront.preferences.domain import READABLE, readability
from storefront.pricing.tax import EU_RATES

blueprint = Blueprint("console_settings", __name__, url_prefix="/console/settings")

TABS = (
    ("Shop", "shop"), ("Brand", "brand"), ("Mails", "mails"), ("Pages", "pages"), ("Tax", "tax"),
    ("Carriers", "carriers"), ("Payments", "payments"),
)  # fmt: skip
ELSEWHERE = (("People", "console_people.listing"), ("Calendars and centres", "console_workshop.people"),
             ("API", "console_api.listing"))  # fmt: skip
SHOP = ("name", "legal_address", "tax_number", "order_prefix")
DEFAULT_ACCENT = "#2f5d46"


def operator() -> Staff:
    """Settings hold for every seller: only who sees them all may."""
    who = staff()
    if who.scope.sellers is not None:
        raise Forbidden("Settings are the operator's. Ask them to change it.")
    return who


@blueprint.context_processor
def tabs() -> dict[str, object]:
    """The row of tabs that every page of the settings has."""
    here = (request.endpoint or "").rpartition(".")[2]
    at = "mails" if here.startswith("mail") else "pages" if here.startswith("page") else here.removeprefix("save_")
    known = current_app.view_functions
    shown = [(word, name) for word, name in TABS if f"shop.console_settings.{name}" in known]
    mine = [(word, url_for(f".{name}"), name == at, None) for word, name in shown]
    others = [(word, url_for(f"shop.{view}"), False, None) for word, view in ELSEWHERE if f"shop.{view}" in known]
    return {"settings_tabs": [*mine, *others]}


def settings_told(names: Sequence[str], typed: Mapping[str, str] | None = None) -> list[Told]:
    """These settings as they are in force."""
    shop = current_shop()
    fixed, kept = force.held(current_app), shop.read(queries.stored)
    found = [told(name, str(getattr(shop.settings, name)), held=name in fixed, kept=kept.get(name)) for name in names]
    if typed is None:
        return found
    return [Told(**{**vars(one), "typed": typed.get(one.name, one.value)}) for one in found]


def put(who: Staff, names: Sequence[str], extra: Mapping[str, str] | None = None) -> None:
    """Keep what was typed, but for what the app was started with. Raises `Invalid` beside the field."""
    shop, fixed = current_shop(), force.held(current_app)
    values = {name: request.form[name] for name in names if name in request.form} | dict(extra or {})
    free = {name: value for name, value in values.items() if name not in fixed}
    shop.write(lambda work: service.put_settings(work, free, name_of(who)))
    force.forget(shop)
    force.refresh(shop)


@blueprint.get("")
def home() -> ResponseReturnValue:
    """The first of its pages."""
    operator()
    return redirect(url_for(".shop"), 303)


@blueprint.get("/shop")
def shop() -> ResponseReturnValue:
    """Name, address, numbers."""
    operator()
    return _shop()


def _shop(error: DomainError | None = None) -> ResponseReturnValue:
    form = request.form if error else None
    return render("shop/console/settings/shop.html", error, told=settings_told(SHOP, form))


@blueprint.post("/shop")
def save_shop() -> ResponseReturnValue:
    """All of it or nothing."""
    who = operator()
    try:
        put(who, SHOP)
    except MENDABLE as error:
        return _shop(error)
    return redirect(url_for(".shop", saved=1), 303)


@blueprint.get("/brand")
def brand() -> ResponseReturnValue:
    """Accent and logo."""
    operator()
    return _brand()


def _brand(error: DomainError | None = None) -> ResponseReturnValue:
    accent, picture = settings_told(("brand_accent", "brand_logo"), request.form if error else None)
    colour = accent.value or DEFAULT_ACCENT
    return render(
        "shop/console/settings/brand.html",
        error,
        accent=accent,
        picture=picture,
        colour=colour,
        ratio=f"{readability(colour):.1f}",
        needed=READABLE,
        endings=logo.RULE.endings,
        most_kb=logo.RULE.max_bytes // 1000,
    )


@blueprint.post("/brand")
def save_brand() -> ResponseReturnValue:
    """The colour, and the logo if one was chosen or is to go."""
    who = operator()
    try:
        put(who, ("brand_accent",), _logo())
    except (*MENDABLE, TooLarge) as error:
        return _brand(error)
    return redirect(url_for(".brand", saved=1), 303)


def _logo() -> dict[str, str]:
    if request.form.get("no_logo"):
        return {"brand_logo": ""}
    file = request.files.get("logo")
    if file is None or not file.filename:
        return {}
    with file.stream as stream:
        data = stream.read(logo.RULE.max_bytes + 1)
    try:
        return {"brand_logo": logo.kept(current_shop(), data, file.filename)}
    except (Invalid, TooLarge) as error:
        raise type(error)(error.sentence, field="brand_logo") from None


@blueprint.get("/tax")
def tax() -> ResponseReturnValue:
    """The rates that prices hold."""
    operator()
    settings = current_shop().settings
    rates = sorted(((country_name(one.country), one) for one in EU_RATES), key=lambda pair: pair[0])
    return render(
        "shop/console/settings/tax.html", rates=rates, home=settings.country, home_name=country_name(settings.country)
    )


@blueprint.get("/carriers")
def carriers() -> ResponseReturnValue:
    """Who brings parcels, and from where they leave."""
    operator()
    shop = current_shop()
    return render(
        "shop/console/settings/carriers.html",
        carriers=sorted((code, carrier.name, carrier.caps) for code, carrier in shop.carriers.items()),
        ship_from=shop.settings.ship_from,
        country=country_name(str(shop.settings.ship_from.get("country", shop.settings.country))),
        methods=METHOD_WORDS,
    )


@blueprint.get("/payments")
def payments() -> ResponseReturnValue:
    """Whether there is a key; never the key."""
    operator()
    settings = current_shop().settings
    return render(
        "shop/console/settings/payments.html",
        key=key_state(settings.stripe_secret_key),
        webhook=bool(settings.stripe_webhook_secret),
        live=bool(settings.stripe_secret_key),
        hook=settings.outside + "/hooks/stripe",
        delay=settings.balance_delay,
    )
