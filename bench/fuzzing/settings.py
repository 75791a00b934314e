"""schemathesis' settings for the shop, as it reads them from a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

# What a shop may say to a question that its schema allows: not there, over, sold out, changed, meant otherwise.
MEANT = ["2xx", "3xx", "400", "401", "403", "404", "409", "410", "412", "422"]
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "410", "412", "413", "414", "415", "422", "431"]
BOUND: Mapping[str, str] = {
    "path.token": "token", "path.cart": "cart", "path.number": "number", "path.ref": "ref", "path.line": "line",
    "path.sku": "sku", "path.slug": "slug", "path.hash": "hash", "body.sku": "sku", "body.lines[*].sku": "sku",
    "body.hash": "hash", "body.snapshot": "snapshot", "body.lines[*].snapshot": "snapshot", "body.country": "country",
    "body.line": "line",
}  # fmt: skip


def settings(values: Mapping[str, Sequence[str]], share: float = 0.6) -> str:
    """TOML: `share` of the parameters are guessed from what is really there."""
    lines = [
        "[checks.positive_data_acceptance]",
        f"expected-statuses = {json.dumps(MEANT)}",
        "[checks.negative_data_rejection]",
        f"expected-statuses = {json.dumps(REFUSED)}",
        "[dictionaries]",
        *(f"{name} = {{ values = {json.dumps(list(found))} }}" for name, found in values.items() if found),
        "[parameters]",
        *(
            f'"{place}" = {{ dictionary = "{name}", probability = {share} }}'
            for place, name in BOUND.items()
            if values.get(name)
        ),
    ]
    return "\n".join(lines) + "\n"
