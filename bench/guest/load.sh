#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# load.sh patched|unpatched OBJECT...: in the guest, in the directory of what
# scripts/bench has built: what it costs to load the objects, the schedulers of
# sched_ext, what the modules of that kernel are for: pairs, registrations and
# overrides, and, on the patched kernel, loaders by ids and by names. Prints "NAME WHAT FIGURE".
set -e
shopt -s nullglob
which=$1
shift

# kallsyms OBJECT NAME...: what finding the addresses of these kfuncs takes
kallsyms() {
	local object=$1 names cost
	shift
	[ $# -gt 0 ] || return 0
	names=$(IFS=, && echo "$*")
	insmod "$which/bench_kallsyms.ko" "names=$names"
	read -r cost </sys/module/bench_kallsyms/parameters/cost
	echo "$object kallsyms $cost"
	rmmod bench_kallsyms
}

insmod "$which/bench_lockdep_off.ko"
for object; do
	./load "$object.bpf.o"
	case $object in
	wq_*) names=(bpf_wq_set_callback) ;;
	stream_*) names=(bpf_stream_vprintk) ;;
	obj_*) names=(bpf_obj_new bpf_obj_drop) ;;
	ordinary) names=(bpf_strlen) ;;
	mixed) names=(bpf_str{len,nlen,cmp,casecmp,chr,rchr,spn,str}) ;;
	*) continue ;;
	esac
	# what the kernel's own functions are called
	[[ $which,$object != unpatched,*_old ]] || names=("${names[@]/%/_impl}")
	kallsyms "$object" "${names[@]}"
done
for scheduler in scx_*.bpf.o; do
	./load -w "$scheduler" >/tmp/whole
	cat /tmp/whole
	mapfile -t names < <(awk '$2 == "calls" { print $3 }' /tmp/whole)
	[ "$which" = unpatched ] || names=("${names[@]%_impl}")
	kallsyms "${scheduler%.bpf.o}" "${names[@]}"
done
[ "$which" = unpatched ] || ./load -l loader_*.bpf.o

spellings='plain new'
[ "$which" = unpatched ] || spellings+=' old'
for ko in "$which"/bench_pairs_*.ko; do
	name=${ko#*/bench_} name=${name%.ko}
	insmod "$ko"
	for spelling in $spellings; do
		./load "module_$spelling.bpf.o" | sed "s/^/$name:/"
	done
	rmmod "bench_$name"
done

[ -e "$which/bench_register_1.ko" ] || exit 0
register() { # MODULES
	for n in 1 16 256; do
		for _ in 1 2 3 4; do
			insmod "$which/bench_register_$n.ko"
			read -r cost <"/sys/module/bench_register_$n/parameters/cost"
			echo "register/$n/$1 cost $cost"
			rmmod bench_register_$n
		done
	done
	insmod "$which/bench_register_1.ko" scan=1
	read -r cost </sys/module/bench_register_1/parameters/naive
	echo "register/1/$1 naive $cost"
	rmmod bench_register_1
}
register 0
for ko in "$which"/bench_many_*.ko; do
	insmod "$ko"
done
register 100

[ "$which" = patched ] || exit 0
for ko in "$which"/bench_override_*.ko; do
	insmod "$ko"
done
./load ordinary.bpf.o mixed.bpf.o wq_new.bpf.o | sed "s/^/overrides:/"
