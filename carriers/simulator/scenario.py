"""Scenario files: data, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Step:
    """One scan as the carrier would write it. For the van `code` is the status and `kind`, `number` are empty."""

    kind: str
    code: str
    number: str
    text: str
    at: str


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("scenarios.yaml").read_text("utf-8"))
    return loaded


def label_step() -> Step:
    """The scan that UPS writes when a label is made."""
    return _step(_data()["ups"]["label"])


def steps(carrier: str, scenario: str) -> list[Step] | None:
    """The steps of a scenario; None when there is none of that name."""
    names = _data()[carrier]["scenarios"].get(scenario)
    return None if names is None else [s for s in (step(carrier, n) for n in names) if s is not None]


def step(carrier: str, code: str) -> Step | None:
    """The scan behind a code; None when the table does not have it."""
    found = _data()[carrier]["codes"].get(code)
    return None if found is None else _step({"code": code} | found)


def _step(data: dict[str, Any]) -> Step:
    return Step(data.get("type", ""), data["code"], data.get("number", ""), data["text"], data["at"])
