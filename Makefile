# Everything a developer or a build server does. Each target prepares what it needs; a second run costs nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help serve site test check bench lock clean

help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; say which with: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-virtualenv -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

serve: $(READY)  ## Serve the example organisation at http://127.0.0.1:8000, rebuilding when a plan changes
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

site: $(READY)  ## Build the example organisation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

check: $(READY)  ## Print everything that is wrong with the plans
	$(BIN)/continuity check plans

test: $(READY)  ## Run every test; installs a browser and web servers first where that is possible
	$(BIN)/python tests/tools/prepare.py
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

bench: $(READY)  ## Measure first views, search, edits, comparisons and builds, beside plain mkdocs-material on the same pages where it has them
	$(BIN)/python tests/tools/prepare.py
	$(BIN)/python bench/weight.py
	$(BIN)/python bench/search.py
	$(BIN)/python bench/analysis.py
	$(BIN)/python bench/live.py
	$(BIN)/python bench/diff.py
	$(BIN)/python bench/run.py

lock: $(READY)  ## Renew requirements.lock from pyproject.toml, each package to its newest version
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header --group dev --output-file requirements.lock pyproject.toml

clean:  ## Remove what was built and installed
	rm -rf $(VENV) site dist .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis examples/*/site
