"""A worker's own books do not wait for the disk; they go over a connection of their own. A host's database is left as
it is."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from foundation.data.outbox import OutboxMessage
from foundation.data.work import Work
from storefront.mount.current import ShopState
from storefront.mount.worker import Worker, drain_once
from storefront.running.books import Books

ASKED = {"sqlite": "PRAGMA synchronous", "postgresql": "SHOW synchronous_commit"}
DOES_NOT = {"sqlite": 1, "postgresql": "off"}


def _pace(work: Work) -> object:
    return work.session.scalar(text(ASKED[work.session.connection().dialect.name]))


def test_only_the_books_do_not_wait_for_the_disk(app: Flask, shop: ShopState) -> None:
    kind, books = shop.db.engine.dialect.name, Books(shop)
    try:
        assert books.runner.read(_pace) == DOES_NOT[kind]
        assert books.runner.write(_pace) == DOES_NOT[kind]
        assert shop.db.engine is not books.runner.read(lambda work: work.session.get_bind()), "the shop's own waits"
    finally:
        books.close()


def test_what_the_books_take_and_record_is_there_for_everybody(app: Flask, shop: ShopState) -> None:
    done: list[str] = []
    shop.outbox = {"job": lambda _shop, message: done.append(message.key)}
    shop.write(lambda work: work.enqueue("job", {}, key="a"))
    books = Books(shop)
    try:
        assert drain_once(shop, books=books.runner) == 1
    finally:
        books.close()
    assert done == ["a"]
    assert shop.read(lambda work: work.session.scalars(select(OutboxMessage.state)).all()) == ["done"]


def test_in_a_host_the_books_are_written_as_everything_else(app: Flask, shop: ShopState) -> None:
    shop.owns_engine = False
    assert Books(shop).runner is shop.runner


def test_a_database_that_is_away_is_told_once(
    app: Flask, shop: ShopState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(app, [])
    worker.stop()  # or it would wait a second each time

    def away(*_: object, **__: object) -> int:
        raise OperationalError("SELECT 1", {}, Exception("nobody there"))

    monkeypatch.setattr("storefront.mount.worker.drain_once", away)
    for _ in range(3):
        assert worker.step() == 0
    assert [record.message for record in caplog.records] == [
        "the worker could not reach its database; asking again every second"
    ]
