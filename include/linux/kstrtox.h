/* SPDX-License-Identifier: MIT */
/*
 * Strings to numbers. kstrto*(): the whole string is the number, with an optional sign in front
 * (a minus only for signed types) and an optional newline behind.
 */
#ifndef _LINUX_KSTRTOX_H
#define _LINUX_KSTRTOX_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/**
 * kstrtoull() - a string that is a number
 * @s: the string
 * @base: 2 to 16, or 0 for 0x..., 0... and decimal as in C
 * @res: the number; untouched on failure
 *
 * Context: any. Return: 0, -EINVAL (no number) or -ERANGE (does not fit).
 */
int __must_check kstrtoull(const char *s, unsigned int base, unsigned long long *res);
int __must_check kstrtoll(const char *s, unsigned int base, long long *res);
int __must_check kstrtoul(const char *s, unsigned int base, unsigned long *res);
int __must_check kstrtol(const char *s, unsigned int base, long *res);
int __must_check kstrtouint(const char *s, unsigned int base, unsigned int *res);
int __must_check kstrtoint(const char *s, unsigned int base, int *res);
int __must_check kstrtou16(const char *s, unsigned int base, u16 *res);
int __must_check kstrtos16(const char *s, unsigned int base, s16 *res);
int __must_check kstrtou8(const char *s, unsigned int base, u8 *res);
int __must_check kstrtos8(const char *s, unsigned int base, s8 *res);

/**
 * kstrtobool() - a string that says yes or no
 * @s: begins with one of yY1tT, nN0fF, or is on/off (first two letters); the rest is ignored
 * @res: the answer; untouched on failure
 *
 * Context: any. Return: 0 or -EINVAL.
 */
int __must_check kstrtobool(const char *s, bool *res);

/* Stop at the first character that is no digit; no check for overflow. */
unsigned long long simple_strtoull(const char *s, char **endp, unsigned int base);
long long simple_strtoll(const char *s, char **endp, unsigned int base);
unsigned long simple_strtoul(const char *s, char **endp, unsigned int base);
long simple_strtol(const char *s, char **endp, unsigned int base);

__tl_api_end

static inline int __must_check kstrtou64(const char *s, unsigned int base, u64 *res)
{
	return kstrtoull(s, base, res);
}

static inline int __must_check kstrtos64(const char *s, unsigned int base, s64 *res)
{
	return kstrtoll(s, base, res);
}

static inline int __must_check kstrtou32(const char *s, unsigned int base, u32 *res)
{
	return kstrtouint(s, base, res);
}

static inline int __must_check kstrtos32(const char *s, unsigned int base, s32 *res)
{
	return kstrtoint(s, base, res);
}

#endif /* _LINUX_KSTRTOX_H */
