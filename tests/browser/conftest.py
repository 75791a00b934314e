"""A real Chromium on a real shop. Where there is no Chromium: a failure in CI, a loud skip elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.strain import strained
from tests.servers.furnished import furnished_instance
from tests.servers.shop import ROOT, ServedShop, running_shop

OUTPUT = ROOT / "tests" / "output"
# How long to look for what is about to come, before giving up: Playwright's own five seconds are over on a busy machine
# while the page is still on its way. Nobody waits longer for what is there.
expect.set_options(timeout=20_000)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Of this folder's tests only."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        assert not os.environ.get("CI"), "No Chromium in CI: the browser tests must run there."
        pytest.skip("NO CHROMIUM HERE: the browser tests did not run. Install one: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    """One demo shop for all browser tests. `SERVED_SHOP="URL SIMULATOR FOLDER"` names one that runs already, for
    whoever writes a test and does not want to wait for a fresh one each time."""
    if running := os.environ.get("SERVED_SHOP"):
        url, simulator, folder = running.split()
        yield ServedShop(url, simulator, Path(folder))
        return
    with running_shop(furnished_instance(tmp_path_factory, "served")) as shop:
        yield shop


@pytest.fixture
def window(browser: Browser, served: ServedShop, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens windows that share nothing. A console error of the page, or a broken Content-Security-Policy, fails the
    test; so does a window that is left on an error page of ours by a 5xx."""
    complaints: list[str] = []
    contexts = []
    log = served.instance / "served.log"
    said = log.stat().st_size if log.exists() else 0

    def open_window(**options: object) -> Page:
        settings = {"base_url": served.url, "viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(**settings)
        contexts.append(context)
        page = strained(context.new_page())
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{page.url}: {message.text}")
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not complaints, "\n".join([*complaints, "What the shop wrote meanwhile:", _since(log, said)])


def _since(log: Path, byte: int) -> str:
    """The end of what a shop has written from `byte` on: the traceback behind a 500 is there and nowhere else."""
    return log.read_bytes()[byte:].decode(errors="replace")[-6000:] if log.exists() else ""


@pytest.fixture
def keep() -> Callable[[Page, str], None]:
    """Keeps a screenshot under the test's output folder."""
    OUTPUT.mkdir(parents=True, exist_ok=True)

    def shoot(page: Page, name: str) -> None:
        # As a photograph: smaller, and quicker to pack than loss-free.
        page.screenshot(path=OUTPUT / f"{name}.jpg", full_page=True, type="jpeg", quality=70)

    return shoot
