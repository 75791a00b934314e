"""`flask shop …`: everything about the shop that is not a page."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup

from foundation.plain.errors import DomainError
from foundation.plain.scope import EVERY_SELLER
from storefront.accounts import service as accounts
from storefront.catalogue import importing
from storefront.mount import database, wiring
from storefront.mount.current import current_shop
from storefront.mount.worker import Worker, run_until_signalled

shop = AppGroup("shop", help="The shop: database, demo, worker, people, catalogue.")


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
    fill = wiring.SEEDS["empty" if empty else "demo"]
    if not fill(current_shop(), _progress):
        click.echo("This shop has products already; nothing was changed.")


@shop.command("work")
def work() -> None:
    """Do what the outbox and the clock ask, until Ctrl-C."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the worker outlives this context
    run_until_signalled(Worker(app, wiring.PERIODIC))


@shop.group("user")
def user_group() -> None:
    """The seller's people (standalone shop only)."""


@user_group.command("create")
@click.argument("email")
@click.option("--name", default="", help="As it is shown at the bench; the e-mail's first part unless given.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--seller", default=accounts.OPERATOR, show_default=True, help="A seller's ref, or * for all of them.")
def create_user(email: str, name: str, password: str, seller: str) -> None:
    """Let somebody sign in to the console."""
    create = wiring.STANDALONE.get("create_user")
    if create is None:
        raise click.ClickException("This shop lives in another app, which has its own people: grant them a role there.")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        current_shop().write(
            lambda work: accounts.grant(work, create(app, email, name or email.split("@")[0], password), seller)
        )
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
    click.echo(f"{email} can sign in.")


@shop.group("catalogue")
def catalogue_group() -> None:
    """Products in and out."""


@catalogue_group.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--format", "format_", type=click.Choice(["shopify"]), default="shopify", show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what every row would do, and do nothing.")
@click.option("--seller", default="hall-three", show_default=True, help="Whose products they become.")
def import_catalogue(file: BinaryIO, format_: str, dry_run: bool, seller: str) -> None:
    """Import products from FILE: all of it or nothing. Importing again updates."""
    data = file.read()
    try:
        with click.progressbar(length=len(data), label=f"Reading {Path(file.name).name}") as bar:
            report = current_shop().write(
                lambda work: importing.import_file(work, EVERY_SELLER, data, seller_ref=seller, dry_run=dry_run)
            )
            bar.update(len(data))
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
    for row in report.rows:
        click.echo(f"{row.line:>5}  {row.fate:<9}  {row.name}{': ' + row.reason if row.reason else ''}")
    if dry_run:
        click.echo("Dry run: nothing was changed.")
    click.echo(report.counts)
    if report.refused:
        raise click.ClickException("Nothing was imported. Mend the rows named above and import again.")


@catalogue_group.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
def export_catalogue(file: click.utils.LazyFile) -> None:
    """Write all products as Shopify CSV to FILE, or to the screen; importing it again changes nothing."""
    for line in current_shop().read(lambda work: list(importing.export_rows(work, EVERY_SELLER))):
        file.write(line)


def _progress(label: str, length: int) -> click.ProgressBar:  # type: ignore[type-arg,name-defined]
    return click.progressbar(length=length, label=label)
