# Two commands do everything: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
PIP = -m pip --disable-pip-version-check --quiet install

.PHONY: help setup demo test check format docs bench torture wheel clean

help:  ## what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/'

setup: .venv/ready .venv-studio/ready  ## make our environment and Label Studio's

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	.venv/bin/python $(PIP) --constraint constraints.txt --editable '.[html,embeddings,export,docs,dev]'
	@touch $@

# Label Studio is a server with pins of its own, so it lives apart.
.venv-studio/ready: constraints-studio.txt
	$(PYTHON) -m venv .venv-studio
	.venv-studio/bin/python $(PIP) --constraint constraints-studio.txt label-studio
	@touch $@

demo: setup  ## the whole circle on a real Label Studio, with sample articles
	.venv/bin/newsstance demo

# A file of tests stays in one worker, and each worker has one Label Studio of its own: about 400 MB each.
test: setup  ## every test, on a real Label Studio and in a real Chromium
	.venv/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: .venv/ready  ## format, lint, types
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy

format: .venv/ready  ## put the code in order
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

docs: .venv/ready  ## build the documentation into docs/_build/html
	.venv/bin/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

bench: setup  ## how fast, each figure beside another in the same run (DATA=FOLDER adds labeled data, ENCODERS=... encoders)
	@failed=; run() { .venv/bin/python benchmarks/"$$@" || failed="$$failed $$1"; }; \
	run start.py; run intervals.py; run aggregation.py "$(DATA)"; run labeled.py "$(DATA)" $(ENCODERS); \
	run learning_curves.py "$(DATA)" $(ENCODERS); run push.py; \
	test -z "$$failed" || { echo "not as wanted:$$failed"; exit 1; }

torture: setup  ## simulations and faults: do intervals cover, are pulls found, is anything lost, is every fault one line, is any text slow?
	.venv/bin/python benchmarks/anchoring.py
	.venv/bin/python benchmarks/agreement.py
	.venv/bin/python benchmarks/slice_intervals.py
	.venv/bin/python benchmarks/interrupted_pushes.py
	.venv/bin/python benchmarks/faults.py $(SEED)
	.venv/bin/python benchmarks/fuzz.py
	.venv/bin/python benchmarks/repeated_text.py

wheel: .venv/ready  ## build the wheel and look inside
	.venv/bin/python -m build --wheel

clean:  ## remove the environments and what tools left
	rm -rf .venv .venv-studio build dist docs/_build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
