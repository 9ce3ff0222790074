#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What becomes of kfuncs and overrides that the kernel refuses: modprobe ends in a
# status and a message that do not mislead; one bad kfunc of vmlinux is the only
# thing that does not work. With the modules of the selftests.

set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/tools/lib.sh"

selftests=$SELFTESTS/$TEST_PROGS
boot=${IMAGE%/*}
X=bpf_test_kfunc_override_x
FAIL=bpf_test_kfunc_override_fail
NAMES=bpf_test_kfunc_names_x

# ---- modprobe, in a directory of modules of our own
release=$(modinfo -F vermagic "$selftests/$X.ko" | cut -d' ' -f1)
modules=$T/root/lib/modules/$release
mkdir -p "$modules"
cp "$selftests/$X.ko" "$selftests/$FAIL.ko" "$selftests/$NAMES.ko" "$modules"
depmod -b "$T/root" "$release" 2>"$T/log"

# What is passed to modprobe, its status, what it says about a failure
cat >"$T/cases" <<END
$X sets=common|0|
$X sets=common+common|0|
$X sets=same_hook|0|
$X sets=ext|1|Invalid argument
$X sets=no_type|1|Invalid argument
$X sets=common+cpumask_xdp|1|Invalid argument
$X fail=1|1|No such device
$FAIL set=arg_type|1|Invalid argument
$FAIL set=arg_name|1|Invalid argument
$FAIL set=arg_count|1|Invalid argument
$FAIL set=ret_type|1|Invalid argument
$FAIL set=more_flags|1|Invalid argument
$FAIL set=init_text|1|Invalid argument
$FAIL set=right|1|Invalid argument
$FAIL set=no_func|1|Invalid argument
$FAIL set=no_kfunc|1|Invalid argument
$FAIL set=no_kfuncs|1|Invalid argument
$FAIL set=no_owner|1|Invalid argument
$FAIL set=immutable|1|Operation not permitted
$FAIL set=special|1|Operation not supported
$FAIL set=dev_bound|1|Operation not supported
$FAIL set=dtor_release|1|Operation not supported
$NAMES set=new|0|
$NAMES set=vmlinux_kfunc|1|Invalid argument
$NAMES set=vmlinux_func|1|Invalid argument
$NAMES set=impl_in_vmlinux|1|Invalid argument
$NAMES set=old|1|Invalid argument
$NAMES set=no_iter|1|Invalid argument
$NAMES set=no_hook|1|Invalid argument
END

cat >"$T/modprobe.sh" <<'END'
while IFS='|' read -r args _; do
	name=${args%% *} rc=0 odd=''
	# shellcheck disable=SC2086 # a module and its parameters
	said=$(modprobe -d "$1/root" $args 2>&1) || rc=$?
	if [ -d "/sys/module/$name" ]; then
		[ $rc = 0 ] || odd=', but it is there'
		rmmod "$name"
	else
		[ $rc != 0 ] || odd=', but it is not there'
	fi
	echo "$args|$rc|${said##*: }$odd"
done <"$1/cases"
END
"$TOP/vm/run" -q --keep "$T" -- bash "$T/modprobe.sh" "$T" \
	>"$T/got" 2>"$T/log" || cat "$T/log"
mapfile -t got <"$T/got"
i=0
while IFS= read -r line; do
	t_is "modprobe ${line%%|*}" "${got[i]-}" "$line"
	i=$((i + 1))
done <"$T/cases"

# ---- messages name flags as btf.h does. What a kernel lacks is there as well, under an
# #ifdef: the compiler refuses it without one.
sed -nE 's/^#define (KF_[A-Z0-9_]+)[[:space:]]+\(1 << [0-9]+\).*/\1/p' \
	"$KSRC/include/linux/btf.h" | sort >"$T/flags"
t_ok "there are flags" grep -qx KF_IMMUTABLE "$T/flags"
sed -nE 's/^\tFLAG\((KF_[A-Z0-9_]+)\),$/\1/p' "$KSRC/kernel/bpf/kfunc_override.c" |
	sort >"$T/named"
t_is "each flag has its name in messages" "$(comm -23 "$T/flags" "$T/named")" ''

# ---- a vmlinux with a bad pair, which no build makes: the _impl of
# bpf_wq_set_callback() is that of another kfunc. bzImage is made of it by the
# commands that made the real one, in a directory of links and copies.
L=$T/line/kernel
mkdir -p "$L/${boot%/*}"
# The commands are written relative to the two.
for up in "$T/line/src" "$T/src"; do
	ln -s "$KSRC" "$up"
done
find "$KOUT" -mindepth 1 -maxdepth 1 ! -name arch -exec ln -s -t "$L" {} +
ln -s "$KOUT/${boot%/*}"/* "$L/${boot%/*}"
rm "$L/vmlinux" "$L/$boot"
cp -a "$KOUT/$boot" "$L/${boot%/*}"
cp "$KOUT/vmlinux" "$L"
cat >"$T/damage.py" <<'END'
import re, struct, subprocess, sys
file, raw = sys.argv[1:]
ids = {}
for line in open(raw):
    m = re.match(r"\[(\d+)\] FUNC '(\w+)'", line)
    if m:
        ids[m[2]] = int(m[1])
table = subprocess.run(["readelf", "-SW", file], capture_output=True, text=True).stdout
m = re.search(r"\.BTF_kfunc_pairs\s+\w+\s+\w+ (\w+) (\w+)", table)
start, size = int(m[1], 16), int(m[2], 16)
with open(file, "r+b") as f:
    f.seek(start)
    pairs = list(struct.iter_unpack("<II", f.read(size)))
    i = pairs.index((ids["bpf_wq_set_callback"], ids["bpf_wq_set_callback_impl"]))
    f.seek(start + 8 * i + 4)
    f.write(struct.pack("<I", ids["bpf_stream_vprintk_impl"]))
END
"$BPFTOOL" btf dump file "$L/vmlinux" format raw >"$T/raw"
t_ok "damage vmlinux" python3 "$T/damage.py" "$L/vmlinux" "$T/raw"

# make_again FILE...: below $boot
# shellcheck disable=SC2016 # as kbuild writes them
make_again() {
	local f command
	for f; do
		command=$(sed -n '1s/^savedcmd_[^ ]* := //p' \
			"$L/$boot/$(dirname "$f")/.$(basename "$f").cmd")
		command=${command//'$(pound)'/'#'}
		(cd "$L" && sh -c "${command//'$$'/'$'}")
	done
}
t_ok "make bzImage of it" make_again compressed/{vmlinux.bin,vmlinux.bin.lz4,piggy.S,piggy.o,vmlinux} \
	zoffset.h voffset.h header.o setup.elf setup.bin vmlinux.bin bzImage

cat >"$T/bad.sh" <<'END'
dmesg | grep -o 'kfunc bpf_wq_set_callback .*'
for kfunc in bpf_wq_set_callback bpf_stream_vprintk bpf_strlen; do
	"$1" kfunc list "$kfunc"
done
./test_progs -vv -t wq 2>&1 | grep -om1 'kernel function bpf_wq_set_callback cannot be called, .*'
for test in kfunc_names/module kfunc_override/basic kfunc_override/implicit; do
	./test_progs -a "$test" | grep -o "$test:OK\$"
done

# What its manual page has
"$1" kfunc list bpf_nosuch 2>&1 || echo "status $?"
mount -t tmpfs none /sys/kernel/debug
printf '# kfunc owner ...\nbpf_strcmp vmlinux common overridable\nbpf_strcmp my_strcmp common active 17,21\n' \
	>/sys/kernel/debug/bpf_kfuncs
"$1" kfunc list bpf_strcmp
"$1" -j kfunc list bpf_strcmp
echo 'bpf_strcmp vmlinux' >/sys/kernel/debug/bpf_kfuncs
"$1" kfunc list 2>&1 || echo "status $?"
rm /sys/kernel/debug/bpf_kfuncs
"$1" kfunc list 2>&1 || echo "status $?"
END
t_ok "boot it" "$TOP/vm/run" -q -k "$L/$IMAGE" -t 600 --keep "$T" -C "$selftests" -- \
	bash "$T/bad.sh" "$BPFTOOL"
t_is "one kfunc cannot be called, all else works; bpftool says so" "$(cat "$T/out")" \
	"kfunc bpf_wq_set_callback of vmlinux: its pair names another function; is its BTF damaged?; it cannot be called
bpf_wq_set_callback  owner vmlinux  prog_types common  unusable
bpf_stream_vprintk  owner vmlinux  prog_types common  overridable
bpf_strlen  owner vmlinux  prog_types common  overridable
kernel function bpf_wq_set_callback cannot be called, its BTF has a defect that the kernel log tells
kfunc_names/module:OK
kfunc_override/basic:OK
kfunc_override/implicit:OK
Error: there is no kfunc bpf_nosuch
status 255
bpf_strcmp  owner vmlinux  prog_types common  overridable
bpf_strcmp  owner my_strcmp  prog_types common  active  prog_ids 17,21
[{\"name\":\"bpf_strcmp\",\"owner\":\"vmlinux\",\"prog_types\":\"common\",\"state\":\"overridable\"},{\"name\":\"bpf_strcmp\",\"owner\":\"my_strcmp\",\"prog_types\":\"common\",\"state\":\"active\",\"prog_ids\":[17,21]}]
Error: /sys/kernel/debug/bpf_kfuncs has a line of less than 4 fields; is bpftool older than the kernel?
status 255
Error: there is no /sys/kernel/debug/bpf_kfuncs; is debugfs mounted, is the kernel too old?
status 255"

t_done
