"""Fetching the pictures that an import named: outside every transaction, and never from inside our own network.

A picture's address comes from a file somebody sent us, so it is asked for like a stranger's: public addresses only, no
redirect followed, a size and a time limit, and only bytes that are a picture are kept.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import requests

from foundation.data.runner import forbid_network_in_transaction
from storefront.catalogue import queries, service
from storefront.mount.current import ShopState

MOST_BYTES = 10_000_000
TIMEOUT_S = (3.05, 10)
# The first bytes of what a browser shows; https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
SIGNATURES = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF8", "gif"))

Fetch = Callable[[str], bytes | None]


def fetch_images(shop: ShopState) -> int:
    """Fetch the next few pictures; returns how many arrived. What fails is tried again later, for about a week."""
    return fetch_with(shop, fetched)


def fetch_with(shop: ShopState, fetch: Fetch) -> int:
    """`fetch_images` with the network handed in."""
    arrived = 0
    for image in shop.read(queries.images_to_fetch):
        data = fetch(image.address)
        ending = picture_ending(data) if data else None
        if data is None or ending is None:
            shop.write(lambda work, image=image: service.put_off_image(work, image.image_id))  # type: ignore[misc]
            continue
        key = f"pictures/{image.image_id}.{ending}"
        shop.blobs.put(key, data)
        shop.write(lambda work, image=image, key=key: service.store_image(work, image.image_id, key))  # type: ignore[misc]
        arrived += 1
    return arrived


def picture_ending(data: bytes) -> str | None:
    """`jpg`, `png`, `gif` or `webp` by the bytes themselves, None for anything else (SVG may carry script)."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((ending for start, ending in SIGNATURES if data.startswith(start)), None)


def fetched(address: str) -> bytes | None:
    """The bytes at a public address, None when they cannot be had."""
    forbid_network_in_transaction()
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_public(parts.hostname):
        return None
    try:
        with requests.get(address, timeout=TIMEOUT_S, stream=True, allow_redirects=False) as answer:
            if answer.status_code != 200:
                return None
            data = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    except (requests.RequestException, OSError):
        return None
    return data if 0 < len(data) <= MOST_BYTES else None


def is_public(host: str) -> bool:
    """Whether every address behind `host` is on the public internet."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in found)
