// SPDX-License-Identifier: MIT
/*
 * Memory as hex, in the layout that Linux's logs have: groups of bytes in the machine's order,
 * and the printable characters behind; and digits to bytes and back.
 */
#include <stdint.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

/* A group of 2, 4 or 8 bytes is one number, when the row is made of whole ones. */
static unsigned long long group_value(const uint8_t *p, int groupsize)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (groupsize) {
	case 2:
		memcpy(&u16, p, sizeof(u16));
		return u16;
	case 4:
		memcpy(&u32, p, sizeof(u32));
		return u32;
	case 8:
		memcpy(&u64, p, sizeof(u64));
		return u64;
	}
	return *p;
}

/**
 * hex_dump_to_buffer() - one row of a dump
 * @buf: the memory
 * @len: bytes of it; no more than a row is taken
 * @rowsize: bytes in a row: 16 or 32; anything else counts as 16
 * @groupsize: bytes in a group: 1, 2, 4, 8
 * @linebuf: gets the row, without a newline, cut to @linebuflen
 * @ascii: the characters too
 *
 * Context: any.
 * Return: length of the whole row, as snprintf() has it.
 */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize, char *linebuf,
		       size_t linebuflen, bool ascii)
{
	const uint8_t *bytes = buf;
	char row[32 * 3 + 2 + 32 + 1];
	size_t column;
	int n = 0;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	if (len > (size_t)rowsize)
		len = (size_t)rowsize;
	if ((groupsize != 2 && groupsize != 4 && groupsize != 8) || len % (size_t)groupsize)
		groupsize = 1;

	row[0] = '\0';
	for (size_t i = 0; i < len; i += (size_t)groupsize)
		n += scnprintf(row + n, sizeof(row) - (size_t)n, "%s%0*llx", i ? " " : "",
			       groupsize * 2, group_value(bytes + i, groupsize));
	if (ascii && len) {
		column = (size_t)(rowsize * 2 + rowsize / groupsize + 1);
		n += scnprintf(row + n, sizeof(row) - (size_t)n, "%*s", (int)column - n, "");
		for (size_t i = 0; i < len; i++)
			row[n++] = bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char)bytes[i] : '.';
		row[n] = '\0';
	}
	if (linebuflen)
		scnprintf(linebuf, linebuflen, "%s", row);
	return n;
}
EXPORT_SYMBOL(hex_dump_to_buffer);

/**
 * print_hex_dump() - print memory to the log, row by row
 * @level: KERN_ level
 * @prefix_str: stands before each row
 * @prefix_type: DUMP_PREFIX_OFFSET, DUMP_PREFIX_ADDRESS or DUMP_PREFIX_NONE: what follows it
 *
 * The rest as hex_dump_to_buffer(). Context: any.
 */
void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize,
		    int groupsize, const void *buf, size_t len, bool ascii)
{
	const uint8_t *bytes = buf;
	char row[32 * 3 + 2 + 32 + 1];

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (size_t at = 0; at < len; at += (size_t)rowsize) {
		hex_dump_to_buffer(bytes + at, len - at, rowsize, groupsize, row, sizeof(row),
				   ascii);
		switch (prefix_type) {
		case DUMP_PREFIX_ADDRESS:
			printk("%s%s%p: %s\n", level, prefix_str, bytes + at, row);
			break;
		case DUMP_PREFIX_OFFSET:
			printk("%s%s%.8x: %s\n", level, prefix_str, (unsigned int)at, row);
			break;
		default:
			printk("%s%s%s\n", level, prefix_str, row);
		}
	}
}
EXPORT_SYMBOL(print_hex_dump);

int hex_to_bin(unsigned char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	ch |= 0x20;
	return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}
EXPORT_SYMBOL(hex_to_bin);

int hex2bin(u8 *dst, const char *src, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int high = hex_to_bin((unsigned char)src[2 * i]);
		int low = high < 0 ? -1 : hex_to_bin((unsigned char)src[2 * i + 1]);

		if (low < 0)
			return -EINVAL;
		dst[i] = (u8)(high << 4 | low);
	}
	return 0;
}
EXPORT_SYMBOL(hex2bin);

char *bin2hex(char *dst, const void *src, size_t count)
{
	for (const u8 *p = src; count--; p++) {
		*dst++ = hex_asc_hi(*p);
		*dst++ = hex_asc_lo(*p);
	}
	return dst;
}
EXPORT_SYMBOL(bin2hex);

/* @mac is untouched if it is none. What stands behind it is not looked at. */
bool mac_pton(const char *s, u8 *mac)
{
	u8 bytes[6];

	for (int i = 0; i < 6; i++, s += 3) {
		if (hex2bin(&bytes[i], s, 1) || (i < 5 && s[2] != ':'))
			return false;
	}
	memcpy(mac, bytes, sizeof(bytes));
	return true;
}
EXPORT_SYMBOL(mac_pton);
