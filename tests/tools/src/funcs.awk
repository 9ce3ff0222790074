# SPDX-License-Identifier: GPL-2.0
# From `bpftool btf dump file F format raw`: a line per FUNC with its prototype
# spelled out, each followed by a line per decl tag, as
#	NAME(ARG TYPE, ...) RETURN
#	NAME COMPONENT_IDX TAG
# A type that is missing shows as "?". -v skip=N leaves out FUNCs up to id N.

function type(id)
{
	if (id == 0)
		return "void"
	if (kind[id] == "PTR")
		return "PTR>" type(ref[id])
	if (kind[id] == "TYPE_TAG")
		return "TAG:" name[id] ">" type(ref[id])
	if (kind[id] ~ /^(CONST|VOLATILE|RESTRICT)$/)
		return kind[id] ">" type(ref[id])
	return id in kind ? kind[id] ":" name[id] : "?"
}

/^\[/ {
	id = substr($1, 2) + 0
	kind[id] = $2
	match($0, /'[^']*'/)
	name[id] = substr($0, RSTART + 1, RLENGTH - 2)
	for (i = 3; i <= NF; i++) {
		if ($i ~ /^(ret_)?type_id=/) {
			v = $i
			sub(/.*=/, "", v)
			ref[id] = v + 0
		}
		if ($i ~ /^component_idx=/) {
			v = $i
			sub(/.*=/, "", v)
			idx[id] = v + 0
		}
	}
	order[++n] = id
	next
}

kind[id] == "FUNC_PROTO" && match($0, /'[^']*'/) {
	v = $NF
	sub(/.*=/, "", v)
	nargs[id]++
	argname[id, nargs[id]] = substr($0, RSTART + 1, RLENGTH - 2)
	argtype[id, nargs[id]] = v + 0
}

END {
	for (k = 1; k <= n; k++) {
		id = order[k]
		if (id <= skip)
			continue
		if (kind[id] == "FUNC") {
			p = ref[id]
			s = name[id] "("
			for (i = 1; i <= nargs[p]; i++)
				s = s (i > 1 ? ", " : "") argname[p, i] " " type(argtype[p, i])
			print s ") " type(ref[p])
		} else if (kind[id] == "DECL_TAG" && kind[ref[id]] == "FUNC") {
			print name[ref[id]] " " idx[id] " " name[id]
		}
	}
}
