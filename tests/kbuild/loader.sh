#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Loaders whose programs call kfuncs by name, as bpftool makes them: what it tells whoever
# signs, and what a user sees of a kernel that does not know such calls.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/kbuild/lib.sh"

S=$TOP/tests/kbuild/loader

# compile SOURCE NAME [OPTION]...: leaves $T/NAME.bpf.o
compile() {
	"$CLANG" -g -O2 --target="$BPF_TARGET" -Wall -fms-extensions -Wno-microsoft-anon-tag \
		-I"$T" -I"$LIBBPF/include" "${@:3}" -c "$S/$1.bpf.c" -o "$T/$2.bpf.o"
}

object() { # NAME [OPTION]...
	compile calls "$@"
}

# skeleton NAME OPTION...: leaves the skeleton in $T/NAME.h, what bpftool says in $T/NAME.says
skeleton() {
	"$BPFTOOL" "${@:2}" gen skeleton "$T/$1.bpf.o" name calls >"$T/$1.h" 2>"$T/$1.says"
}

# runs SOURCE NAME [OPTION]...: leaves $T/NAME, which runs here
runs() {
	gcc -Wall "${@:3}" -I"$LIBBPF/include" -I"$KSRC/tools/include/uapi" "$S/$1.c" \
		"$LIBBPF/libbpf.a" -lelf -lz -o "$T/$2"
}

all() { # NAME [OPTION]...
	object "$@"
	skeleton "$1" -L -N
	runs run "run-$1" -DSKELETON="\"$T/$1.h\""
}

"$BPFTOOL" btf dump file "$KOUT/vmlinux" format c >"$T/vmlinux.h"
t_ok "a light skeleton whose program calls by name" all here
t_is "bpftool says what is called by name, and what is looked up" "$(cat "$T/here.says")" \
"program lengths
calls by name: bpf_strlen (*i1)i4
looked up by the loader: bpf_strnlen (weak)"
cp "$T/here.bpf.o" "$T/json.bpf.o"
t_ok "with -j" skeleton json -j -L -N
t_ok "... it says the same" cmp "$T/here.says" "$T/json.says"
BPF_TARGET=$([ "$ENDIAN" = little ] && echo bpfeb || echo bpfel) t_ok "for the other byte order" \
	object other
t_ok "... with another loader" skeleton other -L -N
t_ok "... it says the same" cmp "$T/here.says" "$T/other.says"
t_ok "a program that knows what a loader of an exclusive map has" runs order order -D_GNU_SOURCE
for order in little big; do
	target=bpfel
	[ "$order" = little ] || target=bpfeb
	BPF_TARGET=$target t_ok "for $order endian" compile exclusive "$order"
	t_is "... hash and callees are right" "$("$T/order" "$T/$order.bpf.o" "$order" 2>&1)" \
"hash: yes
callees: yes
size: yes"
done
t_fails "there are no such calls without a loader" "-N .* is for loaders, it needs -L or -S" \
	"$BPFTOOL" -N gen skeleton "$T/here.bpf.o"
t_ok "an address, and a program that is not loaded" object address -DADDRESS
t_ok "... with a loader" skeleton address -L -N
t_is "... it says what that looks up" "$(sort "$T/address.says")" \
"calls by name: bpf_strcmp (*i1*i1)i4
calls by name: bpf_strlen (*i1)i4
looked up by the loader: bpf_strcmp
looked up by the loader: bpf_strnlen (weak)
program address
program lengths"
t_ok "a kfunc that there is not" all missing -DMISSING

# in_guest KERNEL: what the users of both, and of bpftool's own loader, see there
in_guest() {
	"$TOP/vm/run" -q -t 600 -k "$1" --keep "$T" -- sh -c "exec 2>&1; cd $T
		./run-here
		./run-missing
		'$BPFTOOL' prog load -L -N here.bpf.o /sys/fs/bpf/here" | tr -d '\r' |
		grep -o '^lengths.*\|^calls: .*\|this kernel does not know.*'
}

t_is "the program runs; who loads the other one sees why it does not" \
	"$(in_guest "$KOUT/$IMAGE")" \
"lengths 43
calls: loader prog failed: vmlinux may lack a kfunc that is called by name (-2)"
unpatched=$UNPATCHED/$ARCH/kernel/$IMAGE
if [ -f "$unpatched" ]; then
	t_is "on the unpatched kernel all see why" "$(in_guest "$unpatched")" \
"calls: loader prog failed: a kernel without calls by name, or too big a program? (-7)
calls: loader prog failed: a kernel without calls by name, or too big a program? (-7)
this kernel does not know calls of kfuncs by name, try without -N"
else
	t_skip "on the unpatched kernel all see why" "scripts/unpatched-kernel has not run"
fi

t_done
