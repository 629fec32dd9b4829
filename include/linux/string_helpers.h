/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_STRING_HELPERS_H
#define _LINUX_STRING_HELPERS_H

#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/string.h>
#include <linux/string_choices.h>
#include <linux/types.h>

enum string_size_units {
	STRING_UNITS_10, /* powers of 1000: kB */
	STRING_UNITS_2, /* powers of 1024: KiB */
};

__tl_api_begin

/**
 * string_get_size() - a size in the unit that gives three digits: "1.50 KiB"
 * @size: in blocks
 * @blk_size: bytes of a block
 * @units: powers of which number
 * @buf: where the text goes
 * @len: bytes there
 *
 * Context: any. Return: length of the text, as snprintf(). Follows Linux 6.12.
 */
int string_get_size(u64 size, u64 blk_size, const enum string_size_units units, char *buf, int len);

__tl_api_end

/** string_upper() - copy, with small letters made large; string_lower(): the other way round */
static inline void string_upper(char *dst, const char *src)
{
	do {
		*dst++ = (char)toupper((unsigned char)*src);
	} while (*src++);
}

static inline void string_lower(char *dst, const char *src)
{
	do {
		*dst++ = (char)tolower((unsigned char)*src);
	} while (*src++);
}

#endif /* _LINUX_STRING_HELPERS_H */
