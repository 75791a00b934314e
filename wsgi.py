"""Lets `flask …` and any WSGI server find the standalone shop from this folder."""

from storefront.standalone.app import create_app

__all__ = ["create_app"]
