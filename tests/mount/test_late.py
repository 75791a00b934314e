"""A start of code that was started before reads what is asked first; the rest is there when it is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from storefront.mount import database, late
from storefront.standalone.app import create_app
from storefront.standalone.loaded import FOLDER, learn

# Heavy, and for what few requests or only the worker do: none of it may be read before a shop answers.
NOT_AT_START = {
    *("ortools", "dd", "pysat", "numpy", "reportlab", "PIL", "openpyxl", "alembic", "boto3", "celery", "redis"),
    *("stripe", "pydantic", "spectree", "yaml", "requests", "carriers.registry"),
    *("fulfilment.promise.service", "fulfilment.capacity.models", "fulfilment.stock.models"),
    *("storefront.mount.wiring", "storefront.console.frame", "storefront.api.frame", "storefront.demo.seed"),
}  # fmt: skip
TOLD = """
import json, sys
from storefront.standalone.app import create_app
app = create_app({"INSTANCE": sys.argv[1]})
read = list(sys.modules)
waiting = app.extensions["shop"].late.waiting()
for name in waiting if sys.argv[2] == "forwards" else reversed(waiting):
    app.extensions["shop"].late.load(app, name)
print(json.dumps([read, waiting, app.extensions["shop"].late.waiting()]))
"""


def _rules(app: Flask) -> list[dict[str, Any]]:
    told = [late._told(rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules()]
    return sorted(told, key=lambda rule: json.dumps(rule, sort_keys=True))


def _hooks(app: Flask) -> dict[str, dict[str, int]]:
    """How many there are of each kind, by blueprint."""
    found = {name: {key: len(of) for key, of in getattr(app, name).items() if of and key} for name in late.HOOKS}
    errors = {key: sum(map(len, codes.values())) for key, codes in app.error_handler_spec.items() if key}
    return {**found, "errors": {key: count for key, count in errors.items() if count}}


@pytest.fixture
def whole(tmp_path: Path) -> Flask:
    app = create_app({"INSTANCE": str(tmp_path)})
    assert app.extensions["shop"].late.waiting() == []
    learn(app)
    return app


@pytest.fixture
def partly(whole: Flask) -> Flask:
    app = create_app({"INSTANCE": whole.instance_path})
    assert len(app.extensions["shop"].late.waiting()) > 50
    return app


def test_the_second_start_has_the_same_addresses_and_in_the_end_the_same_hooks(whole: Flask, partly: Flask) -> None:
    assert _rules(partly) == _rules(whole)
    for name in partly.extensions["shop"].late.waiting():
        partly.extensions["shop"].late.load(partly, name)
    assert _hooks(partly) == _hooks(whole)


@pytest.mark.parametrize("path", ["/console/", "/console/stock", "/api/v1/nothing", "/api/v1/orders", "/login"])
def test_the_first_request_to_a_feature_is_answered_as_any_other(whole: Flask, partly: Flask, path: str) -> None:
    _with_tables(whole)
    answers = [app.test_client().get(path) for app in (whole, partly)]
    assert answers[0].status_code == answers[1].status_code != 500
    assert answers[0].content_type == answers[1].content_type


def _with_tables(app: Flask) -> None:
    with app.app_context():
        database.upgrade(app.extensions["shop"].db.engine)


def test_a_view_is_reached_only_behind_the_guards_of_its_feature(partly: Flask) -> None:
    with partly.test_request_context("/console/stock"), pytest.raises(KeyError):
        partly.dispatch_request()  # without what Flask does first


@pytest.mark.parametrize("package", ["storefront", "fulfilment", "carriers", "foundation"])
def test_another_file_of_ours_means_a_whole_start(whole: Flask, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(whole.instance_path, FOLDER)
    assert late.known(folder, "") is not None
    assert late.known(folder, "/shop") is None
    files = late._files
    monkeypatch.setattr(late, "_files", lambda folder: ["another"] if folder == late.ROOT / package else files(folder))
    assert late.known(folder, "") is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"code": 1}'])
def test_what_was_kept_and_is_broken_means_a_whole_start(whole: Flask, text: str) -> None:
    Path(whole.instance_path, FOLDER, late.FILE).write_text(text)
    assert create_app({"INSTANCE": whole.instance_path}).extensions["shop"].late.waiting() == []


@pytest.mark.parametrize("order", ["forwards", "backwards"])
def test_a_start_reads_nothing_heavy_and_features_come_in_any_order(whole: Flask, order: str) -> None:
    ran = subprocess.run([sys.executable, "-c", TOLD, whole.instance_path, order], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    read, waiting, left = json.loads(ran.stdout.splitlines()[-1])
    assert sorted(NOT_AT_START & set(read)) == []
    assert len(waiting) > 50
    assert left == []
