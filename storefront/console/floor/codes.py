"""The code on a traveller: an operation's ref and a short signature of ours, so that what was printed elsewhere, or
misread, is no code at all. It opens nothing by itself: whoever scans it signs in first."""

from __future__ import annotations

import hmac
import re
from typing import Final
from urllib.parse import urlsplit

from flask import url_for

from foundation.plain.errors import Invalid
from foundation.plain.ids import ALPHABET
from storefront.mount.current import current_shop

REF: Final = 26
SIGNED: Final = 10  # signs of base 64, 60 bits: as short as a code on paper likes it
_REF = re.compile(f"[{ALPHABET}]{{{REF}}}")
_OURS = re.compile(rf"/t/([A-Za-z0-9_-]{{{REF + SIGNED}}})/?$")
_NUMBER = re.compile(r"#?\s*([A-Za-z0-9-]{1,40})")
FOREIGN: Final = "This is not a code of this workshop. Scan the code beside the step, or type the order's number."


def code_of(ref: str) -> str:
    """The short signed code of an operation."""
    return ref + _signature(ref)


def address_of(ref: str) -> str:
    """What is in the QR: the whole address, so that any phone's camera finds the way."""
    return current_shop().settings.public_url.rstrip("/") + url_for("shop.console_floor.scanned", code=code_of(ref))


def ref_of(code: str) -> str:
    """The operation that a code stands for. Raises `Invalid` for a code that is not ours."""
    ref, signature = code[:REF], code[REF:]
    if not _REF.fullmatch(ref) or not hmac.compare_digest(signature.encode(), _signature(ref).encode()):
        raise Invalid(FOREIGN, field="code")
    return ref


def code_in(text: str) -> str | None:
    """The code in what a scanner typed: a whole address, or the code alone. None when there is none in it."""
    text = text.strip()
    found = _OURS.search(urlsplit(text).path if "://" in text else f"/t/{text}")
    return found.group(1) if found else None


def number_in(text: str) -> str | None:
    """An order's number as a person types it: `1042`, `#1042`."""
    found = _NUMBER.fullmatch(text.strip())
    return found.group(1) if found else None


def _signature(ref: str) -> str:
    signed = current_shop().signer("console.traveller").make_signer().get_signature(ref.encode())
    return signed.decode()[:SIGNED]
