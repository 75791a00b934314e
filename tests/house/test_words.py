"""Every button of the console has words, by which the trail tells that it was pressed."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from storefront.accounts.access import CONSOLE
from storefront.console.audit.words import DEEDS


def buttons(app: Flask) -> set[str]:
    """The views that are pressed, as `words.py` names them: with each verb where the address says which."""
    rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(CONSOLE))
    return {name for rule in rules if "POST" in (rule.methods or ()) for name in _names(rule)}


def _names(rule: Rule) -> Iterator[str]:
    view = rule.endpoint.removeprefix(CONSOLE)
    verb = rule._converters.get("verb")
    return (f"{view}:{one}" for one in sorted(getattr(verb, "items", ()))) if verb else iter([view])


def test_every_button_of_the_console_has_words(app: Flask) -> None:
    assert sorted(buttons(app) - set(DEEDS)) == []


def test_no_words_are_left_of_a_button_that_is_gone(app: Flask) -> None:
    assert sorted(set(DEEDS) - buttons(app)) == []


def test_words_begin_a_sentence_and_no_two_buttons_share_them_by_chance() -> None:
    assert [one for one in DEEDS.values() if not one[:1].isupper() or one.endswith(".")] == []
    bench = {name for name in DEEDS if name.startswith(("floor.act:", "production.act:"))}
    others = [words for name, words in DEEDS.items() if name not in bench]
    assert len(set(others)) == len(others)
