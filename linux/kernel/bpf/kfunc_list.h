/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_LIST_H
#define __KFUNC_LIST_H

struct bpf_prog_aux;
struct seq_file;

void bpf_kfunc_overrides_show_fdinfo(const struct bpf_prog_aux *aux, struct seq_file *m);

#endif /* __KFUNC_LIST_H */
