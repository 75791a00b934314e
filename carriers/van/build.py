"""What the van needs on paper: its number, and a delivery note as SVG that prints on A6."""

from __future__ import annotations

import hashlib
from xml.sax.saxutils import escape

from carriers.base import ShipmentRequest
from foundation.plain.ids import ALPHABET

_WIDTH, _HEIGHT = 105, 148  # mm, A6


def tracking_number(key: str, piece: int) -> str:
    """`VAN` and ten characters from the idempotency key: the same key mints the same number, no counter needed."""
    value = int.from_bytes(hashlib.sha256(f"van\x1f{key}\x1f{piece}".encode()).digest()[:8], "big")
    digits = []
    for _ in range(10):
        value, rest = divmod(value, 32)
        digits.append(ALPHABET[rest])
    return "VAN" + "".join(digits).upper()


def delivery_note(shipment: ShipmentRequest, number: str, piece: int, sender: str) -> bytes:
    """One parcel's note. Names and texts are escaped: they come from strangers."""
    to, parcel = shipment.ship_to, shipment.parcels[piece]
    crew = "Two people" if shipment.two_person else "One person"
    lines = [
        (8, 14, 5, sender or shipment.ship_from.company or shipment.ship_from.name),
        (8, 34, 7, to.name),
        (8, 42, 5, to.company),
        (8, 50, 5, to.line1),
        (8, 57, 5, to.line2),
        (8, 66, 6, f"{to.postal_code} {to.city}"),
        (8, 74, 5, to.country),
        (8, 86, 4, to.phone),
        (8, 100, 5, f"{crew} · piece {piece + 1} of {len(shipment.parcels)} · {_kilograms(parcel.weight_g)}"),
        (8, 107, 4, parcel.description or shipment.description),
        (8, 114, 4, shipment.reference),
        (8, 132, 9, number),
    ]
    body = "".join(
        f'<text x="{x}" y="{y}" font-size="{size}">{escape(_printable(words))}</text>'
        for x, y, size, words in lines
        if words
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}mm" height="{_HEIGHT}mm" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" role="img" '
        f'aria-label="Delivery note {number}"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f'<path d="M8 20H97M8 92H97M8 120H97" stroke="#000" stroke-width=".4"/>{body}</svg>'
    ).encode()


def _kilograms(grams: int) -> str:
    tenths = -(-grams // 100)
    return f"{tenths // 10}.{tenths % 10} kg"


def _printable(words: str) -> str:
    """XML knows no control characters, not even escaped."""
    return "".join(c for c in words if c.isprintable())[:60]


def job(number: str, url: str) -> dict[str, str]:
    """What the driver's planning board is told: the delivery and where to report."""
    return {"tracking_number": number, "webhook_url": url}
