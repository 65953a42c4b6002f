# make demo   grade the sample class in examples/class and write reports under results/
# make test   everything that must hold: lint, format, types, tests with coverage, the course's own test
# make test NUMPY=2.0.0  the same with another NumPy than the pinned one, in a folder of its own
# make generated  write anew all files that are made from others: the template, golden reports, the report's documents
# make actionlint  lint the workflows; needs Go
# make attacks  run every attack on the grader, and print a table of the results
# make clean  remove everything the other targets created

PYTHON ?= python3
NUMPY ?=
VENV := .venv$(NUMPY:%=-numpy-%)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
export PIP_CONSTRAINT := $(VENV)/constraints.txt
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

.PHONY: demo demo-plan test generated actionlint attacks clean

demo: demo-plan $(VENV)/runtime
	$(BIN)/grader batch examples/class --out results

demo-plan:
	@echo "make demo grades the sample class in examples/class on all cores, prints a table and writes results/."
	@if [ -e $(VENV)/runtime ]; then \
	  echo "It takes about 50 s on 2 cores, and 30 s more whenever the course or the grader has changed."; \
	else \
	  echo "The first time, it also installs packages into $(VENV) and prepares the exercises: 2 to 3 minutes on 2 cores."; \
	fi

test: $(VENV)/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/zizmor --quiet --offline --pedantic --strict-collection .
	$(BIN)/pytest --numprocesses auto --dist loadfile --cov
	$(BIN)/grader validate
	$(BIN)/grader release --check

generated: $(VENV)/tests
	$(BIN)/grader release
	$(BIN)/grader schema > docs/report.schema.json
	$(BIN)/grader schema --markdown > docs/report.md
	$(BIN)/python -m tests.golden.regenerate
	@echo "Read the difference before you commit it: git diff"

actionlint:
	go run $(ACTIONLINT)

attacks: $(VENV)/tests
	$(BIN)/python -m tests.hostile

clean:
	rm -rf .venv .venv-numpy-* results .coverage .mypy_cache .pytest_cache .ruff_cache

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) lacks venv. To fix this on Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Making $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/constraints.txt: $(VENV)/python constraints.txt
	@sed '$(NUMPY:%=s/^numpy==.*/numpy==%/)' constraints.txt > $@

$(VENV)/runtime: $(VENV)/constraints.txt pyproject.toml grader/version.py
	@echo "Installing what grading needs"
	@$(PIP) --editable '.[instructor]'
	@touch $@

$(VENV)/tests: $(VENV)/runtime
	@echo "Installing what the tests need"
	@$(PIP) --editable '.[instructor,test]'
	@touch $@
