/* SPDX-License-Identifier: MIT */
/* Private to vsprintf.c and vsprintf-pointer.c: one conversion, and where its text goes. */
#ifndef LIB_KERNEL_VSPRINTF_H
#define LIB_KERNEL_VSPRINTF_H

#include <linux/compiler.h>

#include <stdbool.h>
#include <stddef.h>

#define VSN_SPEC_MAX 32

/* Where the text goes. @len counts what would have been written, as snprintf() does. */
struct vsn_out {
	char *buf;
	size_t size;
	size_t len;
};

/* One conversion: its text, NUL-terminated for libc, and what that says. */
struct vsn_spec {
	char text[VSN_SPEC_MAX];
	int width; /* -1: none */
	int precision; /* -1: none */
	bool left;
	char length; /* h, H (hh), l, q (ll), z, t, j, 0 */
	char conv;
};

/* vsprintf.c */
void vsn_put_mem(struct vsn_out *out, const char *text, size_t n);
/* By libc: @fmt is one conversion. */
void vsn_put_spec(struct vsn_out *out, const char *fmt, ...);
/* As wide as the conversion wants it. */
void vsn_put_padded(struct vsn_out *out, const struct vsn_spec *spec, const char *text);

/* vsprintf-pointer.c */
/* Say so instead of following a pointer that can't be one. Return: is it? */
bool vsn_put_bad_pointer(struct vsn_out *out, const struct vsn_spec *spec, const void *ptr);
/* @p stands behind "%p". Return: behind the letters that it took. */
const char *vsn_put_pointer(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
			    void *ptr);

#endif /* LIB_KERNEL_VSPRINTF_H */
