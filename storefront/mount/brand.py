"""The seller's own accent, as a small stylesheet after ours. One that could not be read is refused at the start."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from storefront.mount.current import current_shop

blueprint = Blueprint("brand", __name__)

PAPER, INK_ON_ACCENT = "#f7f5f0", "#ffffff"
READABLE = 4.5  # WCAG 2.2, 1.4.3: the contrast of text


def _channels(colour: str) -> list[float]:
    linear = []
    for start in (1, 3, 5):
        value = int(colour[start : start + 2], 16) / 255
        linear.append(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
    return linear


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#rrggbb` colours (WCAG 2.2, relative luminance)."""
    red, green, blue = 0.2126, 0.7152, 0.0722
    lights = sorted(red * r + green * g + blue * b for r, g, b in (_channels(one), _channels(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def check_accent(colour: str) -> None:
    """Raises `ValueError` for a colour that is not `#rrggbb` or cannot be read on paper and under white."""
    if not colour:
        return
    if len(colour) != 7 or colour[0] != "#" or any(digit not in "0123456789abcdefABCDEF" for digit in colour[1:]):
        raise ValueError(f"SHOP_BRAND_ACCENT is a colour like #2f5d46, not {colour!r}.")
    worst = min(contrast(colour, PAPER), contrast(colour, INK_ON_ACCENT))
    if worst < READABLE:
        raise ValueError(
            f"SHOP_BRAND_ACCENT {colour} has a contrast of {worst:.1f}, and text needs {READABLE}. Take it darker."
        )


@blueprint.get("/theme.css")
def theme() -> Response:
    """By day the seller's accent; by night a lighter mix of it, because the ground is dark then."""
    accent = current_shop().settings.brand_accent
    night = f"color-mix(in oklab, {accent} 45%, white)"
    rule = f":root {{ --accent: light-dark({accent}, {night}); --accent-deep: light-dark({accent}, {night}); }}\n"
    response = Response(rule if accent else "", mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def context() -> dict[str, str]:
    """`theme_url` and `logo_url` of `shop/base.html`, where they are set: a host may give its own instead."""
    settings = current_shop().settings
    given = {"logo_url": settings.brand_logo} if settings.brand_logo else {}
    accent = settings.brand_accent
    return given | ({"theme_url": url_for("shop.brand.theme", v=accent[1:])} if accent else {})
