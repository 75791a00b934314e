"""The tables of `storefront.mount.wiring`, read when something is first written: whoever only shows pages needs none of
the modules that stand in them, which are half of the shop."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from typing import Any


def wired(name: str) -> Any:
    """A table of `wiring` by its name."""
    return getattr(import_module("storefront.mount.wiring"), name)


class Names(Collection[str]):
    """What is in such a table."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __contains__(self, key: object) -> bool:
        return key in wired(self._name)

    def __iter__(self) -> Iterator[str]:
        return iter(wired(self._name))

    def __len__(self) -> int:
        return len(wired(self._name))


class Table(Mapping[Any, Any]):
    """Such a table, what each name leads to as well."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getitem__(self, key: Any) -> Any:
        return wired(self._name)[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(wired(self._name))

    def __len__(self) -> int:
        return len(wired(self._name))
