// SPDX-License-Identifier: MIT
/*
 * Strings to numbers. One scanner of digits; every function here is that plus a range. Nothing
 * is called outside, so all of it may be used anywhere, handlers included.
 */
#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>

#include <stdint.h>

#include "kernel/kstrtox.h"

static unsigned int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return UINT_MAX;
}

/*
 * 16 for 0x and a digit, 8 for 0..., or else 10; and step over a 0x where the base is 16, which
 * needs no digit behind it where it was given.
 */
static const char *scan_base(const char *s, unsigned int *base)
{
	bool hex_prefix = s[0] == '0' && (s[1] | 0x20) == 'x';

	if (*base == 0)
		*base = hex_prefix && digit(s[2]) < 16 ? 16 : s[0] == '0' ? 8 : 10;
	return *base == 16 && hex_prefix ? s + 2 : s;
}

/*
 * At most @max. Return: the first character that is no digit. @overflow, if given, is set, never
 * cleared.
 */
static const char *scan_digits(const char *s, unsigned int base, size_t max,
			       unsigned long long *res, bool *overflow)
{
	unsigned long long value = 0;

	for (; max && digit(*s) < base; s++, max--) {
		bool over = __builtin_mul_overflow(value, base, &value);

		over |= __builtin_add_overflow(value, digit(*s), &value);
		if (over && overflow)
			*overflow = true;
	}
	*res = value;
	return s;
}

/* The magnitude of a whole string, its sign already stripped. */
static int scan_whole(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long value;
	bool overflow = false;
	const char *end;

	s = scan_base(s, &base);
	end = scan_digits(s, base, SIZE_MAX, &value, &overflow);
	if (end == s)
		return -EINVAL;
	if (*end == '\n')
		end++;
	if (*end)
		return -EINVAL;
	if (overflow)
		return -ERANGE;
	*res = value;
	return 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	if (s[0] == '+')
		s++;
	return scan_whole(s, base, res);
}
EXPORT_SYMBOL(kstrtoull);

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	unsigned long long magnitude;
	bool negative = s[0] == '-';
	int rc;

	rc = negative ? scan_whole(s + 1, base, &magnitude) : kstrtoull(s, base, &magnitude);
	if (rc)
		return rc;
	if (magnitude > (unsigned long long)LLONG_MAX + negative)
		return -ERANGE;
	*res = (long long)(negative ? -magnitude : magnitude);
	return 0;
}
EXPORT_SYMBOL(kstrtoll);

/* A narrower type: the wide value must survive the assignment. */
#define DEFINE_KSTRTO(name, type, wide, wide_type)            \
	int name(const char *s, unsigned int base, type *res) \
	{                                                     \
		wide_type value;                              \
		int rc = wide(s, base, &value);               \
                                                              \
		if (rc)                                       \
			return rc;                            \
		if (value != (wide_type)(type)value)          \
			return -ERANGE;                       \
		*res = (type)value;                           \
		return 0;                                     \
	}                                                     \
	EXPORT_SYMBOL(name)

DEFINE_KSTRTO(kstrtoul, unsigned long, kstrtoull, unsigned long long);
DEFINE_KSTRTO(kstrtol, long, kstrtoll, long long);
DEFINE_KSTRTO(kstrtouint, unsigned int, kstrtoull, unsigned long long);
DEFINE_KSTRTO(kstrtoint, int, kstrtoll, long long);
DEFINE_KSTRTO(kstrtou16, u16, kstrtoull, unsigned long long);
DEFINE_KSTRTO(kstrtos16, s16, kstrtoll, long long);
DEFINE_KSTRTO(kstrtou8, u8, kstrtoull, unsigned long long);
DEFINE_KSTRTO(kstrtos8, s8, kstrtoll, long long);

int kstrtobool(const char *s, bool *res)
{
	if (!s)
		return -EINVAL;
	switch (s[0]) {
	case 'y':
	case 'Y':
	case 't':
	case 'T':
	case '1':
		*res = true;
		return 0;
	case 'n':
	case 'N':
	case 'f':
	case 'F':
	case '0':
		*res = false;
		return 0;
	case 'o':
	case 'O':
		if ((s[1] | 0x20) != 'n' && (s[1] | 0x20) != 'f')
			return -EINVAL;
		*res = (s[1] | 0x20) == 'n';
		return 0;
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL(kstrtobool);

unsigned long long kstrtox_scan(const char *s, const char **endp, unsigned int base, size_t max)
{
	const char *digits = scan_base(s, &base);
	size_t prefix = (size_t)(digits - s);
	unsigned long long value = 0;

	*endp = prefix < max ? scan_digits(digits, base, max - prefix, &value, NULL) : s + max;
	return value;
}

unsigned long long simple_strtoull(const char *s, char **endp, unsigned int base)
{
	unsigned long long value = kstrtox_scan(s, &s, base, SIZE_MAX);

	if (endp)
		*endp = (char *)s;
	return value;
}
EXPORT_SYMBOL(simple_strtoull);

long long simple_strtoll(const char *s, char **endp, unsigned int base)
{
	if (*s == '-')
		return (long long)-simple_strtoull(s + 1, endp, base);
	return (long long)simple_strtoull(s, endp, base);
}
EXPORT_SYMBOL(simple_strtoll);

unsigned long simple_strtoul(const char *s, char **endp, unsigned int base)
{
	return (unsigned long)simple_strtoull(s, endp, base);
}
EXPORT_SYMBOL(simple_strtoul);

long simple_strtol(const char *s, char **endp, unsigned int base)
{
	return (long)simple_strtoll(s, endp, base);
}
EXPORT_SYMBOL(simple_strtol);
