#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# bad.sh BPFTOOL: in the guest, in the directory of test_progs: what works on a kernel
# with one bad pair, and what BPFTOOL says.
dmesg | grep -o 'kfunc bpf_wq_set_callback .*'
for kfunc in bpf_wq_set_callback bpf_stream_vprintk bpf_strlen; do
	"$1" kfunc list "$kfunc"
done
"$1" kfunc list bpf_stream_vprintk_impl
"$1" -j kfunc list bpf_stream_vprintk
./test_progs -vv -t wq 2>&1 | grep -om1 'kernel function bpf_wq_set_callback cannot be called, .*'
for test in kfunc_names/module kfunc_override/basic kfunc_override/implicit; do
	./test_progs -a "$test" | grep -o "$test:OK\$"
done

# What its manual page has
"$1" kfunc list bpf_nosuch 2>&1 || echo "status $?"
mount -t tmpfs none /sys/kernel/debug
printf '# kfunc owner ...\nbpf_strcmp vmlinux common overridden -\nbpf_strcmp my_strcmp common active - 17,21\n' \
	>/sys/kernel/debug/bpf_kfuncs
"$1" kfunc list bpf_strcmp
"$1" -j kfunc list bpf_strcmp
"$1" kfunc list bpf_strcmp_impl 2>&1 || echo "status $?"
echo 'bpf_strcmp vmlinux common overridable' >/sys/kernel/debug/bpf_kfuncs
"$1" kfunc list 2>&1 || echo "status $?"
rm /sys/kernel/debug/bpf_kfuncs
"$1" kfunc list 2>&1 || echo "status $?"
