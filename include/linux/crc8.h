/* SPDX-License-Identifier: MIT */
/* CRCs of 8 bits of any polynomial, by a table that the caller keeps. */
#ifndef _LINUX_CRC8_H
#define _LINUX_CRC8_H

#include <linux/export.h>
#include <linux/types.h>

#define CRC8_INIT_VALUE		   0xFF
#define CRC8_GOOD_VALUE(_tbl)	   (_tbl[0xFF])
#define CRC8_TABLE_SIZE		   256
#define DECLARE_CRC8_TABLE(_table) static u8 _table[CRC8_TABLE_SIZE]

__tl_api_begin

/** crc8_populate_lsb() - the table of a polynomial, given bit-reversed, for data lowest bit first */
void crc8_populate_lsb(u8 table[CRC8_TABLE_SIZE], u8 polynomial);
/** crc8_populate_msb() - the table of a polynomial, for data highest bit first */
void crc8_populate_msb(u8 table[CRC8_TABLE_SIZE], u8 polynomial);
/** crc8() - Context: any; Return: the CRC of @nbytes bytes, @crc of what came before */
u8 crc8(const u8 table[CRC8_TABLE_SIZE], const u8 *pdata, size_t nbytes, u8 crc);

__tl_api_end

#endif /* _LINUX_CRC8_H */
