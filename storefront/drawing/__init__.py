"""Product drawings: `render(spec)` turns a plain dict into an accessible SVG, in one hand for everything sold."""

from storefront.drawing.kinds import render

__all__ = ["render"]
