/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_CRC_ITU_T_H
#define _LINUX_CRC_ITU_T_H

#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/** crc_itu_t() - x^16 + x^12 + x^5 + 1, highest bit first; Context: any; Return: the CRC, @crc before */
u16 crc_itu_t(u16 crc, const u8 *p, size_t len) __attribute__((pure));

__tl_api_end

#endif /* _LINUX_CRC_ITU_T_H */
