// SPDX-License-Identifier: MIT
/*
 * The letters after %p; vsprintf.c lists them. Each has a function, which gets what stands behind
 * its letter and returns what stands behind all that it took.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/printk.h>

#include "debug/symbol.h"
#include "kernel/printk.h"
#include "kernel/vsprintf.h"

/* The kernel refuses to follow a pointer that can't be one, rather than to die over a message. */
bool vsn_put_bad_pointer(struct vsn_out *out, const struct vsn_spec *spec, const void *ptr)
{
	if (!ptr)
		vsn_put_padded(out, spec, "(null)");
	else if (IS_ERR(ptr) || (uintptr_t)ptr < 4096)
		vsn_put_padded(out, spec, "(efault)");
	else
		return false;
	return true;
}

static void put_hex(struct vsn_out *out, const struct vsn_spec *spec, const uint8_t *bytes,
		    size_t n, const char *separator, bool reversed)
{
	char text[3 * 64 + 1];
	size_t at = 0;

	if (n > 64)
		n = 64;
	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%02x", i ? separator : "",
				       bytes[reversed ? n - 1 - i : i]);
	vsn_put_padded(out, spec, text);
}

static void put_errptr(struct vsn_out *out, const struct vsn_spec *spec, const void *ptr)
{
	char text[32];
	const char *name;

	if (!IS_ERR(ptr)) {
		vsn_put_spec(out, "%p", ptr);
		return;
	}
	name = symbol_errno((int)-PTR_ERR(ptr));
	if (name)
		snprintf(text, sizeof(text), "-%s", name);
	else
		snprintf(text, sizeof(text), "%ld", PTR_ERR(ptr));
	vsn_put_padded(out, spec, text);
}

static void put_uuid(struct vsn_out *out, const struct vsn_spec *spec, const uint8_t *u, char kind)
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
	vsn_put_padded(out, spec, text);
}

static void put_resource(struct vsn_out *out, const struct vsn_spec *spec,
			 const struct resource *res, bool decode)
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
	vsn_put_padded(out, spec, text);
}

static void put_va_format(struct vsn_out *out, const struct va_format *vaf)
{
	size_t room = out->len < out->size ? out->size - out->len : 0;
	va_list args;
	int n;

	va_copy(args, *vaf->va);
	n = tl_vsnprintf(room ? out->buf + out->len : NULL, room, vaf->fmt, args);
	va_end(args);
	out->len += (size_t)n;
}

static const char *put_e(struct vsn_out *out, const struct vsn_spec *spec, const char *p, void *ptr)
{
	put_errptr(out, spec, ptr);
	return p;
}

/* %ps, %pS, %pB; old ones wrote %pf and %pF. "R" and "b" change nothing here. */
static const char *put_symbol(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
			      void *ptr)
{
	char text[SYMBOL_TEXT_MAX], kind = p[-1];

	symbol_format(text, sizeof(text), ptr, kind != 's' && kind != 'f', kind == 'B');
	vsn_put_padded(out, spec, text);
	if (kind == 'S' && *p == 'R')
		p++;
	return *p == 'b' && (kind == 'S' || kind == 'B') ? p + 1 : p;
}

static const char *put_hex_address(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
				   void *ptr)
{
	if (p[-1] == 'x')
		vsn_put_spec(out, "%lx", (unsigned long)ptr);
	else
		vsn_put_spec(out, spec->text, ptr);
	return p;
}

static const char *put_mac(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
			   void *ptr)
{
	bool bare = p[-1] == 'm', dashes = !bare && *p == 'F', reversed = *p == 'R';

	if (!vsn_put_bad_pointer(out, spec, ptr))
		put_hex(out, spec, ptr, 6, bare ? "" : dashes ? "-" : ":", reversed);
	return p + (dashes || reversed);
}

static const char *put_bytes(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
			     void *ptr)
{
	static const struct vsn_spec bare = {.width = -1};
	size_t n = spec->width >= 0 ? (size_t)spec->width : 1;
	const char *separator = *p == 'C' ? ":" : *p == 'D' ? "-" : *p == 'N' ? "" : " ";

	if (!vsn_put_bad_pointer(out, &bare, ptr))
		put_hex(out, &bare, ptr, n, separator, false);
	return p + (*separator != ' ');
}

static const char *put_address(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
			       void *ptr)
{
	char text[24];

	if (!vsn_put_bad_pointer(out, spec, ptr)) {
		snprintf(text, sizeof(text), "0x%016llx",
			 *p == 'd' ? (unsigned long long)*(dma_addr_t *)ptr :
				     (unsigned long long)*(phys_addr_t *)ptr);
		vsn_put_padded(out, spec, text);
	}
	return p + (*p == 'd' || *p == 'p');
}

static const char *put_r(struct vsn_out *out, const struct vsn_spec *spec, const char *p, void *ptr)
{
	if (!vsn_put_bad_pointer(out, spec, ptr))
		put_resource(out, spec, ptr, p[-1] == 'R');
	return p;
}

static const char *put_v(struct vsn_out *out, const struct vsn_spec *spec, const char *p, void *ptr)
{
	if (!vsn_put_bad_pointer(out, spec, ptr))
		put_va_format(out, ptr);
	return p;
}

static const char *put_u(struct vsn_out *out, const struct vsn_spec *spec, const char *p, void *ptr)
{
	if (!vsn_put_bad_pointer(out, spec, ptr))
		put_uuid(out, spec, ptr, *p);
	return p + (*p && strchr("bBlL", *p));
}

static void put_ip4(struct vsn_out *out, const struct vsn_spec *spec, const uint8_t *b, bool padded,
		    bool little)
{
	const char *fmt = padded ? "%03u.%03u.%03u.%03u" : "%u.%u.%u.%u";
	char text[16];

	if (little)
		snprintf(text, sizeof(text), fmt, b[3], b[2], b[1], b[0]);
	else
		snprintf(text, sizeof(text), fmt, b[0], b[1], b[2], b[3]);
	vsn_put_padded(out, spec, text);
}

static void put_ip6(struct vsn_out *out, const struct vsn_spec *spec, const uint8_t *b, bool colons,
		    bool compressed)
{
	char text[INET6_ADDRSTRLEN];
	size_t at = 0;

	if (compressed)
		inet_ntop(AF_INET6, b, text, sizeof(text));
	for (int i = 0; !compressed && i < 16; i += 2)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%02x%02x",
				       i && colons ? ":" : "", b[i], b[i + 1]);
	vsn_put_padded(out, spec, text);
}

static const char *put_ip(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
			  void *ptr)
{
	bool large = p[-1] == 'I', compressed = p[0] == '6' && p[1] == 'c';
	bool ordered = p[0] == '4' && p[1] && strchr("hnbl", p[1]);

	if (*p != '4' && *p != '6') {
		vsn_put_spec(out, spec->text, ptr);
		return p;
	}
	if (vsn_put_bad_pointer(out, spec, ptr))
		;
	else if (*p == '4')
		put_ip4(out, spec, ptr, !large, p[1] == 'h' || p[1] == 'l');
	else
		put_ip6(out, spec, ptr, large, large && compressed);
	return p + 1 + (ordered || compressed);
}

/* Ranges, as "0-3,7"; or the words in hex, the highest first, 32 bits between commas. */
static const char *put_bitmap(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
			      void *ptr)
{
	unsigned int nbits = spec->width > 0 ? (unsigned int)spec->width : 0, b, e;
	const unsigned long *map = ptr;
	size_t begin = out->len;

	if (vsn_put_bad_pointer(out, spec, ptr))
		return p + (*p == 'l');
	if (*p == 'l') {
		for_each_set_bitrange(b, e, map, nbits)
		{
			vsn_put_spec(out, out->len > begin ? ",%u" : "%u", b);
			if (e > b + 1)
				vsn_put_spec(out, "-%u", e - 1);
		}
		return p + 1;
	}
	for (unsigned int end = nbits; end > 0; end = b) {
		b = (end - 1) / 32 * 32;
		vsn_put_spec(out, out->len > begin ? ",%0*lx" : "%0*lx", (int)(end - b + 3) / 4,
			     bitmap_read(map, b, end - b));
	}
	return p;
}

/* %p4cc: four letters that stand for a format of pictures. */
static const char *put_fourcc(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
			      void *ptr)
{
	char text[40], letters[5] = "";
	uint32_t value;

	if (p[0] != 'c' || p[1] != 'c') {
		vsn_put_padded(out, spec, "(%p4?)");
		return p;
	}
	if (vsn_put_bad_pointer(out, spec, ptr))
		return p + 2;
	memcpy(&value, ptr, sizeof(value));
	for (int i = 0; i < 4; i++) {
		uint8_t c = (uint8_t)((value & ~(1u << 31)) >> 8 * i);

		letters[i] = (char)(c >= ' ' && c <= '~' ? c : '.');
	}
	snprintf(text, sizeof(text), "%s %s-endian (0x%08x)", letters,
		 value >> 31 ? "big" : "little", value);
	vsn_put_padded(out, spec, text);
	return p + 2;
}

const char *vsn_put_pointer(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
			    void *ptr)
{
	static const struct {
		char letters[6];
		const char *(*put)(struct vsn_out *out, const struct vsn_spec *spec, const char *p,
				   void *ptr);
	} kinds[] = {
		{"e", put_e},	  {"sSBfF", put_symbol}, {"xK", put_hex_address}, {"mM", put_mac},
		{"h", put_bytes}, {"a", put_address},	 {"rR", put_r},		  {"V", put_v},
		{"U", put_u},	  {"iI", put_ip},	 {"b", put_bitmap},	  {"4", put_fourcc},
	};

	for (size_t i = 0; *p && i < ARRAY_SIZE(kinds); i++)
		if (strchr(kinds[i].letters, *p))
			return kinds[i].put(out, spec, p + 1, ptr);
	vsn_put_spec(out, spec->text, ptr);
	return p;
}
