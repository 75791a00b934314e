"""The dimensioned drawing to take along: SVG to put into a plan, PDF to print."""

from __future__ import annotations

import hashlib
import json

from flask import Blueprint, Response, abort, request

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from storefront import drawing
from storefront.configurator import queries
from storefront.configurator.domain import describe, drawing_spec
from storefront.configurator.domain.model import text
from storefront.configurator.showing import from_form, state_of
from storefront.mount.current import current_shop
from storefront.mount.filters import local_date

MIMETYPES = {"svg": "image/svg+xml", "pdf": "application/pdf"}


def install(blueprint: Blueprint) -> None:
    """Put the download on the feature's blueprint."""
    blueprint.get("/p/<slug>/configure/drawing.<kind>")(drawing_file)


def drawing_file(slug: str, kind: str) -> Response:
    """The sheet of what the form or its `d` says. Raises `Invalid` while that cannot be made."""
    if kind not in MIMETYPES:
        abort(404)
    shop, fields = current_shop(), request.args.to_dict()
    spec, block, sheet = shop.read(lambda work: _sheet(work, slug, fields))
    body = drawing.sheet_svg(spec, block) if kind == "svg" else drawing.sheet_pdf(spec, block)
    answer = Response(body, mimetype=MIMETYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-{sheet}.{kind}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sheet(work: Work, slug: str, fields: dict[str, str]) -> tuple[dict[str, int | str], drawing.TitleBlock, str]:
    shop, product = current_shop(), queries.configurable(work, slug)
    model = product.model
    state = state_of(work, model, from_form(work, model, fields))
    if state.problems:
        raise Invalid(state.problems[0].sentence)
    everything = json.dumps([model.hash, state.choices.to_dict()], sort_keys=True)
    sheet = hashlib.sha256(everything.encode()).hexdigest()[:8]
    block = drawing.TitleBlock(
        product=text(model.name, work.locale),
        picks=describe(model, state.choices, work.locale),
        day=local_date(work.now(), shop.settings.zone),
        sheet=sheet.upper(),
        shop=shop.settings.name,
        locale=work.locale,
    )
    return drawing_spec(model, state.choices), block, sheet
