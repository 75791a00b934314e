"""Option groups, numbers, texts and tables of a document."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.plain.ids import ALPHABET
from storefront.configurator.document.reader import NAME, OPTION_ID, DocumentError, Reader
from storefront.configurator.document.terms import Terms
from storefront.configurator.domain.model import Group, NumberInput, Option, TextInput
from storefront.configurator.expressions import Scope, Span
from storefront.uploads.domain import KINDS, UploadRule
from storefront.uploads.refs import REF_LENGTH

MAX_TEXT = 200
MAX_STEPS = 100_000
NAMED_ALPHABETS = {
    "letters": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "nordic": "ÆØÅÄÖÜæøåäöüéÉß",
    "digits": "0123456789",
    "punctuation": "&+-.,'!’",
}


def parse_groups(top: Reader) -> tuple[Group, ...]:
    groups = []
    for item in top.items("groups"):
        options = tuple(_option(option) for option in item.items("options"))
        group = Group(item.name("id"), item.texts("label"), item.texts("help"), item.word("default"), options)
        item.done()
        ids = group.ids
        if not ids or len(set(ids)) < len(ids):
            raise DocumentError(item.at("options"), "needs at least one option, each with an id of its own.")
        if group.default not in ids:
            raise DocumentError(item.at("default"), f"“{group.default}” is not among {', '.join(ids)}.")
        groups.append(group)
    return tuple(groups)


def _option(item: Reader) -> Option:
    option_id = item.word("id")
    if not OPTION_ID.fullmatch(option_id):
        raise DocumentError(item.at("id"), f"“{option_id[:40]}” is no option id. Use letters, digits and _.")
    option = Option(option_id, item.texts("label"), item.texts("help", {}), item.mapping("swatch", {}))
    item.done()
    return option


def parse_numbers(top: Reader) -> tuple[NumberInput, ...]:
    numbers = []
    for item in top.items("numbers", []):
        number = NumberInput(
            id=item.name("id"),
            label=item.texts("label"),
            help=item.texts("help"),
            measure=item.texts("measure", {}),
            unit=item.word("unit"),
            shown=item.word("shown"),
            scale=item.integer("scale", "1", 1, 1_000_000),
            low=item.integer("min"),
            high=item.integer("max"),
            step=item.integer("step", "1", 1),
            default=item.integer("default"),
        )
        item.done()
        if not number.low <= number.high or (number.high - number.low) // number.step > MAX_STEPS:
            raise DocumentError(item.place, "needs min ≤ max and at most 100,000 steps between them.")
        if not number.fits(number.default):
            raise DocumentError(item.at("default"), "should be one of the steps between min and max.")
        numbers.append(number)
    return tuple(numbers)


def parse_scope(top: Reader, groups: tuple[Group, ...], numbers: tuple[NumberInput, ...]) -> Scope:
    """What formulas may name, the letter counters of texts included."""
    spans = {number.id: Span(number.low, number.high) for number in numbers}
    for item in top.items("texts", []):
        length = REF_LENGTH if item.has("upload") else item.integer("max_length", low=1, high=MAX_TEXT)
        spans[f"{item.name('id')}_letters"] = Span(0, length)
    raw = top.raw("tables", {})
    if not isinstance(raw, Mapping):
        raise DocumentError("tables", "should map names to rows.")
    tables: dict[str, dict[str, int]] = {}
    for name in raw:
        rows = Reader(raw[name], f"tables.{name}")
        if not NAME.fullmatch(str(name)):
            raise DocumentError(f"tables.{name}", "is no name. Use small letters, digits and _.")
        tables[str(name)] = {str(key): rows.integer(key) for key in rows.data}
    return Scope(spans, {group.id: group.ids for group in groups}, tables)


def parse_texts(top: Reader, terms: Terms) -> tuple[TextInput, ...]:
    texts = []
    for item in top.items("texts", []):
        if item.has("upload"):
            texts.append(_file(item, terms))
            continue
        texts.append(
            TextInput(
                id=item.name("id"),
                label=item.texts("label"),
                help=item.texts("help"),
                alphabet=_alphabet(item),
                alphabet_words=item.texts("alphabet_words"),
                max_length=item.integer("max_length", low=1, high=MAX_TEXT),
                price_per_letter=item.integer("price_per_letter", "0", 0, 1_000_000),
                when=terms.condition(item, "when"),
                optional=item.flag("optional"),
            )
        )
        item.done()
    return tuple(texts)


def _file(item: Reader, terms: Terms) -> TextInput:
    """A file that is given: its value among the choices is the upload's ref, so it is a text of its own alphabet."""
    upload = item.inner("upload")
    kinds = tuple(upload.words("accept")) if upload.has("accept") else KINDS
    if not kinds or not set(kinds) <= set(KINDS):
        raise DocumentError(upload.at("accept"), f"should be some of {', '.join(KINDS)}.")
    rule = UploadRule(kinds, upload.integer("max_mb", "5", 1, 50) * 1_000_000)
    upload.done()
    file = TextInput(
        item.name("id"), item.texts("label"), item.texts("help"), frozenset(ALPHABET), {}, REF_LENGTH, 0,
        terms.condition(item, "when"), rule, item.flag("optional"),
    )  # fmt: skip
    item.done()
    return file


def _alphabet(item: Reader) -> frozenset[str]:
    letters: set[str] = set()
    for part in item.words("alphabet"):
        letters |= set(NAMED_ALPHABETS.get(part, part))
    return frozenset(letters - {" "})
