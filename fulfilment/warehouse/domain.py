"""Picking and packing as plain values and decisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from foundation.plain.errors import Invalid
from foundation.plain.states import Tone

MAX_SIDE_MM, MAX_WEIGHT_G, MAX_PARCELS = 6_000, 1_000_000, 50


@dataclass(frozen=True)
class PickTaskView:
    """Take `quantity` of `sku` from `bin`. `blocked_by`: why it cannot be picked yet."""

    ref: str
    line_ref: str
    sku: str
    name: str
    location: str
    bin: str
    quantity: int
    picked: int
    state: str
    label: str
    tone: Tone
    expected: date | None
    blocked_by: str | None


@dataclass(frozen=True)
class PickListView:
    """The walk for one fulfilment order; `tasks` are in walking order."""

    ref: str
    fulfilment_order_ref: str
    order_ref: str
    order_number: str
    seller_ref: str
    location: str
    state: str
    label: str
    tone: Tone
    pieces: int
    picked: int
    created_at: datetime
    blocked_by: str | None
    tasks: tuple[PickTaskView, ...]


@dataclass(frozen=True)
class PickResult:
    """What a pick did; a repeated `client_id` gets the same again. `list_state` tells whether the walk is done."""

    task_ref: str
    picked: int
    state: str
    list_state: str
    sentence: str


@dataclass(frozen=True)
class ParcelIn:
    """One closed parcel on the scales, millimetres and grams."""

    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int


@dataclass(frozen=True)
class PackingLine:
    """What goes into the parcels: `to_pack` of `quantity` pieces are picked or made and not packed yet."""

    line_ref: str
    sku: str
    title: str
    quantity: int
    to_pack: int
    packed: int


@dataclass(frozen=True)
class PackingPage:
    """The packing bench. `blocked_by`: what is missing before it can be packed; `suggested` fits all of it."""

    fulfilment_order_ref: str
    order_ref: str
    order_number: str
    delivery_class: str
    state: str
    lines: tuple[PackingLine, ...]
    parcels: tuple[ParcelIn, ...]
    blocked_by: str | None


@dataclass(frozen=True)
class PackResult:
    """The parcels made; a repeated `client_id` gets the same again."""

    fulfilment_order_ref: str
    parcel_refs: tuple[str, ...]
    state: str


def walking_key(bin_: str) -> tuple[tuple[int, str], ...]:
    """Bins in the order one walks past them: A-2 before A-10, numbers as numbers; no bin at all comes last."""
    if not bin_:
        return ((2, ""),)
    parts = re.findall(r"\d+|[^\d]+", bin_.casefold())
    return tuple((0, part.zfill(12)) if part.isdigit() else (1, part) for part in parts)


PADDING_MM, PADDING_G = 20, 150


def stacked(pieces: Sequence[ParcelIn]) -> tuple[ParcelIn, ...]:
    """One box that surely holds all pieces: as long and wide as the largest, as high as all of them, with padding.

    Nothing for no pieces, or when one of them was never measured.
    """
    sides = [sorted((p.length_mm, p.width_mm, p.height_mm), reverse=True) for p in pieces]
    if not sides or any(side[2] <= 0 for side in sides):
        return ()
    return (
        ParcelIn(
            length_mm=max(side[0] for side in sides) + PADDING_MM,
            width_mm=max(side[1] for side in sides) + PADDING_MM,
            height_mm=sum(side[2] for side in sides) + PADDING_MM,
            weight_g=sum(piece.weight_g for piece in pieces) + PADDING_G,
        ),
    )


def checked_parcels(parcels: Sequence[ParcelIn]) -> tuple[ParcelIn, ...]:
    """`parcels` if each is one a person could have put on the scales; raises `Invalid` with the field otherwise."""
    if not 1 <= len(parcels) <= MAX_PARCELS:
        raise Invalid(f"Enter between 1 and {MAX_PARCELS} parcels.", field="parcels")
    for parcel in parcels:
        for field in ("length_mm", "width_mm", "height_mm"):
            if not 1 <= getattr(parcel, field) <= MAX_SIDE_MM:
                raise Invalid(f"A side is between 1 mm and {MAX_SIDE_MM // 1000} m. Measure again.", field=field)
        if not 1 <= parcel.weight_g <= MAX_WEIGHT_G:
            raise Invalid(f"A parcel weighs between 1 g and {MAX_WEIGHT_G // 1000} kg. Weigh again.", field="weight_g")
    return tuple(parcels)
