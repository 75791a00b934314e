"""A model in and out as one readable file."""

from __future__ import annotations

from importlib.resources import files

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Invalid, NotFound, TooLarge
from storefront.accounts.guard import staff
from storefront.configurator import drafting
from storefront.configurator.document.loading import MAX_DOCUMENT, load_document
from storefront.configurator.document.writing import to_yaml
from storefront.console.frame import name_of
from storefront.console.models import queries
from storefront.console.models.views import blueprint, model_page
from storefront.mount.current import current_shop

MOST_BYTES = 4 * MAX_DOCUMENT  # a character takes at most four


@blueprint.get("/schema.json")
def schema() -> Response:
    """The JSON Schema of the format, for editors that complete and check while somebody types."""
    staff()
    text = files("storefront.configurator.document").joinpath("schema.json").read_text(encoding="utf-8")
    return _fresh(Response(text, mimetype="application/schema+json"))


@blueprint.get("/<sku>/export.yaml")
def export(sku: str) -> Response:
    """The published version as a file; with `state=draft` the draft. Imported again, it changes nothing."""
    who, shop = staff(), current_shop()
    found = shop.read(lambda work: queries.desk(work, who.scope, sku))
    version = found.draft if request.args.get("state") == "draft" else found.published
    if version is None:
        raise NotFound("This product has no such version yet.")
    number = version.number
    document = shop.read(lambda work: drafting.version_document(work, who.scope, sku, number))
    response = Response(to_yaml(document), mimetype="application/yaml")
    name = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in sku)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{number}.yaml"'
    return _fresh(response)


@blueprint.post("/<sku>/import")
def upload(sku: str) -> ResponseReturnValue:
    """Read a file into the draft, all of it or nothing; a fault is named with its line or its place."""
    who = staff()
    try:
        document = load_document(_sent())
        sentence = f"Imported {_name()}"
        seen = request.form.get("seen")
        current_shop().write(
            lambda work: drafting.put_draft(work, who.scope, sku, document, sentence, name_of(who), seen)
        )
    except NotFound:
        raise
    except DomainError as error:
        return model_page(who, sku, _beside_the_file(error))
    return redirect(url_for(".section", sku=sku, section="choices", saved=1), 303)


def _beside_the_file(error: DomainError) -> DomainError:
    """The same sentence, beside the file; a subclass may be built differently."""
    error.field = "file"
    return error


def _sent() -> str:
    """The text of the file. Raises `Invalid` for none or another encoding, `TooLarge` for more than a model may be."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("Choose a model file first.", field="file")
    with file.stream:
        data = file.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge(f"A model file may have {MAX_DOCUMENT:,} characters. This one has more.", field="file")
    if not data.strip():
        raise Invalid("This file is empty. Export it again and choose it here.", field="file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("This file is not in UTF-8. Save it again with that encoding.", field="file") from None


def _name() -> str:
    file = request.files.get("file")
    return (file.filename or "a file")[:80] if file else "a file"


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
