# make demo   grade the sample class in examples/class and write reports under results/
# make test   everything that must hold: lint, format, types, tests with coverage, the course's own test
# make attacks  every attack on the grader that the tests know, with what came of it, as a table
# make clean  remove what the two made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt
export PIP_CONSTRAINT := constraints.txt

.PHONY: demo test attacks clean

demo: $(VENV)/runtime
	$(BIN)/grader batch examples/class --out results

test: $(VENV)/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --dist loadfile --cov
	$(BIN)/grader validate
	$(BIN)/grader release --check

attacks: $(VENV)/tests
	$(BIN)/python -m tests.hostile

clean:
	rm -rf $(VENV) results .coverage .mypy_cache .pytest_cache .ruff_cache

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) lacks venv. On Debian and Ubuntu this mends it: sudo apt-get install python3-venv"; exit 1; }
	@echo "Making $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runtime: $(VENV)/python pyproject.toml grader/version.py constraints.txt
	@echo "Installing what grading needs"
	@$(PIP) --editable '.[instructor]'
	@touch $@

$(VENV)/tests: $(VENV)/runtime
	@echo "Installing what the tests need"
	@$(PIP) --editable '.[instructor,test]'
	@touch $@
