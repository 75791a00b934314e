"""Product drawings: `render(spec)` turns a plain dict into an accessible SVG, in one hand for everything sold;
`sheet_svg` and `sheet_pdf` make a page with sizes and every choice in words."""

from storefront.drawing.kinds import render
from storefront.drawing.pdf import sheet_pdf
from storefront.drawing.sheet import TitleBlock, sheet_svg

__all__ = ["TitleBlock", "render", "sheet_pdf", "sheet_svg"]
