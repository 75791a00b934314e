"""The customer's window: it must show each step within a second after the staff's page has answered, by itself."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import pressing
from tests.browser.strain import strain

WITHIN_MS = 1_000
PATIENCE_MS = 20_000  # how long to look before giving up; what counts is the measured time
WORKER_MS = 30_000

# Writes down each new text of the live region with the time of its change; a reload would lose all of it.
_WATCH = """() => {
  const region = document.getElementById("live");
  window.watched = { born: Date.now(), changed: Date.now() };
  new MutationObserver(() => { window.watched.changed = performance.timeOrigin + performance.now(); })
    .observe(region, { childList: true, subtree: true, characterData: true });
}"""


@dataclass
class Watch:
    """One customer's page. `latencies` are (step, ms from the answer to the change on the page)."""

    page: Page
    keep: Callable[[Page, str], None]
    latencies: list[tuple[str, float]] = field(default_factory=list)
    steps: int = 0

    def begin(self) -> None:
        self.page.evaluate(_WATCH)
        self._born = self.page.evaluate("window.watched.born")

    def sees_at_once(self, step: str, told: Callable[[], None], button: Locator) -> None:
        """`sees`, from the answer to a press of this button on. The staff's next page is waited for only afterwards:
        what is measured is the last change there was, and the worker goes on."""
        with pressing(button) as answered:
            self.sees(step, told, answered)

    def sees(self, step: str, told: Callable[[], None], answered: float) -> None:
        """`told` holds on the page within a second of `answered` (ms since 1970)."""
        told()
        changed = self._changed()
        self.latencies.append((step, changed - answered))
        assert changed - answered <= allowed_ms(), f"{step}: {changed - answered:.0f} ms"
        self._same_and_kept(step)

    def sees_in_time(self, step: str, told: Callable[[], None]) -> None:
        """`told` holds once the worker has done what lies between: nobody's page answers at that moment."""
        told()
        self._same_and_kept(step)

    def _changed(self) -> float:
        return float(self.page.evaluate("window.watched.changed"))

    def _same_and_kept(self, step: str) -> None:
        assert self.page.evaluate("window.watched?.born") == self._born, f"{step}: the page was loaded anew"
        self.steps += 1
        self.keep(self.page, f"main-job-{self.steps:02}-{step}")


def allowed_ms() -> float:
    """A second, on a machine that has a core for everyone who wants one; where more processes queue for the cores
    (three browsers' windows beside other people's work), as many times a second as each of them has to wait."""
    return WITHIN_MS * strain() * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def state(item: Locator, name: str, timeout: int = PATIENCE_MS) -> Callable[[], None]:
    """A point of the timeline is `done`, `now`, `wait` or `next`."""
    css = f"tl__item--({name})(\\s|$)"
    return lambda: expect(item).to_have_class(re.compile(css), timeout=timeout)


def words(place: Locator, said: str, timeout: int = PATIENCE_MS) -> Callable[[], None]:
    return lambda: expect(place).to_contain_text(said, timeout=timeout)


def count(points: Locator, wanted: int, timeout: int = PATIENCE_MS) -> Callable[[], None]:
    return lambda: expect(points).to_have_count(wanted, timeout=timeout)
