"""`python -m tests.house.settings_table`: writes the table of settings in docs/operate.md anew, from `Settings`."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from storefront.mount.config import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "operate.md"
BEGIN, END = "<!-- settings: begin -->\n", "<!-- settings: end -->"
_FIELD = re.compile(r"    (\w+): [^#]*?(?:#\s*(.*))?$")


def rows() -> list[str]:
    """One for each setting: its name, its default as JSON, and the words that stand at it in the source."""
    words, found = _words(), []
    for one in fields(Settings):
        default: Any = one.default if one.default is not MISSING else one.default_factory()  # type: ignore[misc]
        shown = json.dumps(default, default=list, ensure_ascii=False) if default != "" else ""
        name = f"{PREFIX}{one.name.upper()}"
        found.append(
            f"| `{name}` | {f'`{shown}`' if shown else 'none'} | {words.get(one.name, '').replace('|', '/')} |"
        )
    return found


def _words() -> dict[str, str]:
    """A comment above speaks for all that follows it up to the next one; one at the end of the line for its own."""
    source = (ROOT / "storefront/mount/config.py").read_text(encoding="utf-8")
    body = source.split("class Settings:")[1].split("@property")[0]
    found: dict[str, str] = {}
    above, fresh = "", True
    for line in body.splitlines():
        if line.startswith("    # "):
            above = f"{above} {line[6:]}" if not fresh else line[6:]
            fresh = False
        elif match := _FIELD.match(line):
            found[match[1]] = match[2] or above
            fresh = True
    return found


def table() -> str:
    return "\n".join(["| setting | default | what |", "| --- | --- | --- |", *rows(), ""])


def written() -> str:
    return MANUAL.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]


if __name__ == "__main__":
    text = MANUAL.read_text(encoding="utf-8")
    MANUAL.write_text(text.split(BEGIN)[0] + BEGIN + table() + END + text.split(END)[1], encoding="utf-8")
