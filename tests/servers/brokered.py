"""A shop whose outbox knows one job more, `note`, which writes its key into a file; for tests with other processes."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from foundation.data.outbox import Message
from storefront.mount.current import ShopState
from storefront.standalone import app as standalone
from storefront.timeline.service import append


def note(_shop: ShopState, message: Message) -> None:
    with Path(os.environ["NOTES"]).open("a") as notes:
        notes.write(message.key + "\n")


def create_app() -> Flask:
    app = standalone.create_app()
    shop: ShopState = app.extensions["shop"]
    shop.outbox = {**shop.outbox, "note": note}
    return app


def create_web() -> Flask:
    """The same with one address more: `POST /told/<order>` writes an entry into that order's timeline."""
    app = create_app()

    @app.post("/told/<order_ref>")
    def told(order_ref: str) -> str:
        shop: ShopState = app.extensions["shop"]
        shop.write(lambda work: append(work, order_ref, [], "scanned", work.now(), {"text": "On its way"}))
        return ""

    return app
