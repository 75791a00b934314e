"""`flask shop catalogue …`: products in and out as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, TextIO

import click

from foundation.plain.errors import DomainError
from foundation.plain.scope import EVERY_SELLER
from storefront.catalogue import importing
from storefront.mount import database
from storefront.mount.current import current_shop


@click.group("catalogue")
def catalogue_group() -> None:
    """Products in and out."""


@catalogue_group.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--format", "format_", type=click.Choice(["shopify"]), default="shopify", show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what every row would do, and do nothing.")
@click.option("--seller", default="hall-three", show_default=True, help="Whose products they become.")
def import_catalogue(file: BinaryIO, format_: str, dry_run: bool, seller: str) -> None:
    """Import products from FILE: all of it or nothing. Importing again updates."""
    data, ours = file.read(), current_shop().settings
    target = importing.ImportTarget(ours.currency, ours.locale, ours.country)
    _ready()
    try:
        with click.progressbar(length=len(data), label=f"Reading {Path(file.name).name}") as bar:
            report = current_shop().write(
                lambda work: importing.import_file(
                    work, EVERY_SELLER, data, seller_ref=seller, dry_run=dry_run, target=target
                )
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
def export_catalogue(file: TextIO) -> None:
    """Write all products as Shopify CSV to FILE, or to the screen; importing it again changes nothing."""
    ours = current_shop().settings
    rows = current_shop().read(
        lambda work: list(importing.export_rows(work, EVERY_SELLER, currency=ours.currency, locale=ours.locale))
    )
    for line in rows:
        file.write(line)


def _ready() -> None:
    """Make the tables of a shop that has none yet: a first import need not be preceded by anything."""
    engine = current_shop().db.engine
    with engine.connect() as connection:
        empty = database.current(connection) is None
    if empty:
        database.upgrade(engine)
