"""A slow machine on demand: `TESTS_STRAIN=6` gives every page a sixth of its core and answers in any order.

For whoever hunts tests (and scripts) that depend on timing. What holds under strain holds on a busy CI.
"""

from __future__ import annotations

import os

from playwright.sync_api import Page

# Each answer to a script waits for a while of its own: what was asked first may well come last.
_LATE = """(() => {
  const asked = window.fetch;
  window.fetch = async (...question) => {
    const answer = await asked(...question);
    await new Promise((go) => { setTimeout(go, Math.random() * LATEST_MS); });
    question[1]?.signal?.throwIfAborted();
    return answer;
  };
})();"""
LATEST_MS = 100  # times the strain


def strain() -> float:
    """How many times slower than it is; 1 for a machine as it is."""
    return max(1.0, float(os.environ.get("TESTS_STRAIN") or 1))


def strained(page: Page) -> Page:
    if (rate := strain()) > 1:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
        page.add_init_script(_LATE.replace("LATEST_MS", str(LATEST_MS * rate)))
    return page
