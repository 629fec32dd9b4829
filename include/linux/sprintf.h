/* SPDX-License-Identifier: MIT */
/*
 * Formatting into memory, and out of it. snprintf() and sscanf() and their like are the kernel's
 * from here on: those know its letters after %p, these no floating point.
 */
#ifndef _LINUX_SPRINTF_H
#define _LINUX_SPRINTF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/**
 * scnprintf() - snprintf() that returns what it wrote, not what it would have
 * @buf: NUL-terminated afterwards, unless @size is 0
 * @size: bytes that @buf holds, the NUL included
 *
 * Context: any.
 * Return: bytes written, without the NUL; 0 when @size is 0.
 */
int scnprintf(char *buf, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__attribute__((format(printf, 3, 0)));

/* What the macros below call. */
int __tl_snprintf(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int __tl_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__attribute__((format(printf, 3, 0)));
int __tl_sscanf(const char *buf, const char *fmt, ...) __attribute__((format(scanf, 2, 3)));
int __tl_vsscanf(const char *buf, const char *fmt, va_list args)
	__attribute__((format(scanf, 2, 0)));

__tl_api_end

/**
 * snprintf() - format into memory
 * @buf: NUL-terminated afterwards, unless @size is 0
 * @size: bytes that @buf holds, the NUL included; sprintf() and vsprintf() know of none
 *
 * Context: any.
 * Return: bytes that there would be, without the NUL, if @buf were large enough.
 */
#ifndef TL_IN_LIBRARY
#define snprintf(buf, size, ...)	__tl_snprintf((buf), (size), __VA_ARGS__)
#define vsnprintf(buf, size, fmt, args) __tl_vsnprintf((buf), (size), (fmt), (args))
#define sprintf(buf, ...)		__tl_snprintf((buf), __INT_MAX__, __VA_ARGS__)
#define vsprintf(buf, fmt, args)	__tl_vsnprintf((buf), __INT_MAX__, (fmt), (args))
#endif

/**
 * sscanf() - values from a string
 * @buf: the string
 * @fmt: what it should look like
 *
 *	%d %u %o %x %X		a number of that base; a minus sign for %d alone, never a plus
 *	%i			one in C's notation
 *	%hhd %hd %ld %lld %Ld %zd	into a wider or narrower type; what overflows wraps
 *	%s %c			a word; so many characters (1), without a NUL
 *	%9[abc] %9[^abc]	some of these, or of others; the width is needed, - makes no range
 *	%*d			passes over a word, whatever the letter says
 *	%n			how many characters are behind; does not count
 *	%9d			no more than 9 characters; a width of 0 ends it
 *
 * White space stands for any amount of it, also for none. Anything else ends it.
 *
 * Context: any. Return: how many values were stored; 0, never EOF, if there was none.
 * Follows Linux 6.12.
 */
#ifndef TL_IN_LIBRARY
#define sscanf(buf, ...)	__tl_sscanf((buf), __VA_ARGS__)
#define vsscanf(buf, fmt, args) __tl_vsscanf((buf), (fmt), (args))
#endif

#endif /* _LINUX_SPRINTF_H */
