"""Lighthouse's four columns of one page in one form. It is a Node program, installed on demand beside the environment,
from a lock file that names no registry."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.audit.browsing import chromium
from tests.audit.inventory import Place, Who

HERE, ROOT = Path(__file__).parent, Path(__file__).resolve().parents[2]
INSTALLED = ROOT / ".venv" / "lighthouse"
COLUMNS = ("performance", "accessibility", "best-practices", "seo")
BAR = 95
FORMS: Mapping[str, tuple[str, ...]] = {
    "phone, light": (),
    "desk, light": ("--preset=desktop",),
    "phone, dark": ("--dark",),
    "desk, dark": ("--preset=desktop", "--dark"),
}


def install() -> Path:
    """Lighthouse's program, installed if it is not there."""
    program = INSTALLED / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, INSTALLED / name)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=INSTALLED, check=True)
    return program


def columns(url: str, place: Place, form: str, cookies: Mapping[str, str]) -> tuple[dict[str, int], list[str]]:
    """The four columns (0 to 100) and the titles of what cost points. A page that is kept from search engines on
    purpose is not asked whether it can be found."""
    dark = "--dark" in FORMS[form]
    flags = "--headless=new --no-sandbox" + (" --blink-settings=preferredColorScheme=0" if dark else "")
    command = [str(install()), url + place.address, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command += [flag for flag in FORMS[form] if flag != "--dark"]
    if place.private:
        command += ["--skip-audits=is-crawlable"]
    if cookies:
        command += [f"--extra-headers={json.dumps({'Cookie': '; '.join(f'{k}={v}' for k, v in cookies.items())})}"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"CHROME_PATH": chromium()})
    if done.returncode:
        return dict.fromkeys(COLUMNS, 0), [done.stderr[-400:]]
    return _read(json.loads(done.stdout))


def _read(report: dict[str, Any]) -> tuple[dict[str, int], list[str]]:
    scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in COLUMNS}
    lost = [
        f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for name in COLUMNS
        if scores[name] < 100
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"] and (audit := report["audits"][reference["id"]])["score"] not in (None, 1)
    ]
    return scores, lost


def look(
    url: str, cookies: Mapping[Who, Mapping[str, str]], places: Sequence[Place], forms: Sequence[str]
) -> Iterator[tuple[Place, str, dict[str, int], list[str]]]:
    """Place, form, columns and what cost points, one after the other."""
    for place in places:
        for form in forms:
            yield place, form, *columns(url, place, form, cookies[place.who])
