# `make run` starts the assistant, `make test` tests it; both first set up what they need.
# The work is done by setup/, plain Python with no packages.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run setup test lint lock bench clean
BIN := .venv/bin

# Python keeps what it compiled, whatever is set outside: a start is half a second shorter.
export PYTHONDONTWRITEBYTECODE =

# The first Python that is new enough; one that is too old says so itself.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; \
	done; echo python3)
SETUP = @command -v $(PYTHON) >/dev/null || { \
	echo "No Python found. Debian: apt-get install python3 python3-venv" >&2; exit 1; }; \
	$(PYTHON) -m setup

help:  ## Show this
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run:  ## Set up, check itself with a spoken turn, then listen until Ctrl-C
	$(SETUP) run
	@exec $(BIN)/assistant run

setup:  ## Set up only: packages, models
	$(SETUP) run

test:  ## Set up, then linters, types and the whole test suite
	$(SETUP) test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder --reruns 1

lint:  ## Linters and types only
	$(SETUP) lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lock:  ## Pin all packages anew after a change of pyproject.toml
	$(SETUP) lock

bench:  ## Measure the voice path, with the plain pipeline as baseline
	$(SETUP) run
	$(BIN)/assistant bench voice

clean:  ## Remove what was set up here; models and built wheels stay in the user's folders
	rm -rf .venv .setup .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info \
		hmi/node_modules assistant/api/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
