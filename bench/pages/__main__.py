"""The shop's pages, two workers on PostgreSQL with 1,000 products of three variants, and the ceilings beside them.

Rounds are interleaved, page by page and ceiling by ceiling, and a ratio is that of one round's two figures: whatever
else the machine does then is in both. Of all rounds the median counts. Two shops are served: `made anew` is a shop
that keeps no answer for any second (`SHOP_FRESH_SECONDS=0`) and is asked by visitors with something in their carts:
each answer is composed for one of them, of parts that hold for as long as the versions of the catalogue say so; `kept`
one as it comes, asked by visitors who bring nothing. A product's page is told twice: in a catalogue that is quiet, and
in one where somebody changes a product twice a second, so that next to nothing of a page was drawn before.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from threading import Event, Thread
from urllib.request import urlopen

import sqlalchemy as sa

from bench.figures import Figures, percentile
from bench.pages import bare, visits
from bench.pages.client import Done, Visits, drive
from bench.pages.goods import PRODUCTS, furnish, slug_of
from bench.pages.serving import Served, serve
from bench.pages.statements import statements
from foundation.data.outbox import OutboxMessage
from storefront.catalogue.models import Product
from storefront.mount import database
from storefront.orders.models import Order
from storefront.standalone.app import create_app
from tests.servers.postgres import running_postgres

SHOP, BARE = "storefront.standalone.app:create_app()", "bench.pages.bare:create_app()"
MEMORY_MIB, START_S = 110, 1.2
LINES, LONGEST_WARM = 8, 12


@dataclass
class Race:
    """A page of the shop, and the ceiling that it is held to (none: it is told alone)."""

    name: str
    visits: Visits
    shop: str
    ceiling: Visits | None = None
    bar: float | None = None
    longer: float = 1.0  # than the others it is asked for: a unit of work that takes seconds is to end in its time
    warm: int = 0  # units of work at least before any of it counts: until each page has been seen by each worker
    edits: bool = False  # somebody changes a product of the catalogue twice a second meanwhile
    rounds: list[tuple[Done, float]] = field(default_factory=list)
    ceilings: list[tuple[Done, float]] = field(default_factory=list)


def races() -> list[Race]:
    return [
        Race("listing, made anew", visits.listing, "anew", visits.listing_alike, 0.7, warm=8 * visits.PAGES),
        Race("listing, kept", visits.first_listing, "kept", visits.bare_kept, 0.8),
        Race("detail, made anew", visits.detail, "anew", visits.bare_detail, 0.6, warm=3 * PRODUCTS),
        Race("detail, while the catalogue changes", visits.detail, "anew", visits.bare_detail, 0.6, edits=True),
        Race("detail, kept", visits.first_detail, "kept", visits.bare_kept, 0.8),
        Race("search of one word", visits.searching, "anew"),
        Race("add to cart, new visitor", visits.adding, "kept"),
        Race("guest checkout", visits.checkout, "kept", visits.bare_order, 0.2, longer=3.0),
    ]


def main() -> None:
    options = _options()
    figures = Figures()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shop-bench-")))
        server = stack.enter_context(running_postgres())
        address = _furnished(server, folder)
        pool = stack.enter_context(ProcessPoolExecutor(1, get_context("spawn")))
        chosen = [race for race in races() if options.only in race.name]
        with _servers(address, folder) as served:
            # Those with edits come last, and among themselves: they make all pages be forgotten that others look at.
            for some in ([race for race in chosen if not race.edits], [race for race in chosen if race.edits]):
                for race in some:
                    _warm_up(race, served, pool, address, options.warm)
                for _ in range(options.rounds):
                    for race in some:
                        _run(race, served, pool, address, options.seconds)
            for race in chosen:
                _report(race, figures)
            for name in ("kept", "bare"):
                figures.told(f"resident memory of the largest loaded worker, {name}", served[name].memory(), "MiB")
            figures.told("memory of the server for each loaded worker, bare", served["bare"].memory_each(), "MiB")
            figures.at_most(
                "memory of the server for each loaded worker", served["kept"].memory_each(), "MiB", MEMORY_MIB
            )
        _starts(address, folder, figures, options.starts)
        _orders(address, figures)
        for page, count in statements(address, folder):
            figures.told(f"statements, {page}", count, "statements")
    figures.exit()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each page and each ceiling is asked for")
    parser.add_argument("--warm", type=float, default=3.0, help="how long it is asked for before any of that")
    parser.add_argument("--rounds", type=int, default=3, help="how often all of it is done")
    parser.add_argument("--starts", type=int, default=3, help="how often a start is timed; the median counts")
    parser.add_argument("--only", default="", help="a part of the names of those to run")
    return parser.parse_args()


def _furnished(server: str, folder: Path) -> str:
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE shop")
    admin.dispose()
    address = server.replace("/postgres", "/shop")
    app = create_app({"INSTANCE": folder / "shop", "SHOP_DATABASE_URI": address})
    with app.app_context():
        shop = app.extensions["shop"]
        database.upgrade(shop.db.engine)
        with shop.db.engine.begin() as connection:
            bare.fill(connection, PRODUCTS)
        furnish(shop)
        shop.db.engine.dispose()
    return address


def _environment(address: str, folder: Path, **more: str) -> dict[str, str]:
    return {"SHOP_DATABASE_URI": address, "SHOP_INSTANCE": str(folder / "shop"), "SHOP_DEMO": "true", **more}


def _bare_environment(address: str, folder: Path) -> dict[str, str]:
    return {"BARE_DATABASE_URI": address, "BARE_KEPT": str(folder / "kept.html")}


@contextmanager
def _servers(address: str, folder: Path) -> Iterator[dict[str, Served]]:
    with ExitStack() as stack:
        kept = stack.enter_context(serve(SHOP, _environment(address, folder), "/c/all"))
        anew = stack.enter_context(serve(SHOP, _environment(address, folder, SHOP_FRESH_SECONDS="0"), "/c/all"))
        with urlopen(f"http://127.0.0.1:{kept.port}/c/all") as answer:
            (folder / "kept.html").write_bytes(answer.read())
        own = _bare_environment(address, folder)
        yield {"kept": kept, "anew": anew, "bare": stack.enter_context(serve(BARE, own, "/kept"))}


def _warm_up(race: Race, served: dict[str, Served], pool: ProcessPoolExecutor, address: str, seconds: float) -> None:
    """Templates, statements and what is remembered: a server that has been up for a while."""
    _run(race, served, pool, address, seconds)
    done = len(race.rounds[0][0].times)
    for _ in range(LONGEST_WARM):
        if done >= race.warm:
            break
        done += len(_measured(served[race.shop], race.visits, pool, 5.0)[0].times)
    race.rounds.clear()
    race.ceilings.clear()


def _run(race: Race, served: dict[str, Served], pool: ProcessPoolExecutor, address: str, seconds: float) -> None:
    with _edited(address) if race.edits else nullcontext():
        race.rounds.append(_measured(served[race.shop], race.visits, pool, seconds * race.longer))
    if race.ceiling:
        race.ceilings.append(_measured(served["bare"], race.ceiling, pool, seconds))


@contextmanager
def _edited(address: str) -> Iterator[None]:
    """A product is written anew twice a second."""
    engine, over = sa.create_engine(address, isolation_level="AUTOCOMMIT"), Event()
    one = sa.update(Product).where(Product.slug == slug_of(0)).values(position=Product.position)

    def edit() -> None:
        with engine.connect() as connection:
            while not over.wait(0.5):
                connection.execute(one)

    editor = Thread(target=edit)
    editor.start()
    try:
        yield
    finally:
        over.set()
        editor.join()
        engine.dispose()


def _measured(served: Served, who: Visits, pool: ProcessPoolExecutor, seconds: float) -> tuple[Done, float]:
    before = served.cpu()
    done = pool.submit(drive, served.port, who, seconds, LINES).result()
    return done, (served.cpu() - before) / max(len(done.times), 1)


def _report(race: Race, figures: Figures) -> None:
    _tell(race.name, race.rounds, figures)
    if race.ceiling is None or race.bar is None:
        return
    _tell(f"{race.name}: its ceiling", race.ceilings, figures)
    pairs = zip(race.rounds, race.ceilings, strict=True)
    ratios = [shop.rate / ceiling.rate for (shop, _), (ceiling, _) in pairs]
    figures.at_least(f"{race.name}: of its ceiling", median(ratios), "", race.bar)


def _tell(name: str, rounds: list[tuple[Done, float]], figures: Figures) -> None:
    times = [ms for done, _ in rounds for ms in done.times]
    figures.told(f"{name}: rate", median(done.rate for done, _ in rounds), "a second")
    figures.told(f"{name}: p50", percentile(times, 0.5), "ms")
    figures.told(f"{name}: p99", percentile(times, 0.99), "ms")
    figures.told(f"{name}: CPU of the workers", 1000 * median(cpu for _, cpu in rounds), "ms each")


def _starts(address: str, folder: Path, figures: Figures, times: int) -> None:
    """From the command to the first answer, with one worker, of a page that everybody sees first; and of the bare app,
    whose share is Python's, Flask's, SQLAlchemy's and gunicorn's."""
    found, ceiling = [], []
    for _ in range(times):
        with serve(SHOP, _environment(address, folder), "/", workers=1) as served:
            found.append(served.seconds)
        with serve(BARE, _bare_environment(address, folder), "/c/all", workers=1) as served:
            ceiling.append(served.seconds)
    if found:
        figures.told("start to first answer, bare", median(ceiling), "s")
        figures.at_most("start to first answer", median(found), "s", START_S)


def _orders(address: str, figures: Figures) -> None:
    """What the checkouts left: each paid order with its mail to write."""
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        placed = connection.scalar(sa.select(sa.func.count()).where(Order.state == "placed")) or 0
        mails = sa.select(sa.func.count()).where(OutboxMessage.name == "send_mail")
        figures.told("orders placed", placed, "orders")
        figures.told("mails to write", connection.scalar(mails) or 0, "messages")
    engine.dispose()


if __name__ == "__main__":
    main()
