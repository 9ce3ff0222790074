#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What make mutants does to source: with none in force a program is as it was, each one that is
# changes it as the list says, and only what the series adds is changed. And what it makes of
# what a guest says.
set -eu
. "$(dirname "$0")/../lib.sh"

src=$T/src
mkdir -p "$src/kernel" "$src/include/linux"
# t_git ARG...: in the tree
t_git() {
	git -C "$src" -c user.name=t -c user.email=t@example.org "$@"
}
cat >"$src/kernel/a.c" <<'EOF2'
static int old(int a)
{
	return a + 1;
}
EOF2
git init -qb series "$src"
t_git add -A
t_git commit -qm 'not ours'
t_git tag unpatched
cat >>"$src/kernel/a.c" <<'EOF2'

#define TWICE(a) \
	do { if (a) (a) = 2 * (a); } while (0)

static int first(int a, int b)
{
	return a * 10 + b;
}

/* if (a) return "b"; */
int f(int a, int b)
{
	int c = 0;

	if (a > 3 && b)
		return 7;
	if (!a ||
	    b < 0)
		c = first(a, b);
	else
		c += old(a);
	TWICE(c);
	return c;
}
EOF2
t_git commit -qam ours
cat >"$src/include/linux/kfunc_mutant.h" <<'EOF2'
extern int kfunc_mutant;
#define KFUNC_MUTANT(nr) (kfunc_mutant == (nr))
#define EINVAL 22
EOF2
cat >"$T/main.c" <<'EOF2'
#include <stdio.h>
#include <stdlib.h>
int f(int a, int b);
int kfunc_mutant;
int main(int argc, char **argv)
{
	(void)argc;
	kfunc_mutant = atoi(argv[1]);
	printf("%d %d %d %d ", f(1, 2), f(4, 5), f(3, 1), f(0, -1));
	printf("%d %d %d %d\n", f(4, 0), f(0, 2), f(1, -1), f(1, 0));
}
EOF2

t_ok "mutants are made" "$TOP/mutants/mutate.py" "$src" "$T/list"
t_is "of these" "$(cut -f2-4 "$T/list" | tr '\t' ' ')" "kernel/a.c 11 returns 0
kernel/a.c 19 the condition is negated
kernel/a.c 19 this clause is always true
kernel/a.c 19 > is >=
kernel/a.c 19 this clause is always true
kernel/a.c 20 returns 0
kernel/a.c 21 the condition is negated
kernel/a.c 21 this clause is always false
kernel/a.c 22 this clause is always false
kernel/a.c 22 < is <=
kernel/a.c 23 the statement is left out
kernel/a.c 23 arguments are swapped
kernel/a.c 25 the statement is left out
kernel/a.c 26 the statement is left out
kernel/a.c 27 returns 0"
t_ok "they compile" gcc -Wall -Werror -I"$src/include" "$src/kernel/a.c" "$T/main.c" -o "$T/f"
# each N: what the program prints with mutant N
each() {
	local i
	for i; do "$T/f" "$i"; done
}
t_is "with none in force all is as it was" "$(each 0)" "4 7 8 -2 10 4 18 4"
mapfile -t numbers < <(cut -f1 "$T/list")
t_is "each changes what it should" "$(each "${numbers[@]}")" "4 7 8 0 10 0 0 4
7 10 7 7 7 7 7 7
7 7 7 7 10 7 7 4
4 7 7 -2 10 4 18 4
4 7 8 -2 7 4 18 4
4 0 8 -2 10 4 18 4
24 7 62 2 80 2 4 20
4 7 8 -2 10 2 18 4
4 7 8 -2 10 4 4 4
4 7 8 -2 80 4 18 20
4 7 8 0 10 0 0 4
4 7 8 -20 10 40 -18 4
0 7 0 -2 0 4 18 0
2 7 4 -1 5 2 9 2
0 7 0 0 0 0 0 0"
echo kernel/a.c:23 >"$T/skip"
t_ok "swapped arguments may not compile" "$TOP/mutants/mutate.py" "$src" "$T/list" "$T/skip"
t_is "and only those of that line are left out" "$(cut -f3,4 "$T/list" | grep '^23')" \
	"23	the statement is left out"
printf 'kernel/a.c:%s\n' 21 21 22 22 >"$T/skip"
t_ok "some are left out" "$TOP/mutants/mutate.py" "$src" "$T/list" "$T/skip"
t_is "and only those" "$(cut -f3 "$T/list" | xargs)" "11 19 19 19 19 20 23 23 25 26 27"

# vm [OPTION]... -- GUEST reach DIR TEST... | kill TEST...: mutant 5 is reached by no test, 0 by
# what boots. What its mutants do is in $T/do.
cat >"$T/vm" <<'EOF2'
#!/bin/bash
options=
while [ "$1" != -- ]; do options+=" $1"; shift; done
shift 2
if [ "$1" = reach ]; then
	printf '\1\0\0\0\0\0' >"$2/boot"
	printf '\0\1\1\0\0\0' >"$2/kfunc_quick"
	printf '\0\0\1\1\1\0' >"$2/slow"
	printf 'slow 70\nkfunc_quick 3\nbroken fails\n'
	exit
fi
mutant=${options##*kfunc_mutant=}
echo "$options $*" | sed -E 's/.*-t ([0-9]+).*kfunc_mutant=/\1 /' >>"$(dirname "$0")/runs"
eval "$(sed -n "s/^$mutant //p" "$(dirname "$0")/do")"
EOF2
chmod +x "$T/vm"
mkdir "$T/work"
for i in 0 1 2 3 4 5; do
	printf '%s\n' "$i	kernel/a.c	1$i	returns 0	return $i;"
done >"$T/work/list"
printf '%s\n' slow kfunc_quick broken >"$T/tests"
printf '%s\n' '# why' "kernel/a.c	returns 0	return 5;	1	nothing calls it" >"$T/reasons"
# t_run: as scripts/mutants does
t_run() {
	: >"$T/runs"
	VM=$T/vm JOBS=1 EVERY='' "$TOP/mutants/run.py" "$T/work" "$T/tests" "$T/reasons" \
		"$T/results.md"
}
printf '%s\n' '0 exit 125' '1 echo failed: kfunc_quick; exit 1' '2 exit 99' '3 exit 124' '4 exit 2' >"$T/do"
t_fails "a status that says nothing of a mutant is none of its results" \
	"status 2 of mutant 4, which says nothing of it: $T/work/log/4" t_run
t_is "first the tests that take least, with a limit" "$(xargs -d '\n' printf '%s;' <"$T/runs")" \
	"312 0 kill kfunc_quick;312 1 kill kfunc_quick;592 2 kill kfunc_quick slow;580 3 kill slow;580 4 kill slow;"
sed -i 's/^4.*/4 exit 0/' "$T/do"
t_fails "what survives without a reason is an error" "kernel/a.c:14: returns 0: return 4;: survives" t_run
t_is "and is told with the others" "$(sed -n '/^|/p; /^-/p' "$T/results.md")" \
"| file | mutants | killed | survive | without a reason |
| --- | ---: | ---: | ---: | ---: |
| kernel/a.c | 6 | 4 | 2 | 1 |
| all | 6 | 4 | 2 | 1 |
- returns 0: \`return 4;\` (kernel/a.c): survives
- returns 0: \`return 5;\` (kernel/a.c): nothing calls it"
t_is "what was run is not run again" "$(cut -d' ' -f2 "$T/runs" | xargs)" 4
t_is "this is how each was killed" "$(sed -n 's/.*\tkilled by //p' "$T/work/results" | xargs -d '\n' printf '%s;')" \
	"its boot;kfunc_quick;a complaint of the kernel;the limit;"
printf '%s\n' "kernel/a.c	returns 0	return 4;	1	a test cannot tell" >>"$T/reasons"
t_ok "with reasons for all it is none" t_run
t_done
