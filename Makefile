# Every target sets up what it needs. Start with `make help`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5000
# Two fit two cores; a third fills the gaps in which both wait for others, and takes its own set-up for it.
WORKERS ?= 2
export PORT
# What is compiled is kept, whatever the environment says: a start of the shop is a thousand modules.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "The shop needs Python 3.11 to 3.13. Name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp per list of packages: set-up runs again only when the list has changed.
$(VENV)/.runtime: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: setup
setup: $(VENV)/.runtime ## make .venv with what the shop needs to run

.PHONY: run
run: setup ## serve the demo shop at http://127.0.0.1:$PORT (default 5000); Ctrl-C stops everything
	@exec $(BIN)/python -m storefront.standalone.serve

.PHONY: browser
browser:
	@bash tests/servers/install_browser.sh

.PHONY: test
test: $(VENV)/.dev browser ## the whole suite: SQLite, PostgreSQL, Chromium
	$(BIN)/python -m pytest -n $(WORKERS)

.PHONY: check
check: $(VENV)/.dev ## ruff, mypy strict, import contracts, size budgets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house.budgets

.PHONY: coverage
coverage: $(VENV)/.dev ## line coverage of the decisions (domain.py): at least 95 %
	$(BIN)/python -m pytest -q -m "not browser" --cov --cov-report=
	$(BIN)/coverage report --include='*/domain.py,*/domain/*' --fail-under=95

.PHONY: journey
journey: setup ## walk the main job over HTTP through a running shop (make run in another window)
	@$(BIN)/python -m tests.journey http://127.0.0.1:$(PORT)

.PHONY: host-example
host-example: | $(BIN)/python ## an app that somebody has already mounts the shop from its wheel, in a fresh environment
	@bash examples/host_app/try.sh $(BIN)/python

.PHONY: bench
bench: $(VENV)/.dev ## the figures, one JSON line each
	$(BIN)/python -m bench.open_pages
	$(BIN)/python -m bench.last_ones
	$(BIN)/python -m bench.work
	$(BIN)/python -m bench.streams
	$(BIN)/python -m bench.start
	$(BIN)/python -m bench.models
	$(BIN)/python -m bench.formulas
	$(BIN)/python -m bench.interaction
	$(BIN)/python -m bench.pages

.PHONY: audit
audit: $(VENV)/.dev browser ## Lighthouse and axe over every page, light and dark, phone and desk; the report is in build/audit
	$(BIN)/python -m tests.audit $(AUDIT)

.PHONY: reset
reset: ## forget the demo shop's data
	rm -rf instance

.PHONY: lock
lock: | $(BIN)/python ## compile requirements*.txt from pyproject.toml
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -c requirements.txt --extra test --extra check -o requirements-dev.txt pyproject.toml
