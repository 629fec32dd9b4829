/* SPDX-License-Identifier: MIT */
/*
 * Formatting into memory. snprintf() and sprintf() are libc's own, so %p extensions work in the
 * functions declared here and in printk(), not in those two.
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

__tl_api_end

#endif /* _LINUX_SPRINTF_H */
