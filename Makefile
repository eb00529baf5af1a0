# Everything happens in .venv; nothing else on this machine is touched.
PYTHON ?= python3
BIN := .venv/bin
# Where a folder of real data may stand; the project needs none.
DATA ?= ../shared/data
# uv if you have it, else pip, which every Python brings; both check every hash.
INSTALL := $(if $(shell command -v uv),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet)
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help demo test real bench fix lock

help: ## shows this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/run ## makes up an organisation, analyses it and serves the pages until Ctrl-C
	$(BIN)/bothways demo

test: .venv/dev ## all checks: style, types, the arrows between packages, tests on two cores
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2

real: .venv/dev ## checks on a folder of real data: make real DATA=DIR
	@test -d "$(DATA)" || { echo 'there is no $(DATA): make real DATA=DIR' >&2; exit 2; }
	BOTHWAYS_REAL_DATA="$(abspath $(DATA))" $(BIN)/python -m pytest tests/real -m real -n 2 --dist loadgroup

bench: .venv/dev .bench/rust .bench/peers ## CPU seconds and peak memory, written to benchmarks/README.md
	BOTHWAYS_REAL_DATA="$(abspath $(DATA))" $(BIN)/python -m benchmarks

fix: .venv/dev ## formats the code and repairs what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/bin/python ## resolves the versions anew (UPGRADE=--upgrade takes the newest)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/$(LOCK) pyproject.toml $(UPGRADE) --group dev -o requirements/dev.lock
	$(BIN)/$(LOCK) pyproject.toml --group build -c requirements/dev.lock -o requirements/run.lock
	$(BIN)/$(LOCK) --group rust -c requirements/dev.lock -o requirements/rust.lock
	$(BIN)/$(LOCK) --group peers -c requirements/dev.lock -o requirements/peers.lock

# The driver with its fast packing, beside the one that the tests use.
.bench/rust: requirements/rust.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --upgrade --target $@ --only-binary :all: --require-hashes -r $<
	@touch $@

# Other libraries of graphs, for comparison only: one of them is GPL.
.bench/peers: requirements/peers.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --upgrade --target $@ --only-binary :all: --require-hashes -r $<
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Bothways needs Python 3.11 or later: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
.venv/%: requirements/%.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --only-binary :all: --require-hashes -r $<
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@
