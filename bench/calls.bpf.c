// SPDX-License-Identifier: GPL-2.0
/*
 * The programs whose loading and running the bench measures. Compiled once for
 * each kind of call and spelling (see scripts/bench), -DCALL_kind and, where a
 * kfunc has two spellings, -DOLD, or -DPLAIN for such without implicit arguments; for
 * a call of a helper in place of which the verifier inserts as many instructions as
 * before a call with one implicit argument (inserted), and for one that stays (kept):
 *
 *	empty	nothing
 *	none	64 calls of a helper, and no kfunc
 *	calls	64 calls
 *	paths	one call in a loop; the verifier gets there on hundreds of paths, and
 *		can prune none of them
 *
 * Old spelling: bpf_foo_impl(a, NULL). What an old header declares is repeated
 * here, since libbpf compares the prototypes.
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define NULL ((void *)0)

char LICENSE[] SEC("license") = "GPL";

#if defined(CALL_wq)

struct value {
	struct bpf_wq wq;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

static int callback(void *map, int *key, void *value)
{
	return 0;
}

#define BEFORE							\
	int key = 0;						\
	struct value *value = bpf_map_lookup_elem(&values, &key);	\
	if (!value)						\
		return 0
#ifdef OLD
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq,
				    int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__ign) __ksym;
#define CALL(n) bpf_wq_set_callback_impl(&value->wq, callback, 0, NULL)
#else
extern int bpf_wq_set_callback(struct bpf_wq *wq,
			       int (callback_fn)(void *map, int *key, void *value),
			       unsigned int flags) __ksym;
#define CALL(n) bpf_wq_set_callback(&value->wq, callback, 0)
#endif

#elif defined(CALL_stream)

static const char format[] = "";

#define BEFORE __attribute__((unused)) __u64 args[1] = {}
#ifdef OLD
extern int bpf_stream_vprintk_impl(int stream_id, const char *fmt__str, const void *args,
				   __u32 len__sz, void *aux__prog) __ksym;
#define CALL(n) bpf_stream_vprintk_impl(0, format, args, sizeof(args), NULL)
#else
extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args,
			      __u32 len__sz) __ksym;
#define CALL(n) bpf_stream_vprintk(0, format, args, sizeof(args))
#endif

#elif defined(CALL_obj)

struct object {
	long data;
};

#define BEFORE __attribute__((unused)) struct object *object
#ifdef OLD
extern void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
#define NEW()		bpf_obj_new_impl(bpf_core_type_id_local(struct object), NULL)
#define DROP(object)	bpf_obj_drop_impl(object, NULL)
#else
extern void *bpf_obj_new(__u64 local_type_id) __ksym;
extern void bpf_obj_drop(void *kptr) __ksym;
#define NEW()		bpf_obj_new(bpf_core_type_id_local(struct object))
#define DROP(object)	bpf_obj_drop(object)
#endif
#define CALL(n)				\
	({				\
		object = NEW();		\
		if (object)		\
			DROP(object);	\
		1;			\
	})

#elif defined(CALL_module)

/* kmods/bench_pairs.c */
#define BEFORE
#ifdef PLAIN
extern int bpf_bench_004(int a) __ksym;
extern int bpf_bench_005(int a) __ksym;
extern int bpf_bench_006(int a) __ksym;
extern int bpf_bench_007(int a) __ksym;
#define CALL(n) ((n) == 0 ? bpf_bench_004(1) : (n) == 1 ? bpf_bench_005(1) : \
		 (n) == 2 ? bpf_bench_006(1) : bpf_bench_007(1))
#else
#ifdef OLD
#define DECLARE(k) extern int bpf_bench_##k##_impl(int a, void *aux) __ksym
#define CALL_K(k) bpf_bench_##k##_impl(1, NULL)
#else
#define DECLARE(k) extern int bpf_bench_##k(int a) __ksym
#define CALL_K(k) bpf_bench_##k(1)
#endif
DECLARE(000);
DECLARE(001);
DECLARE(002);
DECLARE(003);
#define CALL(n) ((n) == 0 ? CALL_K(000) : (n) == 1 ? CALL_K(001) : \
		 (n) == 2 ? CALL_K(002) : CALL_K(003))
#endif

#elif defined(CALL_ordinary)

extern int bpf_strlen(const char *s) __ksym;
#define BEFORE
#define CALL(n) bpf_strlen(NULL)

#elif defined(CALL_mixed)

/* So many that finding the right one of them shows. */
extern int bpf_strlen(const char *s) __ksym;
extern int bpf_strnlen(const char *s, __u64 count) __ksym;
extern int bpf_strcmp(const char *s1, const char *s2) __ksym;
extern int bpf_strcasecmp(const char *s1, const char *s2) __ksym;
extern int bpf_strchr(const char *s, char c) __ksym;
extern int bpf_strrchr(const char *s, int c) __ksym;
extern int bpf_strspn(const char *s, const char *accept) __ksym;
extern int bpf_strstr(const char *s1, const char *s2) __ksym;
#define BEFORE
#define CALL(n) ((n) == 0 ? bpf_strlen(NULL) :			\
		 (n) == 1 ? bpf_strnlen(NULL, 1) :		\
		 (n) == 2 ? bpf_strcmp(NULL, NULL) :		\
		 (n) == 3 ? bpf_strcasecmp(NULL, NULL) :	\
		 (n) == 4 ? bpf_strchr(NULL, 1) :		\
		 (n) == 5 ? bpf_strrchr(NULL, 1) :		\
		 (n) == 6 ? bpf_strspn(NULL, NULL) : bpf_strstr(NULL, NULL))

#elif defined(CALL_inserted) || defined(CALL_kept)

/* As long as the call of a kfunc with one argument */
#define BEFORE
#ifdef CALL_inserted
#define HELPER bpf_get_smp_processor_id
#else
#define HELPER bpf_get_prandom_u32
#endif
#define CALL(n)					\
	({					\
		asm volatile("r1 = 1" ::: "r1");	\
		HELPER();			\
	})

#else
#error which call?
#endif

#define CALLS_8(sum)						\
	do {							\
		sum += CALL(0); sum += CALL(1);			\
		sum += CALL(2); sum += CALL(3);			\
		sum += CALL(4); sum += CALL(5);			\
		sum += CALL(6); sum += CALL(7);			\
	} while (0)

SEC("syscall")
int empty(void *ctx)
{
	return 0;
}

SEC("syscall")
int calls(void *ctx)
{
	int sum = 0;

	BEFORE;
	CALLS_8(sum); CALLS_8(sum); CALLS_8(sum); CALLS_8(sum);
	CALLS_8(sum); CALLS_8(sum); CALLS_8(sum); CALLS_8(sum);
	return sum;
}

SEC("syscall")
int paths(void *ctx)
{
	int i, sum = 0, path = 1;

	BEFORE;
#pragma nounroll
	for (i = 0; i < 8; i++) {
		path += path;
		if (bpf_get_prandom_u32() & 1) {
			path += 1;
			barrier_var(path);
		}
		/* never true, but that depends on the path */
		if (path > 512)
			return 0;
		sum += CALL(0);
	}
	return sum;
}

#define HELPERS_8(sum)						\
	do {							\
		sum += bpf_get_prandom_u32(); sum += bpf_get_prandom_u32();	\
		sum += bpf_get_prandom_u32(); sum += bpf_get_prandom_u32();	\
		sum += bpf_get_prandom_u32(); sum += bpf_get_prandom_u32();	\
		sum += bpf_get_prandom_u32(); sum += bpf_get_prandom_u32();	\
	} while (0)

SEC("syscall")
int none(void *ctx)
{
	int sum = 0;

	BEFORE;
	HELPERS_8(sum); HELPERS_8(sum); HELPERS_8(sum); HELPERS_8(sum);
	HELPERS_8(sum); HELPERS_8(sum); HELPERS_8(sum); HELPERS_8(sum);
	return sum;
}
