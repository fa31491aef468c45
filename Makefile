# make test: everything that must hold.  make demo: see it work.  make bench: measure it.

PYTHON ?= python3
BIN := .venv/bin
# whoever has nothing left to do takes half of what another has before it
PYTEST = $(BIN)/pytest -n 2 --dist worksteal

# a private Asterisk, unless this machine has one or FLOWC_ASTERISK says where
WITH_ASTERISK = asterisk=$${FLOWC_ASTERISK:-$$(tools/asterisk)} && FLOWC_ASTERISK=$$asterisk

# both at once: tests wait for telephones most of their time, and types are checked meanwhile
test: .venv/ready
	$(MAKE) --no-print-directory -j 2 lint tests

tests: .venv/ready
	$(WITH_ASTERISK) $(PYTEST)

lint: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	nice $(BIN)/pyright

# every mistake at every place of every example: some minutes
fuzz: .venv/ready
	FLOWC_FUZZ=all $(PYTEST) tests/robust

# ten times as many random callers and programs on a real Asterisk; make agreement SEED=… for others
SEED ?= $(shell date +%s)
agreement: .venv/ready
	$(WITH_ASTERISK) FLOWC_SEED=$(SEED) FLOWC_CALLERS=3000 FLOWC_QUEUE_CALLERS=400 FLOWC_PROGRAMS=2000 FLOWC_QUEUES=160 $(PYTEST) tests/agreement

# what a real FreeSWITCH tells of every recorded call, once more: after its output has changed
record-freeswitch: .venv/ready
	$(BIN)/python -m tests.agreement.record

demo: .venv/ready
	./examples/demo

schemas: .venv/ready
	$(BIN)/python -m flowc.report.schemas

bench: .venv/ready
	$(BIN)/python -m bench

.venv/ready: pyproject.toml .ci/setup
	PYTHON=$(PYTHON) .ci/setup
	touch $@

.PHONY: test tests lint fuzz agreement record-freeswitch demo schemas bench
