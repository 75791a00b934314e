"""Looks at every page and says what is wrong; exit 1 where anything is."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from storefront.standalone.app import create_app
from tests.audit import axe, lighthouse, shots
from tests.audit.furnishing import People
from tests.audit.inventory import SHOPPERS, Place, Who
from tests.audit.report import Looked, known, write
from tests.audit.walking import places
from tests.servers.shop import ROOT, running_shop

FOUND = "places.json"


class Shown(NamedTuple):
    """A served shop, who looks at it, and all that is there to be seen."""

    url: str
    cookies: dict[Who, dict[str, str]]
    places: list[Place]


def main() -> None:
    options = _options()
    folder = Path(options.to)
    looked: dict[str, Looked] = {}
    with _shop(Path(options.keep) if options.keep else None) as shown:
        every = [place for place in shown.places if options.pages in f"{place.name} {place.address}"]
        part, parts = map(int, options.part.split("/"))
        mine = every[part - 1 :: parts]
        looked = known(folder, mine)
        if options.only in ("", "axe"):
            _axe(shown, [one for one in mine if not (options.rest and looked[one.name].axe)], looked, folder)
        if options.only in ("", "lighthouse"):
            _columns(shown, mine, looked, options)
        if options.only == "shots":
            shots.take(shown.url, shown.cookies, mine, folder / "shots")
    write(folder, looked)
    bad = [page.name for page in looked.values() if not page.fine]
    print(f"{len(looked) - len(bad)} of {len(looked)} pages are fine; the report is in {options.to}")
    sys.exit(1 if bad else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--pages", default="", help="a part of the names or addresses to look at")
    parser.add_argument("--part", default="1/1", help="a share of the pages, such as 2/4; the report grows with each")
    parser.add_argument("--rest", action="store_true", help="axe on pages only of which the report says nothing yet")
    parser.add_argument("--only", default="", choices=["", "axe", "lighthouse", "shots"])
    parser.add_argument("--forms", default="", help="Lighthouse in this form only, such as 'desk, light'")
    parser.add_argument("--shoppers", action="store_true", help="Lighthouse on the shoppers' pages only")
    parser.add_argument("--keep", default="", help="a folder whose furnished shop is used, and kept for the next time")
    parser.add_argument("--to", default=str(ROOT / "build" / "audit"), help="folder of the report")
    return parser.parse_args()


@contextmanager
def _shop(kept: Path | None) -> Iterator[Shown]:
    """A demo shop furnished for the audit. `SERVED_SHOP` (address, simulator, folder) names one that runs already."""
    if running := os.environ.get("SERVED_SHOP"):
        url, _, folder = running.split()
        yield _shown(url, Path(folder))
        return
    with tempfile.TemporaryDirectory(prefix="shop-audit-") as folder, running_shop(kept or Path(folder)) as shop:
        yield _shown(shop.url, shop.instance)


def _shown(url: str, instance: Path) -> Shown:
    """What was found last time in this shop, or what is found now."""
    began = time.monotonic()
    file = instance / FOUND
    if not file.exists():
        people = People(url, instance / "mail")
        found = places(create_app({"INSTANCE": instance, "SHOP_DEMO": True}), people)
        told = {"cookies": people.cookies, "places": [asdict(place) for place in found]}
        file.write_text(json.dumps(told), encoding="utf-8")
    told = json.loads(file.read_text(encoding="utf-8"))
    shown = Shown(url, told["cookies"], [Place(**place) for place in told["places"]])
    print(f"{len(shown.places)} places, found in {time.monotonic() - began:.0f} s", flush=True)
    return shown


def _axe(shown: Shown, mine: list[Place], looked: dict[str, Looked], folder: Path) -> None:
    began = time.monotonic()

    def tell(place: Place, found: axe.Findings) -> None:
        looked[place.name].axe = found
        write(folder, looked)  # whoever is stopped in the middle keeps what was found
        for form, all_ in found.items():
            for one in all_:
                print(f"{place.name} ({place.address[:60]}), {form}: {one}", flush=True)

    axe.look(shown.url, shown.cookies, mine, tell)
    clean = sum(not any(looked[place.name].axe.values()) for place in mine)
    print(f"axe: {clean} of {len(mine)} pages clean in four forms, {time.monotonic() - began:.0f} s", flush=True)


def _columns(shown: Shown, mine: list[Place], looked: dict[str, Looked], options: argparse.Namespace) -> None:
    forms = [options.forms] if options.forms else list(lighthouse.FORMS)
    asked = [
        place
        for place in mine
        if not place.html and not place.refusal and (not options.shoppers or place.name.startswith(SHOPPERS))
    ]
    folder = Path(options.to)
    for place, form, scores, lost in lighthouse.look(shown.url, shown.cookies, asked, forms):
        page = looked[place.name]
        page.lighthouse[form], page.lost[form] = scores, lost
        write(folder, looked)
        print(f"{place.name}, {form}: {' '.join(map(str, scores.values()))} {lost or ''}", flush=True)


if __name__ == "__main__":
    main()
