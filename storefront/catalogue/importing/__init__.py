"""Shopify product files in and out: read, planned row by row, then applied whole or not at all."""

from storefront.catalogue.importing.apply import ImportTarget, import_file
from storefront.catalogue.importing.export import export_rows
from storefront.catalogue.importing.report import Counts, ImportReport, RowFate

__all__ = ["Counts", "ImportReport", "ImportTarget", "RowFate", "export_rows", "import_file"]
