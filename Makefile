# SPDX-License-Identifier: GPL-2.0
# Only names for what scripts/ and tests/ do. Variables given to make
# reach the scripts through the environment.

MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1|/p' Makefile | \
		awk -F'|' '{ printf "make %-13s %s\n", $$1, $$2 }'

run: ## build everything, boot it, show that it works
	@scripts/build
	@scripts/run

test: ## run all tests (TESTS="30-pahole ...": only those)
	@scripts/build
	@tests/run $(TESTS)

test-all: ## run the tests that take long too
	@scripts/build
	@tests/run --all

bench: ## measure what the series costs, against the unpatched kernel
	@scripts/build
	@scripts/bench

stress: ## race and fail allocations under KASAN, lockdep, kmemleak (slow; ROUNDS=100)
	@scripts/build
	@scripts/stress

shell: ## boot the patched kernel to a shell
	@scripts/build
	@scripts/run shell

apply: ## put the Linux series on your tree: LINUX=~/src/linux
	@scripts/apply "$(LINUX)"

pahole: ## install the patched pahole: PREFIX=~/.local
	@scripts/deps
	@scripts/tree dwarves
	@scripts/pahole

export: ## write both series ready to mail (OUT=build/export VER=2)
	@scripts/export

export-check: ## compile after every step what it touches (slow)
	@scripts/export-check

refresh: ## turn edits in the built trees into patches (STEP=0004: fold into it)
	@scripts/refresh

lint: ## check style: checkpatch --strict, shellcheck, SPDX
	@scripts/lint

clean: ## remove what was built; source trees stay
	@scripts/clean

distclean: ## remove the whole build directory (CACHE=1: downloads and ccache too)
	@scripts/clean all $(if $(filter 1,$(CACHE)),cache)

.PHONY: help run test test-all bench stress shell apply pahole export export-check refresh \
	lint clean distclean
