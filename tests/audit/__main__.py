"""Looks at every page and says what is wrong; exit 1 where anything is."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storefront.standalone.app import create_app
from tests.audit import axe, lighthouse
from tests.audit.inventory import Place
from tests.audit.report import Looked, write
from tests.audit.walking import Visitor, places
from tests.servers.shop import ROOT, running_shop

MAIN = (
    *("shop.catalogue.home", "shop.catalogue.category", "shop.catalogue.product", "shop.configurator.page"),
    *("shop.cart.page", "shop.checkout.contact", "shop.orders.page", "shop.catalogue.help_page", "security.login"),
    *("shop.console_today.page", "shop.console_production.board"),
)


def main() -> None:
    options = _options()
    with _shop() as url, tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": folder, "SHOP_DEMO": True})
        nobody, staff = Visitor(url), Visitor(url)
        staff.sign_in()
        every = [place for place in places(app, url, staff) if options.pages in f"{place.name} {place.address}"]
        cookies = {"nobody": nobody.cookies, "staff": staff.cookies}
        looked = {place: Looked(place.name, place.address) for place in every}
        if options.only in ("", "axe"):
            with axe.looking(url, cookies) as look:
                for place, page in looked.items():
                    page.axe = look(place)
                    _say(page)
        if options.only in ("", "lighthouse"):
            for place, page in looked.items():
                if options.every or options.pages or place.name in MAIN:
                    _columns(url, place, page, cookies[place.who], options.forms)
    write(Path(options.to), list(looked.values()))
    bad = [page.name for page in looked.values() if not page.fine]
    print(f"{len(looked) - len(bad)} of {len(looked)} pages are fine; the report is in {options.to}")
    sys.exit(1 if bad else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--pages", default="", help="a part of the names or addresses to look at")
    parser.add_argument("--only", default="", choices=["", "axe", "lighthouse"])
    parser.add_argument("--every", action="store_true", help="Lighthouse on every page, not only on the main ones")
    parser.add_argument("--forms", type=int, default=4, help="in how many of the four forms Lighthouse looks")
    parser.add_argument("--to", default=str(ROOT / "build" / "audit"), help="folder of the report")
    return parser.parse_args()


@contextmanager
def _shop() -> Iterator[str]:
    """A demo shop of its own; `SERVED_SHOP` names the address of one that runs already."""
    if running := os.environ.get("SERVED_SHOP"):
        yield running.split()[0]
        return
    with tempfile.TemporaryDirectory(prefix="shop-audit-") as folder, running_shop(Path(folder)) as shop:
        yield shop.url


def _columns(url: str, place: Place, page: Looked, cookies: dict[str, str], forms: int) -> None:
    for form in list(lighthouse.FORMS)[:forms]:
        page.lighthouse[form], page.lost[form] = lighthouse.columns(url, place, form, cookies)
        print(f"{place.name}, {form}: {page.lighthouse[form]} {page.lost[form]}", flush=True)


def _say(page: Looked) -> None:
    for form, found in page.axe.items():
        for one in found:
            print(f"{page.name} ({page.address}), {form}: {one}", flush=True)


if __name__ == "__main__":
    main()
