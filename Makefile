# Two commands do everything on a fresh Debian machine with a Swift 6.3 toolchain:
#   make demo    builds for release and runs the main job
#   make test    builds both ways and runs every test

SHELL := /bin/sh
VENV := .build/venv
BENCH_VENV := .build/bench-venv
TOOLS_VENV := .build/tools-venv
PYTHON ?= python3
DATA ?= .build/run-data
# Seconds for each parser, all of them at once.
FUZZ ?= 3600
# What tools leave behind stays in the checkout.
export TMPDIR := $(CURDIR)/.build/tmp

.PHONY: help demo test tools crash fuzz run bench models build packages format clean

help:
	@echo "make demo     build for release, then photos in, thumbnails out"
	@echo "make test     build both ways, then every test"
	@echo "make crash    build for release, then 10,000 crash points and a server that is really killed"
	@echo "make fuzz     an hour for each parser, led by what code each input reaches; FUZZ=60 for a minute"
	@echo "make run      a server to play with, on port 9000"
	@echo "make bench    build for release, then Pelton beside its peers; BENCH=--help for a part of it"
	@echo "make models   make the services' inputs, outputs and errors anew from AWS's models, after a change in Tools/models"
	@echo "make format   format the Swift sources"
	@echo "make clean    remove what was built"

packages:
	@.ci/packages
	@mkdir -p $(TMPDIR)

$(VENV)/ready: Tests/Clients/requirements.txt Tools/requirements.txt | packages
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r Tests/Clients/requirements.txt
	@touch $@

# Everything at once: a build for each product would plan and link three times.
build: packages
	@.ci/first-build release
	swift build -c release

demo: build $(VENV)/ready
	$(VENV)/bin/python Tests/Demo/demo.py --pelton .build/release/pelton --thumbnail .build/release/thumbnail \
		--photos data/photos --output demo-output

# The tools that Pelton is tested with. A test whose tool could not be had is skipped, and says so.
$(TOOLS_VENV)/ready: Tests/Tools/requirements.txt | packages
	$(PYTHON) -m venv $(TOOLS_VENV)
	$(TOOLS_VENV)/bin/pip install --quiet --disable-pip-version-check -r Tests/Tools/requirements.txt
	@touch $@

tools: $(TOOLS_VENV)/ready
	@for tool in rclone restic s3cmd libamazon-s3-perl ruby-aws-sdk-s3 s3fs; do .ci/packages $$tool || echo "$$tool is not here: the tests with it are skipped"; done

# Functions of the tests call the Runtime API with curl.
test: packages $(VENV)/ready tools
	@.ci/packages curl
	@.ci/first-build debug release
	@$(VENV)/bin/python Tests/Support/run.py

crash: build $(VENV)/ready
	.build/release/pelton runtimes install python --runtimes .build/runtimes
	.build/release/crash-points --points 10000 --per-run 100
	PELTON_BUILD=$(CURDIR)/.build/release PYTHONDONTWRITEBYTECODE=1 $(VENV)/bin/python -m pytest -q -p no:cacheprovider Tests/Crash/Clients

fuzz: packages
	$(PYTHON) Tests/Support/fuzz.py --seconds $(FUZZ)

run: build $(VENV)/ready
	@$(VENV)/bin/python Tests/Support/playground.py --pelton .build/release/pelton --thumbnail .build/release/thumbnail --data $(DATA)

$(BENCH_VENV)/ready: Benchmarks/requirements.txt | packages
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check -r Benchmarks/requirements.txt
	@touch $@

bench: build $(BENCH_VENV)/ready
	@.ci/packages libssl-dev strace wrk
	@PYTHONDONTWRITEBYTECODE=1 $(BENCH_VENV)/bin/python -m Benchmarks --pelton .build/release/pelton $(BENCH)

models: $(VENV)/ready
	$(VENV)/bin/python Tools/models/generate.py

format:
	swift format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build demo-output
