// SPDX-License-Identifier: MIT
/*
 * Bitmaps from text and to text: see <linux/bitmap.h>. Words in hex are read from their end, since
 * only there it is known which bits they stand for; lists from their beginning.
 */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include <strings.h>

static bool ends_text(char c)
{
	return c == '\0' || c == '\n';
}

static bool separates(char c)
{
	return c == ',' || isspace((unsigned char)c);
}

/* --- words in hex --- */

/* A word before *@end, which moves to its beginning. */
static int word_before(const char *begin, const char **end, u32 *value)
{
	const char *p = *end;

	*value = 0;
	for (unsigned int n = 0; p > begin && hex_to_bin((unsigned char)p[-1]) >= 0; n++, p--) {
		if (n == 8)
			return -EOVERFLOW;
		*value |= (u32)hex_to_bin((unsigned char)p[-1]) << 4 * n;
	}
	*end = p;
	return p > begin && !separates(p[-1]) ? -EINVAL : 0;
}

int bitmap_parse(const char *buf, unsigned int buflen, unsigned long *maskp, int nmaskbits)
{
	unsigned int nbits = (unsigned int)nmaskbits;
	const char *end = buf;

	while (end < buf + buflen && !ends_text(*end))
		end++;
	bitmap_zero(maskp, nbits);
	for (unsigned int at = 0;; at += 32) {
		u32 value;
		int err;

		while (end > buf && separates(end[-1]))
			end--;
		if (end == buf)
			return 0;
		if (at >= nbits)
			return -EOVERFLOW;
		err = word_before(buf, &end, &value);
		if (err)
			return err;
		if (nbits - at < 32 && value >> (nbits - at))
			return -EOVERFLOW;
		bitmap_write(maskp, value, at, min(32u, nbits - at));
	}
}
EXPORT_SYMBOL(bitmap_parse);

/* --- lists of ranges --- */

/* Of @used bits of each @group from @start up to @end. */
struct range {
	unsigned int start, end, used, group;
};

/* Return: behind the number, or NULL and an error in *@err. */
static const char *parse_bit(const char *p, unsigned int nbits, unsigned int *bit, int *err)
{
	unsigned long value = 0;

	if (*p == 'N') {
		*bit = nbits - 1;
		return p + 1;
	}
	*err = -EINVAL;
	if (!isdigit((unsigned char)*p))
		return NULL;
	for (; isdigit((unsigned char)*p); p++) {
		value = min(value * 10 + (unsigned long)(*p - '0'), 1ul << 32);
		*err = -EOVERFLOW;
	}
	*bit = (unsigned int)value;
	return value > UINT_MAX ? NULL : p;
}

/* Behind the range's bounds: ":used/group". */
static const char *parse_groups(const char *p, unsigned int nbits, struct range *r, int *err)
{
	p = parse_bit(p, nbits, &r->used, err);
	if (!p)
		return NULL;
	*err = -EINVAL;
	return *p == '/' ? parse_bit(p + 1, nbits, &r->group, err) : NULL;
}

static const char *parse_range(const char *p, unsigned int nbits, struct range *r, int *err)
{
	bool single = false;

	if (!strncasecmp(p, "all", 3)) {
		r->start = 0;
		r->end = nbits - 1;
		p += 3;
	} else {
		p = parse_bit(p, nbits, &r->start, err);
		r->end = r->start;
		single = p && *p != '-';
		if (p && !single)
			p = parse_bit(p + 1, nbits, &r->end, err);
	}
	if (!p)
		return NULL;
	r->used = r->group = r->end + 1;
	if (*p == ':' && !single)
		p = parse_groups(p + 1, nbits, r, err);
	if (p && !ends_text(*p) && !separates(*p)) {
		*err = -EINVAL;
		return NULL;
	}
	return p;
}

int bitmap_parselist(const char *buf, unsigned long *maskp, int nmaskbits)
{
	unsigned int nbits = (unsigned int)nmaskbits;
	struct range r;
	int err = 0;

	bitmap_zero(maskp, nbits);
	for (;;) {
		while (!ends_text(*buf) && separates(*buf))
			buf++;
		if (ends_text(*buf))
			return 0;
		buf = parse_range(buf, nbits, &r, &err);
		if (!buf)
			return err;
		if (r.start > r.end || !r.group || r.used > r.group)
			return -EINVAL;
		if (r.end >= nbits)
			return -ERANGE;
		for (unsigned long at = r.start; at <= r.end; at += r.group)
			bitmap_set(maskp, (unsigned int)at,
				   min(r.end - (unsigned int)at + 1, r.used));
	}
}
EXPORT_SYMBOL(bitmap_parselist);

/* --- to text --- */

int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *maskp, int nmaskbits)
{
	size_t room = PAGE_SIZE - offset_in_page(buf);

	return scnprintf(buf, room, list ? "%*pbl\n" : "%*pb\n", nmaskbits, maskp);
}
EXPORT_SYMBOL(bitmap_print_to_pagebuf);
