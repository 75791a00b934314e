"""What an app compiles when it starts is compiled once a worker here: statements, templates, maps of addresses.

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
from werkzeug.routing import Map, Rule, RuleFactory
from werkzeug.routing.matcher import StateMachineMatcher

from foundation.data import sqlite

_BY_FLASK = "provide_automatic_options"
STATEMENTS = 8_000  # a worker of the whole suite compiles about three thousand


def compile_once() -> None:
    """From now on, in this process."""
    _statements()
    _templates()
    _maps()
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


def _maps() -> None:
    """Werkzeug (3.1) reads each rule's text, compiles two functions for it and sorts all of them, once for every app.
    What comes out depends on what the rules say; from then on it is only read."""
    add: Callable[[Map, RuleFactory], None] = Map.add
    update: Callable[[Map], None] = Map.update
    kept: dict[object, tuple[Any, Any]] = {}

    def later(self: Map, factory: RuleFactory) -> None:
        vars(self).setdefault("_told", []).extend(factory.get_rules(self))
        self._remap = True

    def now(self: Map) -> None:
        if not self._remap:
            return
        told: list[Rule] = vars(self).get("_told", [])
        key = (_said_of_all(self), tuple(map(_said, told)))
        if key not in kept:
            self._matcher, self._rules_by_endpoint = StateMachineMatcher(self.merge_slashes), {}
            for rule in told:
                add(self, rule if rule.map is None else _unbound(rule))
            update(self)
            kept[key] = self._matcher, self._rules_by_endpoint
        self._matcher, self._rules_by_endpoint = kept[key]
        self._remap = False

    Map.add, Map.update = later, now  # type: ignore[method-assign]


def _said_of_all(rules: Map) -> object:
    settled = (rules.host_matching, rules.strict_slashes, rules.merge_slashes, rules.default_subdomain)
    converters = tuple(sorted((name, id(kind)) for name, kind in rules.converters.items()))
    return settled, rules.redirect_defaults, rules.sort_parameters, rules.sort_key, converters


def _said(rule: Rule) -> object:
    methods = None if rule.methods is None else frozenset(rule.methods)
    where = (rule.rule, rule.subdomain, rule.host, rule.strict_slashes, rule.merge_slashes)
    how = (rule.build_only, rule.alias, rule.websocket, rule.redirect_to, getattr(rule, _BY_FLASK, None))
    return type(rule), rule.endpoint, methods, repr(rule.defaults), where, how


def _unbound(rule: Rule) -> Rule:
    """One that belongs to a map already, for another one."""
    copy = rule.empty()
    if hasattr(rule, _BY_FLASK):
        setattr(copy, _BY_FLASK, getattr(rule, _BY_FLASK))
    return copy


def _disk() -> None:
    """SQLite does not wait for the disk: of what a test writes nothing has to outlive the machine."""
    connected = sqlite._on_connect

    def relaxed(connection: Any, record: object) -> None:
        connected(connection, record)
        connection.execute("PRAGMA synchronous=OFF").close()

    sqlite._on_connect = relaxed
