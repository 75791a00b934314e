"""The steps from an empty shop to one that sells, each with how to tell that it is done. Plain values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Facts:
    """What the set-up list is derived from."""

    named: bool = False
    address: bool = False
    tax_number: bool = False
    published: int = 0
    drafts: int = 0
    carriers: int = 0
    ship_from: bool = False
    live_key: bool = False
    webhook: bool = False
    centres: int = 0
    calendars: int = 0
    made: int = 0
    people: int = 0
    asked: int = 0
    mail_server: bool = False
    sender: bool = False
    legal: int = 0


@dataclass(frozen=True)
class Step:
    """One line of the list. `needed`: nothing can be sold without it. `said` is how it stands."""

    key: str
    title: str
    said: str
    done: bool
    needed: bool
    endpoint: str
    action: str


LEGAL_PAGES: Final = 4


def steps(facts: Facts) -> tuple[Step, ...]:
    """All of them, in the order in which they are best taken."""
    return (
        _step("name", "Name and address", facts.named and facts.address, _naming(facts), "settings.shop", "Write them"),
        _step("tax", "Tax", facts.tax_number, _taxing(facts), "settings.tax" if facts.tax_number else "settings.shop",
              "Write your number"),
        _step(
            "product", "First product", facts.published > 0, _offering(facts), "products.new", "Write it", needed=True
        ),
        _step("delivery", "Delivery", facts.carriers > 0 and facts.ship_from, _bringing(facts),
              "settings.carriers", "Look", needed=True),
        _step("payments", "Payments", facts.live_key and facts.webhook, _paying(facts), "settings.payments", "Look"),
        _step("workshop", "Calendar and work centres", facts.centres > 0 and facts.calendars > 0, _making(facts),
              "workshop.new_centre" if facts.calendars else "workshop.new_calendar", "Add one", needed=facts.made > 0),
        _step("people", "People", facts.people > 1, _staffing(facts), "people.listing", "Ask somebody in"),
        _step("mails", "Mails", facts.mail_server and facts.sender, _writing(facts), "settings.mails", "Look"),
        _step("legal", "Legal pages", facts.legal >= LEGAL_PAGES, _terms(facts), "settings.pages", "Write them"),
    )  # fmt: skip


def _step(key: str, title: str, done: bool, said: str, endpoint: str, action: str, *, needed: bool = False) -> Step:
    return Step(key, title, said, done, needed, f"shop.console_{endpoint}", action)


def _naming(facts: Facts) -> str:
    if facts.named and facts.address:
        return "Both stand in the imprint and on invoices."
    return "The address is missing; the imprint needs it." if facts.named else "The shop has the name it came with."


def _taxing(facts: Facts) -> str:
    known = "Rates of the European Union are there."
    return (
        f"{known} Your tax number stands on invoices." if facts.tax_number else f"{known} Your tax number is missing."
    )


def _offering(facts: Facts) -> str:
    if facts.published:
        return f"{facts.published} in the shop."
    return f"{facts.drafts} written, none published." if facts.drafts else "Nothing is for sale yet."


def _bringing(facts: Facts) -> str:
    if not facts.ship_from:
        return "The address that parcels leave from is missing."
    if not facts.carriers:
        return "No carrier is set."
    return "One carrier is ready." if facts.carriers == 1 else f"{facts.carriers} carriers are ready."


def _paying(facts: Facts) -> str:
    if facts.live_key:
        return "A key is set." if facts.webhook else "A key is set; the secret for what happens later is missing."
    return "The sandbox is playing: no money moves until a key is set."


def _making(facts: Facts) -> str:
    if facts.centres:
        return f"{facts.centres} work centres, {facts.calendars} calendars."
    return "Made-to-order products need one." if facts.made else "Only needed for what is made to order."


def _staffing(facts: Facts) -> str:
    if facts.people > 1:
        return f"{facts.people} people work here."
    return f"{facts.asked} asked in, nobody came yet." if facts.asked else "You are alone, which is fine to begin with."


def _writing(facts: Facts) -> str:
    if not facts.mail_server:
        return "Mails are written into a folder, nothing is sent."
    return (
        "A mail server is set." if facts.sender else "A mail server is set; the sender is the one the shop came with."
    )


def _terms(facts: Facts) -> str:
    if facts.legal >= LEGAL_PAGES:
        return "All four are in your words."
    return f"{facts.legal} of {LEGAL_PAGES} are in your words; the others say what the shop came with."
