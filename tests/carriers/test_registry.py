"""Carriers are found by entry point, built from settings, and refuse settings they cannot work with."""

from __future__ import annotations

import pytest

from carriers import registry
from carriers.plugin import Plugin
from foundation.plain.errors import NotFound

UPS = {"client_id": "a", "client_secret": "b", "account_number": "A1B2C3"}


class Point:
    def __init__(self, name, thing):
        self.name, self._thing = name, thing

    def load(self):
        return self._thing


def offer(monkeypatch, *things):
    monkeypatch.setattr(registry, "entry_points", lambda group: [Point("x", t) for t in things])


def test_the_built_in_carriers_are_always_there(monkeypatch):
    offer(monkeypatch)
    assert set(registry.discover()) == {"ups", "van"}


def test_a_third_party_adds_a_carrier_and_cannot_replace_ours(monkeypatch):
    bike = Plugin("bike", "Cargo bike", lambda settings, link: ("bike", dict(settings)))
    offer(monkeypatch, bike, Plugin("ups", "Not UPS", lambda settings, link: None))
    assert registry.build("bike", {"gears": "3"}) == ("bike", {"gears": "3"})
    assert registry.build("ups", UPS).name == "UPS"


def test_something_else_under_the_entry_point_is_refused(monkeypatch):
    offer(monkeypatch, object())
    with pytest.raises(TypeError, match=r"shop\.carriers"):
        registry.discover()


def test_an_unknown_carrier_is_not_found():
    with pytest.raises(NotFound, match="pigeon"):
        registry.build("pigeon", {})


@pytest.mark.parametrize(
    ("code", "settings", "words"),
    [
        ("ups", {}, "client_id, client_secret"),
        ("ups", UPS | {"colour": "brown"}, "unknown setting colour"),
        ("ups", UPS | {"label_format": "PNG"}, "GIF or ZPL"),
        ("ups", UPS | {"base_url": "onlinetools"}, "base_url"),
        ("van", {"webhook_secret": "short"}, "16 characters"),
    ],
)
def test_settings_that_cannot_work_are_named(code, settings, words):
    with pytest.raises(ValueError, match=words):
        registry.build(code, settings)
