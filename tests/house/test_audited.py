"""`make audit` knows every page of the shop."""

from __future__ import annotations

from flask import Flask

from tests.audit import inventory


def test_every_page_stands_in_the_list_of_the_audit(app: Flask) -> None:
    assert inventory.unlisted(app) == []


def test_the_list_of_the_audit_names_no_page_that_is_gone(app: Flask) -> None:
    assert inventory.unknown(app) == []
