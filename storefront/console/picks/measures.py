"""Parcels as people measure them: centimetres and kilograms in, whole millimetres and grams out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.plain.errors import Invalid
from fulfilment.api.warehouse import ParcelIn

SIDES = (("length", "length_mm"), ("width", "width_mm"), ("height", "height_mm"))
MOST = 50
_PER = {"cm": 10, "kg": 1000}


@dataclass(frozen=True)
class Typed:
    """One parcel's four fields as text, so that a form that comes back keeps what was typed."""

    length: str = ""
    width: str = ""
    height: str = ""
    weight: str = ""

    @property
    def blank(self) -> bool:
        return not (self.length or self.width or self.height or self.weight)


def shown(parcels: Sequence[ParcelIn]) -> list[Typed]:
    """Proposed parcels as they stand in the form."""
    return [
        Typed(
            _written(parcel.length_mm, "cm"),
            _written(parcel.width_mm, "cm"),
            _written(parcel.height_mm, "cm"),
            _written(parcel.weight_g, "kg"),
        )
        for parcel in parcels
    ]


def typed(form: Mapping[str, str]) -> list[Typed]:
    """The rows of a form; `rows` says how many there are."""
    count = form.get("rows", "1")
    rows = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 1
    return [
        Typed(*(form.get(f"{name}-{n}", "").strip()[:20] for name in ("length", "width", "height", "weight")))
        for n in range(1, min(max(rows, 1), MOST) + 1)
    ]


def parcels(rows: Sequence[Typed]) -> list[ParcelIn]:
    """What is to be packed; blank rows do not count. Raises `Invalid` beside the field that is no number."""
    found = []
    for n, row in enumerate(rows, start=1):
        if row.blank:
            continue
        sides = {mm: _parse(getattr(row, name), "cm", f"{name}-{n}") for name, mm in SIDES}
        found.append(ParcelIn(**sides, weight_g=_parse(row.weight, "kg", f"weight-{n}")))
    if not found:
        raise Invalid("Measure and weigh at least one parcel.", field="length-1")
    return found


def _parse(text: str, unit: str, field: str) -> int:
    try:
        number = Decimal(text.replace(",", ".")) * _PER[unit]
    except ArithmeticError:
        raise Invalid(f"Type a number of {unit}, such as 42.5.", field=field) from None
    if not number.is_finite() or not 0 < number < 10**9:
        raise Invalid(f"Type a number of {unit} above zero.", field=field)
    return max(1, int(number.to_integral_value()))


def _written(base: int, unit: str) -> str:
    return f"{(Decimal(base) / _PER[unit]).normalize():f}"
