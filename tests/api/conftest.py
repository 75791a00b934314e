"""The counter of the buying path, called by programs. What is about HTTP alone shares one house a file, on SQLite; the
purchase runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from foundation.data.base import Base
from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.accounts.access import ROLES
from storefront.accounts.service import put_seller
from storefront.api.keys import make_key
from storefront.api.scopes import SCOPES
from storefront.mount.models import load_models
from storefront.standalone.app import create_app
from tests.conftest import MONDAY_MORNING
from tests.fulfilment.house import SELLER
from tests.storefront.counter import Counter, counter_of


@dataclass
class Program:
    """Somebody else's program: what it says, and what it is answered."""

    counter: Counter
    key: str = ""

    def __call__(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key:
            sent.setdefault("Authorization", f"Bearer {self.key}")
        return self.counter.client.open(f"/api/v1{path}", method=method, json=json, headers=sent)

    def got(self, method: str, path: str, json: Any = None, **headers: str) -> Any:
        """The answer's JSON, which must be a good one."""
        answer = self(method, path, json, **headers)
        assert answer.status_code < 300, answer.text
        return answer.json

    def refused(self, method: str, path: str, json: Any = None, **headers: str) -> Any:
        """The problem, with its status."""
        answer = self(method, path, json, **headers)
        assert answer.mimetype == "application/problem+json", answer.text
        assert answer.json["status"] == answer.status_code
        return answer.json


def furnished(app: Flask, clock: FixedClock, *, oil: int = 5) -> Counter:
    found = counter_of(app, clock)
    found.furnish(oil=oil)
    found.shop.write(lambda work: put_seller(work, SELLER, "Kast & Oak"))
    found.shop.write(lambda work: put_seller(work, "lumen", "Lumen"))
    return found


@pytest.fixture
def counter(app: Flask, clock: FixedClock) -> Counter:
    """A house of its own, on either database."""
    return furnished(app, clock)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """One house for a whole file, on SQLite: for tests that leave it as it was, or do not mind."""
    load_models()
    clock = FixedClock(MONDAY_MORNING)
    settings = {"INSTANCE": tmp_path_factory.mktemp("house"), "TESTING": True, "SHOP_FRESH_SECONDS": 0}
    app = create_app(settings, clock)
    with app.app_context():
        engine = app.extensions["shop"].db.engine
        Base.metadata.create_all(engine)
        yield furnished(app, clock, oil=50)
    engine.dispose()


def key_of(counter: Counter, seller: str = SELLER, scopes: Any = tuple(SCOPES)) -> str:
    scope = EVERY_SELLER if seller == "*" else SellerScope(frozenset({seller}))
    roles = frozenset(ROLES)
    return counter.shop.write(
        lambda work: make_key(work, scope, roles, seller=seller, name="ERP", scopes=scopes, by="person-1")
    )


@pytest.fixture
def program(counter: Counter) -> Program:
    """Without a key."""
    return Program(counter)


@pytest.fixture
def erp(counter: Counter) -> Program:
    """With a key of Kast & Oak's that may everything."""
    return Program(counter, key_of(counter))


def folder_of(counter: Counter) -> Path:
    return Path(counter.app.config["SHOP_MAIL_FOLDER"])
