# Run `make` to see what there is. Everything happens in .venv; nothing is installed twice.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 4010
ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Compiled modules are kept whatever the shell says: without them every start takes half as long again.
export PYTHONDONTWRITEBYTECODE =

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --exclude-newer '1 week'

.DEFAULT_GOAL := help
.PHONY: help serve verify test cover conformance deviations bench lint format lock clean

help:  ## Show this list
	@sed -nE 's/^([a-z]+):.*  ## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

serve: .venv/runtime.stamp  ## Serve all built-in services (HOST, PORT, ARGS="--seed 7 jtl")
	@exec $(BIN)/understudy serve --host $(HOST) --port $(PORT) $(ARGS)

verify: .venv/dev.stamp  ## Verify the stand-ins of all built-in services (minutes; ARGS="--engine probes")
	@# Two at a time; each is told of when it is through.
	@printf '%s\n' goldleaf exsited augno jtl | xargs -P 2 -I SERVICE \
		sh -c 'told=$$("$$@" 2>&1); code=$$?; printf "%s\n\n" "$$told"; exit $$code' verify \
		$(BIN)/understudy verify SERVICE $(ARGS)

test: lint  ## Everything a change must pass: format, lint, types, layers, contracts, tests
	@echo "- tests"
	@$(BIN)/python -m pytest --quiet --numprocesses auto $(ARGS)

cover: .venv/dev.stamp  ## Run the tests under coverage; fails below the gate
	@$(BIN)/coverage run -m pytest --quiet $(ARGS)
	@$(BIN)/coverage report

conformance: .venv/dev.stamp  ## Fuzz every service against its own contract (minutes)
	@$(BIN)/python -m benchmarks.conformance $(ARGS)

deviations: .venv/dev.stamp  ## Measure what verify finds in services that deviate (minutes)
	@$(BIN)/python -m benchmarks.deviations $(ARGS)

bench: .venv/dev.stamp  ## Measure beside a bare ASGI app and Prism; writes benchmarks/results.md
	@$(BIN)/python -m benchmarks.run $(ARGS)

lint: .venv/dev.stamp  ## Format check, lint, types, layers, contracts
	@echo "- format"
	@$(BIN)/ruff format --check --quiet .
	@echo "- lint"
	@$(BIN)/ruff check --quiet .
	@echo "- types"
	@$(BIN)/mypy --no-error-summary
	@echo "- layers"
	@$(BIN)/lint-imports --no-logo
	@echo "- contracts"
	@$(BIN)/understudy lint

format: .venv/dev.stamp  ## Reformat, and mend what the linter can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv/dev.stamp  ## Resolve the three lock files anew, from releases at least a week old
	@rm -f requirements*.lock
	@$(COMPILE) pyproject.toml --output-file requirements.lock
	@$(COMPILE) pyproject.toml --all-extras --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@$(COMPILE) --group build --constraint requirements-dev.lock --output-file requirements-build.lock

clean:  ## Remove everything that make made
	rm -rf .venv build dist reports benchmarks/.prism .coverage .coverage.* htmlcov \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv .venv

.venv/runtime.stamp: .venv/pyvenv.cfg requirements.lock requirements-build.lock pyproject.toml
	@echo "- installing into .venv"
	@# Compiling 2,000 modules is a third of the work; the first start compiles the few it imports.
	@$(PIP) install --no-compile --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements-dev.lock
	@echo "- installing the development tools into .venv"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
