"""Verbs on pictures. A remote address is kept as it is; until its bytes are here, a drawing stands in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from storefront.catalogue.domain.inputs import ImageIn, check_image
from storefront.catalogue.models import Image
from storefront.catalogue.service.products import product_row
from storefront.catalogue.service.writing import assign
from storefront.catalogue.version import bump_version

FIRST_PAUSE = timedelta(minutes=10)
MOST_TRIES = 10


def put_image(work: Work, scope: SellerScope, image: ImageIn) -> bool:
    """Add a picture to a product or change it; True if anything changed.

    Its address, or else its blob key, is its identity within the product. Raises `NotFound` for an unknown product,
    `Invalid` for an address that is none.
    """
    check_image(image)
    product = product_row(work, scope, image.product)
    known = Image.source_url == image.source_url if image.source_url else Image.blob_key == image.blob_key
    row = work.session.scalars(select(Image).where(Image.product_id == product.id, known)).first()
    if row is None:
        row = Image(id=work.new_id(), product_id=product.id, source_url=image.source_url, blob_key=image.blob_key)
        work.session.add(row)
    if not assign(row, {"alt": dict(image.alt), "position": image.position, "source": dict(image.source)}):
        return False
    bump_version(work)
    work.session.flush()
    return True


def store_image(work: Work, image_id: str, blob_key: str) -> None:
    """Note that a remote picture's bytes are in the blob store now. Raises `NotFound`."""
    row = work.session.get(Image, image_id)
    if row is None:
        raise NotFound("There is no such picture.")
    if assign(row, {"blob_key": blob_key}):
        bump_version(work)
        work.session.flush()


def put_off_image(work: Work, image_id: str) -> None:
    """Fetching failed: try again later, twice as late each time, and after a week of that no more."""
    row = work.session.get(Image, image_id)
    if row is not None:
        row.try_after = work.now() + FIRST_PAUSE * 2**row.tries
        row.tries += 1
        work.session.flush()
