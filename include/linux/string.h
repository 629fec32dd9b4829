/* SPDX-License-Identifier: MIT */
/* libc's string functions, and those that only the kernel has. */
#ifndef _TL_LINUX_STRING_H
#define _TL_LINUX_STRING_H

#include_next <linux/string.h>

#include <linux/args.h>
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

ssize_t sized_strscpy(char *dst, const char *src, size_t count);
ssize_t __tl_strscpy_pad(char *dst, const char *src, size_t count);
char *skip_spaces(const char *str);
char *strim(char *str);
char *strnchr(const char *str, size_t count, int c);
char *strnstr(const char *str, const char *what, size_t len);
char *strreplace(char *str, char old, char to);
bool sysfs_streq(const char *a, const char *b);
int match_string(const char *const *array, size_t n, const char *string);
int __sysfs_match_string(const char *const *array, size_t n, const char *string);
void *memchr_inv(const void *start, int c, size_t bytes);
void *memset16(u16 *s, u16 v, size_t count);
void *memset32(u32 *s, u32 v, size_t count);
void *memset64(u64 *s, u64 v, size_t count);
void memcpy_and_pad(void *dst, size_t dst_len, const void *src, size_t count, int pad);

__tl_api_end

/**
 * strscpy() - copy a string into a buffer
 * @dst: the buffer; terminated afterwards, if it has room for one byte
 * @src: the string
 * @size: bytes in @dst; may be left out if @dst is an array
 *
 * Context: any. Return: length of the copy, or -E2BIG if it was cut.
 */
#define strscpy(dst, ...)		   CONCATENATE(__tl_strscpy_args, COUNT_ARGS(__VA_ARGS__))(dst, __VA_ARGS__)
#define __tl_strscpy_args1(dst, src)	   sized_strscpy(dst, src, ARRAY_SIZE(dst))
#define __tl_strscpy_args2(dst, src, size) sized_strscpy(dst, src, size)

/* The same, with zeros up to the end. */
#define strscpy_pad(dst, ...) \
	CONCATENATE(__tl_strscpy_pad_args, COUNT_ARGS(__VA_ARGS__))(dst, __VA_ARGS__)
#define __tl_strscpy_pad_args1(dst, src)       __tl_strscpy_pad(dst, src, ARRAY_SIZE(dst))
#define __tl_strscpy_pad_args2(dst, src, size) __tl_strscpy_pad(dst, src, size)

static inline char *strstrip(char *str)
{
	return strim(str);
}

#define sysfs_match_string(a, s) __sysfs_match_string(a, ARRAY_SIZE(a), s)

static inline bool strstarts(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

/* The length of @prefix if @str begins with it, or else 0. */
static inline size_t str_has_prefix(const char *str, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(str, prefix, len) == 0 ? len : 0;
}

static inline const char *kbasename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Stays although nobody reads the memory afterwards. */
static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	barrier_data(s);
}

static inline bool mem_is_zero(const void *s, size_t n)
{
	return !memchr_inv(s, 0, n);
}

#endif /* _TL_LINUX_STRING_H */
