#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# samples/kfunc: a copy of the directory builds by its own Makefile, for the line's
# kernel, does in the guest what its comments say, and tells what is missing.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/kbuild/lib.sh"

S=$T/kfunc

# build [VARIABLE=...] [TARGET]: in a new copy
build() {
	rm -rf "$S"
	cp -r "$KSRC/samples/kfunc" "$S"
	kmake_samples "$S" "$@"
}

# nothing_built: no object and no module, not even a part of one
nothing_built() {
	[ -z "$(find "$S" -name '*.o' -o -name '*.ko')" ]
}

# refused DESC PATTERN [VARIABLE=...]
refused() {
	t_fails "$1: the build says so" "$2" build "${@:3}" modules
	t_ok "... nothing is compiled, no module is left" nothing_built
}

# example FILE: what the comment of a sample says that the loader prints
example() {
	sed -nE 's/^ \* (program [0-9]+: |bpf_strlen\(")/\1/p' "$S/$1"
}

none=$T/no-such/pahole
refused "a pahole that is not there" "No $none; install it or pass PAHOLE=/path/to/pahole" \
	PAHOLE="$none"
if command -v pahole >/dev/null; then
	t_skip "no pahole: the build says so" "pahole is installed"
	t_skip "... nothing is compiled, no module is left" "pahole is installed"
else
	# As if PAHOLE were not passed
	refused "no pahole" "No pahole; install it or pass PAHOLE=/path/to/pahole" PAHOLE=pahole
fi
if [ "$PAHOLE_KIND" = patched ]; then
	refused "a pahole without implicit_args" \
		"$UNPATCHED_PAHOLE lacks the BTF feature implicit_args" PAHOLE="$UNPATCHED_PAHOLE"
fi
t_fails "no kernel: the build says so" "No kernel in $T/no-such; pass KDIR=" \
	build KDIR="$T/no-such" modules

mkdir "$T/a path"
cp -r "$KSRC/samples/kfunc" "$T/a path"
t_fails "a path with a space: the build says so" "cannot build in a path with a space: $T/a path/kfunc" \
	kmake_samples "$T/a path/kfunc" modules

# pairs: the prototypes of the module's kfunc
pairs() {
	"$BPFTOOL" -B "$KOUT/vmlinux" btf dump file "$S/kfunc-implicit.ko" format c |
		grep -o 'bpf_sample_stamp[a-z_]*(.*)' | sed 's/___[0-9]*//g' | sort
}
both='bpf_sample_stamp(u32 value)
bpf_sample_stamp_impl(u32 value, void __attribute__((btf_type_tag("implicit:bpf_prog_aux"))) *aux)'

# What linux-headers-* has, and the BTF of vmlinux in its place
# shellcheck disable=SC2016 # make expands it
t_ok "the headers of a package" kmake run-command \
	KBUILD_RUN_COMMAND='+$(srctree)/scripts/package/install-extmod-build '"$T/headers"
refused "... lack vmlinux" "No $T/headers/vmlinux, so there would be no BTF" KDIR="$T/headers"
"${CROSS}objcopy" -O binary --only-section=.BTF "$KOUT/vmlinux" "$T/headers/vmlinux"
t_ok "... and with its BTF there the modules build" build KDIR="$T/headers" modules
t_is "... whose kfunc has both prototypes" "$(pairs)" "$both"

t_ok "modules, programs and loader build" build
t_is "both modules are there" "$(cd "$S" && echo *.ko)" "kfunc-implicit.ko kfunc-override.ko"
t_is "the kfunc has both prototypes" "$(pairs)" "$both"

cat >"$S/guest" <<'EOF'
set -e
if ./kfunc-user implicit 2>&1; then exit 1; fi
echo "== before"
./kfunc-user override
echo "== run"
mountpoint -q /sys/fs/bpf || mount -t bpf bpffs /sys/fs/bpf
"$1" prog load kfunc-override.bpf.o /sys/fs/bpf/run
"$1" prog run pinned /sys/fs/bpf/run
rm /sys/fs/bpf/run
insmod kfunc-implicit.ko
insmod kfunc-override.ko
echo "== with"
./kfunc-user implicit
./kfunc-user override
echo "== list"
"$1" kfunc list bpf_strlen
rmmod kfunc-override
rmmod kfunc-implicit
echo "== after"
./kfunc-user override
echo "== log"
dmesg | sed -n 's/.*\(kfunc bpf_strlen .*\)/\1/p'
EOF

t_ok "they run in the guest" "$TOP/vm/run" -q -t 600 -C "$S" --share "$S" -- sh guest "$BPFTOOL"
cp "$T/out" "$T/ran"
# part NAME: what was printed there
part() {
	sed -n "/^== $1\r*\$/,/^== /p" "$T/ran" | tr -d '\r' | grep -v '^== '
}
t_like "without the module the loader asks for it" "$(cat "$T/ran")" \
	'^cannot load the program; is kfunc-implicit.ko loaded[?]'
t_like "the program's own id is in what the kfunc returns" "$(part with)" \
	'^program ([0-9]+): bpf_sample_stamp\(7\) returns 7 of program \1$'
t_is "as the comment of kfunc-implicit.c has it" \
	"$(part with | grep stamp | sed 's/program [0-9]*/program N/g')" \
	"$(example kfunc-implicit.c | sed 's/program [0-9]*/program N/g')"
called=$(part before; part with | grep strlen; part after)
t_is "bpf_strlen() before, with and after the override" "$called" \
'bpf_strlen("naïve") = 6
bpf_strlen("naïve") = 5
bpf_strlen("naïve") = 6'
t_is "... as the comment of kfunc-override.c has it" "$called" "$(example kfunc-override.c)"
t_like "bpftool shows which body is in force" "$(part list)" \
	'^bpf_strlen  owner kfunc_override  prog_types syscall  active'
t_like "and which is not" "$(part list)" '^bpf_strlen  owner vmlinux  prog_types common  overridden'
t_is "bpftool runs a program without being told how often" "$(part run)" "Return value: 0, duration: 0ns"
t_is "the kernel log has who is called" "$(part log)" \
	"$(sed -n 's/^ *\(kfunc bpf_strlen (.*\)/\1/p' "$KSRC/Documentation/bpf/kfuncs.rst")"

t_done
