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
 * The other names differ in the type of @res, and in taking a minus sign where that is signed.
 *
 * Context: any. Return: 0, -EINVAL (no number) or -ERANGE (does not fit). Follows Linux 6.12.
 */
int __must_check kstrtoull(const char *s, unsigned int base, unsigned long long *res);
/** kstrtoll() - see kstrtoull() */
int __must_check kstrtoll(const char *s, unsigned int base, long long *res);
/** kstrtoul() - see kstrtoull() */
int __must_check kstrtoul(const char *s, unsigned int base, unsigned long *res);
/** kstrtol() - see kstrtoull() */
int __must_check kstrtol(const char *s, unsigned int base, long *res);
/** kstrtouint() - see kstrtoull() */
int __must_check kstrtouint(const char *s, unsigned int base, unsigned int *res);
/** kstrtoint() - see kstrtoull() */
int __must_check kstrtoint(const char *s, unsigned int base, int *res);
/** kstrtou16() - see kstrtoull() */
int __must_check kstrtou16(const char *s, unsigned int base, u16 *res);
/** kstrtos16() - see kstrtoull() */
int __must_check kstrtos16(const char *s, unsigned int base, s16 *res);
/** kstrtou8() - see kstrtoull() */
int __must_check kstrtou8(const char *s, unsigned int base, u8 *res);
/** kstrtos8() - see kstrtoull() */
int __must_check kstrtos8(const char *s, unsigned int base, s8 *res);

/**
 * kstrtobool() - a string that says yes or no
 * @s: begins with one of yY1tT, nN0fF, or is on/off (first two letters); the rest is ignored
 * @res: the answer; untouched on failure
 *
 * Context: any. Return: 0 or -EINVAL. Follows Linux 6.12.
 */
int __must_check kstrtobool(const char *s, bool *res);

/**
 * simple_strtoull() - the number that a string begins with
 * @s: the string
 * @endp: if not NULL: the first character that is no digit
 * @base: 2 to 16, or 0 for 0x..., 0... and decimal as in C
 *
 * Without a check for overflow. The other names differ in the type returned, and in taking a
 * minus sign where that is signed.
 *
 * Context: any. Return: the number; 0 if there is none. Follows Linux 6.12.
 */
unsigned long long simple_strtoull(const char *s, char **endp, unsigned int base);
/** simple_strtoll() - see simple_strtoull() */
long long simple_strtoll(const char *s, char **endp, unsigned int base);
/** simple_strtoul() - see simple_strtoull() */
unsigned long simple_strtoul(const char *s, char **endp, unsigned int base);
/** simple_strtol() - see simple_strtoull() */
long simple_strtol(const char *s, char **endp, unsigned int base);

__tl_api_end

/* Its name before 6.4. */
#define strtobool(s, res) kstrtobool((s), (res))

/** kstrtou64() - see kstrtoull() */
static inline int __must_check kstrtou64(const char *s, unsigned int base, u64 *res)
{
	return kstrtoull(s, base, res);
}

/** kstrtos64() - see kstrtoull() */
static inline int __must_check kstrtos64(const char *s, unsigned int base, s64 *res)
{
	return kstrtoll(s, base, res);
}

/** kstrtou32() - see kstrtoull() */
static inline int __must_check kstrtou32(const char *s, unsigned int base, u32 *res)
{
	return kstrtouint(s, base, res);
}

/** kstrtos32() - see kstrtoull() */
static inline int __must_check kstrtos32(const char *s, unsigned int base, s32 *res)
{
	return kstrtoint(s, base, res);
}

#endif /* _LINUX_KSTRTOX_H */
