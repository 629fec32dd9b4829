// SPDX-License-Identifier: MIT
/*
 * Formatting as the kernel does it: libc's, and these letters after %p. Each conversion is cut
 * out of the format and, unless it is one of them, handed to libc on its own with its argument.
 *
 *	%pe		an ERR_PTR() by name: -EIO
 *	%ps %pS %pB	a symbol, with offset and size, of the call before a return address
 *	%pM %pm %pMF %pMR	a MAC address 00:01:02:03:04:05, bare, with dashes, reversed
 *	%ph %phC %phD %phN	a small buffer as hex: spaced, colons, dashes, nothing (%*ph: length)
 *	%pa %pad	a phys_addr_t, a dma_addr_t; given by reference
 *	%pR %pr		a struct resource; with decoded and with raw flags
 *	%pV		a struct va_format
 *	%pU[bBlL]	a UUID
 *	%pI4 %pi4	an IPv4 address: 1.2.3.4, 001.002.003.004
 *	%px %pK		the address, in plain hex; as %p
 *
 * DIVERGES: %p is the address itself, as libc prints it, never hashed.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

#include "debug/symbol.h"
#include "host/call.h"
#include "kernel/printk.h"

#define SPEC_MAX 32

/* Where the text goes. @len counts what would have been written, as snprintf() does. */
struct out {
	char *buf;
	size_t size;
	size_t len;
};

/* One conversion: its text, NUL-terminated for libc, and what that says. */
struct spec {
	char text[SPEC_MAX];
	int width; /* -1: none */
	int precision; /* -1: none */
	bool left;
	char length; /* h, H (hh), l, q (ll), z, t, j, 0 */
	char conv;
};

static void put_mem(struct out *out, const char *text, size_t n)
{
	if (out->len < out->size) {
		size_t room = out->size - out->len;

		memcpy(out->buf + out->len, text, n < room ? n : room);
	}
	out->len += n;
}

static void put_spec(struct out *out, const char *fmt, ...)
{
	size_t room = out->len < out->size ? out->size - out->len : 0;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(room ? out->buf + out->len : NULL, room, fmt, args);
	va_end(args);
	if (n > 0)
		out->len += (size_t)n;
}

static void put_padded(struct out *out, const struct spec *spec, const char *text)
{
	put_spec(out, spec->left ? "%-*s" : "%*s", spec->width < 0 ? 0 : spec->width, text);
}

static void put_hex(struct out *out, const struct spec *spec, const uint8_t *bytes, size_t n,
		    const char *separator, bool reversed)
{
	char text[3 * 64 + 1];
	size_t at = 0;

	if (n > 64)
		n = 64;
	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%02x", i ? separator : "",
				       bytes[reversed ? n - 1 - i : i]);
	put_padded(out, spec, text);
}

static void put_errptr(struct out *out, const struct spec *spec, const void *ptr)
{
	char text[32];
	const char *name;

	if (!IS_ERR(ptr)) {
		put_spec(out, "%p", ptr);
		return;
	}
	name = symbol_errno((int)-PTR_ERR(ptr));
	if (name)
		snprintf(text, sizeof(text), "-%s", name);
	else
		snprintf(text, sizeof(text), "%ld", PTR_ERR(ptr));
	put_padded(out, spec, text);
}

static void put_uuid(struct out *out, const struct spec *spec, const uint8_t *u, char kind)
{
	static const uint8_t big[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	static const uint8_t little[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
	const uint8_t *order = kind == 'l' || kind == 'L' ? little : big;
	const char *hex = kind == 'B' || kind == 'L' ? "%02X" : "%02x";
	char text[37];
	size_t at = 0;

	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text[at++] = '-';
		at += (size_t)snprintf(text + at, sizeof(text) - at, hex, u[order[i]]);
	}
	put_padded(out, spec, text);
}

static void put_resource(struct out *out, const struct spec *spec, const struct resource *res,
			 bool decode)
{
	static const struct {
		unsigned long type;
		const char *name;
		int digits;
	} types[] = {
		{IORESOURCE_IO, "io ", 4},  {IORESOURCE_MEM, "mem", 8}, {IORESOURCE_IRQ, "irq", 0},
		{IORESOURCE_DMA, "dma", 0}, {IORESOURCE_BUS, "bus", 2},
	};
	unsigned long type = res->flags & IORESOURCE_TYPE_BITS;
	unsigned long long start = res->start, end = res->end;
	const char *name = "???";
	char text[96], flags[32] = "";
	int digits = 8;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (type != types[i].type)
			continue;
		name = types[i].name;
		digits = types[i].digits;
	}
	if (!decode || name[0] == '?')
		snprintf(flags, sizeof(flags), " flags 0x%lx", res->flags);
	if (!digits && start == end)
		snprintf(text, sizeof(text), "[%s %llu%s]", name, start, flags);
	else if (!digits)
		snprintf(text, sizeof(text), "[%s %llu-%llu%s]", name, start, end, flags);
	else
		snprintf(text, sizeof(text), "[%s 0x%0*llx-0x%0*llx%s]", name, digits, start,
			 digits, end, flags);
	put_padded(out, spec, text);
}

static void put_va_format(struct out *out, const struct va_format *vaf)
{
	size_t room = out->len < out->size ? out->size - out->len : 0;
	va_list args;
	int n;

	va_copy(args, *vaf->va);
	n = tl_vsnprintf(room ? out->buf + out->len : NULL, room, vaf->fmt, args);
	va_end(args);
	out->len += (size_t)n;
}

/* The kernel refuses to follow a pointer that can't be one, rather than to die over a message. */
static bool bad_pointer(struct out *out, const struct spec *spec, const void *ptr)
{
	if (!ptr)
		put_padded(out, spec, "(null)");
	else if (IS_ERR(ptr) || (uintptr_t)ptr < 4096)
		put_padded(out, spec, "(efault)");
	else
		return false;
	return true;
}

/* @p stands after "%p". Returns behind the letters that it took. */
static const char *put_pointer(struct out *out, const struct spec *spec, const char *p, void *ptr)
{
	char text[SYMBOL_TEXT_MAX];
	char kind = *p, sub = kind ? p[1] : '\0';
	const uint8_t *bytes = ptr;

	switch (kind) {
	case 'e':
		put_errptr(out, spec, ptr);
		return p + 1;
	case 's':
	case 'S':
	case 'B':
		symbol_format(text, sizeof(text), ptr, kind != 's', kind == 'B');
		put_padded(out, spec, text);
		return p + 1;
	case 'x':
		put_spec(out, "%lx", (unsigned long)ptr);
		return p + 1;
	case 'K':
		put_spec(out, spec->text, ptr);
		return p + 1;
	case 'M':
	case 'm':
		p += 1 + (sub == 'R' || (kind == 'M' && sub == 'F'));
		if (!bad_pointer(out, spec, ptr))
			put_hex(out, spec, bytes, 6,
				kind == 'm' ? "" :
				sub == 'F'  ? "-" :
					      ":",
				sub == 'R');
		return p;
	case 'h': {
		struct spec bare = {.width = -1};
		size_t n = spec->width > 0 ? (size_t)spec->width : 1;
		const char *separator = sub == 'C' ? ":" : sub == 'D' ? "-" : sub == 'N' ? "" : " ";

		p += 1 + (sub == 'C' || sub == 'D' || sub == 'N');
		if (!bad_pointer(out, &bare, ptr))
			put_hex(out, &bare, bytes, n, separator, false);
		return p;
	}
	case 'a':
		p += 1 + (sub == 'd' || sub == 'p');
		if (bad_pointer(out, spec, ptr))
			return p;
		snprintf(text, sizeof(text), "0x%016llx",
			 sub == 'd' ? (unsigned long long)*(dma_addr_t *)ptr :
				      (unsigned long long)*(phys_addr_t *)ptr);
		put_padded(out, spec, text);
		return p;
	case 'R':
	case 'r':
		if (!bad_pointer(out, spec, ptr))
			put_resource(out, spec, ptr, kind == 'R');
		return p + 1;
	case 'V':
		if (!bad_pointer(out, spec, ptr))
			put_va_format(out, ptr);
		return p + 1;
	case 'U':
		p += 1 + (sub == 'b' || sub == 'B' || sub == 'l' || sub == 'L');
		if (!bad_pointer(out, spec, ptr))
			put_uuid(out, spec, ptr, sub);
		return p;
	case 'I':
	case 'i':
		if (sub != '4')
			break;
		if (bad_pointer(out, spec, ptr))
			return p + 2;
		snprintf(text, sizeof(text), kind == 'I' ? "%u.%u.%u.%u" : "%03u.%03u.%03u.%03u",
			 bytes[0], bytes[1], bytes[2], bytes[3]);
		put_padded(out, spec, text);
		return p + 2;
	}
	put_spec(out, spec->text, ptr);
	return p;
}

/* Cuts one conversion out of @p, which stands behind its '%'. NULL: the format is broken. */
static const char *parse_spec(struct spec *spec, const char *p, va_list *args)
{
	char flags[8];
	size_t nr_flags = 0, at;

	*spec = (struct spec){.width = -1, .precision = -1};
	for (; *p && strchr("-+ #0'", *p); p++) {
		spec->left |= *p == '-';
		if (nr_flags < sizeof(flags) - 1)
			flags[nr_flags++] = *p;
	}
	if (*p == '*') {
		spec->width = va_arg(*args, int);
		if (spec->width < 0) {
			spec->left = true;
			spec->width = -spec->width;
			if (nr_flags < sizeof(flags) - 1)
				flags[nr_flags++] = '-';
		}
		p++;
	} else if (*p >= '0' && *p <= '9') {
		for (spec->width = 0; *p >= '0' && *p <= '9' && spec->width < 100000; p++)
			spec->width = spec->width * 10 + (*p - '0');
	}
	if (*p == '.') {
		spec->precision = 0;
		if (*++p == '*') {
			spec->precision = va_arg(*args, int);
			p++;
		}
		for (; *p >= '0' && *p <= '9' && spec->precision < 100000; p++)
			spec->precision = spec->precision * 10 + (*p - '0');
	}
	for (; *p && strchr("hlLqzZtj", *p); p++) {
		char twice = *p == 'h' ? 'H' : 'q';

		if (*p == 'L' || (spec->length == *p && (*p == 'h' || *p == 'l')))
			spec->length = twice;
		else
			spec->length = *p == 'Z' ? 'z' : *p;
	}
	if (!*p)
		return NULL;
	spec->conv = *p;
	/* The kernel writes a zero of no digits as 0, libc as nothing. */
	if (!spec->precision && strchr("diouxX", spec->conv))
		spec->precision = 1;

	spec->text[0] = '%';
	memcpy(spec->text + 1, flags, nr_flags);
	at = 1 + nr_flags;
	if (spec->width >= 0)
		at += (size_t)snprintf(spec->text + at, sizeof(spec->text) - at, "%d", spec->width);
	if (spec->precision >= 0)
		at += (size_t)snprintf(spec->text + at, sizeof(spec->text) - at, ".%d",
				       spec->precision);
	if (strchr("diouxX", spec->conv) && spec->conv)
		at += (size_t)snprintf(spec->text + at, sizeof(spec->text) - at, "ll");
	spec->text[at] = spec->conv;
	spec->text[at + 1] = '\0';
	return p + 1;
}

static long long signed_arg(const struct spec *spec, va_list *args)
{
	switch (spec->length) {
	case 'l':
		return va_arg(*args, long);
	case 'q':
		return va_arg(*args, long long);
	case 'z':
		return va_arg(*args, ssize_t);
	case 't':
		return va_arg(*args, ptrdiff_t);
	case 'j':
		return va_arg(*args, intmax_t);
	case 'h':
		return (short)va_arg(*args, int);
	case 'H':
		return (signed char)va_arg(*args, int);
	}
	return va_arg(*args, int);
}

static unsigned long long unsigned_arg(const struct spec *spec, va_list *args)
{
	switch (spec->length) {
	case 'l':
		return va_arg(*args, unsigned long);
	case 'q':
		return va_arg(*args, unsigned long long);
	case 'z':
		return va_arg(*args, size_t);
	case 't':
		return (unsigned long long)va_arg(*args, ptrdiff_t);
	case 'j':
		return va_arg(*args, uintmax_t);
	case 'h':
		return (unsigned short)va_arg(*args, int);
	case 'H':
		return (unsigned char)va_arg(*args, int);
	}
	return va_arg(*args, unsigned int);
}

/* The kernel writes a zero's 0x too, libc does not. */
static void put_prefixed_zero(struct out *out, const struct spec *spec)
{
	size_t begin = out->len, i;

	put_spec(out, spec->text, 1ULL);
	for (i = begin; i < out->len && i < out->size; i++)
		if (out->buf[i] == '1')
			out->buf[i] = '0';
}

static void put_unsigned(struct out *out, const struct spec *spec, unsigned long long value)
{
	if (!value && (spec->conv == 'x' || spec->conv == 'X') && strchr(spec->text, '#'))
		put_prefixed_zero(out, spec);
	else
		put_spec(out, spec->text, value);
}

/* @p stands behind the conversion. Returns behind what belongs to it. */
static const char *put_conversion(struct out *out, const struct spec *spec, const char *p,
				  va_list *args)
{
	const char *text;

	switch (spec->conv) {
	case '%':
		put_mem(out, "%", 1);
		break;
	case 'd':
	case 'i':
		put_spec(out, spec->text, signed_arg(spec, args));
		break;
	case 'o':
	case 'u':
	case 'x':
	case 'X':
		put_unsigned(out, spec, unsigned_arg(spec, args));
		break;
	case 'c':
		put_spec(out, spec->text, va_arg(*args, int));
		break;
	case 's':
		text = va_arg(*args, const char *);
		if (!bad_pointer(out, spec, text))
			put_spec(out, spec->text, text);
		break;
	case 'p':
		return put_pointer(out, spec, p, va_arg(*args, void *));
	case 'a':
	case 'A':
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
		/* The kernel has none of these; a host program's own code may. */
		put_spec(out, spec->text, va_arg(*args, double));
		break;
	default:
		/* %n among them, which the kernel refuses too. */
		put_mem(out, spec->text, strlen(spec->text));
	}
	return p;
}

int tl_vsnprintf(char *buf, size_t size, const char *fmt, va_list args_in)
{
	struct out out = {.buf = buf, .size = size};
	va_list args;

	va_copy(args, args_in);
	while (fmt && *fmt) {
		const char *percent = strchrnul(fmt, '%');
		struct spec spec;

		put_mem(&out, fmt, (size_t)(percent - fmt));
		if (!*percent)
			break;
		fmt = parse_spec(&spec, percent + 1, &args);
		if (fmt)
			fmt = put_conversion(&out, &spec, fmt, &args);
	}
	va_end(args);
	if (size)
		buf[out.len < size ? out.len : size - 1] = '\0';
	return (int)out.len;
}

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	unsigned long state = host_call_begin();
	int n = size ? tl_vsnprintf(buf, size, fmt, args) : 0;

	host_call_end(state);
	return (size_t)n < size ? n : size ? (int)size - 1 : 0;
}
EXPORT_SYMBOL(vscnprintf);

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}
EXPORT_SYMBOL(scnprintf);
