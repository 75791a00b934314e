"""What a tablet knows of itself: where it stands and who is working at it. One signed cookie, chosen once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response

from foundation.plain.errors import Invalid
from storefront.accounts.guard import Staff
from storefront.console.frame import name_of
from storefront.mount.cookies import SignedCookie

COOKIE = SignedCookie("shop_tablet", "console.tablet", timedelta(days=400))
LONGEST = 60


@dataclass(frozen=True)
class Tablet:
    """`person` as written beside what is tapped; `centre` and `seller` "" until it was opened at a work centre."""

    person: str
    centre: str = ""
    seller: str = ""
    chosen: bool = False


def tablet(who: Staff) -> Tablet:
    """This browser's tablet; until somebody tapped a name, whoever is signed in. A name that was chosen under another
    sign-in is that account's, and forgotten here."""
    kept = COOKIE.read()
    if not _ours(kept, who):
        return Tablet(name_of(who))
    _, person, centre, seller = kept
    return Tablet(person or name_of(who), centre, seller, bool(person))


def _ours(kept: Any, who: Staff) -> bool:
    return (
        isinstance(kept, list)
        and len(kept) == 4
        and all(isinstance(x, str) for x in kept)
        and kept[0] == who.person.ref
    )


def keep(response: Response, who: Staff, *, person: str | None = None, at: tuple[str, str] | None = None) -> Response:
    """Write the tablet down again with another person or another place."""
    now = tablet(who)
    chosen = (now.person if now.chosen else "") if person is None else person
    centre, seller = at or (now.centre, now.seller)
    return COOKIE.write(response, [who.person.ref, chosen, centre, seller])


def checked_name(name: str) -> str:
    """A name as it was tapped or typed; raises `Invalid` for none."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("Tap your name, or type it.", field="person")
    if len(name) > LONGEST:
        raise Invalid(f"Keep the name under {LONGEST} letters.", field="person")
    return name
