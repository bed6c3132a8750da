# Everything sets itself up from Python ≥ 3.11, pip and make. Run `make` for the list.
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/run.stamp
DEV := .venv/dev.stamp

.PHONY: help demo run test check docs readme format bench chaos lock browser clean
help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(RUN) ## start a local Slack with a sample program and the bot; prints the page's address
	$(BIN)/baton demo $(ARGS)

run: $(RUN) ## run the bot in your workspace (settings from the environment or .env)
	$(BIN)/baton run $(ARGS)

test: $(DEV) browser ## run every test
	$(TESTS) --durations=10 $(ARGS)

check: $(DEV) ## check format, lint, types, imports between rooms, house rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest tests/house

docs: $(DEV) ## build the documents as pages in build/docs; a broken link fails
	$(BIN)/mkdocs build --strict

readme: $(RUN) ## write the command list into README.md and docs/guide/commands.md
	$(BIN)/python -m handlers.readme README.md docs/guide/commands.md

format: $(DEV) ## fix the format and what lint can fix by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV) ## run every benchmark, each with its baseline
	$(BIN)/python -m tests.benchmarks

chaos: $(DEV) ## run the whole fault campaign of docs/reliability.md (takes about ten minutes)
	$(BIN)/python -m tests.chaos
	EVERYTHING=1 $(TESTS) -m "whole or hypothesis"

lock: $(DEV) ## pin all dependencies again, with hashes and no addresses
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --extra postgres --extra build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --extra dev -o requirements-dev.lock pyproject.toml
	printf 'uv==%s' "$$($(BIN)/uv --version | cut -d' ' -f2)" | $(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate -o requirements-uv.lock -

browser: ## install Debian's Chromium for the page's tests, where that is possible
	@sh tests/install_browser.sh

# Compiled modules are kept outside the tree, also where the environment says that none are: every worker and every
# process that a test starts would compile all libraries anew, which takes it six seconds.
TESTS := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/.venv/compiled $(BIN)/python -m pytest -n auto --dist worksteal

# uv is quick; plain pip on the same lock is the way back.
define install
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock || true
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r $(1) || $(BIN)/pip install -q --require-hashes -r $(1)
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@
endef

$(RUN): requirements.lock pyproject.toml
	$(call install,requirements.lock)

$(DEV): requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
	touch $(RUN)

clean: ## remove everything that was set up
	rm -rf .venv .mypy_cache .ruff_cache
