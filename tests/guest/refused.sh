#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What becomes of kfuncs and overrides that the kernel refuses: modprobe ends in a
# status and a message that do not mislead; one bad kfunc of vmlinux is the only
# thing that does not work. With the modules of the selftests.

set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/tools/lib.sh"

here=$TOP/tests/guest/refused
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

"$TOP/vm/run" -q --keep "$T" -- bash "$here/modprobe.sh" "$T" \
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
# bpf_wq_set_callback() is that of another kfunc. What boots is made of it by the
# commands that made the real one, in a directory of links and copies.
[ ${#IMAGE_PARTS[@]} -gt 0 ] || {
	t_skip "one bad pair of vmlinux" "nobody has written down how $ARCH makes its image of vmlinux"
	t_done
	exit
}
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
"$BPFTOOL" btf dump file "$L/vmlinux" format raw >"$T/raw"
t_ok "damage vmlinux" python3 "$here/damage.py" "$L/vmlinux" "$T/raw"

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
t_ok "make ${IMAGE##*/} of it" make_again "${IMAGE_PARTS[@]}"

t_ok "boot it" "$TOP/vm/run" -q -k "$L/$IMAGE" -t 600 --keep "$T" -C "$selftests" -- \
	bash "$here/bad.sh" "$BPFTOOL"
t_is "one kfunc cannot be called, all else works; bpftool says so" "$(cat "$T/out")" \
	"kfunc bpf_wq_set_callback of vmlinux: its pair names another function; is its BTF damaged?; it cannot be called
bpf_wq_set_callback  owner vmlinux  prog_types common  unusable
bpf_stream_vprintk  owner vmlinux  prog_types common  overridable  implicit_args
bpf_strlen  owner vmlinux  prog_types common  overridable
bpf_stream_vprintk  owner vmlinux  prog_types common  overridable  implicit_args
[{\"name\":\"bpf_stream_vprintk\",\"owner\":\"vmlinux\",\"prog_types\":\"common\",\"state\":\"overridable\",\"implicit_args\":true}]
kernel function bpf_wq_set_callback cannot be called, its BTF has a defect that the kernel log tells
kfunc_names/module:OK
kfunc_override/basic:OK
kfunc_override/implicit:OK
Error: there is no kfunc bpf_nosuch
status 255
bpf_strcmp  owner vmlinux  prog_types common  overridden
bpf_strcmp  owner my_strcmp  prog_types common  active  prog_ids 17,21
[{\"name\":\"bpf_strcmp\",\"owner\":\"vmlinux\",\"prog_types\":\"common\",\"state\":\"overridden\"},{\"name\":\"bpf_strcmp\",\"owner\":\"my_strcmp\",\"prog_types\":\"common\",\"state\":\"active\",\"prog_ids\":[17,21]}]
Error: there is no kfunc bpf_strcmp_impl
status 255
Error: /sys/kernel/debug/bpf_kfuncs has a line of less than 5 fields; are bpftool and the kernel of different versions?
status 255
Error: there is no /sys/kernel/debug/bpf_kfuncs; is debugfs mounted, is the kernel too old?
status 255"

t_done
