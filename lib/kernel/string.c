// SPDX-License-Identifier: MIT
/* String functions that libc does not have. All may be used anywhere, handlers included. */
#include <linux/slab.h>
#include <linux/string.h>

/* DIVERGES: a count of 0 gives -E2BIG as in Linux, but a count over INT_MAX is not warned of. */
ssize_t sized_strscpy(char *dst, const char *src, size_t count)
{
	size_t len;

	if (count == 0)
		return -E2BIG;
	for (len = 0; len < count; len++) {
		dst[len] = src[len];
		if (!src[len])
			return (ssize_t)len;
	}
	dst[count - 1] = '\0';
	return -E2BIG;
}
EXPORT_SYMBOL(sized_strscpy);

ssize_t __tl_strscpy_pad(char *dst, const char *src, size_t count)
{
	ssize_t len = sized_strscpy(dst, src, count);

	if (len >= 0)
		memset(dst + len, 0, count - (size_t)len);
	return len;
}
EXPORT_SYMBOL(__tl_strscpy_pad);

size_t __tl_strlcat(char *dest, const char *src, size_t count)
{
	size_t len = strnlen(dest, count);

	if (len < count)
		(void)sized_strscpy(dest + len, src, count - len);
	return len + strlen(src);
}
EXPORT_SYMBOL(__tl_strlcat);

/* By hand, since libc's isspace() follows the locale. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Return: the first character of @str that is no white space. */
char *skip_spaces(const char *str)
{
	while (is_space(*str))
		str++;
	return (char *)str;
}
EXPORT_SYMBOL(skip_spaces);

/* Cut white space off the end of @str. Return: @str without what leads it. */
char *strim(char *str)
{
	size_t len = strlen(str);

	while (len && is_space(str[len - 1]))
		len--;
	str[len] = '\0';
	return skip_spaces(str);
}
EXPORT_SYMBOL(strim);

/* strchr() that looks at @count characters at most. */
char *strnchr(const char *str, size_t count, int c)
{
	for (; count--; str++) {
		if (*str == (char)c)
			return (char *)str;
		if (!*str)
			break;
	}
	return NULL;
}
EXPORT_SYMBOL(strnchr);

/* strstr() that looks at @len characters at most. */
char *strnstr(const char *str, const char *what, size_t len)
{
	size_t n = strlen(what);

	if (!n)
		return (char *)str;
	for (len = strnlen(str, len); len >= n; len--, str++)
		if (!memcmp(str, what, n))
			return (char *)str;
	return NULL;
}
EXPORT_SYMBOL(strnstr);

/* Every @old becomes @to. Return: @str. */
char *strreplace(char *str, char old, char to)
{
	for (char *s = str; *s; s++)
		if (*s == old)
			*s = to;
	return str;
}
EXPORT_SYMBOL(strreplace);

/* Equal but for one newline at the end of either. */
bool sysfs_streq(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return true;
	return (!*a && b[0] == '\n' && !b[1]) || (!*b && a[0] == '\n' && !a[1]);
}
EXPORT_SYMBOL(sysfs_streq);

/* Return: where @string is in @array, which ends after @n or at NULL; or -EINVAL. */
int match_string(const char *const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (!strcmp(array[i], string))
			return (int)i;
	return -EINVAL;
}
EXPORT_SYMBOL(match_string);

int __sysfs_match_string(const char *const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (sysfs_streq(array[i], string))
			return (int)i;
	return -EINVAL;
}
EXPORT_SYMBOL(__sysfs_match_string);

/* Return: the first byte that is not @c, or NULL. */
void *memchr_inv(const void *start, int c, size_t bytes)
{
	const u8 *p = start;

	for (; bytes; bytes--, p++)
		if (*p != (u8)c)
			return (void *)p;
	return NULL;
}
EXPORT_SYMBOL(memchr_inv);

void *memset16(u16 *s, u16 v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset16);

void *memset32(u32 *s, u32 v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset32);

void *memset64(u64 *s, u64 v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset64);

void memcpy_and_pad(void *dst, size_t dst_len, const void *src, size_t count, int pad)
{
	if (count > dst_len)
		count = dst_len;
	memcpy(dst, src, count);
	memset((u8 *)dst + count, pad, dst_len - count);
}
EXPORT_SYMBOL(memcpy_and_pad);

/* Return: the first byte that is @c, or behind the last one. */
void *memscan(void *addr, int c, size_t size)
{
	return memchr(addr, c, size) ?: (u8 *)addr + size;
}
EXPORT_SYMBOL(memscan);

/* The pointers of two arrays, each of which ends with NULL. */
void **__memcat_p(void **a, void **b)
{
	size_t na = 0, nb = 0;
	void **both;

	while (a[na])
		na++;
	while (b[nb])
		nb++;
	both = kmalloc_array(na + nb + 1, sizeof(*both), GFP_KERNEL);
	if (!both)
		return NULL;
	memcpy(both, a, na * sizeof(*both));
	memcpy(both + na, b, (nb + 1) * sizeof(*both));
	return both;
}
EXPORT_SYMBOL(__memcat_p);
