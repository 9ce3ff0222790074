#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What make deb says before it installs, fetches or builds anything.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/host/fixture.sh"

unset CONFIG
printf '#!/bin/sh\necho deps "$@" >>"%s"\nexit 3\n' "$T/deps" >"$R/scripts/deps"

# refused DESC PATTERN CONFIG: before scripts/deps
refused() {
	t_fails "$1" "$2" env CONFIG="$3" "$R/scripts/deb"
	t_ok "... before anything is installed" test ! -e "$T/deps"
}

refused "a configuration that is not there" 'deb: error: CONFIG=.*/none: there is no such file' "$T/none"
echo CONFIG_MODULES=y | gzip >"$T/config.gz"
refused "one that is compressed" 'config.gz has no line CONFIG_\.\.\.; is it compressed' "$T/config.gz"
mkdir "$T/a path"
echo CONFIG_MODULES=y >"$T/a path/config"
refused "one below a path with a space" 'with a space or a colon: .*/a path/config' "$T/a path/config"
mkdir "$T/bin"
# shellcheck disable=SC2016 # for the shell that runs it
printf '#!/bin/sh\ncase $1 in -r) echo 0-none ;; -m) uname -m ;; esac\n' >"$T/bin/uname"
sed -i "s|) uname|) $(command -v uname)|" "$T/bin/uname"
chmod +x "$T/bin/uname"
PATH=$T/bin:$PATH refused "no configuration of the running kernel" \
	'no /boot/config-0-none for x86_64; pass CONFIG=FILE, or CONFIG=guest' ''

seq -f 'CONFIG_M%g=m' 100 >"$T/config"
t_fails "make deb says first what it takes" \
	"configured by $T/config, 100 options as modules" env JOBS=2 CONFIG="$T/config" "$R/scripts/deb"
t_like "... how long, how much room" "$(cat "$T/out")" 'about 31 minutes on 2 CPUs, 5 GB in'
t_is "... then it installs what packages want" "$(cat "$T/deps")" "deps debhelper dpkg-dev"
log=$R/build/linux-6.18/x86_64/log/deb/kernel.log
t_is "... and that is what its progress is told by" "$(cd "$R" && bash -c '. scripts/lib.sh; most_steps "$1"' \
	scripts/x "$log")" 3200
t_done
