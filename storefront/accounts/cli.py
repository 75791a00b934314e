"""`flask shop invoice-party …`: the one door to what stays sealed of somebody who was forgotten."""

from __future__ import annotations

import click

from storefront.accounts.mine.erasing import party_of
from storefront.mount.current import current_shop


@click.command("invoice-party")
@click.argument("number")
def invoice_party(number: str) -> None:
    """Whose invoice an order was, for the tax office; of a customer whom the shop has forgotten."""
    shop = current_shop()
    found = shop.read(lambda work: party_of(work, shop.settings, number.lstrip("#")))
    if found is None:
        raise click.ClickException(f"Nothing is sealed for order {number}.")
    for name, value in found.items():
        if value:
            click.echo(f"{name}: {value}")
