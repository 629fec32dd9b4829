/* SPDX-License-Identifier: MIT */
/*
 * Random numbers: the host's. On the deterministic machine they are a sequence that begins anew
 * with each boot, so that a run can be had again.
 */
#ifndef _TL_LINUX_RANDOM_H
#define _TL_LINUX_RANDOM_H

#include_next <linux/random.h>

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/types.h>

#include <linux/prandom.h>

__tl_api_begin

/**
 * get_random_bytes() - random bytes
 * @buf: where they go
 * @len: how many
 *
 * Context: any. Follows Linux 6.12.
 */
void get_random_bytes(void *buf, size_t len);
/** get_random_u64() - Context: any; Return: any number of that type; and so the like */
u64 get_random_u64(void);
/**
 * get_random_u32_below() - a random number under a limit, all of them equally likely
 * @ceil: the limit; 0 and 1 give 0
 *
 * Context: any. Return: 0 to @ceil - 1. Follows Linux 6.12.
 */
u32 get_random_u32_below(u32 ceil);

__tl_api_end

static inline u8 get_random_u8(void)
{
	return (u8)get_random_u64();
}

static inline u16 get_random_u16(void)
{
	return (u16)get_random_u64();
}

static inline u32 get_random_u32(void)
{
	return (u32)get_random_u64();
}

static inline unsigned long get_random_long(void)
{
	return get_random_u64();
}

/** get_random_u32_above() - Context: any; Return: @floor + 1 to U32_MAX */
static inline u32 get_random_u32_above(u32 floor)
{
	return floor + 1 + get_random_u32_below(U32_MAX - floor);
}

/** get_random_u32_inclusive() - Context: any; Return: @floor to @ceil */
static inline u32 get_random_u32_inclusive(u32 floor, u32 ceil)
{
	if (floor == 0 && ceil == U32_MAX)
		return get_random_u32();
	return floor + get_random_u32_below(ceil - floor + 1);
}

/** wait_for_random_bytes() - the host has them always; Context: task; Return: 0 */
static inline int wait_for_random_bytes(void)
{
	return 0;
}

static inline bool rng_is_initialized(void)
{
	return true;
}

static inline int get_random_bytes_wait(void *buf, size_t nbytes)
{
	get_random_bytes(buf, nbytes);
	return 0;
}

/** add_device_randomness() - nothing: the host's numbers need none of ours */
static inline void add_device_randomness(const void *buf, size_t len)
{
	(void)buf;
	(void)len;
}

/* By the names of before 5.17. */
#define get_random_int() get_random_u32()

#endif /* _TL_LINUX_RANDOM_H */
