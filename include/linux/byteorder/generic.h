/* SPDX-License-Identifier: MIT */
/* The kernel's names for byte order conversion, made of uapi's __cpu_to_le32() and so on. */
#ifndef _LINUX_BYTEORDER_GENERIC_H
#define _LINUX_BYTEORDER_GENERIC_H

#include <asm/byteorder.h>
#include <linux/types.h>

#define cpu_to_le64  __cpu_to_le64
#define le64_to_cpu  __le64_to_cpu
#define cpu_to_le32  __cpu_to_le32
#define le32_to_cpu  __le32_to_cpu
#define cpu_to_le16  __cpu_to_le16
#define le16_to_cpu  __le16_to_cpu
#define cpu_to_be64  __cpu_to_be64
#define be64_to_cpu  __be64_to_cpu
#define cpu_to_be32  __cpu_to_be32
#define be32_to_cpu  __be32_to_cpu
#define cpu_to_be16  __cpu_to_be16
#define be16_to_cpu  __be16_to_cpu
#define cpu_to_le64p __cpu_to_le64p
#define le64_to_cpup __le64_to_cpup
#define cpu_to_le32p __cpu_to_le32p
#define le32_to_cpup __le32_to_cpup
#define cpu_to_le16p __cpu_to_le16p
#define le16_to_cpup __le16_to_cpup
#define cpu_to_be64p __cpu_to_be64p
#define be64_to_cpup __be64_to_cpup
#define cpu_to_be32p __cpu_to_be32p
#define be32_to_cpup __be32_to_cpup
#define cpu_to_be16p __cpu_to_be16p
#define be16_to_cpup __be16_to_cpup
#define cpu_to_le64s __cpu_to_le64s
#define le64_to_cpus __le64_to_cpus
#define cpu_to_le32s __cpu_to_le32s
#define le32_to_cpus __le32_to_cpus
#define cpu_to_le16s __cpu_to_le16s
#define le16_to_cpus __le16_to_cpus
#define cpu_to_be64s __cpu_to_be64s
#define be64_to_cpus __be64_to_cpus
#define cpu_to_be32s __cpu_to_be32s
#define be32_to_cpus __be32_to_cpus
#define cpu_to_be16s __cpu_to_be16s
#define be16_to_cpus __be16_to_cpus

/* libc's functions, and so no macros here: <netinet/in.h> declares them. */
extern u32 ntohl(u32 netlong) __attribute__((__const__));
extern u16 ntohs(u16 netshort) __attribute__((__const__));
extern u32 htonl(u32 hostlong) __attribute__((__const__));
extern u16 htons(u16 hostshort) __attribute__((__const__));

#define __TL_BYTEORDER_OPS(end, bits)                                            \
	static inline void end##bits##_add_cpu(__##end##bits *var, u##bits val)  \
	{                                                                        \
		*var = __cpu_to_##end##bits(__##end##bits##_to_cpu(*var) + val); \
	}
__TL_BYTEORDER_OPS(le, 16)
__TL_BYTEORDER_OPS(le, 32)
__TL_BYTEORDER_OPS(le, 64)
__TL_BYTEORDER_OPS(be, 16)
__TL_BYTEORDER_OPS(be, 32)
__TL_BYTEORDER_OPS(be, 64)
#undef __TL_BYTEORDER_OPS

static inline void cpu_to_be32_array(__be32 *dst, const u32 *src, size_t len)
{
	for (size_t i = 0; i < len; i++)
		dst[i] = __cpu_to_be32(src[i]);
}

static inline void be32_to_cpu_array(u32 *dst, const __be32 *src, size_t len)
{
	for (size_t i = 0; i < len; i++)
		dst[i] = __be32_to_cpu(src[i]);
}

#endif /* _LINUX_BYTEORDER_GENERIC_H */
