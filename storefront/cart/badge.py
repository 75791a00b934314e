"""How many pieces the cart link shows: asked in one breath with what a page of the catalogue asks anyway."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import has_request_context, request
from sqlalchemy import CompoundSelect, Select, bindparam, func, literal_column, select, union_all

from foundation.data import versions
from foundation.data.work import Work
from storefront.cart.cookie import cart_ref
from storefront.cart.models import CartLineRow
from storefront.mount.current import ShopState

T = TypeVar("T")
_NAME, _ON_REQUEST = "pieces in the cart", "shop.cart_pieces"  # no table is called so
_VERSIONS = "shop.versions"


def _pieces() -> Select[Any]:
    line = CartLineRow.__table__.c
    return select(literal_column(f"'{_NAME}'"), func.coalesce(func.sum(line.quantity), 0)).where(
        line.cart_ref == bindparam("cart_ref"), line.removed_at.is_(None)
    )


_ALONE = _pieces()
_BOTH: CompoundSelect[Any] = union_all(versions.ASKED, _pieces())


def beside_versions(work: Work) -> Mapping[str, int]:
    """`foundation.data.versions.versions`, and on a page for somebody with a cart its pieces too."""
    if not has_request_context() or request.method != "GET":
        return versions.versions(work)
    known: Mapping[str, int] | None = request.environ.get(_VERSIONS)
    if known is not None:  # a page is of one moment: it asks once
        return known
    ref = cart_ref()
    known = versions.versions(work) if ref is None else versions.versions(work, _BOTH, {"cart_ref": ref})
    if _NAME in known:
        request.environ[_ON_REQUEST] = int(known[_NAME])
    request.environ[_VERSIONS] = known
    return known


def glance(shop: ShopState, look: Callable[[Work], T]) -> T:
    """`ShopState.glance` of a page that shows the cart link and asks for a day: both are asked with the versions."""

    def both(work: Work) -> T:
        beside_versions(work)
        return look(work)

    return shop.glance(both)


def pieces(shop: ShopState) -> int:
    """What the cart link shows to whoever asks. One statement, none where it is known already."""
    ref = cart_ref()
    if ref is None:
        return 0
    known: int | None = request.environ.get(_ON_REQUEST)
    if known is None:
        known = shop.glance(lambda work: int(work.session.connection().execute(_ALONE, {"cart_ref": ref}).one()[1]))
    return known
