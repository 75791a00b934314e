"""`flask shop model publish|check`: a model file into the shop, or only looked at."""

from __future__ import annotations

import time
from typing import Any, TextIO

import click

from foundation.plain.errors import DomainError
from storefront.configurator.checks import Report, check
from storefront.configurator.commands import model_group
from storefront.configurator.compiled import compiled
from storefront.configurator.document import DocumentError, document_hash, load_document
from storefront.configurator.publication import figures
from storefront.configurator.publishing import Prepared, prepare, put_up
from storefront.mount.current import current_shop

__all__ = ["model_group"]


@model_group.command("publish")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--sku", default="", help="Refuse the file if it is not this product's.")
def publish(file: TextIO, sku: str) -> None:
    """Compile FILE (YAML or JSON), check it and put it up. What is published stays up if anything is wrong."""
    prepared, report = _looked_at(file, sku)
    if report.blocked:
        raise click.ClickException("Nothing was published. Mend what is named above and publish again.")
    model = current_shop().write(lambda work: put_up(work, prepared))
    click.echo(f"Published {model.sku}, model {model.hash[:12]}.")


@model_group.command("check")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--sku", default="", help="Refuse the file if it is not this product's.")
def check_file(file: TextIO, sku: str) -> None:
    """Say what publishing FILE would say, and publish nothing."""
    _, report = _looked_at(file, sku)
    if report.blocked:
        raise click.ClickException("This could not be published.")


def _looked_at(file: TextIO, sku: str) -> tuple[Prepared, Report]:
    began = time.monotonic()
    try:
        document = load_document(file.read())
        if sku and document.get("sku") != sku:
            raise DocumentError("sku", f"is {document.get('sku')}, not {sku}. Is it the right file?")
        model = compiled(document_hash(document), lambda: document)
        today = current_shop().clock.now().astimezone(model.zone).date()
        with click.progressbar(length=100, label=f"Compiling {model.sku}") as bar:
            prepared = prepare(document, today, lambda done, of: bar.update(100 * done // max(1, of) - bar.pos))
            bar.update(100 - bar.pos)
        report = check(prepared.parts[0][0], prepared.now.engine)
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
    _tell(report, figures(prepared, report, round(1000 * (time.monotonic() - began))))
    return prepared, report


def _tell(report: Report, found: dict[str, Any]) -> None:
    click.echo(
        f"{found['engine']}: {found['nodes']} nodes, {found['edges']} edges, {found['artefact_bytes']} bytes, "
        f"{found['compile_ms']} ms"
    )
    click.echo(f"Products: {report.count:,}" if report.count is not None else "Products: too many to count")
    for name, bound in (("Lowest", report.lowest), ("Highest", report.highest)):
        if bound is not None:
            chosen = ", ".join([*map(str, bound.choices.numbers.values()), *bound.choices.options.values()])
            click.echo(f"{name} price: {bound.price.decimal} {bound.price.currency} ({chosen})")
    for finding in report.findings:
        click.echo(f"{finding.severity:<5}  {finding.code:<14}  {finding.sentence}")
