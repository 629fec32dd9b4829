// SPDX-License-Identifier: MIT
/* Options by patterns: see <linux/parser.h>. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/parser.h>
#include <linux/slab.h>
#include <linux/string.h>

/* Of a conversion @c and at most @max characters at @s. Return: behind it, or NULL. */
static char *match_conversion(char c, char *s, size_t max)
{
	char *end = s;

	switch (c) {
	case 's':
		return *s ? s + strnlen(s, max) : NULL;
	case 'd':
		simple_strtol(s, &end, 0);
		break;
	case 'u':
		simple_strtoul(s, &end, 0);
		break;
	case 'o':
		simple_strtoul(s, &end, 8);
		break;
	case 'x':
		simple_strtoul(s, &end, 16);
		break;
	}
	return end == s ? NULL : end;
}

static bool match_pattern(char *s, const char *p, substring_t args[])
{
	int n = 0;

	for (;;) {
		size_t max = SIZE_MAX;

		while (*p && *p != '%' && *p == *s) {
			p++;
			s++;
		}
		if (*p != '%')
			return !*p && !*s;
		if (p[1] == '%') {
			if (*s++ != '%')
				return false;
			p += 2;
			continue;
		}
		p++;
		if (isdigit(*p))
			max = simple_strtoul(p, (char **)&p, 10);
		if (n == MAX_OPT_ARGS)
			return false;
		args[n].from = s;
		s = match_conversion(*p, s, max);
		if (!s)
			return false;
		args[n++].to = s;
		p++;
	}
}

int match_token(char *s, const match_table_t table, substring_t args[])
{
	const struct match_token *t = table;

	while (t->pattern && !match_pattern(s, t->pattern, args))
		t++;
	return t->token;
}
EXPORT_SYMBOL(match_token);

/* Longer than any number, which needs no terminator behind it in the string. */
struct number_text {
	char text[48];
};

static int number_text(struct number_text *n, const substring_t *s)
{
	if (match_strlcpy(n->text, s, sizeof(n->text)) >= sizeof(n->text))
		return -ERANGE;
	return 0;
}

static int match_number(substring_t *s, int *result, unsigned int base)
{
	struct number_text n;
	long value;
	char *end;

	if (number_text(&n, s))
		return -ERANGE;
	value = simple_strtol(n.text, &end, base);
	if (end == n.text)
		return -EINVAL;
	if (value < INT_MIN || value > INT_MAX)
		return -ERANGE;
	*result = (int)value;
	return 0;
}

int match_int(substring_t *s, int *result)
{
	return match_number(s, result, 0);
}
EXPORT_SYMBOL(match_int);

int match_octal(substring_t *s, int *result)
{
	return match_number(s, result, 8);
}
EXPORT_SYMBOL(match_octal);

int match_hex(substring_t *s, int *result)
{
	return match_number(s, result, 16);
}
EXPORT_SYMBOL(match_hex);

int match_uint(substring_t *s, unsigned int *result)
{
	struct number_text n;

	return number_text(&n, s) ?: kstrtouint(n.text, 10, result);
}
EXPORT_SYMBOL(match_uint);

int match_u64(substring_t *s, u64 *result)
{
	struct number_text n;

	return number_text(&n, s) ?: kstrtou64(n.text, 0, result);
}
EXPORT_SYMBOL(match_u64);

bool match_wildcard(const char *pattern, const char *str)
{
	const char *star = NULL, *retry = NULL;

	while (*str) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = str;
		} else if (*pattern == '?' || *pattern == *str) {
			pattern++;
			str++;
		} else if (star) {
			/* The last star takes one more; earlier ones need not. */
			pattern = star;
			str = ++retry;
		} else {
			return false;
		}
	}
	/* One star more, no two: as in Linux, and unlike glob_match(). */
	pattern += *pattern == '*';
	return !*pattern;
}
EXPORT_SYMBOL(match_wildcard);

size_t match_strlcpy(char *dest, const substring_t *src, size_t size)
{
	size_t len = (size_t)(src->to - src->from);

	if (size) {
		size_t n = min(len, size - 1);

		memcpy(dest, src->from, n);
		dest[n] = '\0';
	}
	return len;
}
EXPORT_SYMBOL(match_strlcpy);

char *match_strdup(const substring_t *s)
{
	return kmemdup_nul(s->from, (size_t)(s->to - s->from), GFP_KERNEL);
}
EXPORT_SYMBOL(match_strdup);
