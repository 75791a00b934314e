"""`flask shop …`: everything about the shop that is not a page."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any

import click
from flask.cli import AppGroup

from storefront.mount import database
from storefront.mount.current import current_shop

# Commands of the features, each by where it is: a process that serves pages runs none of them, and imports none.
ELSEWHERE = {
    "catalogue": ("storefront.catalogue.cli", "catalogue_group"),
    "invoice-party": ("storefront.accounts.cli", "invoice_party"),
    "model": ("storefront.configurator.cli", "model_group"),
    "work": ("storefront.running.cli", "worker"),  # as it was called first
    "worker": ("storefront.running.cli", "worker"),
}


class _Commands(AppGroup):
    """Those of this file, and those that are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *ELSEWHERE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in ELSEWHERE:
            module, name = ELSEWHERE[cmd_name]
            command: click.Command = getattr(import_module(module), name)
            return command
        return super().get_command(ctx, cmd_name)


shop = _Commands("shop", help="The shop: database, demo, worker, people, catalogue, models.")


@shop.group("db")
def db_group() -> None:
    """The shop's tables."""


@db_group.command("upgrade")
def upgrade() -> None:
    """Bring the shop's tables to this version. Leaves every other table alone; running it twice changes nothing."""
    revision = database.upgrade(current_shop().db.engine)
    click.echo(f"The shop's tables are at {revision}.")


@shop.command("seed")
@click.option("--empty", is_flag=True, help="Only what an empty shop needs: no products, no orders.")
def seed(empty: bool) -> None:
    """Fill an empty shop with the demo, Hall Three. A shop that has products is left as it is."""
    from storefront.demo import seed as demo  # noqa: PLC0415 - no page and no worker should pay for reading the demo

    fill = demo.seed_empty if empty else demo.seed_demo
    if not fill(current_shop(), progress):
        click.echo("This shop has products already; nothing was changed.")
    elif empty:
        click.echo("Open /console/setup: it says what the shop still needs.")


def progress(label: str, length: int) -> AbstractContextManager[Any]:
    """A bar with `update(n)`, for whatever takes long."""
    return click.progressbar(length=length, label=label)
