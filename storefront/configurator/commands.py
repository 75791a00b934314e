"""`flask shop model …`: models in and out as files, for people who keep them beside their code."""

from __future__ import annotations

from typing import TextIO

import click
from flask.cli import AppGroup
from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import DomainError, NotFound
from foundation.plain.scope import EVERY_SELLER
from storefront.configurator import drafting
from storefront.configurator.document.loading import MAX_DOCUMENT, load_document
from storefront.configurator.document.writing import to_yaml
from storefront.configurator.models import ModelVersion
from storefront.mount.current import current_shop

model_group = AppGroup("model", help="What products made to order may be: models in and out as files.")


@model_group.command("export")
@click.argument("sku")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
@click.option("--draft", "state", flag_value="draft", help="The draft, not what is sold.")
@click.option("--version", type=int, default=None, help="An older version.")
def export_model(sku: str, file: TextIO, state: str | None, version: int | None) -> None:
    """Write the published model of SKU as YAML to FILE, or to the screen; importing it changes nothing."""
    try:
        document = current_shop().read(lambda work: _document(work, sku, state or "published", version))
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
    file.write(to_yaml(document))


@model_group.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--dry-run", is_flag=True, help="Read and check the file, and change nothing.")
def import_model(file: TextIO, dry_run: bool) -> None:
    """Read FILE (YAML or JSON) into the draft of the product that it names; `model publish` puts it into the shop."""
    try:
        document = load_document(file.read(MAX_DOCUMENT + 1))
        model = drafting.draft_model(document)
        if not dry_run:
            name = f"Imported {click.format_filename(file.name, shorten=True)}"
            current_shop().write(
                lambda work: drafting.put_draft(work, EVERY_SELLER, model.sku, document, name, "command line")
            )
    except (DomainError, UnicodeDecodeError) as error:
        sentence = error.sentence if isinstance(error, DomainError) else "The file is not in UTF-8."
        raise click.ClickException(sentence) from error
    rules, groups = len(model.rules), len(model.groups)
    done = "reads well; nothing was changed" if dry_run else "is the draft now"
    click.echo(f"{model.sku}: {groups} groups, {len(model.numbers)} sizes, {rules} rules. It {done}.")


def _document(work: Work, sku: str, state: str, version: int | None) -> drafting.Document:
    wanted = ModelVersion.state == state if version is None else ModelVersion.version == version
    found = work.session.scalar(select(ModelVersion.document).where(ModelVersion.sku == sku, wanted))
    if found is None:
        raise NotFound(f"There is no such version of {sku}.")
    return dict(found)
