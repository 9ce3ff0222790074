#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The model of modules, overrides and program loads: spin sees all its states, its claims
# hold, and each of its lines that can be broken breaks the claim that it says.
set -eu
. "$(dirname "$0")/../lib.sh"

model=$TOP/model/kfunc.pml

# search NAME [OPTION]...: spin -a OPTIONs, all states or the shortest way to an error.
# From breadth first there is no depth at which it gives up.
search() {
	mkdir "$T/$1"
	cd "$T/$1"
	shift
	{
		spin -a "$@" "$model" &&
			gcc -O1 -w -DSAFETY -DBFS -DCOLLAPSE -DMEMLIM=1500 -o pan pan.c &&
			./pan -w22
	} >log 2>&1 || echo "status $?" >>log
}

# number NAME EXTENDED_REGEX: what the group in it matches
number() {
	sed -nE "s/$2/\\1/p" "$T/$1/log"
}

# complete NAME: the search came to its end, without an error
complete() {
	cat "$T/$1/log"
	grep -q ', errors: 0$' "$T/$1/log" &&
		! grep -qiE 'not completed|too small|out of memory|truncated|^status|warning' "$T/$1/log"
}

# A claim holds when both halves are complete: spin ends at the first error.
both() {
	complete overrides && complete names
}

# What can be broken: NAME CLAIM [NAMES]
broken() {
	awk '/^#ifdef BREAK_/ { name = $2 }
		name && match($0, /claim [1-5](, NAMES)?/) {
			split(substr($0, RSTART + 6, RLENGTH - 6), part, ", ")
			print name, part[1], part[2]
			name = ""
		}' "$model"
}

for command in spin gcc; do
	t_ok "$command is there (scripts/deps installs it)" sh -c "command -v $command"
done

# two at a time, as each takes some hundred megabytes
{
	echo overrides
	echo names -DNAMES
	broken | while read -r name claim half; do
		echo "$name" "-D$name" "-DONLY=$claim" ${half:+"-D$half"}
	done
} >"$T/searches"
export -f search
export model
xargs -P 2 -L 1 bash -c 'set -eu; search "$@"' search <"$T/searches"

for half in overrides names; do
	t_ok "$half: complete, $(number $half ' *([0-9]+) states, stored$') states, depth $(
		number $half '.*depth reached ([0-9]+),.*'), $(
		number $half 'pan: elapsed time ([0-9.]+) .*') s" complete $half
done
for claim in 1 2 3 4 5; do
	t_ok "claim $claim holds:$(sed -n "s/^ \*	$claim / /p" "$model")" both
done

t_is "each BREAK_ of the model says what it breaks" "$(broken | wc -l)" \
	"$(grep -c 'ifdef BREAK_' "$model")"
while read -r name claim _; do
	t_like "$name breaks claim $claim" "$(cat "$T/$name/log")" \
		"assertion violated \(+claim_$claim\|\|"
done < <(broken)
t_is "... and each claim is broken by one of them" "$(broken | cut -d' ' -f2 | sort -u | xargs)" "1 2 3 4 5"
t_done
