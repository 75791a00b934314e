"""Which settings the console may set, and what each may be. Plain values only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from typing import Final

from foundation.plain.errors import Invalid

HELP: Final = ("delivery", "returns", "measuring", "care")
LEGAL: Final = ("terms", "privacy", "withdrawal", "imprint")
TOPICS: Final = (*HELP, *LEGAL)
TITLES: Final[Mapping[str, str]] = {
    "delivery": "Delivery", "returns": "Returns", "measuring": "How to measure", "care": "Care", "terms": "Terms",
    "privacy": "Privacy", "withdrawal": "Right of withdrawal", "imprint": "Imprint",
}  # fmt: skip
LONGEST_PAGE: Final = 40_000

_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
_PREFIX = re.compile(r"[A-Z]{1,4}-?")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
PAPER, WHITE = "#f7f5f0", "#ffffff"
READABLE: Final = 4.5  # WCAG 2.2, 1.4.3: the contrast of text


def _name(value: str) -> str:
    if not value:
        raise Invalid("The shop needs a name.")
    return _line(value, 80)


def _line(value: str, most: int = 200) -> str:
    if len(value) > most or any(ord(sign) < 32 for sign in value):
        raise Invalid(f"Keep this on one line of up to {most} letters.")
    return value


def _lines(value: str) -> str:
    if len(value) > 600:
        raise Invalid("Keep this under 600 letters.")
    return "\n".join(line.strip() for line in value.replace("\r\n", "\n").split("\n")).strip()


def _prefix(value: str) -> str:
    value = value.upper()
    if value and not _PREFIX.fullmatch(value):
        raise Invalid("A prefix has up to four letters and, if you like, a hyphen: HT- makes HT-1042.")
    return value


def _mailbox(value: str) -> str:
    """One address, with a name before it if there is one."""
    value = _line(value)
    if value and not _ADDRESS.fullmatch(parseaddr(value)[1]):
        raise Invalid("Write an address such as Hall Three <hello@hall-three.example>.")
    return value


def _sender(value: str) -> str:
    if not value:
        raise Invalid("Mails need a sender.")
    return _mailbox(value)


def _accent(value: str) -> str:
    value = value.lower()
    if value and not _COLOUR.fullmatch(value):
        raise Invalid("Write a colour such as #2f5d46.")
    if value and readability(value) < READABLE:
        raise Invalid(
            f"Text in {value} has a contrast of {readability(value):.1f}, and people need {READABLE}. Take it darker."
        )
    return value


def readability(colour: str) -> float:
    """The lower of the contrasts that an accent has: as text on paper, and under white text."""
    return min(contrast(colour, PAPER), contrast(colour, WHITE))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#rrggbb` colours (WCAG 2.2, relative luminance)."""
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "name": _name,
    "legal_address": _lines,
    "tax_number": lambda value: _line(value, 40),
    "order_prefix": _prefix,
    "mail_from": _sender,
    "mail_reply_to": _mailbox,
    "brand_accent": _accent,
    "brand_logo": lambda value: _line(value, 200),
}


def checked(name: str, value: str) -> str:
    """The value as it is kept. Raises `Invalid` with the setting's name as its field."""
    try:
        return CHECKS[name](value.strip())
    except Invalid as error:
        raise Invalid(error.sentence, field=name) from None
