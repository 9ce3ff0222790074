// SPDX-License-Identifier: GPL-2.0
/* A decision for each kfunc of vmlinux: may a module override it?
 *
 * special: its body is not all that a call of it does, see
 * bpf_kfunc_not_overridable(). Nobody has to decide anything, but should know.
 *
 * immutable: it returns or writes facts about identity, credentials, objects or
 * cryptography that access decisions rest on, or manages references to such
 * objects. A module that overrides it to mitigate a bug would change these
 * decisions for everyone. Or it gives back what an immutable one took, or the kernel's own
 * code frees what it makes. It has KF_IMMUTABLE.
 *
 * overridable: any other.
 *
 * The table has more than any one kernel has, and for some kfuncs it depends on the
 * kernel whether the verifier knows them. A kfunc of vmlinux that is not in the table
 * fails the test: decide.
 */
#include <test_progs.h>

#define KFUNCS_FILE "/sys/kernel/debug/bpf_kfuncs"

#define SPECIAL(kfunc, reason)		{ #kfunc, "special", reason }
#define IMMUTABLE(kfunc, reason)	{ #kfunc, "immutable", reason }
#define OVERRIDABLE(kfunc, reason)	{ #kfunc, "overridable", reason }
/* but for kernels whose verifier rewrites calls of it */
#define MAY_BE_SPECIAL(kfunc, reason)	{ #kfunc, "overridable", reason, true }

static const struct decision {
	const char *kfunc;
	const char *state;
	const char *reason;
	bool may_be_special;
} decisions[] = {
	/* kernel/bpf/helpers.c */
	OVERRIDABLE(crash_kexec, "acts upon a decision, tells nothing"),
	SPECIAL(bpf_obj_new, "models the object"),
	SPECIAL(bpf_percpu_obj_new, "models the object"),
	SPECIAL(bpf_obj_drop, "models the object"),
	SPECIAL(bpf_percpu_obj_drop, "models the object"),
	SPECIAL(bpf_refcount_acquire, "models the object"),
	SPECIAL(bpf_list_push_front, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_push_back, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_add, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_del, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_is_first, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_is_last, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_empty, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_pop_front, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_pop_back, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_front, "models owner of the node, and the lock"),
	SPECIAL(bpf_list_back, "models owner of the node, and the lock"),
	SPECIAL(bpf_rbtree_remove, "models owner of the node, and the lock"),
	SPECIAL(bpf_rbtree_add, "models owner of the node, and the lock"),
	SPECIAL(bpf_rbtree_first, "models owner of the node, and the lock"),
	SPECIAL(bpf_rbtree_root, "models owner of the node, and the lock"),
	SPECIAL(bpf_rbtree_left, "models owner of the node, and the lock"),
	SPECIAL(bpf_rbtree_right, "models owner of the node, and the lock"),
	SPECIAL(bpf_task_acquire, "of one piece with the task's destructor"),
	SPECIAL(bpf_task_release, "of one piece with the task's destructor"),
	SPECIAL(bpf_task_from_pid, "of one piece with the task's destructor"),
	SPECIAL(bpf_task_from_vpid, "of one piece with the task's destructor"),
	SPECIAL(bpf_cgroup_acquire, "of one piece with the cgroup's destructor"),
	SPECIAL(bpf_cgroup_release, "of one piece with the cgroup's destructor"),
	SPECIAL(bpf_cgroup_ancestor, "of one piece with the cgroup's destructor"),
	SPECIAL(bpf_cgroup_from_id, "of one piece with the cgroup's destructor"),
	SPECIAL(bpf_task_get_cgroup1, "of one piece with the cgroup's destructor"),
	IMMUTABLE(bpf_task_under_cgroup, "identity: which cgroup is a task in?"),
	SPECIAL(bpf_throw, "ends the program"),
	OVERRIDABLE(bpf_send_signal_task, "acts upon a decision, tells nothing"),
	IMMUTABLE(bpf_lookup_user_key, "credentials: which key is it?"),
	IMMUTABLE(bpf_lookup_system_key, "credentials: which key is it?"),
	IMMUTABLE(bpf_key_put, "manages references to keys"),
	IMMUTABLE(bpf_verify_pkcs7_signature, "crypto: is the signature good?"),
	SPECIAL(bpf_cast_to_kern_ctx, "becomes an instruction, is never called"),
	SPECIAL(bpf_rdonly_cast, "becomes an instruction, is never called"),
	SPECIAL(bpf_rcu_read_lock, "models the RCU section"),
	SPECIAL(bpf_rcu_read_unlock, "models the RCU section"),
	SPECIAL(bpf_dynptr_slice, "models the memory that is returned"),
	SPECIAL(bpf_dynptr_slice_rdwr, "models the memory that is returned"),
	SPECIAL(bpf_iter_num_new, "known by id, allowed under locks"),
	SPECIAL(bpf_iter_num_next, "known by id, allowed under locks"),
	SPECIAL(bpf_iter_num_destroy, "known by id, allowed under locks"),
	IMMUTABLE(bpf_iter_task_vma_new, "objects: what is mapped in a task?"),
	IMMUTABLE(bpf_iter_task_vma_next, "objects: what is mapped in a task?"),
	IMMUTABLE(bpf_iter_task_vma_destroy, "gives back what _new took"),
	IMMUTABLE(bpf_iter_css_task_new, "identity: which tasks are in a cgroup?"),
	IMMUTABLE(bpf_iter_css_task_next, "identity: which tasks are in a cgroup?"),
	IMMUTABLE(bpf_iter_css_task_destroy, "gives back what _new took"),
	IMMUTABLE(bpf_iter_css_new, "identity: which cgroups are below one?"),
	IMMUTABLE(bpf_iter_css_next, "identity: which cgroups are below one?"),
	OVERRIDABLE(bpf_iter_css_destroy, "there is nothing to give back"),
	IMMUTABLE(bpf_iter_task_new, "identity: which tasks and threads are there?"),
	IMMUTABLE(bpf_iter_task_next, "identity: which tasks and threads are there?"),
	OVERRIDABLE(bpf_iter_task_destroy, "there is nothing to give back"),
	IMMUTABLE(bpf_dynptr_adjust, "objects: where does the data end that is parsed?"),
	IMMUTABLE(bpf_dynptr_size, "objects: where does the data end that is parsed?"),
	IMMUTABLE(bpf_dynptr_is_null, "objects: is there data, may it be written?"),
	IMMUTABLE(bpf_dynptr_is_rdonly, "objects: is there data, may it be written?"),
	SPECIAL(bpf_dynptr_clone, "models the other dynptr"),
	IMMUTABLE(bpf_dynptr_copy, "objects: what is in a packet or a file?"),
	SPECIAL(bpf_dynptr_from_file, "models the dynptr, there is a body for where it may sleep"),
	SPECIAL(bpf_dynptr_file_discard, "models the dynptr"),
	OVERRIDABLE(bpf_dynptr_memset, "writes what the program passes"),
	IMMUTABLE(bpf_get_lowcore, "objects: what is in the kernel's memory?"),
	OVERRIDABLE(bpf_modify_return_test_tp, "for tests"),
	IMMUTABLE(bpf_wq_init, "makes what the kernel frees with the map"),
	IMMUTABLE(bpf_wq_start, "uses what bpf_wq_init() has made"),
	SPECIAL(bpf_wq_set_callback, "models the callback"),
	OVERRIDABLE(bpf_timer_cancel_async, "runs what the program passes"),
	SPECIAL(bpf_preempt_disable, "models the section without preemption"),
	SPECIAL(bpf_preempt_enable, "models the section without preemption"),
	OVERRIDABLE(bpf_iter_bits_new, "computes from the program's own data"),
	OVERRIDABLE(bpf_iter_bits_next, "computes from the program's own data"),
	OVERRIDABLE(bpf_iter_bits_destroy, "computes from the program's own data"),
	IMMUTABLE(bpf_copy_from_user_str, "objects: what is in a task's memory?"),
	IMMUTABLE(bpf_copy_from_user_task_str, "objects: what is in a task's memory?"),
	SPECIAL(bpf_get_kmem_cache, "models what is returned"),
	OVERRIDABLE(bpf_iter_kmem_cache_new, "statistics"),
	OVERRIDABLE(bpf_iter_kmem_cache_next, "statistics"),
	OVERRIDABLE(bpf_iter_kmem_cache_destroy, "statistics"),
	SPECIAL(bpf_local_irq_save, "models the section without interrupts"),
	SPECIAL(bpf_local_irq_restore, "models the section without interrupts"),
	IMMUTABLE(bpf_probe_read_user_dynptr, "objects: what is in a task's memory?"),
	IMMUTABLE(bpf_probe_read_user_str_dynptr, "objects: what is in a task's memory?"),
	IMMUTABLE(bpf_probe_read_kernel_dynptr, "objects: what is in the kernel's memory?"),
	IMMUTABLE(bpf_probe_read_kernel_str_dynptr, "objects: what is in the kernel's memory?"),
	IMMUTABLE(bpf_copy_from_user_dynptr, "objects: what is in a task's memory?"),
	IMMUTABLE(bpf_copy_from_user_str_dynptr, "objects: what is in a task's memory?"),
	IMMUTABLE(bpf_copy_from_user_task_dynptr, "objects: what is in a task's memory?"),
	IMMUTABLE(bpf_copy_from_user_task_str_dynptr, "objects: what is in a task's memory?"),
	OVERRIDABLE(bpf_iter_dmabuf_new, "statistics"),
	OVERRIDABLE(bpf_iter_dmabuf_next, "statistics"),
	OVERRIDABLE(bpf_iter_dmabuf_destroy, "statistics"),
	SPECIAL(__bpf_trap, "inserted by compilers, must not be reached"),
	OVERRIDABLE(bpf_strcmp, "computes from the program's own data"),
	OVERRIDABLE(bpf_strcasecmp, "computes from the program's own data"),
	OVERRIDABLE(bpf_strncasecmp, "computes from the program's own data"),
	OVERRIDABLE(bpf_strchr, "computes from the program's own data"),
	OVERRIDABLE(bpf_strchrnul, "computes from the program's own data"),
	OVERRIDABLE(bpf_strnchr, "computes from the program's own data"),
	OVERRIDABLE(bpf_strrchr, "computes from the program's own data"),
	OVERRIDABLE(bpf_strlen, "computes from the program's own data"),
	OVERRIDABLE(bpf_strnlen, "computes from the program's own data"),
	OVERRIDABLE(bpf_strspn, "computes from the program's own data"),
	OVERRIDABLE(bpf_strcspn, "computes from the program's own data"),
	OVERRIDABLE(bpf_strstr, "computes from the program's own data"),
	OVERRIDABLE(bpf_strcasestr, "computes from the program's own data"),
	OVERRIDABLE(bpf_strnstr, "computes from the program's own data"),
	OVERRIDABLE(bpf_strncasestr, "computes from the program's own data"),
	IMMUTABLE(bpf_cgroup_read_xattr, "objects: how is the cgroup labelled?"),
	OVERRIDABLE(bpf_stream_vprintk, "prints what the program passes"),
	OVERRIDABLE(bpf_stream_print_stack, "prints for who debugs the program"),
	SPECIAL(bpf_task_work_schedule_signal, "models the callback"),
	SPECIAL(bpf_task_work_schedule_resume, "models the callback"),
	/* kernel/bpf/arena.c, cpumask.c, crypto.c, map_iter.c, rqspinlock.c */
	MAY_BE_SPECIAL(bpf_arena_alloc_pages, "manages the program's own memory"),
	MAY_BE_SPECIAL(bpf_arena_free_pages, "manages the program's own memory"),
	OVERRIDABLE(bpf_arena_reserve_pages, "manages the program's own memory"),
	SPECIAL(bpf_cpumask_create, "of one piece with the cpumask's destructor"),
	SPECIAL(bpf_cpumask_release, "of one piece with the cpumask's destructor"),
	SPECIAL(bpf_cpumask_acquire, "of one piece with the cpumask's destructor"),
	OVERRIDABLE(bpf_cpumask_first, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_first_zero, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_first_and, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_set_cpu, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_clear_cpu, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_test_cpu, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_test_and_set_cpu, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_test_and_clear_cpu, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_setall, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_clear, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_and, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_or, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_xor, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_equal, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_intersects, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_subset, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_empty, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_full, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_copy, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_any_distribute, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_any_and_distribute, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_weight, "computes from the masks that it is passed"),
	OVERRIDABLE(bpf_cpumask_populate, "computes from the masks that it is passed"),
	SPECIAL(bpf_crypto_ctx_create, "of one piece with the context's destructor"),
	SPECIAL(bpf_crypto_ctx_release, "of one piece with the context's destructor"),
	SPECIAL(bpf_crypto_ctx_acquire, "of one piece with the context's destructor"),
	IMMUTABLE(bpf_crypto_decrypt, "crypto: sees key and text, tells if it is authentic"),
	IMMUTABLE(bpf_crypto_encrypt, "crypto: sees key and text, tells if it is authentic"),
	OVERRIDABLE(bpf_map_sum_elem_count, "statistics"),
	SPECIAL(bpf_res_spin_lock, "models the lock"),
	SPECIAL(bpf_res_spin_unlock, "models the lock"),
	SPECIAL(bpf_res_spin_lock_irqsave, "models the lock"),
	SPECIAL(bpf_res_spin_unlock_irqrestore, "models the lock"),
	/* kernel/trace/bpf_trace.c, kernel/cgroup/rstat.c */
	MAY_BE_SPECIAL(bpf_session_is_return, "entry or return: for tracing"),
	SPECIAL(bpf_session_cookie, "models the memory that is returned"),
	OVERRIDABLE(css_rstat_updated, "statistics"),
	OVERRIDABLE(css_rstat_flush, "statistics"),
	/* mm/bpf_memcontrol.c, io_uring/bpf-ops.c, drivers/base/power/wakeup.c */
	IMMUTABLE(bpf_get_root_mem_cgroup, "manages references to cgroups"),
	IMMUTABLE(bpf_get_mem_cgroup, "manages references to cgroups"),
	IMMUTABLE(bpf_put_mem_cgroup, "manages references to cgroups"),
	OVERRIDABLE(bpf_mem_cgroup_vm_events, "statistics"),
	OVERRIDABLE(bpf_mem_cgroup_memory_events, "statistics"),
	OVERRIDABLE(bpf_mem_cgroup_usage, "statistics"),
	OVERRIDABLE(bpf_mem_cgroup_page_state, "statistics"),
	OVERRIDABLE(bpf_mem_cgroup_flush_stats, "statistics"),
	OVERRIDABLE(bpf_io_uring_submit_sqes, "acts upon a decision"),
	OVERRIDABLE(bpf_io_uring_get_region, "tells where the program's own memory is"),
	OVERRIDABLE(bpf_wakeup_sources_read_lock, "statistics"),
	OVERRIDABLE(bpf_wakeup_sources_read_unlock, "statistics"),
	OVERRIDABLE(bpf_wakeup_sources_get_head, "statistics"),
	/* fs/bpf_fs_kfuncs.c, fs/binfmt_misc_bpf.c, fs/verity/measure.c */
	IMMUTABLE(bpf_get_task_exe_file, "identity: which program does a task run?"),
	IMMUTABLE(bpf_put_file, "manages references to files"),
	IMMUTABLE(bpf_path_d_path, "objects: which file is it?"),
	IMMUTABLE(bpf_get_dentry_xattr, "objects: how is the file labelled?"),
	IMMUTABLE(bpf_get_file_xattr, "objects: how is the file labelled?"),
	IMMUTABLE(bpf_real_data_inode, "objects: which file is it?"),
	IMMUTABLE(bpf_sock_read_xattr, "objects: how is the socket labelled?"),
	SPECIAL(bpf_set_dentry_xattr, "another body is called while the inode is locked"),
	SPECIAL(bpf_remove_dentry_xattr, "another body is called while the inode is locked"),
	IMMUTABLE(bpf_binprm_set_interp, "credentials: which program runs, with whose?"),
	IMMUTABLE(bpf_binprm_select_interp, "credentials: which program runs, with whose?"),
	IMMUTABLE(bpf_binprm_set_flags, "credentials: which program runs, with whose?"),
	OVERRIDABLE(bpf_binprm_set_interp_arg, "passes on what the program passes"),
	IMMUTABLE(bpf_get_fsverity_digest, "objects: what is in the file?"),
	/* kernel/sched/ext*: who runs when and where grants nothing */
	OVERRIDABLE(scx_bpf_dsq_insert, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_insert_vtime, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_insert___v2, "schedules"),
	OVERRIDABLE(__scx_bpf_dsq_insert_vtime, "schedules"),
	OVERRIDABLE(scx_bpf_dispatch_nr_slots, "schedules"),
	OVERRIDABLE(scx_bpf_dispatch_cancel, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_move_to_local, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_move_to_local___v2, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_move_set_slice, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_move_set_vtime, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_move, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_move_vtime, "schedules"),
	OVERRIDABLE(scx_bpf_reenqueue_local, "schedules"),
	OVERRIDABLE(scx_bpf_reenqueue_local___v2, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_reenq, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_peek, "schedules"),
	OVERRIDABLE(scx_bpf_task_set_slice, "schedules"),
	OVERRIDABLE(scx_bpf_task_set_dsq_vtime, "schedules"),
	OVERRIDABLE(scx_bpf_sub_dispatch, "schedules"),
	OVERRIDABLE(scx_bpf_create_dsq, "schedules"),
	OVERRIDABLE(scx_bpf_kick_cpu, "schedules"),
	OVERRIDABLE(scx_bpf_kick_cid, "schedules"),
	OVERRIDABLE(scx_bpf_dsq_nr_queued, "schedules"),
	OVERRIDABLE(scx_bpf_destroy_dsq, "schedules"),
	OVERRIDABLE(bpf_iter_scx_dsq_new, "schedules"),
	OVERRIDABLE(bpf_iter_scx_dsq_next, "schedules"),
	OVERRIDABLE(bpf_iter_scx_dsq_destroy, "schedules"),
	OVERRIDABLE(scx_bpf_exit_bstr, "prints what the program passes"),
	OVERRIDABLE(scx_bpf_error_bstr, "prints what the program passes"),
	OVERRIDABLE(scx_bpf_dump_bstr, "prints what the program passes"),
	OVERRIDABLE(scx_bpf_sub_kill_bstr, "prints what the program passes, ends a scheduler"),
	IMMUTABLE(scx_bpf_sub_caps, "credentials: what may the scheduler below do?"),
	IMMUTABLE(scx_bpf_sub_grant, "credentials: what may the scheduler below do?"),
	IMMUTABLE(scx_bpf_sub_revoke, "credentials: what may the scheduler below do?"),
	OVERRIDABLE(scx_bpf_cpuperf_cap, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cpuperf_cur, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cpuperf_set, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cidperf_cap, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cidperf_cur, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cidperf_set, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cid_override, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cid_to_cpu, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cpu_to_cid, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cid_topo, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_nr_cids, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_nr_online_cids, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_online_cmask, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_this_cid, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_task_cid, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cid_curr, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_tid_to_task, "tells a scheduler about its tasks"),
	OVERRIDABLE(scx_bpf_nr_node_ids, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_nr_cpu_ids, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_get_possible_cpumask, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_get_online_cpumask, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_put_cpumask, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_task_running, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_task_cpu, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cpu_rq, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_locked_rq, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_cpu_curr, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_now, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_events, "tells a scheduler about CPUs"),
	SPECIAL(scx_bpf_task_cgroup, "of one piece with the cgroup's destructor"),
	OVERRIDABLE(scx_bpf_cpu_node, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_get_idle_cpumask_node, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_get_idle_cpumask, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_get_idle_smtmask_node, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_get_idle_smtmask, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_put_idle_cpumask, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_test_and_clear_cpu_idle, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_pick_idle_cpu_node, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_pick_idle_cpu, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_pick_any_cpu_node, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_pick_any_cpu, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_select_cpu_and, "tells a scheduler about CPUs"),
	OVERRIDABLE(__scx_bpf_select_cpu_and, "tells a scheduler about CPUs"),
	OVERRIDABLE(scx_bpf_select_cpu_dfl, "tells a scheduler about CPUs"),
	/* net/core, net/bpf */
	SPECIAL(bpf_dynptr_from_skb, "models the dynptr"),
	SPECIAL(bpf_dynptr_from_skb_meta, "models the dynptr"),
	SPECIAL(bpf_dynptr_from_xdp, "models the dynptr"),
	SPECIAL(bpf_xdp_pull_data, "models packet pointers"),
	SPECIAL(bpf_xdp_metadata_rx_timestamp, "the driver may bring the body"),
	SPECIAL(bpf_xdp_metadata_rx_hash, "the driver may bring the body"),
	SPECIAL(bpf_xdp_metadata_rx_vlan_tag, "the driver may bring the body"),
	OVERRIDABLE(bpf_sock_addr_set_sun_path, "acts upon a decision, tells nothing"),
	OVERRIDABLE(bpf_sk_assign_tcp_reqsk, "acts upon a decision, tells nothing"),
	OVERRIDABLE(bpf_sock_ops_enable_tx_tstamp, "acts upon a decision, tells nothing"),
	OVERRIDABLE(bpf_sock_destroy, "acts upon a decision, tells nothing"),
	OVERRIDABLE(bpf_icmp_send, "acts upon a decision, tells nothing"),
	SPECIAL(bpf_ksock_create, "of one piece with the socket's destructor"),
	SPECIAL(bpf_ksock_acquire, "of one piece with the socket's destructor"),
	SPECIAL(bpf_ksock_release, "of one piece with the socket's destructor"),
	OVERRIDABLE(bpf_ksock_connect, "acts upon a decision, tells nothing"),
	OVERRIDABLE(bpf_ksock_send, "acts upon a decision, tells nothing"),
	SPECIAL(bpf_kfunc_call_test_release, "of one piece with a destructor, for tests"),
	SPECIAL(bpf_kfunc_call_memb_release, "of one piece with a destructor, for tests"),
	/* net/netfilter, net/xfrm */
	IMMUTABLE(bpf_xdp_ct_lookup, "objects: was this connection let in?"),
	IMMUTABLE(bpf_skb_ct_lookup, "objects: was this connection let in?"),
	IMMUTABLE(bpf_xdp_ct_alloc, "manages references to connections"),
	IMMUTABLE(bpf_skb_ct_alloc, "manages references to connections"),
	IMMUTABLE(bpf_ct_insert_entry, "manages references to connections"),
	IMMUTABLE(bpf_ct_release, "manages references to connections"),
	IMMUTABLE(bpf_ct_set_status, "objects: writes what others find about a connection"),
	IMMUTABLE(bpf_ct_change_status, "objects: writes what others find about a connection"),
	OVERRIDABLE(bpf_ct_set_timeout, "how long a connection is remembered"),
	OVERRIDABLE(bpf_ct_change_timeout, "how long a connection is remembered"),
	IMMUTABLE(bpf_ct_set_nat_info, "objects: writes whom a connection reaches"),
	IMMUTABLE(bpf_xdp_flow_lookup, "objects: was this flow let in?"),
	IMMUTABLE(bpf_skb_get_xfrm_info, "crypto: through which tunnel did a packet come?"),
	IMMUTABLE(bpf_skb_set_xfrm_info, "crypto: writes which tunnel protects a packet"),
	IMMUTABLE(bpf_xdp_get_xfrm_state, "crypto: which keys protect a packet?"),
	IMMUTABLE(bpf_xdp_xfrm_state_release, "manages references to IPsec states"),
	/* net/ipv4, net/sched */
	OVERRIDABLE(tcp_reno_ssthresh, "congestion control"),
	OVERRIDABLE(tcp_reno_cong_avoid, "congestion control"),
	OVERRIDABLE(tcp_reno_undo_cwnd, "congestion control"),
	OVERRIDABLE(tcp_slow_start, "congestion control"),
	OVERRIDABLE(tcp_cong_avoid_ai, "congestion control"),
	OVERRIDABLE(bbr_init, "congestion control"),
	OVERRIDABLE(bbr_main, "congestion control"),
	OVERRIDABLE(bbr_sndbuf_expand, "congestion control"),
	OVERRIDABLE(bbr_undo_cwnd, "congestion control"),
	OVERRIDABLE(bbr_cwnd_event, "congestion control"),
	OVERRIDABLE(bbr_cwnd_event_tx_start, "congestion control"),
	OVERRIDABLE(bbr_ssthresh, "congestion control"),
	OVERRIDABLE(bbr_min_tso_segs, "congestion control"),
	OVERRIDABLE(bbr_set_state, "congestion control"),
	OVERRIDABLE(cubictcp_init, "congestion control"),
	OVERRIDABLE(cubictcp_recalc_ssthresh, "congestion control"),
	OVERRIDABLE(cubictcp_cong_avoid, "congestion control"),
	OVERRIDABLE(cubictcp_state, "congestion control"),
	OVERRIDABLE(cubictcp_cwnd_event, "congestion control"),
	OVERRIDABLE(cubictcp_cwnd_event_tx_start, "congestion control"),
	OVERRIDABLE(cubictcp_acked, "congestion control"),
	OVERRIDABLE(dctcp_init, "congestion control"),
	OVERRIDABLE(dctcp_update_alpha, "congestion control"),
	OVERRIDABLE(dctcp_cwnd_event, "congestion control"),
	OVERRIDABLE(dctcp_cwnd_event_tx_start, "congestion control"),
	OVERRIDABLE(dctcp_ssthresh, "congestion control"),
	OVERRIDABLE(dctcp_cwnd_undo, "congestion control"),
	OVERRIDABLE(dctcp_state, "congestion control"),
	OVERRIDABLE(bpf_skb_set_fou_encap, "ports of a tunnel without protection"),
	OVERRIDABLE(bpf_skb_get_fou_encap, "ports of a tunnel without protection"),
	OVERRIDABLE(bpf_skb_get_hash, "queues packets"),
	OVERRIDABLE(bpf_qdisc_watchdog_schedule, "queues packets"),
	OVERRIDABLE(bpf_qdisc_bstats_update, "queues packets"),
	SPECIAL(bpf_kfree_skb, "of one piece with the packet's destructor"),
	SPECIAL(bpf_qdisc_skb_drop, "of one piece with the packet's destructor"),
	SPECIAL(bpf_qdisc_init_prologue, "the verifier inserts calls of it"),
	SPECIAL(bpf_qdisc_reset_destroy_epilogue, "the verifier inserts calls of it"),
	/* drivers/hid/bpf/hid_bpf_dispatch.c */
	IMMUTABLE(hid_bpf_get_data, "objects: what did a device send?"),
	IMMUTABLE(hid_bpf_allocate_context, "manages references to devices"),
	IMMUTABLE(hid_bpf_release_context, "manages references to devices"),
	OVERRIDABLE(hid_bpf_hw_request, "acts upon a decision"),
	OVERRIDABLE(hid_bpf_hw_output_report, "acts upon a decision"),
	OVERRIDABLE(hid_bpf_input_report, "acts upon a decision"),
	OVERRIDABLE(hid_bpf_try_input_report, "acts upon a decision"),
};

static const struct decision *find_decision(const char *kfunc)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(decisions); i++)
		if (!strcmp(decisions[i].kfunc, kfunc))
			return &decisions[i];
	return NULL;
}

void test_kfunc_immutable(void)
{
	char line[4096], kfunc[128], owner[64], hook[64], state[64];
	const struct decision *decision;
	int nr_kfuncs = 0;
	FILE *f;

	f = fopen(KFUNCS_FILE, "r");
	if (!ASSERT_OK_PTR(f, KFUNCS_FILE))
		return;
	if (ASSERT_OK_PTR(fgets(line, sizeof(line), f), "header"))
		ASSERT_STREQ(line, "# kfunc owner program-types state flags programs\n", "header");
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%127s %63s %63s %63s", kfunc, owner, hook, state) != 4)
			continue;
		/* modules, and functions that are no kfuncs */
		if (strcmp(owner, "vmlinux") || !strcmp(hook, "fmod_ret"))
			continue;
		nr_kfuncs++;
		decision = find_decision(kfunc);
		if (!decision) {
			ASSERT_FAIL("%s is %s; decide, and say why in this file", kfunc, state);
			continue;
		}
		if (decision->may_be_special && !strcmp(state, "special"))
			continue;
		if (!ASSERT_STREQ(state, decision->state, kfunc))
			printf("decided because: %s\n", decision->reason);
	}
	fclose(f);
	ASSERT_GT(nr_kfuncs, 0, "kfuncs of vmlinux");
}
