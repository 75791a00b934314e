"""Whose rows a person or a worker may see: the first argument of every console read and verb."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.plain.errors import NotFound


@dataclass(frozen=True)
class SellerScope:
    """The sellers whose rows are in view; `None` is every seller (operator, workers)."""

    sellers: frozenset[str] | None

    def covers(self, seller_ref: str) -> bool:
        return self.sellers is None or seller_ref in self.sellers

    def require(self, seller_ref: str, what: str) -> None:
        """Raise `NotFound` for another seller's row: what is not yours does not exist for you."""
        if not self.covers(seller_ref):
            raise NotFound(f"There is no such {what}.")


EVERY_SELLER = SellerScope(None)
