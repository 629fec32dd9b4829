// SPDX-License-Identifier: MIT
/*
 * sscanf() as the kernel does it; <linux/sprintf.h> lists what it knows. One conversion is cut out
 * of the format at a time, and each kind has a function, which returns what stands behind its
 * text, or NULL if that is not what it wants: the end of the whole.
 *
 * It takes no lock and no memory, so it may be used anywhere, handlers included.
 */
#include <linux/ctype.h>
#include <linux/limits.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "kernel/kstrtox.h"

struct scan_spec {
	int width; /* -1: none */
	char length; /* h, H (hh), l, L (ll), z, 0 */
	char conv;
};

/* Cut one conversion out of @fmt, which stands behind its '%'. Return: behind it; NULL: broken. */
static const char *parse_spec(struct scan_spec *spec, const char *fmt)
{
	*spec = (struct scan_spec){.width = -1};
	if (*fmt >= '0' && *fmt <= '9')
		for (spec->width = 0; *fmt >= '0' && *fmt <= '9' && spec->width < SHRT_MAX; fmt++)
			spec->width = spec->width * 10 + (*fmt - '0');
	if (!spec->width)
		return NULL;
	if (*fmt && strchr("hlLz", *fmt))
		spec->length = *fmt++;
	if (*fmt == spec->length && (*fmt == 'h' || *fmt == 'l'))
		spec->length = *fmt++ == 'h' ? 'H' : 'L';
	spec->conv = *fmt;
	return *fmt ? fmt + 1 : NULL;
}

/* A signed type and its unsigned twin hold the same bits. */
static void store(const struct scan_spec *spec, unsigned long long value, va_list *args)
{
	switch (spec->length) {
	case 'H':
		*va_arg(*args, unsigned char *) = (unsigned char)value;
		break;
	case 'h':
		*va_arg(*args, unsigned short *) = (unsigned short)value;
		break;
	case 'l':
		*va_arg(*args, unsigned long *) = (unsigned long)value;
		break;
	case 'L':
		*va_arg(*args, unsigned long long *) = value;
		break;
	case 'z':
		*va_arg(*args, size_t *) = (size_t)value;
		break;
	default:
		*va_arg(*args, unsigned int *) = (unsigned int)value;
	}
}

static bool is_digit_of(unsigned int base, char c)
{
	switch (base) {
	case 8:
		return c >= '0' && c <= '7';
	case 16:
		return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
	default:
		return c >= '0' && c <= '9';
	}
}

static const char *scan_number(const struct scan_spec *spec, const char *str, va_list *args)
{
	unsigned int base = spec->conv == 'i'			   ? 0 :
			    spec->conv == 'o'			   ? 8 :
			    spec->conv == 'x' || spec->conv == 'X' ? 16 :
								     10;
	size_t room = spec->width < 0 ? INT_MAX : (size_t)spec->width;
	unsigned long long value;
	bool negative;

	str = skip_spaces(str);
	negative = *str == '-' && (spec->conv == 'd' || spec->conv == 'i');
	if (negative && room == 1)
		return NULL;
	if (!is_digit_of(base, str[negative]))
		return NULL;
	value = kstrtox_scan(str + negative, &str, base, room - negative);
	store(spec, negative ? -value : value, args);
	return str;
}

/* Without a NUL; what is left of the string may be shorter. */
static const char *scan_characters(const struct scan_spec *spec, const char *str, va_list *args)
{
	char *to = va_arg(*args, char *);
	int n = spec->width < 0 ? 1 : spec->width;

	do
		*to++ = *str++;
	while (--n && *str);
	return str;
}

static const char *scan_word(const struct scan_spec *spec, const char *str, va_list *args)
{
	char *to = va_arg(*args, char *);
	int n = spec->width < 0 ? SHRT_MAX : spec->width;

	for (str = skip_spaces(str); *str && !isspace((unsigned char)*str) && n; n--)
		*to++ = *str++;
	*to = '\0';
	return str;
}

/* *@fmt stands behind the bracket, and then behind the other one. An empty set ends it as well. */
static const char *scan_set(const struct scan_spec *spec, const char **fmt, const char *str,
			    va_list *args)
{
	bool inverted = **fmt == '^';
	const char *set = *fmt + inverted, *end = strchr(set, ']');
	int n = spec->width;
	char *to;

	if (n < 0 || !end || end == set)
		return NULL;
	*fmt = end + 1;
	if (!memchr(set, *str, (size_t)(end - set)) != inverted)
		return NULL;
	for (to = va_arg(*args, char *); *str && n; n--) {
		if (!memchr(set, *str, (size_t)(end - set)) != inverted)
			break;
		*to++ = *str++;
	}
	*to = '\0';
	return str;
}

static const char *scan_one(const struct scan_spec *spec, const char **fmt, const char *str,
			    va_list *args)
{
	switch (spec->conv) {
	case '%':
		return *str == '%' ? str + 1 : NULL;
	case 'c':
		return scan_characters(spec, str, args);
	case 's':
		return scan_word(spec, str, args);
	case '[':
		return scan_set(spec, fmt, str, args);
	case 'd':
	case 'i':
	case 'o':
	case 'u':
	case 'x':
	case 'X':
		return scan_number(spec, str, args);
	default:
		return NULL;
	}
}

/* "%*": a word of either is passed over; @fmt's also ends before the next '%'. NULL: a set. */
static const char *skip_word(const char **fmt, const char *str)
{
	for (; **fmt && **fmt != '%' && !isspace((unsigned char)**fmt); (*fmt)++)
		if (**fmt == '[')
			return NULL;
	while (*str && !isspace((unsigned char)*str))
		str++;
	return str;
}

int __tl_vsscanf(const char *buf, const char *fmt, va_list args_in)
{
	const char *str = buf;
	struct scan_spec spec;
	va_list args;
	int stored = 0;

	va_copy(args, args_in);
	while (str && *fmt) {
		if (isspace((unsigned char)*fmt)) {
			fmt = skip_spaces(fmt);
			str = skip_spaces(str);
		} else if (*fmt != '%' || fmt[1] == '%') {
			fmt += *fmt == '%';
			if (*fmt++ != *str++)
				break;
		} else if (fmt[1] == 'n') {
			*va_arg(args, int *) = (int)(str - buf);
			fmt += 2;
		} else if (!*str) {
			break;
		} else if (fmt[1] == '*') {
			fmt += 2;
			str = skip_word(&fmt, str);
		} else {
			fmt = parse_spec(&spec, fmt + 1);
			if (!fmt)
				break;
			str = scan_one(&spec, &fmt, str, &args);
			stored += str && spec.conv != '%';
		}
	}
	va_end(args);
	return stored;
}
EXPORT_SYMBOL(__tl_vsscanf);

int __tl_sscanf(const char *buf, const char *fmt, ...)
{
	va_list args;
	int stored;

	va_start(args, fmt);
	stored = __tl_vsscanf(buf, fmt, args);
	va_end(args);
	return stored;
}
EXPORT_SYMBOL(__tl_sscanf);
