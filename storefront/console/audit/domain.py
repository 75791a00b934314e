"""A trail in words, on plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from foundation.plain.states import TransitionTable
from storefront.console.audit.words import DEEDS, deed

ROWS = 50
WORKERS = {
    "customer": "The customer",
    "shop": "The shop",
    "payments": "The payment",
    "worker": "The shop",
    "promise": "The shop",
    "carrier": "The carrier",
    "": "The shop",
}


@dataclass(frozen=True)
class Asked:
    """What somebody wants to read. `kind`: "" for all, `deeds`, or the noun of what moved; days of the shop's zone."""

    person: str = ""
    order: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    after: str = ""


@dataclass(frozen=True)
class Seen:
    """A row as it was written. `noun` "" for a deed, whose `what` is the view and whose `changes` are told beside."""

    at: datetime
    ref: str
    noun: str
    subject: str
    what: str
    now: str
    actor: str
    reason: str
    changes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Entry:
    """One line of the trail. `changes`: (what, before, after) in words."""

    at: datetime
    who: str
    what: str
    about: str
    order: str
    changes: tuple[tuple[str, str, str], ...]
    note: str


@dataclass(frozen=True)
class Page:
    """`next`: the cursor of older ones, "" where there are none. `people`: (ref, name) of whom one can ask."""

    entries: tuple[Entry, ...]
    next: str
    people: tuple[tuple[str, str], ...]


def cursor(at: datetime, ref: str) -> str:
    return f"{at.isoformat()}~{ref}"


def said_actor(actor: str, names: Mapping[str, tuple[str, str]]) -> str:
    """A person's name, or what of the shop it was."""
    if actor in names:
        name, email = names[actor]
        return name or email or "Somebody of the house"
    return WORKERS.get(actor, actor)


def said_deed(one: Seen, who: str, order: str) -> Entry:
    given = [word for word in one.subject.split() if f"{one.what}:{word}" not in DEEDS]  # the verb is said already
    about = "" if given and len(given[0]) >= 26 else " ".join(given)  # a ref says nothing to anybody
    changes = tuple((what, before, after) for what, before, after in one.changes)
    return Entry(one.at, who, deed(one.what, one.subject), about, order, changes, "")


def said_change(one: Seen, who: str, order: str, name: str) -> Entry:
    about = name or ("" if len(one.subject) >= 26 else one.subject)
    changes = (("", word(one.noun, one.what), word(one.noun, one.now)),)
    return Entry(one.at, who, one.noun.capitalize(), about, order, changes, one.reason)


def told(tables: Iterable[TransitionTable]) -> None:
    """Hand in the words of every kind of thing that moves; said once, when the page is made."""
    for table in tables:
        _WORDS[table.noun] = {name: state.label for name, state in table.states.items()}


_WORDS: dict[str, dict[str, str]] = {}


def word(noun: str, state: str) -> str:
    return _WORDS.get(noun, {}).get(state, state.replace("_", " "))
