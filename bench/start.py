"""`python -m bench.start`: from the command to the first 200 of /healthz, on a shop that was furnished before; and what
a start and a loaded worker are made of.

Bars: 1.2 s, and 110 MiB a worker. Told besides: a bare Flask app with SQLAlchemy and psycopg that answers once, as a
process; the first start, which furnishes the demo; the CPU of a start by its parts in one process, whole (after a
change of the code) and later (ADR 47). The memory is that of gunicorn with one and with two workers after 500 requests
of visitors who look round and fill a cart; what processes share is counted once, gunicorn's first process too.
`bench.pages` tells it on PostgreSQL, with checkouts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from bench.figures import Figures
from bench.pages.serving import ROOT, Served, serve
from tests.servers.shop import running_shop

BAR_S, BAR_MIB = 1.2, 110.0
REQUESTS = 500
BARE = """
import flask, flask_sqlalchemy, psycopg, sqlalchemy.orm
app = flask.Flask("bare")
app.get("/")(lambda: "here")
app.test_client().get("/")
"""
PARTS = """
import json, time
told, last = {}, 0.0
def part(name):
    global last
    now = time.process_time()
    told[name], last = now - last, now
from gevent import monkey
monkey.patch_all()
import gc
gc.disable()
part("interpreter and gevent")
import flask, flask_limiter, flask_security, flask_sqlalchemy, flask_wtf, psycopg, sqlalchemy.orm
part("frameworks")
from storefront.standalone.app import create_app
from storefront.standalone.loaded import warm
part("import")
app = create_app()
part("create_app")
warm(app)
part("mappings, templates")
assert app.test_client().get("/healthz").status_code == 200
part("first answer")
print(json.dumps(told))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="later starts; the slowest counts")
    options = parser.parse_args()
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="shop-bench-") as folder:
        instance = Path(folder) / "instance"
        figures.told("first start, with the demo's furnishing", _start(instance), "s")
        figures.told("bare Flask, SQLAlchemy and psycopg", max(_bare() for _ in range(options.times)), "s")
        figures.at_most("later start", max(_start(instance) for _ in range(options.times)), "s", BAR_S)
        _tell_parts(figures, instance)
        for workers in (1, 2):
            figures.at_most(f"a worker of {workers}, loaded", _loaded(instance, workers), "MiB", BAR_MIB)
    figures.exit()


def _start(instance: Path) -> float:
    began = time.monotonic()
    with running_shop(instance):
        return time.monotonic() - began


def _bare() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", BARE], check=True)
    return time.monotonic() - began


def _tell_parts(figures: Figures, instance: Path) -> None:
    """The same twice: nothing learnt of the addresses yet, and everything."""
    (instance / "compiled" / "addresses.json").unlink(missing_ok=True)
    for kind in ("whole", "later"):
        ran = subprocess.run(
            [sys.executable, "-c", PARTS], check=True, capture_output=True, text=True, cwd=ROOT, env=_shop(instance)
        )
        told = json.loads(ran.stdout)
        for name, seconds in told.items():
            figures.told(f"{kind}: {name}", seconds, "s CPU")
        figures.told(f"{kind}: all", sum(told.values()), "s CPU")


def _loaded(instance: Path, workers: int) -> float:
    app = "storefront.standalone.app:create_app()"
    with serve(app, _shop(instance), "/healthz", workers) as server:
        _visit(server)
        return server.memory_each()


def _visit(server: Served) -> None:
    """One visitor after the other, each with cookies of their own and a cart."""
    url, asked = f"http://127.0.0.1:{server.port}", 0
    while asked < REQUESTS:
        visitor = requests.Session()
        paths = ["/", "/c/all", "/search?q=oak", "/healthz"]
        page = visitor.get(url + "/c/all", timeout=60).text
        paths += sorted(set(re.findall(r'href="(/p/[^"#?]+)"', page)))[:20]
        sku = re.search(r'name="sku" value="([^"]+)"', visitor.get(url + paths[-1], timeout=60).text)
        if sku:
            origin = {"Origin": url, "Sec-Fetch-Site": "same-origin"}
            visitor.post(f"{url}/cart/add", {"sku": sku[1], "quantity": "1"}, headers=origin, timeout=60)
        for path in [*paths, "/cart", "/checkout/contact", "/login"]:
            visitor.get(url + path, timeout=60)
        asked += len(paths) + 6


def _shop(instance: Path) -> dict[str, str]:
    return {**os.environ, "SHOP_INSTANCE": str(instance), "PYTHONPATH": str(ROOT), "SHOP_DEMO": "true"}


if __name__ == "__main__":
    main()
