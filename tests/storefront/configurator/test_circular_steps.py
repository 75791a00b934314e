"""Steps that wait for each other are refused when a product is written, with the steps' numbers."""

from __future__ import annotations

from copy import deepcopy

import pytest

from storefront.configurator.document import DocumentError, read_model
from tests.storefront.changes.desk import MODEL


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ({0: [20], 1: [10]}, "wait for each other in a circle"),
        ({2: [30]}, "the steps 30, 40, 50 wait for each other"),
        ({2: [99]}, "comes after 99, which does not exist"),
    ],
)
def test_a_circle_of_steps_is_refused_with_their_numbers(after: dict[int, list[int]], sentence: str) -> None:
    wrong = deepcopy(MODEL)
    for at, before in after.items():
        wrong["operations"][at]["after"] = before
    with pytest.raises(DocumentError, match=sentence):
        read_model(wrong, "0" * 64)
