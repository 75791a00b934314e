"""Features that are read when they are first asked for: a start that need not read all of the shop.

What an app's addresses are is learnt once, from the app itself after a whole start, and kept beside the compiled
templates. The next start of the very same code takes the addresses from there, so that every link and every 404 is as
before, and imports the views of a feature at its first request. Any change to a file of ours makes what was kept
worthless: the next start is a whole one, and says whether the code can start at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from threading import RLock
from typing import Any

from flask import Blueprint, Flask, request, request_started
from werkzeug.routing import Rule

from storefront.mount.features import Feature

PACKAGES = ("foundation", "carriers", "fulfilment", "storefront")
ROOT = Path(__file__).resolve().parents[2]
FILE = "addresses.json"
# What Flask keeps for each blueprint (3.1), apart from its views and its error handlers.
HOOKS = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "template_context_processors",
    "url_value_preprocessors",
    "url_default_functions",
)
View = Callable[..., Any]


@dataclass(frozen=True)
class Known:
    """What was learnt: the rules of each feature by its module, with the name of its blueprint in the app, and the
    names of the database's guards by dialect."""

    rules: Mapping[str, tuple[str, list[dict[str, Any]]]] = field(default_factory=dict)
    guards: Mapping[str, list[str]] = field(default_factory=dict)


class Late:
    """The features of one app: those that are there, and those that wait for their first request."""

    def __init__(self, known: Known | None = None) -> None:
        self.known = known or Known()
        self._names: dict[str, str] = {}  # the module of each feature, by its blueprint's name in the app
        self._waiting: dict[str, tuple[Feature, str]] = {}
        self._views: dict[str, View] = {}
        self._lock = RLock()

    def register(self, app: Flask, features: Iterable[Feature], parent: Blueprint | None = None) -> None:
        """Put `features` on `parent`, which is registered afterwards, or on the app itself."""
        if not self._names:
            request_started.connect(self._on_request, app, weak=False)
        within = f"{parent.name}." if parent else ""
        for feature in features:
            name, rules = self.known.rules.get(feature.module, ("", []))
            if rules and not feature.at_start:
                self._waiting[name] = feature, within
                for rule in rules:
                    door = app.view_functions.get(rule["endpoint"]) or self._door(rule)
                    app.add_url_rule(**_given(rule), view_func=door)
            else:
                blueprint = feature.blueprint()
                name = within + blueprint.name
                (parent or app).register_blueprint(blueprint)
            self._names[name] = feature.module

    def load(self, app: Flask, name: str) -> None:
        """Import the feature whose blueprint is called `name` in the app, if it waits, and give the app its views and
        what is done before and after each."""
        with self._lock:
            if name in self._waiting:
                self._bring(app, name, *self._waiting[name])
                del self._waiting[name]

    def waiting(self, among: Collection[Feature] | None = None) -> list[str]:
        """The names of the blueprints that nobody has asked for yet, of all features or `among` these."""
        return [name for name, (feature, _) in self._waiting.items() if among is None or feature in among]

    def learnt(self, app: Flask, guards: Mapping[str, list[str]]) -> Known:
        """What this app, with all of its features there, has to tell the next one."""
        found: dict[str, tuple[str, list[dict[str, Any]]]] = {m: (n, []) for n, m in self._names.items()}
        for rule in app.url_map.iter_rules():
            name = rule.endpoint.rpartition(".")[0]
            if name in self._names:
                found[self._names[name]][1].append(_told(rule, app.view_functions[rule.endpoint]))
        return Known(found, guards)

    def _on_request(self, app: Flask, **_: Any) -> None:
        """The first that Flask does, before any hook: a guard of the feature stands before its views are reached."""
        if self._waiting and request.endpoint:
            self.load(app, request.endpoint.rpartition(".")[0])

    def _bring(self, app: Flask, name: str, feature: Feature, within: str) -> None:
        elsewhere = Flask(__name__, static_folder=None)  # where it may be registered: the app has begun to answer
        where: Flask | Blueprint = elsewhere
        if within:
            where = Blueprint(within.rstrip("."), __name__)
        where.register_blueprint(feature.blueprint())
        if isinstance(where, Blueprint):
            elsewhere.register_blueprint(where)
        for hooks in HOOKS:
            getattr(app, hooks)[name].extend(getattr(elsewhere, hooks).get(name, ()))
        app.error_handler_spec[name] = elsewhere.error_handler_spec[name]
        self._views.update(elsewhere.view_functions)

    def _door(self, rule: Mapping[str, Any]) -> View:
        """Stands for a view until it is there and afterwards, so that whoever has wrapped it (a limit) still does."""
        views, endpoint = self._views, rule["endpoint"]

        def view(**values: Any) -> Any:
            return views[endpoint](**values)

        view.__module__, view.__name__, view.__qualname__ = rule["view"][0], rule["view"][1], rule["view"][1]
        return view


def _told(rule: Rule, view: View) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "endpoint": rule.endpoint,
        "methods": sorted(rule.methods or ()),
        "defaults": rule.defaults,
        "strict_slashes": rule.strict_slashes,
        "merge_slashes": rule.merge_slashes,
        "provide_automatic_options": getattr(rule, "provide_automatic_options", False),
        "view": [view.__module__, view.__qualname__],
    }


def _given(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if key != "view"}


def known(folder: Path, about: str) -> Known | None:
    """What an app of this very code has kept in `folder`; None when it has not. `about`: what else its addresses depend
    on."""
    try:
        kept = json.loads((folder / FILE).read_text())
    except (OSError, ValueError):
        return None
    if not isinstance(kept, dict) or kept.get("code") != _code(about):
        return None
    return Known({module: (name, rules) for module, (name, rules) in kept["rules"].items()}, kept["guards"])


def keep(folder: Path, about: str, learnt: Known) -> None:
    """For the next start. A folder that cannot be written to keeps nothing."""
    half = folder / f"{FILE}.{os.getpid()}"
    told = {"code": _code(about), "rules": learnt.rules, "guards": learnt.guards}
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half.write_text(json.dumps(told))
        half.replace(folder / FILE)


def _code(about: str) -> str:
    """Another one when a file of ours, the version of Python or one of the frameworks is."""
    versions = [sys.version, *(metadata.version(name) for name in ("flask", "werkzeug")), about]
    files = [line for name in PACKAGES for line in _files(ROOT / name)]
    return hashlib.sha256("\n".join([*versions, *files]).encode()).hexdigest()


def _files(folder: Path | str) -> Iterator[str]:
    with os.scandir(folder) as found:
        for entry in sorted(found, key=lambda entry: entry.name):
            if entry.is_dir() and entry.name != "__pycache__":
                yield from _files(entry.path)
            elif entry.name.endswith(".py"):
                seen = entry.stat()
                yield f"{entry.path} {seen.st_size} {seen.st_mtime_ns}"
