/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_CRC7_H
#define _LINUX_CRC7_H

#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/** crc7_be() - x^7 + x^3 + 1, of MMC, in the high 7 bits; Context: any; Return: the CRC, @crc before */
u8 crc7_be(u8 crc, const u8 *p, size_t len) __attribute__((pure));

__tl_api_end

#endif /* _LINUX_CRC7_H */
