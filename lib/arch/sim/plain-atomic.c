// SPDX-License-Identifier: MIT
/*
 * Mode plain, see plain.c: what the compiler makes of atomic builtins. They do what they say, and
 * are no points. The order that is asked for is constant in the source and no longer here; the
 * strongest serves for all.
 */
#include <stdbool.h>
#include <stddef.h>

/* The compiler is the only one to call these, so their prototypes are here. */
#define HOOK(type, name, ...)   \
	type name(__VA_ARGS__); \
	type name(__VA_ARGS__)

#define RMW(bits, type, name, op)                                                     \
	HOOK(type, __tsan_atomic##bits##_##name, volatile void *p, type v, int order) \
	{                                                                             \
		(void)order;                                                          \
		return __atomic_##op((volatile type *)p, v, __ATOMIC_SEQ_CST);        \
	}

#define CMPXCHG(bits, type, name)                                                                  \
	HOOK(bool, __tsan_atomic##bits##_compare_exchange_##name, volatile void *p,                \
	     void *expected, type v, int order, int order_failed)                                  \
	{                                                                                          \
		(void)order;                                                                       \
		(void)order_failed;                                                                \
		return __atomic_compare_exchange_n((volatile type *)p, (type *)expected, v, false, \
						   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);            \
	}

#define ATOMIC(bits, type)                                                                      \
	HOOK(type, __tsan_atomic##bits##_load, const volatile void *p, int order)               \
	{                                                                                       \
		(void)order;                                                                    \
		return __atomic_load_n((const volatile type *)p, __ATOMIC_SEQ_CST);             \
	}                                                                                       \
	HOOK(void, __tsan_atomic##bits##_store, volatile void *p, type v, int order)            \
	{                                                                                       \
		(void)order;                                                                    \
		__atomic_store_n((volatile type *)p, v, __ATOMIC_SEQ_CST);                      \
	}                                                                                       \
	RMW(bits, type, exchange, exchange_n)                                                   \
	RMW(bits, type, fetch_add, fetch_add)                                                   \
	RMW(bits, type, fetch_sub, fetch_sub)                                                   \
	RMW(bits, type, fetch_and, fetch_and)                                                   \
	RMW(bits, type, fetch_or, fetch_or)                                                     \
	RMW(bits, type, fetch_xor, fetch_xor)                                                   \
	RMW(bits, type, fetch_nand, fetch_nand)                                                 \
	CMPXCHG(bits, type, strong)                                                             \
	CMPXCHG(bits, type, weak)                                                               \
	HOOK(type, __tsan_atomic##bits##_compare_exchange_val, volatile void *p, type expected, \
	     type v, int order, int order_failed)                                               \
	{                                                                                       \
		(void)order;                                                                    \
		(void)order_failed;                                                             \
		__atomic_compare_exchange_n((volatile type *)p, &expected, v, false,            \
					    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                \
		return expected;                                                                \
	}

ATOMIC(8, unsigned char)
ATOMIC(16, unsigned short)
ATOMIC(32, unsigned int)
ATOMIC(64, unsigned long)

HOOK(void, __tsan_atomic_thread_fence, int order)
{
	(void)order;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

HOOK(void, __tsan_atomic_signal_fence, int order)
{
	(void)order;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

#ifdef __SIZEOF_INT128__
/*
 * Not every CPU has these, and the C library's are libatomic's: under a lock, then. Whoever takes
 * it lets go before anything else can happen on its thread.
 */
typedef unsigned __int128 wide;

static bool wide_lock;

static void lock_wide(void)
{
	while (__atomic_test_and_set(&wide_lock, __ATOMIC_ACQUIRE))
		;
}

static void unlock_wide(void)
{
	__atomic_clear(&wide_lock, __ATOMIC_RELEASE);
}

static wide swap_if(volatile wide *p, wide expected, wide v)
{
	wide old;

	lock_wide();
	old = *p;
	if (old == expected)
		*p = v;
	unlock_wide();
	return old;
}

#define WIDE_RMW(name, expression)                                               \
	HOOK(wide, __tsan_atomic128_##name, volatile void *p, wide v, int order) \
	{                                                                        \
		wide old;                                                        \
                                                                                 \
		(void)order;                                                     \
		lock_wide();                                                     \
		old = *(volatile wide *)p;                                       \
		*(volatile wide *)p = (expression);                              \
		unlock_wide();                                                   \
		return old;                                                      \
	}

WIDE_RMW(exchange, v)
WIDE_RMW(fetch_add, old + v)
WIDE_RMW(fetch_sub, old - v)
WIDE_RMW(fetch_and, old &v)
WIDE_RMW(fetch_or, old | v)
WIDE_RMW(fetch_xor, old ^ v)
WIDE_RMW(fetch_nand, ~(old &v))

HOOK(wide, __tsan_atomic128_load, const volatile void *p, int order)
{
	(void)order;
	return swap_if((volatile wide *)p, 0, 0);
}

HOOK(void, __tsan_atomic128_store, volatile void *p, wide v, int order)
{
	(void)__tsan_atomic128_exchange(p, v, order);
}

HOOK(wide, __tsan_atomic128_compare_exchange_val, volatile void *p, wide expected, wide v,
     int order, int order_failed)
{
	(void)order;
	(void)order_failed;
	return swap_if(p, expected, v);
}

#define WIDE_CMPXCHG(name)                                                                     \
	HOOK(bool, __tsan_atomic128_compare_exchange_##name, volatile void *p, void *expected, \
	     wide v, int order, int order_failed)                                              \
	{                                                                                      \
		wide old = swap_if(p, *(wide *)expected, v);                                   \
		bool done = old == *(wide *)expected;                                          \
                                                                                               \
		(void)order;                                                                   \
		(void)order_failed;                                                            \
		*(wide *)expected = old;                                                       \
		return done;                                                                   \
	}

WIDE_CMPXCHG(strong)
WIDE_CMPXCHG(weak)
#endif /* __SIZEOF_INT128__ */
