"""What the scripts of the configurator say is data of the page, in its language."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted((ROOT / "static" / "configurator").glob("*.js"))
# The others speak of the model alone.
SPOKEN = (
    "configurator",
    "keep",
    "render",
    "speak",
    "upload",
    "follow",
    "words",
    "judging",
)  # the others speak of the model alone
WORDS = ROOT / "templates" / "shop" / "configurator" / "_words.html"


def test_every_sentence_that_a_script_asks_for_is_on_the_page_and_the_other_way_round() -> None:
    calls = [call for script in SCRIPTS for call in re.findall(r"\bsaid\(([^,)]*\")", script.read_text())]
    asked = {name for call in calls for name in re.findall(r'"(\w+)"', call)}
    held = set(re.findall(r'data-(\w+)="\{\{ _\(', WORDS.read_text()))
    assert asked == held


def test_the_scripts_of_the_page_hold_no_sentences_of_their_own() -> None:
    for script in SCRIPTS:
        if script.stem in SPOKEN:
            code = re.sub(r"//.*", "", script.read_text())
            assert re.findall(r'"[A-Z][a-z]+ [^"]*"', code) == [], script.name
            filled = [re.sub(r"\$\{[^}]*\}", "…", one) for one in re.findall(r"`[^`\n]*`", code)]
            assert [one for one in filled if re.search(r"[a-z]+ [a-z]+ [a-z]+", one)] == [], script.name
