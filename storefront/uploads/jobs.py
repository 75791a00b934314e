"""What becomes of files that no order needed."""

from __future__ import annotations

from storefront.mount.current import ShopState
from storefront.uploads import queries, service


def forget_uploads(shop: ShopState) -> int:
    """Throw away files that were given and never ordered; returns how many. The bytes go first: a note without bytes is
    found again tomorrow, bytes without a note never."""
    now = shop.clock.now()
    gone = shop.read(lambda work: queries.forgotten(work, now - service.UNUSED_FOR, now - service.UNORDERED_FOR))
    for upload in gone:
        shop.blobs.delete(upload.key)
        shop.write(lambda work, ref=upload.ref: service.forget(work, ref))  # type: ignore[misc]  # a default that binds
    return len(gone)
