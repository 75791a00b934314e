"""What an app compiles when it starts is compiled once a worker here: statements, templates, builders of addresses.

A shop that runs does so once in its life. The suite makes some two thousand apps that live half a second each, and
would spend more than half its time on compiling the same again.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import Engine, util
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from werkzeug.routing import Rule

from foundation.data import sqlite

STATEMENTS = 8_000  # a worker of the whole suite compiles about three thousand


def compile_once() -> None:
    """From now on, in this process."""
    _statements()
    _templates()
    _addresses()
    _rules()
    _disk()


def _statements() -> None:
    """SQLAlchemy (2.1) keeps them per engine and per dialect object: `Engine._compiled_cache`, and the key made in
    `ClauseElement._compile_w_cache`. Engines of one kind of database speak one dialect here, so they may share."""
    store: util.LRUCache[Any, Any] = util.LRUCache(STATEMENTS)
    # A property, because `create_engine` reads the signature of `Engine.__init__` and would miss one that is wrapped.
    Engine._compiled_cache = property(lambda _engine: store, lambda _engine, _own: None)  # type: ignore[assignment]
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
        kind.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]


class _InMemory(BytecodeCache):
    """By name and text of the template, as Jinja's own caches do, and by what a compiled template takes for granted:
    which filters ask for the context. A host's filter of the same name as ours makes ours ask for it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        asking = sorted((n, str(getattr(f, "jinja_pass_arg", ""))) for n, f in environment.filters.items())
        return super().get_bucket(environment, name, f"{filename} {asking}", source)

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


def _templates() -> None:
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _InMemory()}


def _rules() -> None:
    """What Werkzeug (3.1) reads out of a rule's text depends on the text, and on which converters the map has. What it
    found is only read from then on."""
    read: Callable[[Rule], None] = Rule.compile
    kept: dict[object, tuple[Any, ...]] = {}

    def remembered(self: Rule) -> None:
        assert self.map is not None
        domain = self.host if self.map.host_matching else self.subdomain
        converters = tuple(sorted((name, id(kind)) for name, kind in self.map.converters.items()))
        key = (type(self), domain, self.rule, self.merge_slashes, converters)
        if self.defaults:
            read(self)
        elif key in kept:
            self._parts, self._trace, self._converters, arguments, build, unknown = kept[key]
            self.arguments |= arguments
            self._build, self._build_unknown = build.__get__(self, None), unknown.__get__(self, None)
        else:
            read(self)
            build, unknown = self._build.__func__, self._build_unknown.__func__  # type: ignore[attr-defined]
            kept[key] = (self._parts, self._trace, self._converters, frozenset(self.arguments), build, unknown)

    Rule.compile = remembered  # type: ignore[method-assign]


def _disk() -> None:
    """SQLite does not wait for the disk: of what a test writes nothing has to outlive the machine."""
    connected = sqlite._on_connect

    def relaxed(connection: Any, record: object) -> None:
        connected(connection, record)
        connection.execute("PRAGMA synchronous=OFF").close()

    sqlite._on_connect = relaxed


def _addresses() -> None:
    """Werkzeug (3.1) compiles two functions for every rule that build its address. They reach the rule's converters
    through their first argument, so rules of the same text can have the same functions."""
    build: Callable[..., Any] = Rule._compile_builder
    kept: dict[object, Any] = {}

    def remembered(self: Rule, append_unknown: bool = True) -> Any:
        if self.defaults:
            return build(self, append_unknown)
        key = (self.rule, tuple(self._trace), append_unknown)
        if key not in kept:
            kept[key] = build(self, append_unknown)
        return kept[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign]
