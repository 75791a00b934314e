"""A customer of the demo who has an account: what they bought, kept and wrote down, through the verbs of the shop."""

from __future__ import annotations

from typing import Any

import yaml

from foundation.data.work import Work
from storefront.accounts.mine import addresses, moving, orders
from storefront.checkout.domain import AddressIn
from storefront.demo.data import DATA, HERE
from storefront.designs.service import keep
from storefront.mount.current import Person


def demo_customer() -> dict[str, Any]:
    """The buyer of `orders.yaml` whom `shop.yaml` gives an account, with password and design."""
    asked = DATA["customer"]
    told = yaml.safe_load((HERE / "orders.yaml").read_text(encoding="utf-8"))
    return {**told["people"][asked["who"]], **asked}


def belongings(work: Work, person: Person, wish: dict[str, Any]) -> None:
    """One address, what they bought as a guest, a design."""
    place = {name: wish[name] for name in ("line1", "postcode", "city", "country", "phone", "floor", "lift", "notes")}
    addresses.add(work, person.ref, person.name, AddressIn(**place))
    orders.claim(work, person)
    design = wish["design"]
    moving.keep_designs(work, person.ref, [keep(work, design["slug"], design["picks"], design["name"], ())])
