"""What browsers and programs send, read strictly."""

from __future__ import annotations

import json
from typing import Any

from flask import request

from foundation.plain.errors import Invalid
from storefront.configurator.domain import Choices

MAX_POSTED = 20_000


def sent_json() -> dict[str, Any]:
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # brackets without end
        sent = None
    if not isinstance(sent, dict):
        raise Invalid("Send the choices as JSON.")
    return sent


def choices_of(sent: dict[str, Any]) -> Choices:
    """`picks` (option ids), `numbers` (base units), `texts`; `picked` (a list of fields) says which of them the shopper
    touched, all of them if it is left out."""
    parts = {"options": sent.get("picks", {}), "numbers": sent.get("numbers", {}), "texts": sent.get("texts", {})}
    if "picked" in sent:
        parts["picked"] = sent["picked"]
    return Choices.from_dict(parts)


def posted_choices(sent: str) -> Choices:
    """The hidden field of the sheet. Raises `Invalid` for what the shop did not write there."""
    try:
        return Choices.from_dict(json.loads(sent[:MAX_POSTED]))
    except (ValueError, RecursionError):
        raise Invalid("These choices cannot be read. Open the configurator again.", field="choices") from None
