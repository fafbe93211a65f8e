# `make` lists what one can do here.

export UV_SYSTEM_CERTS := 1

PYTHON := .venv/bin/python
READY := .venv/.ready
ARGS :=

BENCH = PYTHONPATH=tests $(PYTHON) -m benchmarks $(if $(EARLIER),--earlier '$(EARLIER)') $(if $(ONLY),--only $(ONLY))

.DEFAULT_GOAL := help
.PHONY: help test test-all test-one check lint format golden shards docs bench bench-quick bench-docs clean

help: ## List what one can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ─── Tests of the template ────────────────────────────────────────────────────────────────────────

$(READY): pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed.'; exit 1; }
	@echo 'Installing the tools into .venv …'
	@test -x $(PYTHON) || python3 -m venv .venv
	@test -x .venv/bin/uv || $(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	@.venv/bin/uv pip install --quiet --compile-bytecode --python $(PYTHON) --group dev
	@touch $@

test: check ## Test every combination of options against real servers
	@$(PYTHON) -m pytest $(ARGS)

test-all: check ## Test also every update from every release and between any two options
	@$(PYTHON) -m pytest --all $(ARGS)

test-one: $(READY) ## Test one combination: make test-one ARGS="database=postgresql redis=true"
	@$(PYTHON) -m pytest tests/test_matrix.py --answers "$(ARGS)"

check: lint ## Lint and type-check the template's own code
	@.venv/bin/mypy

lint: $(READY)
	@.venv/bin/ruff format --check --quiet || { echo 'Not formatted; see make format.'; exit 1; }
	@.venv/bin/ruff check --quiet

format: $(READY) ## Format the template's own code
	@.venv/bin/ruff format
	@.venv/bin/ruff check --fix

shards: $(READY)
	@PYTHONPATH=tests $(PYTHON) -m harness.shards

golden: $(READY) ## Write the OpenAPI documents and the golden trees anew; review them with git diff
	@$(PYTHON) -m pytest tests/test_openapi.py -k a_service_writes --regenerate --quiet
	@$(PYTHON) -m pytest tests/test_golden.py --regenerate --quiet

docs: $(READY) ## Build the documentation: report/docs/index.html
	@.venv/bin/sphinx-build --fail-on-warning --keep-going --quiet --doctree-dir .cache/docs docs report/docs
	@echo 'The documentation is report/docs/index.html'

bench: $(READY) ## Measure how fast services are: report/bench/index.html; see ONLY=, EARLIER=
	@$(BENCH)

bench-quick: $(READY) ## The same in two minutes, with less certainty
	@$(BENCH) --quick

bench-docs: $(READY) ## Put the plots of the last run into the documentation
	@PYTHONPATH=tests $(PYTHON) -m benchmarks.publish

clean: ## Remove environments, caches and the report
	@rm -rf .cache .venv .mypy_cache .pytest_cache .ruff_cache report

# ─── Releases ─────────────────────────────────────────────────────────────────────────────────────

REF :=

.PHONY: diff release
diff: $(READY) ## Show how services change since the last release: make diff REF=main
	@PYTHONPATH=tests $(PYTHON) -m harness.rendered_diff '$(REF)'

release: ## Commit, tag and record a release: make release VERSION=0.2.0
	@PYTHONPATH=tests python3 -m harness.release '$(VERSION)'

# ─── A service from the template ──────────────────────────────────────────────────────────────────

PORT ?= 8000
DEST ?= $(eval DEST := $(shell mktemp -du "$${TMPDIR:-/tmp}/demo-XXXXXX"))$(DEST)
UV := $(or $(shell uv --version >/dev/null 2>&1 && command -v uv),.venv/bin/uv)
COPIER := $(UV) tool run --quiet --from 'copier>=9.17.2,<10' copier
COPY := set --; for answer in $(ARGS); do set -- "$$@" --data "$$answer"; done; exec $(COPIER) copy "$$@" '$(CURDIR)'

.PHONY: demo service

# Every line becomes one program, with no shell above it, so that what stops make stops that program too.
demo: export PATH := $(PATH):$(CURDIR)/.venv/bin
demo: $(UV) ## Copy the default service, install, migrate and serve it; see PORT=, DEST=, ARGS=
	@python3 tests/harness/preflight.py '$(DEST)' '$(PORT)'
	@$(COPY) '$(DEST)' --defaults --quiet --vcs-ref HEAD
	@$(MAKE) --no-print-directory -C '$(DEST)' setup migrate
	@echo 'Serving $(DEST) at http://localhost:$(PORT)/docs until Ctrl-C'
	@$(MAKE) --no-print-directory -C '$(DEST)' run PORT=$(PORT)

service: $(UV) ## Answer the questions and get a service: make service DEST=../orders
	$(if $(filter file,$(origin DEST)),$(error Say where to put it: make service DEST=../orders))
	@python3 tests/harness/preflight.py '$(DEST)'
	@$(COPY) '$(DEST)'

.venv/bin/uv:
	@echo 'Installing uv into .venv …'
	@python3 -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
