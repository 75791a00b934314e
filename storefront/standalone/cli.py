"""`flask shop user …`: only the standalone shop has people of its own."""

from __future__ import annotations

import click
from flask import current_app

from foundation.plain.errors import DomainError
from storefront.accounts import service as accounts
from storefront.mount.current import current_shop
from storefront.standalone.security import create_user


@click.group("user")
def users() -> None:
    """The seller's people."""


@users.command("create")
@click.argument("email")
@click.option("--name", default="", help="As it is shown at the bench; the e-mail's first part unless given.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--seller", default=accounts.OPERATOR, show_default=True, help="A seller's ref, or * for all of them.")
def create(email: str, name: str, password: str, seller: str) -> None:
    """Let somebody sign in to the console."""
    try:
        current_shop().write(
            lambda work: accounts.grant(
                work, create_user(current_app, email, name or email.split("@")[0], password), seller
            )
        )
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
    click.echo(f"{email} can sign in.")
