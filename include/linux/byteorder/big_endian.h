/* SPDX-License-Identifier: MIT */
/* uapi's <asm/byteorder.h> includes this file, and is where drivers expect cpu_to_le32(). */
#ifndef _TL_LINUX_BYTEORDER_BIG_ENDIAN_H
#define _TL_LINUX_BYTEORDER_BIG_ENDIAN_H

#include_next <linux/byteorder/big_endian.h>

#include <linux/byteorder/generic.h>

#endif /* _TL_LINUX_BYTEORDER_BIG_ENDIAN_H */
