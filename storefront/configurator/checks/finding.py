"""What the checks before publishing find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from foundation.plain.money import Money
from storefront.configurator.domain import Choices

Severity = Literal["block", "warn"]


@dataclass(frozen=True)
class Finding:
    """`block` keeps the version from being published, `warn` asks the seller to look. `rules`: the ids to blame.

    `place` names the line or input that it is about ("materials[3]", a group's id), "" where it is the whole.
    """

    severity: Severity
    code: str
    rules: tuple[str, ...]
    sentence: str
    place: str = ""

    def to_dict(self) -> dict[str, object]:
        return {
            "severity": self.severity, "code": self.code, "rules": list(self.rules), "sentence": self.sentence,
            "place": self.place,
        }  # fmt: skip


@dataclass(frozen=True)
class Priced:
    """A product and its price: the proof of a bound."""

    choices: Choices
    price: Money


@dataclass(frozen=True)
class Report:
    """All findings, and what the model sells: how many products (None: not known), from what price to what price."""

    findings: tuple[Finding, ...]
    count: int | None = None
    lowest: Priced | None = None
    highest: Priced | None = None

    @property
    def blocked(self) -> bool:
        return any(finding.severity == "block" for finding in self.findings)
