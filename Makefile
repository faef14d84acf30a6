# The tasks of this repository. `make help` lists them; each leaves a usable .venv behind.
.DEFAULT_GOAL := help
.PHONY: help setup demo test bench engine lint format docs requirements clean

BIN := .venv/bin
JOBS ?= auto
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport PYTHONDONTWRITEBYTECODE

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv with the hashed requirements; does nothing when it is there
	@requirements/install.sh

demo: setup ## the tour: declare, refuse, mend, agree, deploy; leaves out/
	@$(BIN)/python -m daypass demo

test: setup ## run the tests; make test T=tests/model runs a part
	@$(BIN)/python -m pytest $(if $(T),$(T),-n $(JOBS) --dist loadfile)

bench: setup ## measure the pack, the graph and the policy language
	@$(BIN)/python -m tests.benchmarks

engine: setup ## build the real Pulumi engine into .cache/ (Go; four minutes, once)
	@tests/foreign/engine/build.sh

# mypy takes each __main__.py on its own: two modules of one name are a duplicate to it.
lint: setup ## ruff, mypy and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@find components policy_packs stacks examples -name __main__.py | sort | while read -r program; do \
		$(BIN)/mypy --no-error-summary "$$program" || exit 1; done
	@$(BIN)/lint-imports

format: setup ## let ruff write the code its way
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: setup ## write docs/rules anew from the rules
	@$(BIN)/python docs/render.py

requirements: setup ## resolve requirements/*.txt anew; nothing younger than a week
	@requirements/compile.sh

clean: ## remove what the tasks leave behind, the built engine aside
	@rm -rf .venv out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
