"""`flask shop …`"""

from __future__ import annotations

import click
from flask.cli import AppGroup

shop = AppGroup("shop", help="Everything about the shop that is not a page.")


@shop.command()
def settings() -> None:
    """Show which settings the shop runs with."""
    click.echo("…")
