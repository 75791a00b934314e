"""The club's site on a database of its own, with a member and a trip, and with the shop's demo goods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from socket import socket
from threading import Thread

import pytest
from club import create_app
from club.models import Member, Trip, db
from flask import Flask
from werkzeug.serving import make_server

PASSWORD = "six knots"
HOST = Path(__file__).resolve().parents[1]


def shop_folders(folder: Path) -> dict[str, str]:
    return {"SHOP_BLOB_FOLDER": str(folder / "blobs"), "SHOP_MAIL_FOLDER": str(folder / "mail")}


@pytest.fixture(scope="session")
def make_club(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """Makes the club's site, with the shop or without, on a database at the newest of both histories."""

    def make(*, with_shop: bool = True, **config: object) -> Flask:
        folder = tmp_path_factory.mktemp("club")
        app = create_app(
            with_shop=with_shop,
            SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'club.sqlite'}",
            SECRET_KEY="the club's own",
            **(
                {"SHOP_BLOB_FOLDER": str(folder / "blobs"), "SHOP_MAIL_FOLDER": str(folder / "mail")}
                if with_shop
                else {}
            ),
            **config,
        )
        runner = app.test_cli_runner()
        commands = [["db", "upgrade", "-d", str(HOST / "migrations")]]
        if with_shop:
            commands.append(["shop", "db", "upgrade"])
        for command in commands:
            done = runner.invoke(args=command)
            assert done.exit_code == 0, done.output
        with app.app_context():
            anna = Member.new("anna@havkajak.example", "Anna Friis", PASSWORD)
            db.session.add_all([anna, Trip(day=date(2026, 12, 5), where="Around the Ox Isles", leader=anna)])
            db.session.commit()
        return app

    return make


@pytest.fixture(scope="session")
def port() -> int:
    """Free a moment ago: the shop must know its address before it is served."""
    with socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def club(make_club, port: int) -> Flask:  # type: ignore[no-untyped-def]
    """The site with the shop in it and the demo's goods on the shelves."""
    app: Flask = make_club(SHOP_PUBLIC_URL=f"http://127.0.0.1:{port}")
    done = app.test_cli_runner().invoke(args=["shop", "seed"])
    assert done.exit_code == 0, done.output
    return app


@pytest.fixture(scope="session")
def address(club: Flask, port: int) -> Iterator[str]:
    """Where the site is served, over real HTTP."""
    server = make_server("127.0.0.1", port, club, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()
