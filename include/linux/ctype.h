/* SPDX-License-Identifier: MIT */
/*
 * Classes of characters: those of Latin-1, whatever the locale. libc's <ctype.h> comes first, and
 * its names are the kernel's from here on.
 */
#ifndef _LINUX_CTYPE_H
#define _LINUX_CTYPE_H

#include <ctype.h>

#define __tl_between(c, first, last) ((unsigned char)(c) >= (first) && (unsigned char)(c) <= (last))

/* Small letters from 0xdf on, capitals from 0xc0 on, but for the signs of times and division. */
static inline int __tl_islower(int c)
{
	return __tl_between(c, 'a', 'z') || (__tl_between(c, 0xdf, 0xff) && (c & 0xff) != 0xf7);
}

static inline int __tl_isupper(int c)
{
	return __tl_between(c, 'A', 'Z') || (__tl_between(c, 0xc0, 0xde) && (c & 0xff) != 0xd7);
}

static inline int __tl_isdigit(int c)
{
	return c >= '0' && c <= '9';
}

static inline int __tl_isalpha(int c)
{
	return __tl_islower(c) || __tl_isupper(c);
}

static inline int __tl_isalnum(int c)
{
	return __tl_isalpha(c) || __tl_between(c, '0', '9');
}

static inline int __tl_isspace(int c)
{
	return __tl_between(c, '\t', '\r') || (c & 0xff) == ' ' || (c & 0xff) == 0xa0;
}

static inline int __tl_iscntrl(int c)
{
	return __tl_between(c, 0, 0x1f) || (c & 0xff) == 0x7f;
}

static inline int __tl_isprint(int c)
{
	return __tl_between(c, 0x20, 0x7e) || __tl_between(c, 0xa0, 0xff);
}

static inline int __tl_isgraph(int c)
{
	return __tl_isprint(c) && !__tl_isspace(c);
}

static inline int __tl_ispunct(int c)
{
	return __tl_isgraph(c) && !__tl_isalnum(c);
}

static inline int __tl_isxdigit(int c)
{
	return __tl_between(c, '0', '9') || __tl_between(c, 'a', 'f') || __tl_between(c, 'A', 'F');
}

static inline int __tl_tolower(int c)
{
	c &= 0xff;
	return __tl_isupper(c) ? c + ('a' - 'A') : c;
}

static inline int __tl_toupper(int c)
{
	c &= 0xff;
	return __tl_islower(c) ? (c - ('a' - 'A')) & 0xff : c;
}

#undef isalnum
#undef isalpha
#undef isascii
#undef iscntrl
#undef isdigit
#undef isgraph
#undef islower
#undef isprint
#undef ispunct
#undef isspace
#undef isupper
#undef isxdigit
#undef toascii
#undef tolower
#undef toupper

#define isalnum(c)  __tl_isalnum(c)
#define isalpha(c)  __tl_isalpha(c)
#define isascii(c)  (((unsigned char)(c)) <= 0x7f)
#define iscntrl(c)  __tl_iscntrl(c)
#define isdigit(c)  __tl_isdigit(c)
#define isgraph(c)  __tl_isgraph(c)
#define islower(c)  __tl_islower(c)
#define isprint(c)  __tl_isprint(c)
#define ispunct(c)  __tl_ispunct(c)
#define isspace(c)  __tl_isspace(c)
#define isupper(c)  __tl_isupper(c)
#define isxdigit(c) __tl_isxdigit(c)
#define toascii(c)  (((unsigned char)(c)) & 0x7f)
#define tolower(c)  __tl_tolower(c)
#define toupper(c)  __tl_toupper(c)

/** isodigit() - is it a digit of an octal number? */
static inline int isodigit(int c)
{
	return c >= '0' && c <= '7';
}

#endif /* _LINUX_CTYPE_H */
