/* SPDX-License-Identifier: MIT */
/*
 * CRCs of 32 bits. The caller inverts where its format wants that: Ethernet's is
 * ~crc32_le(~0, p, len), zlib's crc32(0, p, len) the same.
 */
#ifndef _LINUX_CRC32_H
#define _LINUX_CRC32_H

#include <linux/bitrev.h>
#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/**
 * crc32_le() - Ethernet's polynomial, lowest bit first; crc32_be(): highest bit first
 * @crc: of what came before, or the start value
 * @p: the bytes
 * @len: how many
 *
 * Context: any. Return: the CRC. Follows Linux 6.12.
 */
u32 crc32_le(u32 crc, const void *p, size_t len) __attribute__((pure));
/** crc32_be() - see crc32_le() */
u32 crc32_be(u32 crc, const void *p, size_t len) __attribute__((pure));
/** crc32c() - Castagnoli's polynomial, lowest bit first; see crc32_le() */
u32 crc32c(u32 crc, const void *p, size_t len) __attribute__((pure));

__tl_api_end

#define __crc32c_le(crc, p, len)  crc32c((crc), (p), (len))
#define crc32(seed, data, length) crc32_le((seed), (data), (length))

/* As network cards filter multicast addresses. */
#define ether_crc_le(length, data) crc32_le(~0u, (data), (length))
#define ether_crc(length, data)	   bitrev32(crc32_le(~0u, (data), (length)))

#endif /* _LINUX_CRC32_H */
