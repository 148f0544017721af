# Every target does its own set-up. As root, missing Debian packages are installed; otherwise they are named.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp-$(shell cat requirements.lock pyproject.toml | sha256sum | cut -c1-16)

.PHONY: setup demo test test-screens lint bench docs lock clean packages-run packages-test

setup: $(STAMP) packages-run

$(STAMP): requirements.lock pyproject.toml
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

packages-run:
	@tools/system-packages run

packages-test:
	@tools/system-packages run test

demo: setup
	$(BIN)/kofu demo

test: setup packages-test
	$(BIN)/python -m pytest

test-screens: setup packages-test
	$(BIN)/python -m pytest -m browser tests/kiosk

lint: setup
	$(BIN)/ruff check src tests tools
	$(BIN)/ruff format --check src tests tools
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: setup packages-test
	$(BIN)/python -m pytest -q tests/rules/bench_decide.py -o python_files='bench_*.py' -o python_functions='bench_*'
	$(BIN)/python -m kofu.bench.lookups

docs: setup
	$(BIN)/python -m tools.make_docs

lock:
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements-dev.in -o requirements.lock

clean:
	rm -rf $(VENV) .kofu out .fonts
