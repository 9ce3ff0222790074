/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modules that register kfuncs and override those of vmlinux, and programs that call
 * them, in all orders. tests/host/model.sh lets spin go through all of them.
 *
 * A and B are modules that override the kfunc K1 of vmlinux. A overrides K2, too: a work
 * item does that, which its init function queues and which may run too late. B and C both
 * register a kfunc of the name N. A module is loaded and unloaded again and again. Its load
 * may fail at each point.
 *
 * P is a program that calls K1 and K2. Q calls K1, and N of B or of C. A program is loaded,
 * run and freed again and again. Its load may fail at each point, and begins anew then,
 * after -EAGAIN as after other errors.
 *
 * All of these at once have more states than spin can see in a minute. So there are two
 * halves. Without NAMES there are A, B, P and Q, and nobody registers or calls N. With
 * NAMES there are A, B, C and Q, and nobody overrides or calls K2. Names and overrides
 * share the state and the refcnt of a module, nothing else. With NAMES one module, B, and
 * one program, Q, have to do with both.
 *
 * Steps: what others can see a part of is several steps, all else is one.
 *
 *	state and refcnt	No lock covers them: each store, each read that decides and
 *				each atomic operation is a step. A read that can only lead
 *				where the next step leads, too, is not one of its own.
 *	critical sections	A section is one step if all that it touches is its mutex's.
 *				If it looks at state or refcnt, the mutex is a variable, and
 *				each such look is a step. Locking is part of the first of
 *				them, unlocking of the last one.
 *	all else		What one task alone can see is part of some step.
 *
 * What is not here, and why nothing is lost:
 *
 *	numbers		overrides_seq is only compared with an older value of itself, so
 *			a bit for each program says whether it has changed. It cannot wrap:
 *			2^32 modules do not become live during one load.
 *	memory order	A read without a lock sees the newest value here, but for
 *			list_empty() in bpf_kfunc_override_get(). That sees any value since
 *			the one that bpf_kfunc_overrides_seq() has acquired (without NAMES).
 *			An old state of a module does no harm: the atomic operation on
 *			refcnt comes later, sees the newest value, and decides.
 *	rmmod -f	After it the kernel guarantees nothing.
 *	prepare_set()	What it reads does not change once vmlinux has booted.
 *	other kfuncs	They share overrides_seq alone, for which a load fails more often.
 *	two insmod A	add_unformed_module() lets one of them in, so a process does.
 *
 * The claims are assertions, with claim_1 to claim_5 in them:
 *
 *	1  A program calls no body in a module that it does not pin.
 *	2  A module that is pinned does not go.
 *	3  What a load gets is the newest live override of each kfunc, at one moment.
 *	4  Of two modules that register one name exactly one has it.
 *	5  A module that is gone, or whose load failed, has left nothing behind.
 *
 * Newest is what was registered last. It is live from module_live() until refcnt is 0. The
 * moment is that of the load's last bpf_kfunc_override_get(), when that leaves the mutex or
 * finds the list empty. If no body is a module's, it may be an earlier moment, but not one
 * before bpf_kfunc_overrides_seq(): list_empty() may see what was.
 *
 * That not all of them wait for each other spin finds out by itself. That one waits for
 * ever, or leaves a lock taken while others go on, it does not find.
 */

#define NONE	0	/* no module: the body of vmlinux */
#define A	1
#define B	2
#define C	3

#define P	0
#define Q	1

#define K1	0
#define K2	1

#ifdef NAMES
#define RUN	run insmod(A); run insmod(B); run insmod(C); run rmmod(A); run rmmod(B); \
		run rmmod(C); run prog(Q)
#define REGISTERS(m)	(m != A)
#define CALLS_N(p)	(p == Q)
#define QUEUES(m)	false
#define OLD_READS	false
#else
#define RUN	run insmod(A); run insmod(B); run rmmod(A); run rmmod(B); run prog(P); run prog(Q)
#define REGISTERS(m)	false
#define CALLS_N(p)	false
#define QUEUES(m)	(m == A)
#define OLD_READS	true
#endif

/* ---- Lines of the kernel, done wrong: what breaks then, and in which half ---- */

/* the module is put before a grace period is over */
#ifdef BREAK_GRACE
#define GRACE(p)	true			/* claim 1 */
#else
#define GRACE(p)	(!running[p])
#endif

/* the body is taken, try_module_get() is not called */
#ifdef BREAK_PIN
#define PINS(slot, m)	skip			/* claim 1 */
#else
#define PINS(slot, m)	refcnt[m]++; PIN(slot) = m
#endif

/* kfunc_override_in_force() does not ask for override->live */
#ifdef BREAK_LIVE
#define IS_LIVE(k, m)	true			/* claim 2 */
#else
#define IS_LIVE(k, m)	entry_live[2 * (m) + (k)]
#endif

/* try_module_get() increments a refcnt that is 0 */
#ifdef BREAK_ZERO
#define NOT_ZERO(m)	true			/* claim 2 */
#else
#define NOT_ZERO(m)	(refcnt[m] > 0)
#endif

/* btf_try_get_module() does not ask for BTF_MODULE_F_LIVE */
#ifdef BREAK_FLAG
#define BTF_IS_LIVE(m)	btf_listed[m]		/* claim 2, NAMES */
#else
#define BTF_IS_LIVE(m)	btf_live[m]
#endif

/* get_in_force() does not compare overrides_seq */
#ifdef BREAK_SEQ
#define SEQ_CHANGED(p)	false			/* claim 3 */
#else
#define SEQ_CHANGED(p)	seq_changed[p]
#endif

/* bpf_kfunc_overrides_seq() does not acquire */
#ifdef BREAK_ACQUIRE
#define ACQUIRED	true			/* claim 3 */
#else
#define ACQUIRED	was_empty
#endif

/* add_set() adds at the end of the list */
#ifdef BREAK_ORDER
#define LIST_ADD(k, m)	list_add_tail(k, m)	/* claim 3 */
#else
#define LIST_ADD(k, m)	list_add(k, m)
#endif

/* add_set() does not ask whether the module is coming */
#ifdef BREAK_LATE
#define IS_COMING(m)	true			/* claim 3 */
#else
#define IS_COMING(m)	(state[m] == COMING)
#endif

/* __register_btf_kfunc_id_set() does not take kfunc_register_mutex */
#ifdef BREAK_REGISTER
#define REGISTER_LOCK	skip			/* claim 4, NAMES */
#else
#define REGISTER_LOCK	!register_mutex -> register_mutex = true
#endif

/* module_going() leaves what has never been live */
#ifdef BREAK_FAILED
#define GOES(m)		told_live[m]		/* claim 5 */
#else
#define GOES(m)		true
#endif

/* btf_module_notify() leaves what has never been live */
#ifdef BREAK_BTF
#define BTF_GOES(m)	btf_live[m]		/* claim 5, NAMES */
#else
#define BTF_GOES(m)	true
#endif

/* ---- What there is in the kernel ---- */

mtype = { GONE, UNFORMED, COMING, LIVE, GOING };
mtype state[4] = GONE;		/* struct module */
byte refcnt[4];			/* struct module; MODULE_REF_BASE is 1 */
bool module_mutex[4];		/* modules do not meet under it, so each has its own */

bool register_mutex;		/* kfunc_register_mutex */
bool name[4];			/* kfunc_set_tab of the module's BTF has N */
bool btf_mutex;			/* btf_module_mutex */
bool btf_listed[4];		/* btf_modules has the module's BTF */
bool btf_live[4];		/* BTF_MODULE_F_LIVE */

bool override_mutex;		/* kfunc_override_mutex */
byte list[4];			/* kfunc_override_list, newest first: K1's, K1's, K2's, K2's */
bool entry_live[8];		/* struct kfunc_override: of module and kfunc */

mtype = { IDLE, QUEUED, RUNNING };
mtype work = IDLE;		/* the work item of A */

byte body[4];			/* of program and call: whose body it calls */
byte pin[4];			/* of program and call: kfunc_overrides or kfunc_btf_tab */
bool running[2];		/* the program runs, rcu_read_lock() */

/* ---- What the reads without a lock may see ---- */

bool getting[2];		/* the program is between its first look and its last get */
bool seq_changed[2];		/* since the program's bpf_kfunc_overrides_seq() */
bool was_empty = OLD_READS;	/* the list was empty once since overrides_seq was stored */
bool maybe_empty[2];		/* list_empty() may say so to the program */

/* ---- What the claims need to know and the kernel does not ---- */

bool told_live[4];		/* module_live() has run for the module */
bool b_newer;			/* B has registered K1 after A did */
bool none_seen[2];		/* nothing was in force for the program's kfuncs, once in its load */

/* true: the claim is not looked at. -DONLY=N leaves claim N. They are variables and no
 * macros because spin prints the names of variables when an assertion fails.
 */
#ifndef ONLY
#define ONLY	0
#endif
#define IGNORED(n)	(ONLY && ONLY != n)
bool claim_1 = IGNORED(1);
bool claim_2 = IGNORED(2);
bool claim_3 = IGNORED(3);
bool claim_4 = IGNORED(4);
bool claim_5 = IGNORED(5);

#define LIST_EMPTY	(!list[0] && !list[2])
#define ON_LIST(k, m)	(list[2 * (k)] == m || list[2 * (k) + 1] == m)
#define COUNTS(k, m)	(ON_LIST(k, m) && told_live[m] && refcnt[m] > 0)
#define A_IN_FORCE(k)	(COUNTS(k, A) && !(b_newer && COUNTS(k, B)))
#define B_IN_FORCE(k)	(COUNTS(k, B) && !(!b_newer && COUNTS(k, A)))
#define NONE_IN_FORCE(k) (!COUNTS(k, A) && !COUNTS(k, B))
#define IN_FORCE(k, m)	((m == A && A_IN_FORCE(k)) || (m == B && B_IN_FORCE(k)) || \
			 (m == NONE && NONE_IN_FORCE(k)))

#define OTHER(m)	(B + C - (m))			/* of the two that register N */
#define LAST(p)		(p == P -> K2 : K1)		/* kfunc of vmlinux that it calls */
#define BODY(call)	body[2 * p + (call)]
#define PIN(call)	pin[2 * p + (call)]
#define PINNED(m)	(pin[0] == m || pin[1] == m || pin[2] == m || pin[3] == m)

/* something may not be in force any more */
inline look() {
	none_seen[P] = none_seen[P] ||
		       (getting[P] && NONE_IN_FORCE(K1) && NONE_IN_FORCE(K2));
	none_seen[Q] = none_seen[Q] || (getting[Q] && NONE_IN_FORCE(K1))
}

/* module_put() */
inline put(m) {
	assert(claim_2 || refcnt[m] > 0);
	refcnt[m]--;
	look()
}

/* ---- A module's registrations ---- */

inline list_add(k, m) {
	list[2 * (k) + 1] = list[2 * (k)];
	list[2 * (k)] = m
}

inline list_add_tail(k, m) {
	if
	:: list[2 * (k)] -> list[2 * (k) + 1] = m
	:: else -> list[2 * (k)] = m
	fi
}

inline list_del(k, m) {
	if
	:: list[2 * (k)] == m -> list[2 * (k)] = list[2 * (k) + 1]; list[2 * (k) + 1] = NONE
	:: list[2 * (k) + 1] == m -> list[2 * (k) + 1] = NONE
	:: else
	fi;
	entry_live[2 * (m) + (k)] = false
}

/* the work item: override_btf_kfunc_set() for K2, of which add_set() is what others see */
active proctype worker()
{
	bool coming;

end:	do
	/* mutex_lock(), module->state */
	:: atomic { work == QUEUED && !override_mutex ->
		override_mutex = true; work = RUNNING; coming = IS_COMING(A) }
	/* the list, mutex_unlock() */
	   atomic {
		if
		:: coming -> LIST_ADD(K2, A)
		:: else
		fi;
		coming = false; override_mutex = false; work = IDLE }
	od
}

/* ---- The end of a module, after a failed load and in delete_module() ---- */

/* the notifiers for MODULE_STATE_GOING, in the order of their registration */
inline notify_going(m) {
#ifdef NAMES
	/* btf_module_notify() */
	atomic { !btf_mutex ->
		if
		:: BTF_GOES(m) -> btf_listed[m] = false; btf_live[m] = false; name[m] = false
		:: else
		fi };
#endif
	/* cancel_work_sync() in A's exit function, or where its init fails; module_going() */
	atomic { (m != A || work != RUNNING) && !override_mutex ->
		work = (m == A -> IDLE : work);
		if
		:: GOES(m) -> list_del(K1, m); list_del(K2, m)
		:: else
		fi;
		told_live[m] = false;
		b_newer = (m == A -> ON_LIST(K1, B) : b_newer && ON_LIST(K1, B));
		if
		:: OLD_READS && LIST_EMPTY ->
			was_empty = true;
			maybe_empty[P] = getting[P]; maybe_empty[Q] = getting[Q]
		:: else
		fi }
}

/* free_module(), or the end of load_module(). Nobody finds the module any more, so nobody
 * sees that it is unformed again.
 */
inline free_module(m) {
	atomic {
		assert(claim_2 || !PINNED(m));
		assert(claim_5 ||
		       !(ON_LIST(K1, m) || ON_LIST(K2, m) || btf_listed[m] || btf_live[m] || name[m] ||
			 entry_live[2 * (m)] || entry_live[2 * (m) + 1] || (m == A && work != IDLE)));
		refcnt[m] = 0;
		state[m] = GONE
	}
}

/* ---- init_module() ---- */

proctype insmod(byte m)
{
	bool taken;

end:	do
	/* add_unformed_module(), module_unload_init() */
	:: atomic { state[m] == GONE -> state[m] = UNFORMED; refcnt[m] = 2 };

	/* load_module(): all before complete_formation() may fail */
	if
	:: goto unlink_mod
	:: state[m] = COMING
	fi;

#ifdef NAMES
	/* prepare_coming_module(): btf_module_notify(), MODULE_STATE_COMING */
	if
	:: goto bug_cleanup
	:: atomic { !btf_mutex -> btf_listed[m] = true }
	fi;
#endif

	/* do_init_module(): the init function, unless parse_args() or the like fails before */
	if
	:: goto fail
	/* schedule_work() */
	:: QUEUES(m) -> work = QUEUED
	/* __register_btf_kfunc_id_set(): mutex_lock() */
	:: REGISTERS(m) -> atomic { REGISTER_LOCK };
		/* kfunc_check_names(): btf_walk_module_kfuncs() */
		atomic { !btf_mutex -> taken = btf_listed[OTHER(m)] && name[OTHER(m)] };
		/* btf_populate_kfunc_set(), mutex_unlock() */
		atomic {
			name[m] = !taken;
			assert(claim_4 || !(name[B] && name[C]));
			taken = false;
			register_mutex = false }
	:: !QUEUES(m) && !REGISTERS(m)
	fi;

	/* it may fail, whether its name was taken or not */
	if
	:: goto fail
	/* override_btf_kfunc_set() for K1: add_set(), where module->state is COMING */
	:: atomic { m != C && !override_mutex -> LIST_ADD(K1, m); b_newer = (m == B) }
	:: m == C
	fi;

	if
	:: goto fail
	/* do_init_module(): the init function has succeeded */
	:: atomic {
		state[m] = LIVE;
		assert(claim_4 || state[B] != LIVE || state[C] != LIVE || name[B] != name[C]) }
	fi;
#ifdef NAMES
	/* btf_module_notify(), MODULE_STATE_LIVE */
	atomic { !btf_mutex -> btf_live[m] = true };
#endif
	/* module_live() */
	atomic { !override_mutex ->
		entry_live[2 * m + K1] = ON_LIST(K1, m);
		entry_live[2 * m + K2] = ON_LIST(K2, m);
		if
		:: ON_LIST(K1, m) || ON_LIST(K2, m) ->
			seq_changed[P] = getting[P]; seq_changed[Q] = getting[Q];
			was_empty = false
		:: else
		fi;
		told_live[m] = true };
	/* "Drop initial reference." */
	atomic { !module_mutex[m] -> put(m) };
	goto end;

fail:	/* do_init_module(): fail; load_module(): coming_cleanup. A module_put() that leaves
	 * refcnt above 0 is of no use to anybody here.
	 */
	atomic { state[m] = GOING; assert(claim_2 || !PINNED(m)) };
	notify_going(m);
bug_cleanup:
unlink_mod:
	free_module(m)
	od
}

/* ---- delete_module() ---- */

proctype rmmod(byte m)
{
end:	do
	/* mutex_lock(); try_release_module_ref(): atomic_sub_return() */
	:: atomic { state[m] == LIVE && !module_mutex[m] ->
		module_mutex[m] = true; refcnt[m]--; look() };
	if
	/* atomic_add_unless(), mutex_unlock() */
	:: atomic { refcnt[m] > 0 -> refcnt[m]++; module_mutex[m] = false }
	:: refcnt[m] == 0 ->
		/* try_stop_module(), mutex_unlock() */
		atomic { state[m] = GOING; assert(claim_2 || !PINNED(m)); module_mutex[m] = false };
		notify_going(m);
		free_module(m)
	fi
	od
}

/* ---- bpf_prog_load(), and the program's life ---- */

/* so that states which differ in nothing that matters are one */
inline got_all() {
	atomic {
		getting[p] = false; seq_changed[p] = false;
		maybe_empty[p] = false; none_seen[p] = false;
		k = 0; i = 0; m = NONE }
}

/* after the last bpf_kfunc_override_get() of a load */
inline check_moment() {
	assert(claim_3 || (IN_FORCE(K1, BODY(K1)) && (p == Q || IN_FORCE(K2, BODY(K2)))) ||
	       (BODY(0) == NONE && BODY(1) == NONE && none_seen[p]));
	got_all()
}

/* bpf_prog_run() comes to the calls, then rcu_read_unlock() */
inline call_all() {
	assert(claim_1 || BODY(0) == NONE || (PIN(0) == BODY(0) && state[BODY(0)] == LIVE));
	assert(claim_1 || BODY(1) == NONE || (PIN(1) == BODY(1) && state[BODY(1)] == LIVE));
	running[p] = false
}

inline let_go(slot) {
	put(PIN(slot));
	PIN(slot) = NONE;
	BODY(slot) = (running[p] -> BODY(slot) : NONE)
}

proctype prog(byte p)
{
	byte k, i, m;

end:	do
	/* add_kfunc_call(), the first one: bpf_kfunc_overrides_seq() */
	:: atomic {
		getting[p] = true;
		seq_changed[p] = false;
		maybe_empty[p] = ACQUIRED;
		none_seen[p] = false;
		look() };

get:	/* bpf_kfunc_override_get() */
	if
	/* list_empty() */
	:: atomic { LIST_EMPTY || maybe_empty[p] ->
		if
		:: k == LAST(p) -> check_moment(); goto got_last
		:: else -> goto got
		fi }
	/* get_in_force(): guard(mutex), seq */
	:: atomic { !LIST_EMPTY && !override_mutex ->
		if
		:: SEQ_CHANGED(p) -> got_all(); goto free	/* -EAGAIN */
		:: else -> maybe_empty[p] = false; i = 2 * k
		fi;
		override_mutex = true }
	fi;
next:	/* kfunc_override_in_force(): the next of the list; module_is_live() */
	atomic {
		if
		:: i == 2 * k + 2 -> m = NONE
		:: else -> m = list[i]
		fi;
		if
		:: m == NONE -> goto unlock
		:: m != NONE && IS_LIVE(k, m) && state[m] != GOING
		:: else -> i++; goto next
		fi }
	/* try_module_get() */
	atomic {
		if
		:: NOT_ZERO(m) -> PINS(k, m); BODY(k) = m
		:: else -> i++; goto next
		fi }
unlock:	atomic {
		override_mutex = false; i = 0; m = NONE;
		if
		:: k == LAST(p) -> check_moment(); goto got_last
		:: else
		fi }
got:	/* add_ref() and all else that may fail */
	if
	:: got_all(); goto free
	:: k++; goto get
	fi;

got_last:
#ifdef NAMES
	/* add_kfunc_call() for N: __find_kfunc_desc_btf() */
	if
	/* btf_try_get_module(): mutex_lock(), module_is_live() */
	:: atomic { !btf_mutex && BTF_IS_LIVE(B) && state[B] != GOING -> m = B; btf_mutex = true }
	:: atomic { !btf_mutex && BTF_IS_LIVE(C) && state[C] != GOING -> m = C; btf_mutex = true }
	/* the BTF of another module, or of one that has gone or is not live */
	:: goto free
	fi;
	/* atomic_inc_not_zero(), mutex_unlock(); btf_kfunc_id_set_contains() */
	atomic {
		btf_mutex = false;
		if
		:: NOT_ZERO(m) -> PINS(1, m); BODY(1) = (name[m] -> m : NONE); m = NONE
		:: else -> m = NONE; goto free
		fi }
	if
	:: PIN(1) && !BODY(1) -> goto free
	:: else
	fi;
#endif

	do
	/* bpf_kfunc_overrides_drop_unused() */
	:: atomic { PIN(0) -> let_go(0) }
	:: atomic { p == P && PIN(1) -> let_go(1) }
	/* all that may fail before and after that */
	:: goto free
	/* bpf_prog_alloc_id() */
	:: break
	od;

	do
	/* bpf_prog_run(), a run that ends before bpf_prog_put() */
	:: atomic { PIN(0) || PIN(1) || BODY(0) || BODY(1) -> call_all() }
	/* bpf_prog_put(), when it does not run and when it does */
	:: goto free
	:: atomic { PIN(0) || PIN(1) -> running[p] = true; goto free }
	od;

free:	do
	:: atomic { running[p] -> call_all() }
	/* call_rcu() has waited; bpf_prog_free_deferred() lets go, in some order */
	:: atomic { GRACE(p) && PIN(0) -> let_go(0) }
	:: atomic { GRACE(p) && PIN(1) -> let_go(1) }
	:: !running[p] && !PIN(0) && !PIN(1) -> break
	od
	/* libbpf's sys_bpf_prog_load() begins anew after -EAGAIN */
	od
}

init {
	atomic { RUN }
}
