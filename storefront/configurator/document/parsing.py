"""A document to a compiled model: inputs first, then everything that names them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from foundation.plain.money import EXPONENTS
from storefront.configurator.document.inputs import parse_groups, parse_numbers, parse_scope, parse_texts
from storefront.configurator.document.reader import DocumentError, Reader
from storefront.configurator.document.rules import parse_rules
from storefront.configurator.document.terms import Terms
from storefront.configurator.document.work import check_routing, parse_materials, parse_operations, parse_packed
from storefront.configurator.domain.choices import default_choices
from storefront.configurator.domain.explosion import explode
from storefront.configurator.domain.model import DrawingParam, Model, PricePart, Unusual
from storefront.configurator.domain.pricing import price
from storefront.configurator.domain.validation import validate

FORMAT = "joinery/model@1"


def parse_model(document: dict[str, Any], content_hash: str) -> Model:
    """Compile `document`, whose defaults must be for sale. Raises `DocumentError` (an `Invalid`) naming the place and
    what to write there."""
    model = read_model(document, content_hash)
    check_sellable(model)
    return model


def read_model(document: dict[str, Any], content_hash: str) -> Model:
    """Compile `document`; its defaults may not be for sale yet, as in a seller's draft. Raises `DocumentError`."""
    top = Reader(document, "")
    if top.word("format", "") != FORMAT:
        raise DocumentError("format", f"should be {FORMAT}.")
    groups, numbers = parse_groups(top), parse_numbers(top)
    scope = parse_scope(top, groups, numbers)
    terms = Terms(scope)
    currency = top.word("currency")
    if currency not in EXPONENTS:
        raise DocumentError("currency", f"{currency} is not a currency this shop can take.")
    texts = parse_texts(top, terms)
    pricing = top.inner("price")
    drawing = top.inner("drawing")
    operations = parse_operations(top, terms, {words.id for words in texts})
    model = Model(
        hash=content_hash,
        sku=top.word("sku"),
        seller_ref=top.word("seller"),
        currency=currency,
        zone=_zone(top),
        name=top.texts("name"),
        measure=top.texts("measure", {}),
        groups=groups,
        numbers=numbers,
        texts=texts,
        rules=parse_rules(top, terms),
        price_parts=_price_parts(pricing, terms),
        round_to=pricing.integer("round_to", "100", 1, 1_000_000),
        deposit_percent=top.integer("deposit_percent", "0", 0, 100),
        materials=parse_materials(top, terms, {line.number for line in operations}),
        operations=operations,
        packed=parse_packed(top.inner("packed"), terms),
        unusual=_unusual(top, terms),
        drawing_kind=drawing.word("kind"),
        drawing=_drawing(drawing, terms, {words.id for words in texts}),
        scope=scope,
    )
    for reader in (pricing, drawing, top):
        reader.done()
    _check_whole(model)
    return model


def _zone(top: Reader) -> ZoneInfo:
    name = top.word("time_zone", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise DocumentError("time_zone", f"“{name[:40]}” is no time zone. Write one like Europe/Copenhagen.") from None


def _price_parts(pricing: Reader, terms: Terms) -> tuple[PricePart, ...]:
    parts = []
    for item in pricing.items("parts"):
        parts.append(
            PricePart(item.name("id"), item.texts("label"), terms.number(item, "amount"), terms.condition(item, "when"))
        )
        item.done()
    return tuple(parts)


def _unusual(top: Reader, terms: Terms) -> tuple[Unusual, ...]:
    found = []
    for item in top.items("unusual", []):
        ask = item.texts("ask")
        names = frozenset[str]().union(*(terms.named(item.at("ask"), words) for words in ask.values()))
        found.append(Unusual(item.name("id"), terms.condition(item, "when"), ask, names))
        item.done()
    return tuple(found)


def _drawing(drawing: Reader, terms: Terms, texts: set[str]) -> tuple[DrawingParam, ...]:
    """Each param is `{option: group, words: {...}}`, `{formula: …}`, `{text: id}` or a fixed word."""
    params = drawing.raw("params", {})
    found = []
    for name in Reader(params, drawing.at("params")).data:
        holder = Reader(params, drawing.at("params"))
        if isinstance(params[name], (str, int)):
            found.append(DrawingParam(name, fixed=holder.word(name)))
            continue
        item = holder.inner(name)
        group = item.word("option") if item.has("option") else None
        engraving = item.word("text") if item.has("text") else None
        if group is not None and group not in terms.scope.options:
            raise DocumentError(item.at("option"), f"there is no group called {group}.")
        if engraving is not None and engraving not in texts:
            raise DocumentError(item.at("text"), f"there is no text called {engraving}.")
        formula = terms.number(item, "formula") if item.has("formula") else None
        words = item.mapping("words", {})
        found.append(DrawingParam(name, None, formula, group, engraving, words))
        item.done()
    return tuple(found)


def _check_whole(model: Model) -> None:
    """What only the whole model shows: distinct ids, a routing without cycles."""
    ids = [item.id for item in model.inputs] + [t.counter for t in model.texts]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise DocumentError("The file", f"has two inputs called {doubled[0]}. Rename one.")
    check_routing(model.operations)


def check_sellable(model: Model) -> None:
    """The defaults can be bought, cost something and can be made. Raises `DocumentError`."""
    choices = default_choices(model)
    problems = validate(model, choices)
    if problems:
        raise DocumentError("The defaults", f"cannot be bought: {problems[0].sentence}")
    if price(model, choices).total.minor <= 0:
        raise DocumentError("price", "comes to nothing for the defaults. Check its parts.")
    explode(model, choices)
