"""Lighthouse's four columns of many pages. It is a Node program, installed on demand beside the environment, from a
lock file that names no registry; one process and one Chromium look at all pages of a scheme."""

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
RUNNER = "lighthouse.mjs"
COLUMNS = ("performance", "accessibility", "best-practices", "seo")
BAR = 95
FORMS = ("desk, light", "phone, light", "desk, dark", "phone, dark")
Told = tuple[Place, str, dict[str, int], list[str]]


def install() -> Path:
    """Our program beside the installed Lighthouse, which is fetched if it is not there."""
    if not (INSTALLED / "node_modules" / "lighthouse").exists():
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, INSTALLED / name)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=INSTALLED, check=True)
    return Path(shutil.copy(HERE / RUNNER, INSTALLED / RUNNER))


def look(
    url: str, cookies: Mapping[Who, Mapping[str, str]], places: Sequence[Place], forms: Sequence[str]
) -> Iterator[Told]:
    """Place, form, columns (0 to 100) and the titles of what cost points, one after the other. A page that is kept from
    search engines on purpose is not asked whether it can be found."""
    program = install()
    for form in forms:
        device, scheme = form.split(", ")
        command = ["node", str(program), scheme]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"CHROME_PATH": chromium()},
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for place in places:
                asked = {"url": url + place.address, "form": device, "cookie": _cookie(cookies[place.who])}
                process.stdin.write(json.dumps(asked | {"skip": ["is-crawlable"] if place.private else []}) + "\n")
                process.stdin.flush()
                yield place, form, *_read(json.loads(process.stdout.readline() or '{"error": "Lighthouse is gone."}'))
            process.stdin.close()


def _cookie(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _read(report: dict[str, Any]) -> tuple[dict[str, int], list[str]]:
    if report["error"]:
        return dict.fromkeys(COLUMNS, 0), [report["error"][:400]]
    scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in COLUMNS}
    lost = [
        f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for name in COLUMNS
        if scores[name] < 100
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"] and (audit := report["audits"][reference["id"]])["score"] not in (None, 1)
    ]
    return scores, lost
