/* SPDX-License-Identifier: MIT */
/*
 * Classes of characters.
 *
 * DIVERGES: libc's, which know ASCII alone in the C locale, where the kernel's are Latin-1's.
 */
#ifndef _LINUX_CTYPE_H
#define _LINUX_CTYPE_H

#include <ctype.h>

#undef isascii
#undef toascii
#define isascii(c) (((unsigned char)(c)) <= 0x7f)
#define toascii(c) (((unsigned char)(c)) & 0x7f)

/** isodigit() - is it a digit of an octal number? */
static inline int isodigit(int c)
{
	return c >= '0' && c <= '7';
}

#endif /* _LINUX_CTYPE_H */
