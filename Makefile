# Short names for commands that can as well be typed; make prints each as it runs it.
# Everything is installed into .venv, nothing elsewhere. Another Python: make test PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help python demo install test lint check web docs site ontology-html bench clean

help:  ## say what there is
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, and $(PYTHON) is %d.%d. Name another: make PYTHON=python3.12 ..." % sys.version_info[:2])'

demo: python  ## install into .venv and draw the network to network.html
	$(PYTHON) -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/vanguard-graph draw -o network.html

install: python  ## install into .venv, with the tools of contributors
	$(PYTHON) -m venv .venv && .venv/bin/pip install --quiet --editable '.[dev]'

test: python  ## install and run the tests
	$(PYTHON) -m venv .venv && .venv/bin/pip install --quiet --editable '.[dev]' && .venv/bin/pytest

lint: install  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test  ## all that must pass before a change is offered

web: install  ## build the scripts of the explorer again, and check them
	cd web && npx tsc --noEmit && npx vitest run && npx vite build

docs: install  ## write the pages that are made from the code, and README's outputs
	$(BIN)/python docs/scripts/write_questions.py
	$(BIN)/python docs/scripts/write_pages.py
	$(BIN)/python docs/scripts/write_ontology.py

site: .venv/bin/sphinx-build  ## write the documentation as a site, build/site
	$(BIN)/python -m sphinx -W --keep-going -q -n -c docs -d build/doctrees . build/site

.venv/bin/sphinx-build:
	$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --editable '.[docs]'

ontology-html: python  ## write the ontology as one page, build/ontology.html
	test -x $(BIN)/pylode || { $(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --editable '.[docs]'; }
	$(BIN)/python docs/scripts/write_ontology_html.py

bench: demo  ## measure speed, as ratios
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/questions.py
	$(BIN)/python benchmarks/faults.py
	$(BIN)/pip install --quiet '.[benchmarks,parquet]' && $(BIN)/python benchmarks/networks.py
	$(BIN)/python benchmarks/exports.py
	$(BIN)/python benchmarks/pictures.py
	$(BIN)/python benchmarks/explorer.py
	$(BIN)/python benchmarks/server.py
	$(BIN)/python benchmarks/crowd.py

clean:  ## remove what building and testing leave behind; .venv stays
	rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache network.html
	rm -rf web/node_modules vanguard_graph/explorer/assets vanguard_graph/explorer/.assets-*
