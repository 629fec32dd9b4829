/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_CRC16_H
#define _LINUX_CRC16_H

#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/** crc16() - x^16 + x^15 + x^2 + 1, lowest bit first; Context: any; Return: the CRC, @crc before */
u16 crc16(u16 crc, const u8 *p, size_t len) __attribute__((pure));

__tl_api_end

#endif /* _LINUX_CRC16_H */
