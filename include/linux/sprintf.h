/* SPDX-License-Identifier: MIT */
/*
 * Formatting into memory, and out of it. snprintf() and its like are the kernel's from here on,
 * which know its letters after %p; sscanf() is libc's, whose conversions include the kernel's.
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

#endif /* _LINUX_SPRINTF_H */
