/* SPDX-License-Identifier: MIT */
/* Bytes as digits, and back. */
#ifndef _LINUX_HEX_H
#define _LINUX_HEX_H

#include <linux/export.h>
#include <linux/types.h>

#define hex_asc_lo(x)	    ("0123456789abcdef"[(x)&0x0f])
#define hex_asc_hi(x)	    hex_asc_lo((x) >> 4)
#define hex_asc_upper_lo(x) ("0123456789ABCDEF"[(x)&0x0f])
#define hex_asc_upper_hi(x) hex_asc_upper_lo((x) >> 4)

__tl_api_begin

/** hex_to_bin() - Context: any; Return: what a digit stands for, or -1 */
int hex_to_bin(unsigned char ch);
/** hex2bin() - @count bytes from twice as many digits; Context: any; Return: 0 or -EINVAL */
int __attribute__((warn_unused_result)) hex2bin(u8 *dst, const char *src, size_t count);
/** bin2hex() - @count bytes to twice as many digits, no NUL; Context: any; Return: behind them */
char *bin2hex(char *dst, const void *src, size_t count);
/** mac_pton() - the six bytes of "00:1a:2b:3c:4d:5e"; Context: any; Return: was it that? */
bool mac_pton(const char *s, u8 *mac);

__tl_api_end

/** hex_byte_pack() - a byte to two digits; Context: any; Return: behind them */
static inline char *hex_byte_pack(char *buf, u8 byte)
{
	return bin2hex(buf, &byte, 1);
}

static inline char *hex_byte_pack_upper(char *buf, u8 byte)
{
	*buf++ = hex_asc_upper_hi(byte);
	*buf++ = hex_asc_upper_lo(byte);
	return buf;
}

#endif /* _LINUX_HEX_H */
