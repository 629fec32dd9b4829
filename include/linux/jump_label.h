/* SPDX-License-Identifier: MIT */
/*
 * Branches that are hardly ever switched. The kernel patches its code to switch one; here it is a
 * test of a counter, which is of the same meaning and nearly as cheap.
 */
#ifndef _LINUX_JUMP_LABEL_H
#define _LINUX_JUMP_LABEL_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/kconfig.h>
#include <linux/might_sleep.h>
#include <linux/types.h>

/** struct static_key - how often it was switched on; the two types say what it begins with */
struct static_key {
	atomic_t enabled;
};

struct static_key_true {
	struct static_key key;
};

struct static_key_false {
	struct static_key key;
};

/* clang-format off: it takes an initializer for a block */
#define STATIC_KEY_INIT_TRUE              \
	{                                 \
		.enabled = ATOMIC_INIT(1) \
	}
#define STATIC_KEY_INIT_FALSE             \
	{                                 \
		.enabled = ATOMIC_INIT(0) \
	}
#define STATIC_KEY_TRUE_INIT                \
	(struct static_key_true)            \
	{                                   \
		.key = STATIC_KEY_INIT_TRUE \
	}
#define STATIC_KEY_FALSE_INIT                \
	(struct static_key_false)            \
	{                                    \
		.key = STATIC_KEY_INIT_FALSE \
	}
/* clang-format on */

#define DEFINE_STATIC_KEY_TRUE(name)	 struct static_key_true name = STATIC_KEY_TRUE_INIT
#define DEFINE_STATIC_KEY_FALSE(name)	 struct static_key_false name = STATIC_KEY_FALSE_INIT
#define DECLARE_STATIC_KEY_TRUE(name)	 extern struct static_key_true name
#define DECLARE_STATIC_KEY_FALSE(name)	 extern struct static_key_false name
#define DEFINE_STATIC_KEY_TRUE_RO(name)	 DEFINE_STATIC_KEY_TRUE(name)
#define DEFINE_STATIC_KEY_FALSE_RO(name) DEFINE_STATIC_KEY_FALSE(name)
#define DEFINE_STATIC_KEY_ARRAY_TRUE(name, count)                   \
	struct static_key_true name[count] = {                      \
		[0 ...(count) - 1] = {.key = STATIC_KEY_INIT_TRUE}, \
	}
#define DEFINE_STATIC_KEY_ARRAY_FALSE(name, count)                   \
	struct static_key_false name[count] = {                      \
		[0 ...(count) - 1] = {.key = STATIC_KEY_INIT_FALSE}, \
	}

/** static_key_count() - Context: any; Return: how often it is on */
static inline int static_key_count(struct static_key *key)
{
	return atomic_read(&key->enabled);
}

/**
 * static_key_slow_inc() - switch on once more; static_key_slow_dec(): once less
 * @key: the key
 *
 * static_branch_inc(), static_branch_dec(): of either type.
 * Context: task. Return: true (in the kernel false if it overflows). Follows Linux 6.12.
 */
static inline bool static_key_slow_inc(struct static_key *key)
{
	might_sleep();
	atomic_inc(&key->enabled);
	return true;
}

static inline void static_key_slow_dec(struct static_key *key)
{
	might_sleep();
	WARN(atomic_dec_if_positive(&key->enabled) < 0, "jump label: negative count!\n");
}

/**
 * static_key_enable() - switch on if it is off; static_key_disable(): off if it is on
 * @key: the key, which is not counted with static_key_slow_inc()
 *
 * static_branch_enable(), static_branch_disable(): of either type.
 * Context: task. Follows Linux 6.12.
 */
static inline void static_key_enable(struct static_key *key)
{
	int old = 0;

	might_sleep();
	WARN_ON_ONCE(!atomic_try_cmpxchg(&key->enabled, &old, 1) && old != 1);
}

static inline void static_key_disable(struct static_key *key)
{
	int old = 1;

	might_sleep();
	WARN_ON_ONCE(!atomic_try_cmpxchg(&key->enabled, &old, 0) && old != 0);
}

/* @x: a struct static_key, static_key_true or static_key_false */
#define static_key_enabled(x) (static_key_count((struct static_key *)(x)) > 0)

/** static_branch_likely() - is it on? static_branch_unlikely(): likewise; Context: any */
#define static_branch_likely(x)	  likely(static_key_enabled(&(x)->key))
#define static_branch_unlikely(x) unlikely(static_key_enabled(&(x)->key))
#define static_branch_maybe(config, x) \
	(IS_ENABLED(config) ? static_branch_likely(x) : static_branch_unlikely(x))

#define static_branch_inc(x)	 static_key_slow_inc(&(x)->key)
#define static_branch_dec(x)	 static_key_slow_dec(&(x)->key)
#define static_branch_enable(x)	 static_key_enable(&(x)->key)
#define static_branch_disable(x) static_key_disable(&(x)->key)

/* Those who hold the lock of CPU hotplug; there is no hotplug. */
#define static_key_slow_inc_cpuslocked(key) static_key_slow_inc(key)
#define static_key_slow_dec_cpuslocked(key) static_key_slow_dec(key)
#define static_key_enable_cpuslocked(key)   static_key_enable(key)
#define static_key_disable_cpuslocked(key)  static_key_disable(key)
#define static_branch_inc_cpuslocked(x)	    static_branch_inc(x)
#define static_branch_dec_cpuslocked(x)	    static_branch_dec(x)
#define static_branch_enable_cpuslocked(x)  static_branch_enable(x)
#define static_branch_disable_cpuslocked(x) static_branch_disable(x)

/* Old names. */
#define static_key_false(key) unlikely(static_key_enabled(key))
#define static_key_true(key)  likely(static_key_enabled(key))

#endif /* _LINUX_JUMP_LABEL_H */
