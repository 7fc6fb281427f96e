# What a newcomer needs: Python 3.11 or newer, git, make. Everything else lies in .venv and var.

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

# Compiled modules are kept beside their sources even where the environment says otherwise: every command here starts
# several Pythons, and each would compile two thousand modules again.
unexport PYTHONDONTWRITEBYTECODE

# The first of these that is new enough and can make virtual environments.
PYTHON ?= python3.11 python3.12 python3.13 python3.14 python3 python

.DEFAULT_GOAL := help
.PHONY: help install run code demo clean-demo test check fix messages prove canary axe longer screenshots bench bench-panel \
	bench-timetable bench-library bench-recommendations train-suggestions bench-intake show-losses \
	show-corpus _runtime _dev

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# $(call environment,NAME,REQUIREMENTS FILE): a stamp with the file's hash makes the second time free, and offline.
define environment
	@if ! $(BIN)/python -c '' 2>/dev/null; then \
		for python in $(PYTHON) none; do \
			$$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
		done; \
		if [ $$python = none ]; then \
			echo "Python 3.11 or newer with its venv module is needed (Debian: apt-get install python3-venv)." >&2; \
			exit 1; \
		fi; \
		echo "Making the environment in $(VENV) with $$python."; \
		$$python -m venv --clear $(VENV); \
	fi
	@wanted=$$(git hash-object $(2)); \
	if [ "$$(cat $(VENV)/.installed-$(1) 2>/dev/null)" != "$$wanted" ]; then \
		echo "Installing $(2) (once; a minute or two on a slow line)."; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
			--require-hashes --requirement $(2) \
		&& echo "$$wanted" > $(VENV)/.installed-$(1); \
	fi
endef

_runtime:
	$(call environment,runtime,requirements.txt)

_dev: _runtime
	$(call environment,dev,requirements-dev.txt)

install: _dev ## Make the environment in .venv, with everything that tests need
	@echo "The environment in $(VENV) is as the requirement files say."

run: _runtime ## Start the site with its demonstration (PORT=8000); Ctrl-C stops it
	@$(MANAGE) run_local --port='$(PORT)'

code: _runtime ## Print the second-factor code of the demonstration's staff
	@$(MANAGE) demo_code

demo: _runtime ## Renew the demonstration: dates from today, what was done in it is gone
	@$(MANAGE) make_demo --renew

clean-demo: _runtime ## Throw the demonstration's database and files away and start afresh
	@$(MANAGE) clean_demo

test: _dev ## Run the tests (at most 5 minutes) and say what could not be checked here
	@.ci/with-services.sh .ci/test.sh

check: _dev ## Style, types, contracts, templates, settings; changes nothing
	@.ci/check.sh

fix: _dev ## Mend what style tools can mend by themselves
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: _runtime ## Collect the words to translate and compile the translations (needs gettext)
	$(MANAGE) makemessages --locale fr --locale es --no-location --ignore '$(VENV)' --ignore var --ignore tests --ignore mutants
	$(MANAGE) compilemessages --locale fr --locale es --ignore '$(VENV)' --ignore mutants

prove: _dev ## The long proofs, with their figures
	@.ci/with-services.sh .ci/prove.sh

show-losses: _dev ## Table: every way of losing what was typed, characters typed and found again
	@$(BIN)/python -m tests.applications.show losses

show-corpus: _dev ## Table: every file of the hostile corpus, verdict expected and given, seconds
	@$(BIN)/python -m tests.applications.show corpus

canary: _dev ## A marker in every text of a copy of the demonstration, and who can find it: a table
	@$(BIN)/python -m tests.canary

axe: _dev ## Accessibility of every kind of page: three languages, 320 and 1280 px (AXE="--only NAME")
	@$(BIN)/python -m tests.journeys.axe $(AXE)

longer: _dev ## Every kind of page at 320 px with words 40 % longer, from either side, and with wide spacing
	@$(BIN)/python -m tests.journeys.longer_words

screenshots: _dev ## A picture of every kind of page, 360 and 1280 px, three languages, into var/pictures
	@$(BIN)/python -m tests.journeys.pictures

bench: _dev ## Requests, latency, queries, bytes, mails and memory at third-cycle size
	@.ci/with-services.sh $(BIN)/python -m benchmarks.bench_web

bench-intake: _dev ## The last hour of a call: slow uploads, submissions, readers (CLIENTS=200 SECONDS=200 make it shorter)
	@.ci/with-services.sh env CLIENTS=$(CLIENTS) SECONDS=$(SECONDS) $(BIN)/python -m benchmarks.bench_intake

bench-start: _runtime ## How long `make run` takes on a new folder, and again on it
	@$(BIN)/python -m benchmarks.bench_start

bench-panel: _dev ## Panel selection: time to the proven answer
	@$(BIN)/python -m benchmarks.bench_panel

bench-timetable: _dev ## Timetable: time to the proven answer
	@$(BIN)/python -m benchmarks.bench_timetable

bench-library: _dev ## The library at 5,000 and 100,000 recommendations (CORPUS=file.csv.gz to load real texts)
	@CORPUS='$(CORPUS)' .ci/with-services.sh $(BIN)/python -m benchmarks.bench_library

train-suggestions: _dev ## Train the suggestions for recommendations (RECOMMENDATIONS_FILE=where they lie)
	@$(BIN)/python -m benchmarks.train_suggestions

bench-recommendations: _dev ## Suggestions on sessions not trained on: accuracy, confusion, F1 per issue
	@$(BIN)/python -m benchmarks.bench_recommendations
