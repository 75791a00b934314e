"""The shop's one parent blueprint: everything it does to a request, it does to its own requests only."""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, has_request_context, request, url_for
from flask_wtf.csrf import validate_csrf
from markupsafe import Markup
from wtforms import ValidationError

from storefront.drawing import render as draw
from storefront.mount import brand, chrome, errors, filters, wire
from storefront.mount.config import Settings
from storefront.mount.current import current_shop
from storefront.mount.drawn import csrf_field, csrf_token, kept

PACKAGE = Path(__file__).resolve().parent.parent
# In the wheel `templates` and `static` lie inside the package; in a checkout they lie beside it.
ROOT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent
_STATIC = str(ROOT / "static")

NAME = "shop"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FORGETS = ("shop.console", "shop.orders.", "shop.api.")
OWN_DOORS = (".hooks.", ".api.")  # programs: a signature or a key instead of a form's token, problems of their own


def build_blueprint(settings: Settings) -> Blueprint:
    """A fresh parent for one app; features register themselves on it in `wiring`."""
    parent = Blueprint(
        NAME,
        "storefront",
        url_prefix=settings.url_prefix or None,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        static_url_path="/static/shop" if not settings.url_prefix else "/static",
    )
    parent.before_request(_refuse_nul)
    parent.before_request(_check_csrf)
    parent.after_request(_forget)
    parent.after_request(wire.finish)
    parent.context_processor(partial(page_context, settings))
    parent.context_processor(chrome.context)
    parent.context_processor(brand.context)
    errors.install(parent)
    return parent


def _refuse_nul() -> None:
    """No person types a NUL, and PostgreSQL keeps none: such a request is refused before it means anything."""
    if any(door in (request.endpoint or "") for door in OWN_DOORS):
        return  # verified on the raw bytes, which nothing may read before
    asked = "\0" in request.path or b"%00" in request.query_string or b"\0" in request.query_string
    form = request.form.listvalues() if request.method not in SAFE_METHODS else ()
    if asked or any("\0" in value for value in chain.from_iterable(form)):
        abort(errors.render_error(400, errors.SENTENCES[400]))


def _check_csrf() -> None:
    """Every form of ours carries a token; webhooks carry a signature instead, calls of the API no cookie at all."""
    if request.method in SAFE_METHODS or any(door in (request.endpoint or "") for door in OWN_DOORS):
        return
    if request.is_json and ".configurator." in (request.endpoint or ""):
        return  # the only readers of JSON, which no foreign page sends without a preflight that nobody answers
    if request.endpoint == "shop.cart.add" and _from_a_page_of_ours():
        return  # its button stands on pages that everybody gets alike, without a token
    try:
        validate_csrf(  # type: ignore[no-untyped-call]  # the library has no types here
            request.form.get("csrf_token") or request.headers.get("X-CSRF-Token")
        )
    except ValidationError:
        abort(errors.render_error(403, "This page was open for too long. Please reload it and press the button again."))


def _from_a_page_of_ours() -> bool:
    """What the browser says of the page that a form was on. One that says nothing has to bring a token, unless it
    brings nothing else either: then there is nobody in whose name it could act."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site:
        return site == "same-origin"
    if origin:
        return urlsplit(origin).netloc == request.host
    return not request.cookies


def _forget(response: Response) -> Response:
    """A seller or a customer who has just changed something finds it changed on the page that comes next."""
    changed = request.method not in SAFE_METHODS and (request.endpoint or "").startswith(FORGETS)
    if changed and response.status_code < 400:
        current_shop().kept.forget()
    return response


@lru_cache(maxsize=512)
def _fingerprint(path: str, _changed: float) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file with its content in it, so that browsers keep it for ever."""
    path = f"{_STATIC}/{name}"
    print_ = _fingerprint(path, os.stat(path).st_mtime)  # twelve a page: a Path takes longer to make
    # A page names a dozen, and building an address takes longer than looking one up.
    known: dict[tuple[str, ...], str] = current_shop().places.setdefault("assets", {})
    key = (request.script_root, name, print_) if has_request_context() else ()
    if key not in known:
        address = url_for("shop.static", filename=name, v=print_)
        if not key:
            return address
        known[key] = address
    return known[key]


def drawing(spec: dict[str, Any]) -> Markup:
    """The SVG of a product's drawing spec, drawn once a process: a drawing is a function of its spec alone, and five of
    them on a page would cost more than all the rest of it."""
    return _drawn(json.dumps(spec, sort_keys=True))


@lru_cache(maxsize=512)
def _drawn(spec: str) -> Markup:
    return draw(json.loads(spec))


def _gettext(message: str, **values: object) -> str:
    return message % values if values else message


def _ngettext(one: str, many: str, count: int, **values: object) -> str:
    return (one if count == 1 else many) % {"num": count, **values}


def page_context(settings: Settings) -> dict[str, Any]:
    """What every template of ours may use. Filters come this way too: a host's own environment is left alone."""
    return {
        "shop": settings,
        "locale": settings.locale,
        "asset": asset,
        "csrf_field": csrf_field,
        "csrf_token": csrf_token,
        "drawing": drawing,
        "kept": kept,
        "_": _gettext,
        "ngettext": _ngettext,
    }


def template_filters(settings: Settings) -> dict[str, Any]:
    """The filters of our templates, bound to the shop's zone and locale."""
    zone, locale = settings.zone, settings.locale
    return {
        "money": partial(filters.money, locale=locale),
        "day": partial(filters.day, zone=zone, locale=locale),
        "day_short": partial(filters.day_short, zone=zone, locale=locale),
        "clock_time": partial(filters.clock_time, zone=zone, locale=locale),
        "moment": lambda value: filters.moment(value, zone, current_shop().clock.now(), locale),
        "text": partial(filters.text, locale=locale),
        "iso": filters.iso,
    }
