"""A shop whose outbox knows one job more, `note`, which writes its key into a file; for workers in other processes."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from foundation.data.outbox import Message
from storefront.mount.current import ShopState
from storefront.standalone import app as standalone


def note(_shop: ShopState, message: Message) -> None:
    with Path(os.environ["NOTES"]).open("a") as notes:
        notes.write(message.key + "\n")


def create_app() -> Flask:
    app = standalone.create_app()
    shop: ShopState = app.extensions["shop"]
    shop.outbox = {**shop.outbox, "note": note}
    return app
