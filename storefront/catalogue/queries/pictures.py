"""Pictures: which are still to be fetched, and where the bytes of one lie."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.catalogue.models import Image
from storefront.catalogue.service.images import MOST_TRIES


@dataclass(frozen=True)
class ImageToFetch:
    """A remote picture whose bytes are not here yet."""

    image_id: str
    address: str


def images_to_fetch(work: Work, most: int = 10) -> list[ImageToFetch]:
    """The next pictures worth a try. One statement."""
    rows = work.session.execute(
        select(Image.id, Image.source_url)
        .where(
            Image.blob_key.is_(None),
            Image.tries < MOST_TRIES,
            or_(Image.try_after.is_(None), Image.try_after <= work.now()),
        )
        .order_by(Image.tries, Image.id)
        .limit(most)
    )
    return [ImageToFetch(row.id, row.source_url or "") for row in rows]


def stored_picture(work: Work, image_id: str) -> str:
    """The blob key of a picture. One statement; raises `NotFound` while its bytes are not here."""
    key = work.session.scalars(select(Image.blob_key).where(Image.id == image_id)).first()
    if key is None:
        raise NotFound("That picture is not here.")
    return key
