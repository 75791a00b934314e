"""schema.org's view of a product, for machines that read pages (https://schema.org/Product)."""

from __future__ import annotations

from typing import Any

from storefront.catalogue.html import plain_text
from storefront.catalogue.queries import ProductPage, VariantView


def product_data(page: ProductPage, name: str, description: str, address: str) -> dict[str, Any]:
    """JSON-LD of a product with one offer per priced variant; the one in view tells its delivery day."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": name,
        "description": plain_text(description),
        "url": address,
        "offers": [_offer(page, variant, address) for variant in page.variants if variant.price],
    }
    if page.maker:
        data["brand"] = {"@type": "Brand", "name": page.maker}
    if page.chosen:
        data["sku"] = page.chosen.sku
    return data


def _offer(page: ProductPage, variant: VariantView, address: str) -> dict[str, Any]:
    assert variant.price is not None
    offer: dict[str, Any] = {
        "@type": "Offer",
        "sku": variant.sku,
        "price": str(variant.price.amount.decimal),
        "priceCurrency": variant.price.amount.currency,
        "url": f"{address}?sku={variant.sku}" if len(page.variants) > 1 else address,
        "availability": f"https://schema.org/{_availability(page, variant)}",
    }
    if variant == page.chosen and page.quote and page.quote.promised:
        offer["availabilityStarts"] = page.quote.promised.isoformat()
    return offer


def _availability(page: ProductPage, variant: VariantView) -> str:
    if page.kind == "configured":
        return "MadeToOrder"
    if variant == page.chosen and page.stock:
        if page.stock.saleable:
            return "InStock"
        return "BackOrder" if page.stock.incoming else "OutOfStock"
    return "LimitedAvailability"
