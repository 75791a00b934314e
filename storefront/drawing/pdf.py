"""The sheet as PDF, by typst: no browser, no network, the shop's own typefaces."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from storefront.drawing.sheet import TitleBlock, sheet_svg
from storefront.drawing.spec import Spec

# The page is one picture; its words stay words, so that a reader can search and speak them.
_SOURCE = b"""
#let said = json(bytes(sys.inputs.said))
#set document(title: said.title, author: said.shop, date: none)
#set page(width: 297mm, height: 210mm, margin: 0mm)
#set text(lang: said.lang)
#image(bytes(sys.inputs.svg), format: "svg", width: 297mm, height: 210mm, alt: said.alt)
"""


def sheet_pdf(spec: Spec, block: TitleBlock) -> bytes:
    """One A4 page. Raises `ValueError` for a kind without views."""
    import typst  # noqa: PLC0415 - heavy: 40 MB of compiler, needed for a download only

    said = {
        "title": block.product,
        "shop": block.shop,
        "lang": block.locale[:2],
        "alt": f"{block.product}: " + "; ".join(f"{label} {words}" for label, words in block.picks),
    }
    made: bytes = typst.compile(
        _SOURCE,
        format="pdf",
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"svg": sheet_svg(spec, block), "said": json.dumps(said)},
    )
    return made


@lru_cache(maxsize=1)
def fonts() -> Any:
    """The shop's own typefaces, read once a process."""
    import typst  # noqa: PLC0415 - heavy, as above

    return typst.Fonts(include_system_fonts=False, font_paths=[str(_folder())])


def _folder() -> Path:
    """Where the typefaces lie: inside an installed package, else beside it in the checkout."""
    packaged = Path(str(resources.files("storefront"))) / "static" / "fonts"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "static" / "fonts"
