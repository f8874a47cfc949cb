# Few verbs. `make demo` shows everything on a fresh machine; `make up` starts the same and stays.
.DEFAULT_GOAL := help
.PHONY: help setup demo up test test-long bench check lock clean
.SUFFIXES:
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
# The oldest Python that is good enough, unless PYTHON names one. Only looked for when the environment is made.
PICK := for each in "$(PYTHON)" python3.13 python3.12 python3.11 python3; do \
  [ -n "$$each" ] && "$$each" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
  && echo "$$each" && exit; done
WORKERS ?= 2
SEED ?= 0
# Demo and tests start services by the hundred: our own code must not be compiled anew for each of them.
unexport PYTHONDONTWRITEBYTECODE
SIZE ?=

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make .venv with everything that is needed (done by the others where it is missing)

$(STAMP): requirements-dev.lock pyproject.toml
	@python=$$($(PICK)); \
	if [ -z "$$python" ]; then \
	  echo "Jembatan needs Python 3.11, 3.12 or 3.13 and found none. Install one, or name it: make setup PYTHON=/path/to/python3.12" >&2; \
	  exit 3; fi; \
	echo "Setting up $(VENV) with $$("$$python" --version); this is done once."; \
	if [ -x $(BIN)/python ] && $(BIN)/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; \
	  then :; else "$$python" -m venv --clear $(VENV) || { \
	  echo "The environment could not be made: Debian and Ubuntu keep venv in a package of its own, python3-venv." >&2; exit 3; }; fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## Drive the whole partnership cycle through the public APIs, on servers of its own
	@$(BIN)/jembatan demo

up: $(STAMP) ## Start everything and stay; prints URLs and tokens. Another folder of data: make up DATA=var/demo
	@$(BIN)/jembatan up $(if $(DATA),--data $(DATA))

check: $(STAMP) ## Style, types, who imports whom, committed contracts
	@echo "ruff" && $(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@echo "mypy" && $(BIN)/mypy
	@echo "imports" && $(BIN)/lint-imports
	@echo "contracts" && $(BIN)/jembatan contracts export --check

test: check ## Everything that a change must pass, on servers of its own
	@$(BIN)/pytest tests -n $(WORKERS) --dist worksteal -m "not long"

test-long: $(STAMP) ## More seeds, more data, soak: make test-long SEED=7 SIZE=100
	@JEMBATAN_TEST_SEED=$(SEED) JEMBATAN_TEST_SIZE=$(SIZE) $(BIN)/pytest tests -m long --timeout 3600 -s

bench: $(STAMP) ## Raw library loops and ours, side by side
	@$(BIN)/python -m tests.bench

lock: $(STAMP) ## Resolve the dependencies again, with hashes, for Python 3.11 to 3.13
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --extra dev pyproject.toml -o requirements-dev.lock

clean: ## Forget the environment and the data of make up and make demo
	@rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
