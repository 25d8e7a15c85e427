# Everything a newcomer needs: `make demo` and `make check`. Both set up a virtual environment on first use.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help demo serve check lint types imports containers test evaluate speed tables load faults train examples lock clean

help:  ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.runtime: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime

demo: $(VENV)/.runtime  ## Structure the shipped article and print it
	@$(BIN)/standfirst structure examples/strait-ceasefire.txt | $(BIN)/python -m json.tool --no-ensure-ascii

serve: $(VENV)/.runtime  ## Serve the API on http://127.0.0.1:8000
	@$(BIN)/standfirst serve

check: lint types imports containers test  ## All that CI runs

lint: $(VENV)/.dev  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev  ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.dev  ## import-linter: which room may import which
	$(BIN)/lint-imports

containers: $(VENV)/.dev  ## hadolint, and the schemas of compose and Kubernetes
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/kubernetes-validate --strict --quiet deploy/kubernetes.yaml

test: $(VENV)/.dev  ## pytest
	$(BIN)/python -m pytest

evaluate: $(VENV)/.dev  ## Scores on our own gold, and on public corpora with CORPORA=folder
	$(BIN)/python -m evaluation $(if $(CORPORA),--corpora $(CORPORA))

speed: $(VENV)/.dev  ## CPU time of each stage against raw spaCy
	$(BIN)/python -m evaluation.speed

load: $(VENV)/.dev  ## What a request costs, latencies, health under overload, memory: ratios in one run
	$(BIN)/python -m evaluation.load --memory 3000

faults: $(VENV)/.dev  ## Redis and workers die under load: wrong, lost and late answers counted
	$(BIN)/python -m evaluation.faults

tables: $(VENV)/.dev  ## Measure anew and write the tables of docs/evaluation.md; public corpora with CORPORA=folder
	$(BIN)/python -m evaluation $(if $(CORPORA),--corpora $(CORPORA)) --write
	$(BIN)/python -m evaluation.speed --write
	$(BIN)/python -m evaluation.tables

train: $(VENV)/.dev  ## Train names and pronouns anew with CORPORA=folder (two cores: half an hour; needs `pip install .[training]`)
	$(BIN)/python -m training.ner --corpora $(CORPORA)
	$(BIN)/python -m training.checksums
	$(BIN)/python -m training.pronouns --corpora $(CORPORA)
	$(BIN)/python -m training.checksums

examples: $(VENV)/.dev  ## Write the answers that the API's description shows anew
	$(BIN)/python -m evaluation.examples

lock: $(VENV)/.dev  ## Resolve the dependencies anew, with hashes, for Python 3.11 to 3.13
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## Remove what was built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
