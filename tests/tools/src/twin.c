// SPDX-License-Identifier: GPL-2.0
/* Another bpf_bad(), static, for a function with two prototypes. */
__attribute__((noinline, used)) static int bpf_bad(char *s, int len)
{
	return s[len];
}

int call_twin(char *s)
{
	return bpf_bad(s, 1);
}
