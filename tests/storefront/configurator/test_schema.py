"""The JSON Schema of the format and the reader say the same of a file's shape."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.plain.errors import DomainError
from foundation.plain.quantity import BASE_UNITS
from storefront.configurator.document import load_document, read_model
from storefront.configurator.document.reader import RESERVED
from tests.storefront.configurator.conftest import MODELS, NAMES
from tests.storefront.configurator.schemas import fits

SCHEMA: dict[str, Any] = json.loads(
    files("storefront.configurator.document").joinpath("schema.json").read_text(encoding="utf-8")
)
DOCUMENTS = {name: load_document((MODELS / f"{file}.yaml").read_text()) for name, file in NAMES.items()}
Place = tuple[str | int, ...]


def places(value: Any, at: Place = ()) -> list[Place]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, one in inner for place in places(one, (*at, key)))]


def reads(document: dict[str, Any]) -> bool:
    try:
        read_model(document, "x")
    except DomainError:
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_the_demo_models_are_valid(name: str) -> None:
    assert fits(DOCUMENTS[name], SCHEMA, SCHEMA)


def test_the_schema_knows_the_readers_units_and_names() -> None:
    assert SCHEMA["$defs"]["material"]["properties"]["unit"]["enum"] == list(BASE_UNITS)
    assert set(SCHEMA["$defs"]["name"]["not"]["enum"]) == RESERVED


def test_numbers_and_flags_may_be_written_as_such() -> None:
    native = copy.deepcopy(DOCUMENTS["kast-oak"])
    native["numbers"][0].update(min=1200, max=3000, step=10, default=2000, scale=10)
    native["operations"][8]["inspection"] = True
    native["price"]["parts"][0]["amount"] = 39000
    assert fits(native, SCHEMA, SCHEMA)
    assert reads(native)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(data=st.data())
def test_a_part_left_out_misspelt_or_of_another_shape_is_refused_by_both(name: str, data: st.DataObject) -> None:
    """Whatever the reader takes, the schema takes; and what is broken in shape, neither takes."""
    broken = copy.deepcopy(DOCUMENTS[name])
    place = data.draw(st.sampled_from([p for p in places(broken) if p]))
    holder: Any = broken
    for key in place[:-1]:
        holder = holder[key]
    how = data.draw(st.sampled_from(["out", "misspelt", "list", "mapping", "empty", "nothing"]))
    if how == "out":
        del holder[place[-1]]
    elif how == "misspelt" and isinstance(holder, dict):
        holder[f"{place[-1]}_"] = holder.pop(place[-1])
    else:
        shapes: dict[str, Any] = {"list": [[]], "mapping": {"a": {"b": "c"}}, "empty": "", "nothing": None}
        holder[place[-1]] = shapes.get(how, [])
    valid, read = fits(broken, SCHEMA, SCHEMA), reads(broken)
    assert valid or not read, place
    if how in ("list", "mapping", "nothing"):
        assert not valid, place
        assert not read, place


def test_an_option_id_of_another_kind_is_refused_by_both() -> None:
    for wrong in ("has space", "", "-a", "x" * 50):
        broken = copy.deepcopy(DOCUMENTS["kast-oak"])
        broken["groups"][0]["options"][0]["id"] = wrong
        assert not fits(broken, SCHEMA, SCHEMA)
        assert not reads(broken)
