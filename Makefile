# Two commands do all the set-up on a fresh Debian/Ubuntu, macOS or WSL with Python 3.11: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
PYTEST := $(RUN) -m pytest
ALL_REQUIREMENTS := requirements/dev.txt

.PHONY: demo test quick soak lint lock help browser clean

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/ —/'

# The environment: our own uv in .venv when the machine has none; exact versions with hashes.
$(BIN)/rembuk: pyproject.toml requirements/base.txt
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(RUN) --require-hashes -r requirements/base.txt
	$(BIN)/uv pip install --quiet --python $(RUN) --no-deps --editable .
	@touch $@

.venv/.dev: $(BIN)/rembuk $(ALL_REQUIREMENTS)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(RUN) --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(BIN)/rembuk ## the main job on a bare machine
	$(BIN)/rembuk demo

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser:
	@$(PYTHON) tools/system_packages.py chromium postgresql

test: .venv/.dev browser lint ## everything, on SQLite and PostgreSQL, with a real browser (under 30 minutes on 2 cores)
	$(PYTEST) -n 2 --dist loadfile -m "not soak"
	$(RUN) tools/postgres.py $(PYTEST) -n 2 --dist loadfile -m "not soak and not browser" tests/record tests/panel tests/site tests/papers

quick: .venv/.dev ## what a commit needs, under 3 minutes
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(PYTEST) -n 2 --dist loadfile -q -m "not soak and not slow and not browser"

soak: .venv/.dev browser ## long trials; the last result is written in benchmarks/
	$(PYTEST) -m soak

lock: ## pins every dependency again, with hashes and without addresses
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  --extra postgres pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  --extra postgres --group dev -c requirements/base.txt pyproject.toml -o requirements/dev.txt

clean: ## removes what make made
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
