# `make run` needs nothing but Python 3.11 or later and make; `make test` tests the npm packages, too,
# where there is Node.js 20.19 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST_ARGS ?=
FUZZ_ARGS ?=
BENCH_ARGS ?=
BASE ?= main
DIFF_ARGS ?=
REPORT_ARGS ?=
COVERAGE := build/coverage
TYPED := tenon handlers generated scripts tests

.DEFAULT_GOAL := help
.PHONY: help run dev mock worker generate check diff report test lint fuzz bench bench-mock sdk format lock clean

help:  ## List what can be done
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | \
		while IFS="$$(printf '\t')" read -r name text; do printf '  %-10s %s\n' "$$name" "$$text"; done

run: $(READY)  ## Serve the Book Management API with sample data
	@$(BIN)/tenon serve

dev: $(READY)  ## Serve, and serve anew at each save
	@$(BIN)/tenon dev

mock: $(READY)  ## Serve the contract from itself alone, before there are handlers
	@$(BIN)/tenon mock

worker: $(READY)  ## Work on jobs only, beside any number of servers and workers
	@$(BIN)/python -m handlers.worker

generate: $(READY)  ## Write generated/ from openapi/
	@$(BIN)/tenon generate

check: $(READY)  ## Say what is wrong with the contract and what is made from it
	@$(BIN)/tenon check --strict

diff: $(READY)  ## Say what changed in the contract since BASE, and whom it breaks
	@$(BIN)/tenon diff $(BASE) $(DIFF_ARGS)

report: $(READY)  ## Show the contract's health on a page, with what `make test` last recorded
	@$(BIN)/tenon report $(REPORT_ARGS)

test: lint check  ## Lint, types, drift, tests, a short fuzz
	rm -rf $(COVERAGE)
	TENON_COVERAGE=$(CURDIR)/$(COVERAGE)/tests.jsonl $(BIN)/python -m pytest $(PYTEST_ARGS)
	$(BIN)/python -m handlers.fuzzing $(BIN)/tenon fuzz --examples 10 --coverage $(COVERAGE)/fuzz.jsonl $(FUZZ_ARGS)
	$(BIN)/python -m scripts.fresh_postgres \
		$(BIN)/python -m handlers.fuzzing $(BIN)/tenon fuzz --examples 5 --env DATABASE_URL --env VAR_DIR $(FUZZ_ARGS)

lint: $(READY)  ## Lint and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)

fuzz: $(READY)  ## Fuzz long, on SQLite and on PostgreSQL where there is one
	$(BIN)/python -m handlers.fuzzing $(BIN)/tenon fuzz --seeds 5 --examples 200 $(FUZZ_ARGS)
	$(BIN)/python -m scripts.fresh_postgres \
		$(BIN)/python -m handlers.fuzzing $(BIN)/tenon fuzz --seeds 5 --examples 200 --env DATABASE_URL --env VAR_DIR $(FUZZ_ARGS)

bench: $(READY)  ## Measure, against peers in the same run
	@$(BIN)/python -m scripts.bench $(BENCH_ARGS)

bench-mock: $(READY)  ## Measure the mock against its peers, which npm installs
	@$(BIN)/python -m scripts.bench_mock $(BENCH_ARGS)

sdk: $(READY)  ## Build the clients of the contract under dist/sdk
	@$(BIN)/tenon sdk all --install

format: $(READY)  ## Format what is written by hand
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(READY)  ## Renew both requirements files from pyproject.toml
	$(BIN)/python -m pip install --disable-pip-version-check --quiet uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --quiet --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra service --extra aws --universal \
		--python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements.txt --quiet --output-file requirements-service.txt

clean:  ## Remove what can be made again; var/ stays
	rm -rf $(VENV) build dist ./*.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@# As pip does with what it installs: the commands start twice as fast.
	$(BIN)/python -m compileall -q tenon generated handlers
	@touch $@
