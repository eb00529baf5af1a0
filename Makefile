# Everything happens in .venv; nothing else on this machine is touched.
PYTHON ?= python3
BIN := .venv/bin
# uv if you have it, else pip, which every Python brings; both check every hash.
INSTALL := $(if $(shell command -v uv),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet)
LOCK := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Bothways needs Python 3.11 or later: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
.venv/%: requirements/%.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --only-binary :all: --require-hashes -r $<
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: lock
lock: .venv/bin/python
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/$(LOCK) $(UPGRADE) --group dev -o requirements/dev.lock
	$(BIN)/$(LOCK) --group build -c requirements/dev.lock -o requirements/run.lock
