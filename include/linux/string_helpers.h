/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_STRING_HELPERS_H
#define _LINUX_STRING_HELPERS_H

#include <linux/bits.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/string.h>
#include <linux/string_choices.h>
#include <linux/types.h>

struct device;

enum string_size_units {
	STRING_UNITS_10, /* powers of 1000: kB */
	STRING_UNITS_2, /* powers of 1024: KiB */
	STRING_UNITS_MASK = BIT(0),
	STRING_UNITS_NO_SPACE = BIT(30), /* none between number and unit */
	STRING_UNITS_NO_BYTES = BIT(31), /* no B */
};

/* What string_unescape() knows: \n and so on, \nnn, \xnn, \a \e \" \\. */
#define UNESCAPE_SPACE	  BIT(0)
#define UNESCAPE_OCTAL	  BIT(1)
#define UNESCAPE_HEX	  BIT(2)
#define UNESCAPE_SPECIAL  BIT(3)
#define UNESCAPE_ANY	  (UNESCAPE_SPACE | UNESCAPE_OCTAL | UNESCAPE_HEX | UNESCAPE_SPECIAL)
#define UNESCAPE_ALL_MASK GENMASK(3, 0)

/* How string_escape_mem() writes a character ... */
#define ESCAPE_SPACE	BIT(0) /* \f \n \r \t \v */
#define ESCAPE_SPECIAL	BIT(1) /* \a \e \" \\ */
#define ESCAPE_NULL	BIT(2) /* \0 */
#define ESCAPE_OCTAL	BIT(3) /* any other as three digits */
#define ESCAPE_ANY	(ESCAPE_SPACE | ESCAPE_OCTAL | ESCAPE_SPECIAL | ESCAPE_NULL)
#define ESCAPE_HEX	BIT(5) /* any other as \x and two digits */
/* ... and which: those that don't print, that are not ASCII, that are either of these ... */
#define ESCAPE_NP	BIT(4)
#define ESCAPE_ANY_NP	(ESCAPE_ANY | ESCAPE_NP)
#define ESCAPE_NA	BIT(6)
#define ESCAPE_NAP	BIT(7)
/* ... and those of @only too, rather than no others. */
#define ESCAPE_APPEND	BIT(8)
#define ESCAPE_ALL_MASK GENMASK(8, 0)

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

/**
 * string_unescape() - what a text with escapes stands for
 * @src: the text; an escape that is not known stays
 * @dst: where it goes, with a NUL; may be @src
 * @size: bytes there, of which each escape takes two; 0: enough
 * @flags: UNESCAPE_...
 *
 * Context: any. Return: bytes written, without the NUL. Follows Linux 6.12.
 */
int string_unescape(char *src, char *dst, size_t size, unsigned int flags);
/**
 * string_escape_mem() - text for bytes, with escapes
 * @src: the bytes
 * @isz: how many
 * @dst: where the text goes, without a NUL
 * @osz: bytes there; the rest is cut off
 * @flags: ESCAPE_...
 * @only: if not NULL and not empty: escape only these, or with ESCAPE_APPEND these too
 *
 * Context: any. Return: length of the whole text. Follows Linux 6.12.
 */
int string_escape_mem(const char *src, size_t isz, char *dst, size_t osz, unsigned int flags,
		      const char *only);

/** kstrdup_quotable() - a copy that may stand between quotation marks; for kfree() */
char *kstrdup_quotable(const char *src, gfp_t gfp);
/** kstrdup_and_replace() - a copy in which each @old is a @new; for kfree() */
char *kstrdup_and_replace(const char *src, char old, char new, gfp_t gfp);
/**
 * kasprintf_strarray() - "@prefix-0", "@prefix-1" and so on
 * @gfp: as for kmalloc()
 * @prefix: what they begin with
 * @n: how many
 *
 * Context: as kmalloc(). Return: for kfree_strarray(), or NULL. Follows Linux 6.12.
 */
char **kasprintf_strarray(gfp_t gfp, const char *prefix, size_t n);
/** kfree_strarray() - free @n strings and the array itself; NULL is fine; Context: as kfree() */
void kfree_strarray(char **array, size_t n);
/** devm_kasprintf_strarray() - for as long as the driver is bound; Return: or ERR_PTR(-ENOMEM) */
char **devm_kasprintf_strarray(struct device *dev, const char *prefix, size_t n);

__tl_api_end

static inline int string_unescape_inplace(char *buf, unsigned int flags)
{
	return string_unescape(buf, buf, 0, flags);
}

static inline int string_unescape_any(char *src, char *dst, size_t size)
{
	return string_unescape(src, dst, size, UNESCAPE_ANY);
}

static inline int string_unescape_any_inplace(char *buf)
{
	return string_unescape_any(buf, buf, 0);
}

static inline int string_escape_mem_any_np(const char *src, size_t isz, char *dst, size_t osz,
					   const char *only)
{
	return string_escape_mem(src, isz, dst, osz, ESCAPE_ANY_NP, only);
}

static inline int string_escape_str(const char *src, char *dst, size_t sz, unsigned int flags,
				    const char *only)
{
	return string_escape_mem(src, strlen(src), dst, sz, flags, only);
}

static inline int string_escape_str_any_np(const char *src, char *dst, size_t sz, const char *only)
{
	return string_escape_str(src, dst, sz, ESCAPE_ANY_NP, only);
}

/** string_is_terminated() - Context: any; Return: is there a NUL among the first @len bytes? */
static inline bool string_is_terminated(const char *s, int len)
{
	return memchr(s, '\0', (size_t)len) != NULL;
}

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
