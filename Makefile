# Everything a developer types. It needs Python 3.11 or later, make and a C library, nothing else.

PYTHON ?= python3
ARGS ?=
IN := .venv/bin
PIP := $(IN)/python -m pip -qq --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help run test test-browser check format fuzz faults bench pictures lock chromium

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/installed ## Start Debrief with its own database and demo data on http://127.0.0.1:8000
	@$(IN)/python -m app.cli serve --demo

test: .venv/installed-dev ## Run every test, two at a time, each half on a PostgreSQL of its own (ARGS="tests/feedback -x")
	@$(IN)/python -m pytest $(if $(ARGS),$(ARGS),-n 2 --dist loadfile)

test-browser: chromium .venv/installed-browser ## Play the pages in a real browser, pictures into .artefacts (ARGS="-k story")
	@$(IN)/python -m pytest tests/browser $(ARGS)

check: .venv/installed-dev ## Lint, format, types, import direction, migrations
	$(IN)/ruff check .
	$(IN)/ruff format --check .
	$(IN)/mypy
	$(IN)/lint-imports --no-logo
	$(IN)/alembic upgrade head --sql > .venv/migrations.sql
	$(IN)/squawk .venv/migrations.sql

format: .venv/installed-dev ## Put the code into the one format
	@$(IN)/ruff check --fix-only --quiet .
	@$(IN)/ruff format .

fuzz: .venv/installed-dev .venv-fuzz/installed ## Walk through every page, throw generated requests at every operation
	@$(IN)/python -m tests.fuzz $(ARGS)

faults: .venv/installed-dev ## Try a bad day: kills, floods, silence, slow disks and hosts (ARGS="streams")
	@$(IN)/python -m tests.faults $(ARGS)

bench: .venv/installed-dev ## Measure the hot operations next to a bare app (ARGS=--quick)
	@$(IN)/python -m bench $(ARGS)

pictures: chromium .venv/installed-browser ## Take the README's pictures anew from the demo
	@$(IN)/python -m tools.pictures

lock: ## Write requirements/*.txt anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@sh requirements/lock.sh $(PYTHON) $(ARGS)

chromium:
	@sh tools/chromium.sh

# A stamp is younger than its lock file when the environment holds what that lock says.

.venv/installed: requirements/local.txt pyproject.toml
	@$(call environment,.venv)
	@echo "Installing what Debrief needs into .venv, once."
	@$(PIP) install --require-hashes -r requirements/local.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements/dev.txt .venv/installed
	@echo "Installing what the tests and checks need into .venv, once."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

.venv/installed-browser: requirements/browser.txt .venv/installed-dev
	@echo "Installing what the browser tests need into .venv, once."
	@$(PIP) install --require-hashes -r requirements/browser.txt
	@touch $@

.venv-fuzz/installed: requirements/fuzz.txt
	@$(call environment,.venv-fuzz)
	@echo "Installing schemathesis into .venv-fuzz, once."
	@.venv-fuzz/bin/python -m pip -qq --disable-pip-version-check --no-input \
		install --require-hashes -r requirements/fuzz.txt
	@touch $@

# An environment that does not run, because its Python is gone or too old, is made anew.
define environment
command -v $(PYTHON) > /dev/null \
	|| { echo "Debrief needs Python 3.11 or later, and there is no $(PYTHON)." >&2; exit 1; }; \
$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(v < (3, 11) and \
	"Debrief needs Python 3.11 or later, and $(PYTHON) is %d.%d: name another, as in make \
	PYTHON=python3.13." % v)' \
	&& { $(1)/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
	|| $(PYTHON) -m venv --clear $(1); }
endef
