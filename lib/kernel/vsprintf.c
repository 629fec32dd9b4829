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
 *	%pI4 %pi4	an IPv4 address: 1.2.3.4, 001.002.003.004; h n b l: its byte order
 *	%pI6 %pi6 %pI6c	an IPv6 address: all digits, without colons, compressed
 *	%*pb %*pbl	a bitmap of that many bits: in hex, as a list of ranges
 *	%p4cc		a fourcc: BG12 little-endian (0x32314742)
 *	%px %pK		the address, in plain hex; as %p
 *
 * DIVERGES: %p is the address itself, as libc prints it, never hashed.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/printk.h>
#include <linux/sprintf.h>

#include "host/call.h"
#include "kernel/printk.h"
#include "kernel/vsprintf.h"

void vsn_put_mem(struct vsn_out *out, const char *text, size_t n)
{
	if (out->len < out->size) {
		size_t room = out->size - out->len;

		memcpy(out->buf + out->len, text, n < room ? n : room);
	}
	out->len += n;
}

void vsn_put_spec(struct vsn_out *out, const char *fmt, ...)
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

void vsn_put_padded(struct vsn_out *out, const struct vsn_spec *spec, const char *text)
{
	vsn_put_spec(out, spec->left ? "%-*s" : "%*s", spec->width < 0 ? 0 : spec->width, text);
}

/* Cuts one conversion out of @p, which stands behind its '%'. NULL: the format is broken. */
static const char *parse_spec(struct vsn_spec *spec, const char *p, va_list *args)
{
	char flags[8];
	size_t nr_flags = 0, at;

	*spec = (struct vsn_spec){.width = -1, .precision = -1};
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

static long long signed_arg(const struct vsn_spec *spec, va_list *args)
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

static unsigned long long unsigned_arg(const struct vsn_spec *spec, va_list *args)
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
static void put_prefixed_zero(struct vsn_out *out, const struct vsn_spec *spec)
{
	size_t begin = out->len, i;

	vsn_put_spec(out, spec->text, 1ULL);
	for (i = begin; i < out->len && i < out->size; i++)
		if (out->buf[i] == '1')
			out->buf[i] = '0';
}

static void put_unsigned(struct vsn_out *out, const struct vsn_spec *spec, unsigned long long value)
{
	if (!value && (spec->conv == 'x' || spec->conv == 'X') && strchr(spec->text, '#'))
		put_prefixed_zero(out, spec);
	else
		vsn_put_spec(out, spec->text, value);
}

/* @p stands behind the conversion. Returns behind what belongs to it. */
static const char *put_conversion(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
				  va_list *args)
{
	const char *text;

	switch (spec->conv) {
	case '%':
		vsn_put_mem(out, "%", 1);
		break;
	case 'd':
	case 'i':
		vsn_put_spec(out, spec->text, signed_arg(spec, args));
		break;
	case 'o':
	case 'u':
	case 'x':
	case 'X':
		put_unsigned(out, spec, unsigned_arg(spec, args));
		break;
	case 'c':
		vsn_put_spec(out, spec->text, va_arg(*args, int));
		break;
	case 's':
		text = va_arg(*args, const char *);
		if (!vsn_put_bad_pointer(out, spec, text))
			vsn_put_spec(out, spec->text, text);
		break;
	case 'p':
		return vsn_put_pointer(out, spec, p, va_arg(*args, void *));
	case 'a':
	case 'A':
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
		/* The kernel has none of these; a host program's own code may. */
		vsn_put_spec(out, spec->text, va_arg(*args, double));
		break;
	default:
		/* %n among them, which the kernel refuses too. */
		vsn_put_mem(out, spec->text, strlen(spec->text));
	}
	return p;
}

int tl_vsnprintf(char *buf, size_t size, const char *fmt, va_list args_in)
{
	struct vsn_out out = {.buf = buf, .size = size};
	va_list args;

	va_copy(args, args_in);
	while (fmt && *fmt) {
		const char *percent = strchrnul(fmt, '%');
		struct vsn_spec spec;

		vsn_put_mem(&out, fmt, (size_t)(percent - fmt));
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

/*
 * snprintf() and its like by the kernel's name (<linux/sprintf.h>).
 *
 * DIVERGES: the kernel takes INT_MAX for a size that is larger for a mistake, and warns.
 */
int __tl_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	unsigned long state = host_call_begin();
	int n = tl_vsnprintf(buf, size, fmt, args);

	host_call_end(state);
	return n;
}
EXPORT_SYMBOL(__tl_vsnprintf);

int __tl_snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = __tl_vsnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}
EXPORT_SYMBOL(__tl_snprintf);
