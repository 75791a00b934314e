"""Ids from the words that people type: "Steel U-frames" is `steel_u_frames`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from storefront.configurator.document.reader import RESERVED

LONGEST = 32
SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th"})


def id_from(words: str, taken: Collection[str], otherwise: str) -> str:
    """An id for `words` that is not among `taken`; `otherwise` where no letter is left."""
    plain = unicodedata.normalize("NFKD", words.casefold().translate(SPELLED)).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST].rstrip("_")
    if not base or base in RESERVED:
        base = otherwise
    if not base[0].isalpha():
        base = f"{otherwise[0]}{base}"
    found, number = base, 2
    while found in taken or found in RESERVED:
        found, number = f"{base}_{number}", number + 1
    return found


def texts(old: object, locale: str, words: str) -> str | dict[str, str]:
    """`words` in one language, the others as they were. A plain line (English) stays one as long as it can."""
    if isinstance(old, dict):
        kept = {language: said for language, said in old.items() if language != locale}
        return {**kept, locale: words} if words else kept
    if locale == "en":
        return words
    kept = {"en": str(old)} if old else {}
    return {**kept, locale: words} if words else str(old or "")


def words_in(value: object, locale: str) -> str:
    """The words of a text in one language, else in English, else any."""
    if isinstance(value, dict):
        return str(value.get(locale) or value.get("en") or next(iter(value.values()), ""))
    return "" if value is None else str(value)
