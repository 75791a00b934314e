"""The API's frame: keys, limits, pages, problems, the document. What there is to call stands in each feature's rest."""
