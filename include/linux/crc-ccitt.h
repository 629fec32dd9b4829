/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_CRC_CCITT_H
#define _LINUX_CRC_CCITT_H

#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/** crc_ccitt() - x^16 + x^12 + x^5 + 1, lowest bit first; Context: any; Return: the CRC, @crc before */
u16 crc_ccitt(u16 crc, const u8 *p, size_t len) __attribute__((pure));

__tl_api_end

#endif /* _LINUX_CRC_CCITT_H */
