"""Keeping, sharing and comparing designs: parse, one call, render."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from storefront.accounts.mine import moving
from storefront.configurator.codec import encode
from storefront.configurator.queries import configurable
from storefront.configurator.showing import from_form
from storefront.designs import service
from storefront.designs.cookie import remember, remembered
from storefront.designs.domain import NAME_LENGTH, REMEMBERED
from storefront.designs.queries import KeptDesign, kept
from storefront.designs.showing import STANDARD, Comparison, Opened, compare, glances, open_address, open_kept
from storefront.mount.current import current_shop

MAX_ADDRESS = 4_000
blueprint = Blueprint("designs", __name__)


@blueprint.get("/p/<slug>/configure/keep")
def keep_page(slug: str) -> Response:
    """Give it a name and keep it: for browsers without a script. The configurator's own form leads here."""
    fields = request.args.to_dict()

    def read(work: Work) -> str:
        return encode(from_form(work, configurable(work, slug).model, fields))

    return _keep_page(slug, current_shop().read(read))


@blueprint.post("/p/<slug>/configure/keep")
def keep(slug: str) -> Response:
    """Keep `d` under `name`. A page for a form; for the script `{code, url, list_url}`."""
    d, name = request.form.get("d", "")[:MAX_ADDRESS], request.form.get("name", "")[: 2 * NAME_LENGTH]
    codes = remembered()
    try:
        code = current_shop().write(lambda work: service.keep(work, slug, d, name, codes))
    except Invalid as refused:
        if _by_script():
            raise
        return _keep_page(slug, d, refused)
    url = url_for("shop.designs.design", code=code, _external=True)
    if _by_script():
        answer = jsonify({"code": code, "url": url, "list_url": url_for("shop.designs.mine")})
    else:
        answer = make_response(redirect(url_for("shop.designs.design", code=code, kept=1), 303))
    return remember(answer, [code, *codes])


@blueprint.get("/d/<code>")
def design(code: str) -> Response:
    """A kept design at today's price and day, with what changed since it was kept."""
    shop, codes = current_shop(), remembered()
    opened = shop.read(lambda work: open_kept(work, shop, code))
    html = render_template(
        "shop/designs/design.html", opened=opened, mine=code in codes, kept_now="kept" in request.args, count=len(codes)
    )
    return _fresh(make_response(html))


@blueprint.post("/d/<code>/remember")
def remember_design(code: str) -> Response:
    """Put somebody else's design into my own list."""
    found = current_shop().read(lambda work: kept(work, [code]))
    codes = [design.code for design in found]
    return remember(make_response(redirect(url_for("shop.designs.mine"), 303)), [*codes, *remembered()])


@blueprint.post("/designs/<code>/forget")
def forget(code: str) -> Response:
    """Take it out of my list. The link goes on working for whoever has it."""
    left, shop = [known for known in remembered() if known != code], current_shop()
    person = shop.user_loader()
    if person is not None:
        shop.write(lambda work: moving.forget_design(work, person.ref, code))
    return remember(make_response(redirect(url_for("shop.designs.mine", forgotten=code), 303)), left)


@blueprint.get("/designs")
def mine() -> Response:
    """The designs this visitor kept, newest first, by product, so that two of a kind can be compared."""
    shop, codes = current_shop(), remembered()
    products: dict[str, list[Opened]] = {}
    for item in shop.read(lambda work: glances(work, kept(work, codes))):
        products.setdefault(item.product.slug, []).append(item)
    html = render_template(
        "shop/designs/mine.html", products=products, most=REMEMBERED, forgotten=request.args.get("forgotten", "")
    )
    return _fresh(make_response(html))


@blueprint.get("/p/<slug>/compare")
def compare_two(slug: str) -> Response:
    """`a` and `b` side by side, each the code of a kept design, a configurator's address or `standard`. Sent from the
    configurator's own form, `a` is what is chosen there; without `b` the newest kept one of the kind stands beside."""
    shop, fields, codes = current_shop(), request.args.to_dict(), remembered()

    def read(work: Work) -> tuple[list[KeptDesign], Comparison]:
        others = [design for design in kept(work, codes) if design.slug == slug]
        first = fields.get("a") or encode(from_form(work, configurable(work, slug).model, fields)) or STANDARD
        return others, compare(work, shop, slug, [first, _second(fields, first, others)])

    others, comparison = shop.read(read)
    html = render_template("shop/designs/compare.html", slug=slug, comparison=comparison, others=others)
    return _fresh(make_response(html))


def _second(fields: dict[str, str], first: str, others: list[KeptDesign]) -> str:
    if fields.get("b"):
        return fields["b"]
    return next((design.code for design in others if first not in (design.code, design.picks)), STANDARD)


def _keep_page(slug: str, d: str, refused: Invalid | None = None) -> Response:
    shop = current_shop()
    opened = shop.read(lambda work: open_address(work, shop, slug, d))
    html = render_template(
        "shop/designs/keep.html", slug=slug, opened=opened, refused=refused.sentence if refused else "", d=d
    )
    return _fresh(make_response(html, 422 if refused else 200))


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
