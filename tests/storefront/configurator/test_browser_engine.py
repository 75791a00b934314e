"""The browser's engine says what the server's says: same options, prices, ranges, reach, repairs, in the same words."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from storefront.configurator.browser import formulas_module
from storefront.configurator.compiling import compile_model
from storefront.configurator.domain import Choices, Model, default_choices
from storefront.configurator.page import present
from tests.storefront.configurator.test_words_that_break_a_rule import ALWAYS, SOMETIMES, made

HERE = Path(__file__).parent
ARITHMETIC = HERE.parents[2] / "static" / "configurator" / "arithmetic.js"
WORDS = HERE.parents[2] / "templates" / "shop" / "configurator" / "_words.html"
WALKS = {"table": 80, "blind": 25, "bicycle": 80, "engraved": 40, "labelled": 40}
LEFT_TO_THE_SERVER = {"date", "sentence", "engine", "complete"}
Picks = list[tuple[str, str | int]]


def walk(model: Model, dice: random.Random) -> Picks:
    """A few inputs touched, in any order, whatever the rules say."""
    values: Picks = [(group.id, dice.choice(group.ids)) for group in model.groups]
    values += [(n.id, dice.randrange(n.low, n.high + 1, n.step)) for n in model.numbers]
    values += [(words.id, dice.choice(["Anna", "Für  Åsa & Bo", "x" * 99, "☃ snow", "a"])) for words in model.texts]
    return dice.sample(values, dice.randrange(len(values) + 1))


def picked(model: Model, picks: Picks) -> Choices:
    choices = default_choices(model)
    for field, value in picks:
        if field in choices.texts:
            choices = choices.words(field, str(value))
        elif isinstance(value, int):
            choices = choices.number(field, value)
        else:
            choices = choices.option(field, value)
    return choices


def comparable(page: dict[str, Any]) -> dict[str, Any]:
    """What both know. Days, and reasons that take a proof of several rules, come from the server."""
    kept = {name: value for name, value in page.items() if name not in LEFT_TO_THE_SERVER}
    kept["options"] = {
        group: {option: {k: v for k, v in row.items() if k != "when"} for option, row in rows.items()}
        for group, rows in kept["options"].items()
    }
    return kept


@pytest.fixture
def engraved() -> Model:
    return made(SOMETIMES).model


@pytest.fixture
def labelled() -> Model:
    return made(ALWAYS).model


@pytest.mark.parametrize("name", WALKS)
def test_the_browser_says_what_the_server_says(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("NO NODE HERE: the browser's engine was not compared with the server's")
    model: Model = request.getfixturevalue(name)
    compiled = compile_model(model)
    dice = random.Random(7)
    walks = [walk(model, dice) for _ in range(WALKS[name])]
    (tmp_path / "model.json").write_text(json.dumps(compiled.artefact))
    (tmp_path / "formulas.mjs").write_text(formulas_module(model, ARITHMETIC.as_uri()))
    (tmp_path / "walks.json").write_text(json.dumps(walks))
    words = dict(re.findall(r"data-(\w+)=\"\{\{ _\('(.*?)'\) \}\}\"", WORDS.read_text()))
    (tmp_path / "words.json").write_text(json.dumps(words))
    done = subprocess.run(
        [node, str(HERE / "browser_engine.mjs"), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    blocked = repaired = 0
    for picks, line in zip(walks, done.stdout.splitlines(), strict=True):
        state = compiled.engine.state(picked(model, picks))
        ours, theirs = comparable(present(model, state, None, "", "en")), comparable(json.loads(line))
        theirs["hash"] = ours["hash"]
        for group, rows in ours["options"].items():
            for option, row in rows.items():
                told = theirs["options"][group][option]
                if told["blocked"].startswith("Not together"):
                    told["blocked"] = row["blocked"]
                blocked += bool(row["blocked"])
                repaired += row["repair"] is not None
        assert theirs == ours, picks
    words_may_go = name == "engraved"  # so that no option is blocked
    assert bool(blocked) is not words_may_go
    assert bool(repaired) is not words_may_go
