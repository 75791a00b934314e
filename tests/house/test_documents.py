"""What the documents say is true: named places exist, named commands exist, the examples run."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from storefront.configurator.compiling import compile_model
from storefront.configurator.document import document_hash, load_document, parse_model
from storefront.configurator.domain import Choices, default_choices
from storefront.mount.config import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
STOPS = re.findall(r"^ *\d+\. `([^`]+\.py)` · `(\w+)`$", TOUR, re.MULTILINE)
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md")),
    *(ROOT / "docs" / name for name in ("tour.md", "plugin.md", "operate.md")),
    *DECISIONS,
]
TEXT = (".py", ".md", ".toml", ".txt", ".html", ".js", ".css", ".yaml", ".yml", ".sh", ".mako", ".ini", ".cfg", "")
# Spelt in halves, or this file would find itself.
MACHINE_PATHS = ("/wo" + "rk/", "/op" + "t/", "/ho" + "me/", "/Us" + "ers/", "/tm" + "p/bash")
INDEX_OPTIONS = ("--index" + "-url ", "--extra-index" + "-url", "--trusted" + "-host ", "--find" + "-links ")


@cache
def committed() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    return [(str(p.relative_to(ROOT)), p.read_text(errors="ignore")) for p in committed() if p.suffix in TEXT]


def example(language: str, holding: str) -> str:
    """The one fenced example of the README in `language` with `holding` in it."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (found,) = [block for block in blocks if holding in block]
    return str(found)


def test_the_tour_has_at_most_fifteen_stops() -> None:
    assert 10 <= len(STOPS) <= 15
    assert len(STOPS) == len(re.findall(r"^ *\d+\. ", TOUR, re.MULTILINE))


@pytest.mark.parametrize(("file", "function"), STOPS)
def test_every_stop_of_the_tour_is_a_function_that_exists(file: str, function: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    linked = [link for link in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)\)", text) if "://" not in link]
    named = re.findall(r"`((?:storefront|fulfilment|carriers|foundation|tests|static|templates|bench)/[\w./-]+)`", text)
    assert [link for link in linked if not (path.parent / link).exists()] == []
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_make_command_of_the_documents_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = {
        name for path in DOCUMENTS for name in re.findall(r"\bmake ([a-z]+)\b(?=[`\s]*(?:`|#|$))", path.read_text())
    }
    assert {"run", "test", "check"} <= said
    assert said <= targets


def test_every_setting_that_a_document_names_is_one() -> None:
    known = {f"SHOP_{name.upper()}" for name in Settings.__dataclass_fields__} | {"SHOP_INSTANCE"}
    said = {name for path in DOCUMENTS for name in re.findall(r"\bSHOP_[A-Z_]*[A-Z]\b", path.read_text())}
    assert said - known == set()


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_every_decision_keeps_what_was_rejected(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    places = [text.index(f"\n## {part}\n") for part in ("Context", "Decision", "Rejected")]
    assert places == sorted(places)
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert len(text.splitlines()) <= 60


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_nothing_committed_names_a_machine() -> None:
    found = [(name, path) for name, text in texts() for path in MACHINE_PATHS if re.search(rf"(?<![\w/.]){path}", text)]
    assert found == []


def test_the_lists_of_packages_name_no_registry() -> None:
    lists = {name: text for name, text in texts() if name.startswith("requirements")}
    assert len(lists) == 2
    for name, text in lists.items():
        assert not [line for line in text.splitlines() if line.startswith(INDEX_OPTIONS)], name
        assert "://" not in text, name


def test_only_tests_read_the_data_beside_the_project() -> None:
    beside = "sha" + "red/"
    found = [name for name, text in texts() if re.search(rf"(?<![\w/]){beside}|\.\./{beside}", text)]
    assert [name for name in found if not name.startswith("tests/")] == []


def test_the_readmes_product_file_is_a_model_that_can_be_bought() -> None:
    document = load_document(example("yaml", "joinery/model@1"))
    model = parse_model(document, document_hash(document))
    engine = compile_model(model).engine
    state = engine.state(default_choices(model))
    assert state.buyable
    assert state.price is not None
    assert state.price.total.minor > 0
    chosen = default_choices(model)
    long = Choices(chosen.options, {**chosen.numbers, "length": 1400}, chosen.texts)
    hidden = engine.state(long).option("fixing", "hidden")
    assert not hidden.allowed
    assert hidden.reason == "Hidden rods carry up to 120 cm. Choose brackets for a longer shelf."
    assert hidden.repair is not None


LOOK = """
from app import app
seeded = app.test_cli_runner().invoke(args=["shop", "seed", "--empty"])
assert seeded.exit_code == 0, seeded.output
import sell
client = app.test_client()
def get(path):
    return client.get(path, headers={"Accept": "text/html"})
assert get("/").text == '<a href="/shop/">The shop</a>'
assert get("/shop/").status_code == 200
assert get("/shop/healthz").json == {"status": "ok", "problems": []}
shelf = get("/shop/p/wall-shelf/configure")
assert shelf.status_code == 200 and "Hidden rods" in shelf.text, shelf.status_code
assert "Made in our yard" in get("/shop/").text
assert "theme.css" in get("/shop/cart").text
assert len(EVENTS_HEARD) == 1
print("all as it says")
"""


def run_in(folder: Path, *command: str) -> str:
    """One process in a host's own folder, with none of our settings."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SHOP_", "FLASK_"))}
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_readmes_ten_lines_are_a_shop_and_its_other_examples_run_in_it(tmp_path: Path) -> None:
    app = example("python", "# app.py")
    assert len([line for line in app.splitlines() if line.strip()]) <= 10
    (tmp_path / "app.py").write_text(app)
    (tmp_path / "shelf.yaml").write_text(example("yaml", "joinery/model@1"))
    (tmp_path / "sell.py").write_text(example("python", "# sell.py"))
    page = example("jinja", "{% extends")
    name = re.match(r"{# templates/(\S+) #}", page)
    assert name is not None
    template = tmp_path / "templates" / name[1]
    template.parent.mkdir(parents=True)
    template.write_text(page)
    event = "def note_delivery(work, event): ...\n" + example("python", "EVENTS[ShipmentDelivered]")
    brand = "from flask import url_for\n" + example("python", "theme_url")
    own = brand + example("python", "PrefixLoader") + event
    heard = "EVENTS_HEARD = [fn for fn in EVENTS[ShipmentDelivered] if fn is note_delivery]\n"

    run_in(tmp_path, "-m", "flask", "--app", "app", "shop", "db", "upgrade")
    said = run_in(tmp_path, "-c", LOOK.replace("\nclient =", f"\n{own}{heard}client =", 1))
    assert said.strip() == "all as it says"
