// SPDX-License-Identifier: GPL-2.0
// A CU that pahole cannot encode: BTF has no references.
struct node { int a; };

extern "C" int take(const node &n)
{
	return n.a;
}
