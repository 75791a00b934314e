"""The report: JSON for programs, and one readable page without anything from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from html import escape
from pathlib import Path

from tests.audit.inventory import Place
from tests.audit.lighthouse import BAR, COLUMNS

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;
max-width:76rem;padding:0 1rem;color-scheme:light dark}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8886;
vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#c33;font-weight:600}
@media(prefers-color-scheme:dark){.bad{color:#f99}}"""


@dataclass
class Looked:
    """What was found of one page: axe's findings by form, Lighthouse's columns by form and what cost points."""

    name: str
    address: str
    axe: dict[str, list[str]] = field(default_factory=dict)
    lighthouse: dict[str, dict[str, int]] = field(default_factory=dict)
    lost: dict[str, list[str]] = field(default_factory=dict)

    @property
    def fine(self) -> bool:
        return not any(self.axe.values()) and all(
            score >= BAR for scores in self.lighthouse.values() for score in scores.values()
        )


def known(folder: Path, places: Sequence[Place]) -> dict[str, Looked]:
    """What the report says of `places` already, by name; nothing of those that it does not know."""
    told = {page.name: page for page in _read(folder)}
    return {
        one.name: replace(told[one.name], address=one.address) if one.name in told else Looked(one.name, one.address)
        for one in places
    }


def write(folder: Path, looked: Mapping[str, Looked]) -> None:
    """`audit.json` and `audit.html` in `folder`; what another slice has found of other pages stays there."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = {page.name: page for page in _read(folder)} | dict(looked)
    _write(folder, sorted(whole.values(), key=lambda page: page.name))


def _read(folder: Path) -> list[Looked]:
    file = folder / "audit.json"
    rows = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return [Looked(**{name: value for name, value in row.items() if name != "fine"}) for row in rows]


def _write(folder: Path, looked: Sequence[Looked]) -> None:
    rows = [asdict(page) | {"fine": page.fine} for page in looked]
    (folder / "audit.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "audit.html").write_text(_page(looked), encoding="utf-8")


def _page(looked: Sequence[Looked]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in ("page", "axe", "form", *COLUMNS, "what cost points"))
    rows = "".join(_rows(page) for page in looked)
    fine = sum(page.fine for page in looked)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Audit</title><style>{_STYLE}</style>'
        f"<h1>Audit</h1><p>{fine} of {len(looked)} pages are fine: nothing found by axe in four forms, and {BAR} or"
        f" more in each of Lighthouse's columns where it was asked.</p><table><tr>{head}</tr>{rows}</table></html>\n"
    )


def _rows(page: Looked) -> str:
    found = [f"{form}: {said}" for form, all_ in page.axe.items() for said in all_]
    axe = "<br>".join(escape(one) for one in found) or ("clean" if page.axe else "")
    name = f"<td>{escape(page.name)}<br><small>{escape(page.address[:60])}</small></td>"
    first = f'{name}<td class="{"bad" if found else ""}">{axe}</td>'
    if not page.lighthouse:
        return f'<tr>{first}<td colspan="{len(COLUMNS) + 2}"></td></tr>'
    return "".join(
        f"<tr>{first}<td>{escape(form)}</td>"
        + "".join(f'<td class="n{" bad" if score < BAR else ""}">{score}</td>' for score in scores.values())
        + f"<td>{escape('; '.join(page.lost.get(form, [])))}</td></tr>"
        for form, scores in page.lighthouse.items()
    )
