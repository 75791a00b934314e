"""Templates are compiled once a shop, and anew when what they take for granted is another."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment, pass_context
from jinja2.runtime import Context

from storefront.standalone.loaded import keep_compiled


def _app(folder: Path) -> Flask:
    app = Flask("compiled")
    app.jinja_env.loader = DictLoader({"page": "{{ 'oak' | loud }}"})
    app.jinja_env.filters["loud"] = str.upper
    app.jinja_env.bytecode_cache = None  # the suite keeps them in memory
    keep_compiled(app, folder)
    return app


def test_a_second_start_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _app(tmp_path).jinja_env.get_template("page").render() == "OAK"
    again = _app(tmp_path)

    def compiles(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(Environment, "compile", compiles)
    assert again.jinja_env.get_template("page").render() == "OAK"


def test_a_filter_that_asks_for_the_context_makes_them_anew(tmp_path: Path) -> None:
    _app(tmp_path).jinja_env.get_template("page")
    app = _app(tmp_path)

    @pass_context
    def loud(_context: Context, word: str) -> str:
        return word.upper() + "!"

    app.jinja_env.filters["loud"] = loud
    assert app.jinja_env.get_template("page").render() == "OAK!"


def test_only_its_owner_reads_and_writes_what_was_compiled(tmp_path: Path) -> None:
    _app(tmp_path)
    assert (tmp_path / "compiled").stat().st_mode & 0o777 == 0o700
