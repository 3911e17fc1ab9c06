# Everything one does with Kontor. `make` lists the targets.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m tools
TESTS := $(BIN)/python -m pytest --numprocesses auto --dist worksteal

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kontor needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Kontor needs ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@echo "Installing what tests and checks need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: .venv/run  ## the demo studio on http://127.0.0.1:8501
	@DATABASE_URL=sqlite:///$(CURDIR)/var/demo.sqlite $(RUN) serve --demo

serve: .venv/run  ## the real database (var/kontor.sqlite or DATABASE_URL)
	@$(RUN) serve

test: .venv/dev  ## all tests, on SQLite and PostgreSQL, on all cores
	$(TESTS)

check: .venv/dev  ## style, types, architecture, migrations, translations, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.check_models
	$(BIN)/python -m tests.check_texts
	$(TESTS)

bench: .venv/dev  ## the speed figures, each beside its floor
	$(BIN)/python -m benchmarks

screenshots: .venv/dev  ## the pictures in docs/ (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots

texts: .venv/dev  ## collect new texts into the German catalogue
	$(BIN)/python -m tests.check_texts --update

lock:  ## pin the newest versions that requirements*.in allow (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-s3.in -o requirements-s3.txt

clean:  ## remove the environment and caches; data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: help run serve test check bench screenshots texts lock clean
