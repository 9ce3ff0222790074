# SPDX-License-Identifier: GPL-2.0
# Only names for what scripts/ and tests/ do. Variables given to make
# reach the scripts through the environment.

MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1 /p' Makefile | \
		while read -r verb does; do printf 'make %-13s %s\n' "$$verb" "$$does"; done

run: ## build everything, boot it, show that it works
	@scripts/build
	@scripts/run

build: ## build everything, run nothing
	@scripts/build

test: ## run all tests (TESTS="host guest/vm ...": only those)
	@tests/run --build $(TESTS)

test-all: ## run the tests that take long too
	@tests/run --build --all

bench: ## measure what the series costs, against the unpatched kernel
	@scripts/build
	@scripts/bench

matrix: ## which objects load and run on which kernel, of all lines (slow)
	@scripts/matrix

stress: ## race and fail allocations under KASAN, lockdep, kmemleak, or KCSAN (slow; KERNEL=stress|kcsan ROUNDS=12)
	@scripts/build
	@scripts/stress

fuzz: ## damaged BTF and ELF for what reads them (TARGETS="pairs btfids kernel" T=60 SEED=)
	@scripts/build
	@scripts/fuzz

fuzz-kernel: ## load mutants of the programs of test_progs (KERNEL=stress|tested T=120 SEED= ROUND=)
	@scripts/build
	@scripts/fuzz-kernel

mutants: ## break the series' kernel code at one place, see if a test notices (slow; EVERY=8)
	@scripts/build
	@scripts/mutants

shell: ## boot the patched kernel to a shell
	@scripts/build
	@scripts/shell

apply: ## put the Linux series on your tree: LINUX=~/src/linux
	@scripts/apply "$(LINUX)"

pahole: ## install the patched pahole: PREFIX=~/.local
	@scripts/deps
	@FORCE= scripts/tree dwarves
	@scripts/pahole

deb: ## Debian packages of the patched kernel, pahole and bpftool (CONFIG=file|guest)
	@scripts/deb

test-deb: ## install them on a Debian 13, boot it, use them there (root; some 30 minutes)
	@tests/run long/deb

export: ## write the series ready to mail (OUT= VER=2)
	@scripts/export

steps: ## compile after every step what it touches (slow)
	@scripts/steps

refresh: ## turn edits in the built trees into patches (STEP=0004: fold into it)
	@scripts/refresh

docs: ## render the kernel's Documentation/bpf; a new warning fails
	@scripts/docs

lint: ## check style: checkpatch --strict, shellcheck, SPDX
	@scripts/lint

clean: ## remove what was built; source trees stay
	@scripts/clean

distclean: ## remove the whole build directory (CACHE=1: downloads, ccache, counts of steps too)
	@scripts/clean all $(if $(filter 1,$(CACHE)),cache)

.PHONY: help build run test test-all bench matrix stress fuzz fuzz-kernel mutants shell apply pahole deb test-deb export steps refresh \
	docs lint clean distclean
