"""Former addresses of products: written when one moves, read when somebody comes by an old link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.catalogue.models import Product, ProductAddress
from storefront.mount.current import current_shop

A_DAY = "max-age=86400"  # a browser would keep a 301 for good, and the address may be another product's one day


def remember(work: Work, product_id: str, was: str, now: str) -> None:
    """The product of `product_id` was at `was` and is at `now`, which is nobody's former address any more."""
    gone = delete(ProductAddress).where(ProductAddress.slug == now)
    work.session.execute(gone.execution_options(synchronize_session=False))
    values = {"product_id": product_id, "until": work.now()}
    work.session.execute(
        insert_into(work.session, ProductAddress)
        .values(slug=was, **values)
        .on_conflict_do_update(index_elements=["slug"], set_=values)
        .returning(ProductAddress.slug)
    )


def moved_to(work: Work, slug: str) -> str | None:
    """Where a published product is that was at `slug` before. One statement."""
    return work.session.scalar(
        select(Product.slug)
        .join(ProductAddress, ProductAddress.product_id == Product.id)
        .where(ProductAddress.slug == slug, Product.status == "published")
    )


def at_its_address(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page of a product by its `slug`: who comes by a former one is sent on for good, with what was asked."""

    @wraps(view)
    def found(slug: str, **more: Any) -> ResponseReturnValue:
        try:
            return view(slug=slug, **more)  # type: ignore[no-any-return]  # a view may answer anything
        except NotFound:
            now = current_shop().read(lambda work: moved_to(work, slug))
            if now is None:
                raise
            # not through `url_for`, to which some names say more than a question to a page
            asked = urlencode(list(request.args.items(multi=True)))
            answer = redirect(url_for(str(request.endpoint), slug=now, **more) + (f"?{asked}" if asked else ""), 301)
            answer.headers["Cache-Control"] = A_DAY
            return answer

    return found
