"""A product as a form holds it: text as it was typed, whole, comparable. Plain values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.plain.errors import DomainError, Invalid
from foundation.plain.money import Money
from storefront.catalogue.domain.inputs import NAME_LENGTH, VariantIn, check_slug, check_variant

MOST_VARIANTS, MOST_PICTURES, OPTIONS = 100, 24, 3
LONGEST = 20_000
DELIVERY = {"parcel": "Parcel", "two_person": "Two people"}


@dataclass(frozen=True)
class SheetVariant:
    """One variant as typed: sizes in cm, weight in kg, price in the shop's currency; `values` of the option names."""

    sku: str = ""
    values: tuple[str, ...] = ("",) * OPTIONS
    price: str = ""
    length: str = ""
    width: str = ""
    height: str = ""
    weight: str = ""
    delivery: str = "parcel"
    barcode: str = ""


@dataclass(frozen=True)
class SheetPicture:
    """One picture: `key` is its blob, empty while only its address is known."""

    id: str
    key: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Sheet:
    """Everything of a product that somebody writes. The texts are those of the shop's own language."""

    slug: str = ""
    name: str = ""
    description: str = ""
    category: str = ""
    maker: str = ""
    tags: str = ""
    option_names: tuple[str, ...] = ("",) * OPTIONS
    variants: tuple[SheetVariant, ...] = ()
    pictures: tuple[SheetPicture, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Sheet:
        variants = tuple(SheetVariant(**{**one, "values": tuple(one["values"])}) for one in kept["variants"])
        pictures = tuple(SheetPicture(**one) for one in kept["pictures"])
        names = tuple(kept["option_names"])
        return cls(**{**kept, "option_names": names, "variants": variants, "pictures": pictures})

    def options_of(self, variant: SheetVariant) -> tuple[tuple[str, str], ...]:
        """(name, value) of the options that have a name; a product without any has the one that files call default."""
        return tuple((n, v) for n, v in zip(self.option_names, variant.values, strict=False) if n)


def read_form(form: Mapping[str, str], before: Sheet) -> Sheet:
    """The sheet that a form holds; what the form does not ask for (a picture's bytes) is taken from `before`."""

    def said(name: str, most: int = NAME_LENGTH) -> str:
        return form.get(name, "").strip()[:most]

    kept = {picture.id: picture for picture in before.pictures}
    order = [one for one in form.get("pictures", "").split() if one in kept] if "pictures" in form else list(kept)
    count = form.get("rows", "0")
    rows = min(int(count), MOST_VARIANTS) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    return Sheet(
        slug=said("slug"),
        name=said("name", NAME_LENGTH + 1),
        description=said("description", LONGEST).replace("\r\n", "\n"),
        category=said("category"),
        maker=said("maker"),
        tags=", ".join(tag_list(form.get("tags", ""))),
        option_names=tuple(said(f"option-{n}", 60) for n in range(OPTIONS)),
        variants=tuple(_variant(said, number) for number in range(rows)),
        pictures=tuple(replace(kept[one], alt=said(f"alt-{one}", 200)) for one in order),
    )


def tag_list(text: str) -> list[str]:
    """The tags of a typed line, each once: `oak, sample`."""
    return list(dict.fromkeys(tag.strip()[:60] for tag in text.split(",") if tag.strip()))[:30]


def _variant(said: Any, row: int) -> SheetVariant:
    plain = ("sku", "price", "length", "width", "height", "weight", "barcode")
    values = tuple(said(f"value-{row}-{n}", 80) for n in range(OPTIONS))
    delivery = said(f"delivery-{row}", 20)
    fields = {name: said(f"{name}-{row}", 80) for name in plain}
    return SheetVariant(values=values, delivery=delivery if delivery in DELIVERY else "parcel", **fields)


def problems(sheet: Sheet, currency: str, *, made: bool) -> dict[str, str]:
    """What keeps the sheet from being published, by field. Nothing is judged that only the database knows."""
    found: dict[str, str] = {}
    if not sheet.name:
        found["name"] = "Give the product a name."
    elif len(sheet.name) > NAME_LENGTH:
        found["name"] = f"A name may have up to {NAME_LENGTH} letters."
    try:
        check_slug(sheet.slug)
    except Invalid as error:
        found["slug"] = error.sentence
    if sheet.slug == "new":
        found["slug"] = "“new” is the page for new products. Choose another address."
    if not sheet.variants:
        found["variants"] = "There is nothing to buy yet. Add one variant at least."
    for row, variant in enumerate(sheet.variants):
        found |= {f"{name}-{row}": text for name, text in _variant_problems(sheet, variant, currency, made)}
    return found | _twins(sheet)


def _variant_problems(sheet: Sheet, variant: SheetVariant, currency: str, made: bool) -> Iterator[tuple[str, str]]:
    try:
        check_variant(VariantIn("", variant.sku, sheet.options_of(variant)))
    except Invalid as error:
        yield ("sku" if error.field != "options" else "value-0"), error.sentence
    if not made:
        try:
            price_of(variant, currency)
        except Invalid as error:
            yield "price", error.sentence
    for name, unit in (("length", "cm"), ("width", "cm"), ("height", "cm"), ("weight", "kg")):
        try:
            measure(getattr(variant, name), unit)
        except Invalid as error:
            yield name, error.sentence


def _twins(sheet: Sheet) -> dict[str, str]:
    found, skus, choices = {}, set(), set()
    for row, variant in enumerate(sheet.variants):
        if variant.sku and variant.sku in skus:
            found[f"sku-{row}"] = f"{variant.sku} stands here twice. Give each variant a number of its own."
        options = sheet.options_of(variant)
        if options in choices:
            found[f"value-{row}-0"] = "Another variant has the very same options. Change one of them."
        skus.add(variant.sku)
        choices.add(options)
    return found


def price_of(variant: SheetVariant, currency: str) -> Money:
    """Raises `Invalid` for what is no price."""
    try:
        amount = Money.parse(variant.price.replace(",", "."), currency)
    except (DomainError, ValueError, ArithmeticError):
        raise Invalid("Type a price such as 24.90.", field="price") from None
    if not 0 <= amount.minor < 10**11:
        raise Invalid("A price is between 0 and 999,999,999.", field="price")
    return amount


_PER = {"cm": 10, "kg": 1000}


def measure(text: str, unit: str) -> int | None:
    """Millimetres of centimetres, grams of kilograms; None where nothing was typed. Raises `Invalid`."""
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", ".")) * _PER[unit]
    except InvalidOperation:
        raise Invalid(f"Type a number of {unit}, such as 42.5.") from None
    if not number.is_finite() or not 0 <= number < 10**7:
        raise Invalid(f"Type a number of {unit} that is not below zero.")
    return int(number.to_integral_value())


def written(base: int, unit: str) -> str:
    """`written(125, "cm") == "12.5"`; nothing for nothing."""
    return f"{(Decimal(base) / _PER[unit]).normalize():f}" if base else ""


def moved(items: Sequence[Any], index: int, by: int) -> tuple[Any, ...]:
    """`items` with the one at `index` moved by one place; out of reach is left as it is."""
    other, out = index + by, list(items)
    if 0 <= index < len(out) and 0 <= other < len(out):
        out[index], out[other] = out[other], out[index]
    return tuple(out)
