/* SPDX-License-Identifier: MIT */
/* libc's string functions, and those that only the kernel has. */
#ifndef _TL_LINUX_STRING_H
#define _TL_LINUX_STRING_H

#include_next <linux/string.h>

#include <linux/args.h>
#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/types.h>
#include <linux/version.h>

__tl_api_begin

/** sized_strscpy() - strscpy() to a buffer of @count bytes */
ssize_t sized_strscpy(char *dst, const char *src, size_t count);
ssize_t __tl_strscpy_pad(char *dst, const char *src, size_t count);

/**
 * strlcat() - append to a string in a buffer
 * @dest: the string
 * @src: what is appended, as far as it fits
 * @count: bytes in the buffer; the string is terminated within
 *
 * Context: any. Return: length that the whole would have had. Follows Linux 6.12.
 */
size_t __tl_strlcat(char *dest, const char *src, size_t count);
#define strlcat(dest, src, count) __tl_strlcat((dest), (src), (count))

/** skip_spaces() - Context: any; Return: the first character of @str that is no white space */
char *skip_spaces(const char *str);
/**
 * strim() - cut white space off the end of a string
 * @str: the string; changed
 *
 * Context: any. Return: @str without the white space that leads it. Follows Linux 6.12.
 */
char *strim(char *str);
/**
 * strnchr() - strchr() that looks at a number of characters at most
 * @str: the string
 * @count: how many
 * @c: the character; may be NUL
 *
 * Context: any. Return: where it stands, or NULL. Follows Linux 6.12.
 */
char *strnchr(const char *str, size_t count, int c);
/**
 * strnstr() - strstr() that looks at a number of characters at most
 * @str: the string
 * @what: what to look for
 * @len: how many characters of @str
 *
 * Context: any. Return: where it begins, or NULL. Follows Linux 6.12.
 */
char *strnstr(const char *str, const char *what, size_t len);
/** strreplace() - every @old in @str becomes @to; Context: any; Return: @str */
char *strreplace(char *str, char old, char to);
/** sysfs_streq() - Context: any; Return: are they equal, but for one newline at either's end? */
bool sysfs_streq(const char *a, const char *b);
/**
 * match_string() - look for a string in an array; __sysfs_match_string(): as sysfs_streq() does
 * @array: of strings, which ends after @n or at NULL
 * @n: elements
 * @string: the string
 *
 * Context: any. Return: its index, or -EINVAL. Follows Linux 6.12.
 */
int match_string(const char *const *array, size_t n, const char *string);
/** __sysfs_match_string() - see match_string() */
int __sysfs_match_string(const char *const *array, size_t n, const char *string);
/** memchr_inv() - Context: any; Return: the first of @bytes bytes that is not @c, or NULL */
void *memchr_inv(const void *start, int c, size_t bytes);
/** memset16() - fill @count elements (not bytes) with @v; Context: any; Return: @s */
void *memset16(u16 *s, u16 v, size_t count);
/** memset32() - see memset16() */
void *memset32(u32 *s, u32 v, size_t count);
/** memset64() - see memset16() */
void *memset64(u64 *s, u64 v, size_t count);
/**
 * memcpy_and_pad() - copy into a buffer, and fill what is left of it
 * @dst: the buffer
 * @dst_len: bytes in it
 * @src: what to copy
 * @count: bytes of it; no more than @dst_len are copied
 * @pad: the filling byte
 *
 * Context: any. Follows Linux 6.12.
 */
void memcpy_and_pad(void *dst, size_t dst_len, const void *src, size_t count, int pad);

/** memscan() - Context: any; Return: the first of @size bytes that is @c, or behind them */
void *memscan(void *addr, int c, size_t size);
/* What memcat_p() calls. */
void **__memcat_p(void **a, void **b);

/**
 * argv_split() - cut a string into words at its white space
 * @gfp: as for kmalloc()
 * @str: the string
 * @argcp: if not NULL: gets the number of words
 *
 * Context: as kmalloc(). Return: the words and a NULL, for argv_free(); NULL without memory.
 * Follows Linux 6.12.
 */
char **argv_split(gfp_t gfp, const char *str, int *argcp);
/** argv_free() - give back what argv_split() gave; Context: any */
void argv_free(char **argv);

/**
 * get_option() - an int at the beginning of a string, in C's notation
 * @str: the string; moves behind the int, and behind a comma that follows
 * @pint: if not NULL: gets the int
 *
 * Context: any. Return: 0 there is none, 1 there is, 2 and a comma behind it, 3 and a hyphen.
 * Follows Linux 6.12.
 */
int get_option(char **str, int *pint);
/**
 * get_options() - ints and ranges, with commas between them: "1,3-5"
 * @str: the string
 * @nints: elements of @ints; 0: just count
 * @ints: the first element gets how many there are, the others these
 *
 * Context: any. Return: where it had to end. Follows Linux 6.12.
 */
char *get_options(const char *str, int nints, int *ints);
/**
 * memparse() - a size: a number in C's notation and perhaps one of K, M, G, T, P, E
 * @ptr: the string
 * @retptr: if not NULL: gets what stands behind it
 *
 * Context: any. Return: the size, in bytes. Follows Linux 6.12.
 */
unsigned long long memparse(const char *ptr, char **retptr);
/**
 * next_arg() - the first of some words with white space between them: name="a value"
 * @args: the words; changed
 * @param: gets the name
 * @val: gets the value, without its quotation marks, or NULL
 *
 * Context: any. Return: the next word. Follows Linux 6.12.
 */
char *next_arg(char *args, char **param, char **val);

/* libc's own, declared by it only for those who ask for GNU's. */
char *strchrnul(const char *s, int c);

/**
 * memdup_user() - copy memory of the program's into a new block
 * @src: the memory
 * @len: bytes
 *
 * kfree() takes it; that of vmemdup_user(), which may be large, kvfree().
 * Context: task; may sleep. Return: the block, or ERR_PTR() of -ENOMEM, -EFAULT. Follows Linux 6.12.
 */
void *memdup_user(const void __user *src, size_t len);
/** vmemdup_user() - see memdup_user() */
void *vmemdup_user(const void __user *src, size_t len);
/** memdup_user_nul() - memdup_user() with a NUL behind it */
void *memdup_user_nul(const void __user *src, size_t len);
/**
 * strndup_user() - copy a string of the program's into a new block
 * @s: the string
 * @n: how long it may be, with its NUL
 *
 * kfree() takes it.
 * Context: task; may sleep. Return: the copy, or ERR_PTR() of -EFAULT, -ENOMEM, -EINVAL (it is
 * longer). Follows Linux 6.12.
 */
char *strndup_user(const char __user *s, long n);

__tl_api_end

/** memcat_p() - all pointers of two arrays that end with NULL, in a third; for kfree() */
#define memcat_p(a, b)                                                                     \
	__extension__({                                                                    \
		BUILD_BUG_ON_MSG(!__same_type(*(a), *(b)), "type mismatch in memcat_p()"); \
		(__typeof__(*a) *)__memcat_p((void **)(a), (void **)(b));                  \
	})

/** memdup_array_user() - memdup_user() of @n elements of @size bytes; -EOVERFLOW if there are too many */
static inline void *memdup_array_user(const void __user *src, size_t n, size_t size)
{
	size_t bytes;

	return __builtin_mul_overflow(n, size, &bytes) ? ERR_PTR(-EOVERFLOW) :
							 memdup_user(src, bytes);
}

/** vmemdup_array_user() - see memdup_array_user() */
static inline void *vmemdup_array_user(const void __user *src, size_t n, size_t size)
{
	size_t bytes;

	return __builtin_mul_overflow(n, size, &bytes) ? ERR_PTR(-EOVERFLOW) :
							 vmemdup_user(src, bytes);
}

/**
 * strscpy() - copy a string into a buffer
 * @dst: the buffer; terminated afterwards, if it has room for one byte
 * @src: the string
 * @size: bytes in @dst; may be left out if @dst is an array
 *
 * Context: any. Return: length of the copy, or -E2BIG if it was cut. Follows Linux 6.12.
 */
#define strscpy(dst, ...)		   CONCATENATE(__tl_strscpy_args, COUNT_ARGS(__VA_ARGS__))(dst, __VA_ARGS__)
#define __tl_strscpy_args1(dst, src)	   sized_strscpy(dst, src, ARRAY_SIZE(dst))
#define __tl_strscpy_args2(dst, src, size) sized_strscpy(dst, src, size)

/** strscpy_pad() - strscpy() with zeros up to the end of the buffer */
#define strscpy_pad(dst, ...) \
	CONCATENATE(__tl_strscpy_pad_args, COUNT_ARGS(__VA_ARGS__))(dst, __VA_ARGS__)
#define __tl_strscpy_pad_args1(dst, src)       __tl_strscpy_pad(dst, src, ARRAY_SIZE(dst))
#define __tl_strscpy_pad_args2(dst, src, size) __tl_strscpy_pad(dst, src, size)

#if TASKLET_LINUX_VERSION < KERNEL_VERSION(6, 8, 0)
/* strscpy() has taken its place. Return: length of @src. */
static inline size_t __tl_strlcpy(char *dest, const char *src, size_t size)
{
	(void)sized_strscpy(dest, src, size);
	return strlen(src);
}
#define strlcpy(dest, src, size) __tl_strlcpy((dest), (src), (size))
#endif

/** strstrip() - strim() */
static inline char *strstrip(char *str)
{
	return strim(str);
}

#define sysfs_match_string(a, s) __sysfs_match_string(a, ARRAY_SIZE(a), s)

/** strstarts() - Context: any; Return: does @str begin with @prefix? */
static inline bool strstarts(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

/** str_has_prefix() - Context: any; Return: the length of @prefix if @str begins with it, or 0 */
static inline size_t str_has_prefix(const char *str, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(str, prefix, len) == 0 ? len : 0;
}

/** kbasename() - Context: any; Return: what stands after the last slash of @path */
static inline const char *kbasename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/** memzero_explicit() - zeros, written although nobody reads them afterwards; Context: any */
static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	barrier_data(s);
}

static inline void *memset_l(unsigned long *p, unsigned long v, size_t n)
{
	return memset64((u64 *)p, v, n);
}

static inline void *memset_p(void **p, void *v, size_t n)
{
	return memset64((u64 *)p, (u64)v, n);
}

/** memset_after() - set all bytes of a structure that follow @member; memset_startat(): and it too */
#define memset_after(obj, v, member)                                                          \
	__extension__({                                                                       \
		__typeof__(obj) __obj = (obj);                                                \
		size_t __from = offsetof(__typeof__(*__obj), member) + sizeof(__obj->member); \
                                                                                              \
		memset((u8 *)__obj + __from, (v), sizeof(*__obj) - __from);                   \
	})
#define memset_startat(obj, v, member)                                      \
	__extension__({                                                     \
		__typeof__(obj) __obj = (obj);                              \
		size_t __from = offsetof(__typeof__(*__obj), member);       \
                                                                            \
		memset((u8 *)__obj + __from, (v), sizeof(*__obj) - __from); \
	})

/**
 * strtomem() - a string to an array of bytes that needs no NUL; cut if it is longer
 * @dest: the array; what the string does not fill stays, and is @pad after strtomem_pad()
 * @src: the string
 *
 * memtostr(): the other way round; memtostr_pad(): with zeros up to the end of @dest.
 * Context: any. Follows Linux 6.12.
 */
#define strtomem(dest, src)                                              \
	do {                                                             \
		const char *__src = (src);                               \
                                                                         \
		memcpy((dest), __src, strnlen(__src, ARRAY_SIZE(dest))); \
	} while (0)
#define strtomem_pad(dest, src, pad)                                                              \
	do {                                                                                      \
		const char *__src = (src);                                                        \
                                                                                                  \
		memcpy_and_pad((dest), ARRAY_SIZE(dest), __src, strnlen(__src, ARRAY_SIZE(dest)), \
			       (pad));                                                            \
	} while (0)
#define __tl_memtostr(dest, src, zeros)                                       \
	do {                                                                  \
		size_t __len = strnlen((const char *)(src), ARRAY_SIZE(src)); \
		size_t __room = ARRAY_SIZE(dest);                             \
                                                                              \
		__len = __len < __room ? __len : __room - 1;                  \
		memcpy((dest), (src), __len);                                 \
		memset((dest) + __len, 0, (zeros) ? __room - __len : 1);      \
	} while (0)
#define memtostr(dest, src)	__tl_memtostr(dest, src, false)
#define memtostr_pad(dest, src) __tl_memtostr(dest, src, true)

/** mem_is_zero() - Context: any; Return: are all @n bytes zero? */
static inline bool mem_is_zero(const void *s, size_t n)
{
	return !memchr_inv(s, 0, n);
}

#endif /* _TL_LINUX_STRING_H */
