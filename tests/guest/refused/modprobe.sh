#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# modprobe.sh DIR: in the guest: each case of DIR/cases, "MODULE PARAMETERS|STATUS|MESSAGE",
# as it is, with the modules of DIR/root.
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
