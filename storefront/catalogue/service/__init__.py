"""Verbs of the catalogue. They flush and never commit; each real change moves the catalogue's version on."""

from storefront.catalogue.service.availability import record_availability, refresh_availability
from storefront.catalogue.service.images import put_image, put_off_image, store_image
from storefront.catalogue.service.products import publish, put_product, unpublish
from storefront.catalogue.service.shelves import put_category, put_maker
from storefront.catalogue.service.variants import put_variant

__all__ = [
    "publish",
    "put_category",
    "put_image",
    "put_maker",
    "put_off_image",
    "put_product",
    "put_variant",
    "record_availability",
    "refresh_availability",
    "store_image",
    "unpublish",
]
