# The developer's whole interface. `make run` and `make test` work on a fresh machine; run again, they are quick.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/.stamps
SETUP  := constraints.txt pyproject.toml hatch_build.py $(shell find tutor/locale -name '*.po' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test soak check lint types contracts wheel bench verify messages screenshots clean

help:  ## what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|'

$(STAMPS)/venv:
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

# One stamp for each set of packages: installed again only when what decides them has changed.
$(STAMPS)/run: $(SETUP) | $(STAMPS)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(STAMPS)/test: $(SETUP) | $(STAMPS)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@ $(STAMPS)/run

$(STAMPS)/check: $(SETUP) | $(STAMPS)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,check]'
	@touch $@ $(STAMPS)/test $(STAMPS)/run

run: $(STAMPS)/run  ## set up what is needed and start dltutor
	@$(BIN)/dltutor

test: $(STAMPS)/test  ## set up what is needed and run every test (the long counts are in soak)
	$(BIN)/python -m pytest -m 'not soak' -n 2

soak: $(STAMPS)/test  ## the long counts: every test marked soak
	$(BIN)/python -m pytest -m soak

check: lint types contracts  ## lint, format, types and the contracts between floors

lint: $(STAMPS)/check  ## ruff: lint and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMPS)/check  ## mypy, strict, on tutor/
	$(BIN)/mypy

contracts: $(STAMPS)/check  ## which floor may import which
	$(BIN)/lint-imports

wheel: $(STAMPS)/check  ## build the wheel, install it elsewhere, run it from another folder
	PYTHON=$(BIN)/python sh .ci/wheel

bench: $(STAMPS)/test  ## measure; writes docs/measurements.md
	$(BIN)/python tests/bench/all.py

verify: $(STAMPS)/run  ## run again every number the lessons state
	$(BIN)/dltutor verify

messages: $(STAMPS)/check  ## collect screen text for translators
	$(BIN)/pybabel -q extract -k _ -k N_ -k Say:1 -k plural:1,2 --no-location --sort-output -o $(VENV)/dltutor.pot tutor
	$(BIN)/pybabel -q update -i $(VENV)/dltutor.pot -d tutor/locale -D dltutor --no-fuzzy-matching --ignore-obsolete

screenshots: $(STAMPS)/test  ## renew the pictures that tests compare with
	$(BIN)/python -m pytest -m 'not soak' --snapshot-update tests

clean:  ## remove what make has made
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
