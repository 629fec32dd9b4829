/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_CRC64_H
#define _LINUX_CRC64_H

#include <linux/export.h>
#include <linux/types.h>

#define CRC64_ROCKSOFT_STRING "crc64-rocksoft"

__tl_api_begin

/** crc64_be() - ECMA-182, highest bit first; Context: any; Return: the CRC, @crc of what came before */
u64 crc64_be(u64 crc, const void *p, size_t len) __attribute__((pure));
/** crc64_rocksoft_generic() - NVMe's, lowest bit first, inverted before and after; see crc64_be() */
u64 crc64_rocksoft_generic(u64 crc, const void *p, size_t len) __attribute__((pure));

__tl_api_end

#define crc64_rocksoft_update(crc, p, len) crc64_rocksoft_generic((crc), (p), (len))
#define crc64_rocksoft(p, len)		   crc64_rocksoft_update(0, (p), (len))

#endif /* _LINUX_CRC64_H */
