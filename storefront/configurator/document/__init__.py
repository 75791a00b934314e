"""A model as one readable file: YAML or JSON in, a compiled `Model` out, with errors that name the line's place."""

from storefront.configurator.document.loading import canonical, document_hash, load_document
from storefront.configurator.document.parsing import check_sellable, parse_model, read_model
from storefront.configurator.document.reader import DocumentError

__all__ = [
    "DocumentError",
    "canonical",
    "check_sellable",
    "document_hash",
    "load_document",
    "parse_model",
    "read_model",
]
