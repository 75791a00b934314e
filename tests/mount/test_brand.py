from __future__ import annotations

from pathlib import Path

import pytest

from storefront.mount import database
from storefront.mount.brand import contrast
from storefront.standalone.app import create_app


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#2f5d46", "#f7f5f0"), 1) == 6.9


@pytest.mark.parametrize("colour", ["#ffee00", "red", "#12345", "#gggggg", "#12345;"])
def test_an_accent_that_cannot_be_read_is_refused_at_the_start(colour: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SHOP_BRAND_ACCENT"):
        create_app({"INSTANCE": tmp_path, "SHOP_BRAND_ACCENT": colour})


def test_the_sellers_accent_comes_as_a_stylesheet_after_ours(tmp_path: Path) -> None:
    app = create_app({"INSTANCE": tmp_path, "SHOP_BRAND_ACCENT": "#7a2f1d", "SHOP_BRAND_LOGO": "/logo.svg"})
    with app.app_context():
        database.upgrade(app.extensions["shop"].db.engine)
    client = app.test_client()
    assert "--accent: light-dark(#7a2f1d" in client.get("/theme.css").text
    page = client.get("/login", headers={"Accept": "text/html"}).text
    assert "/theme.css" in page
    assert "/logo.svg" in page
