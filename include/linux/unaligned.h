/* SPDX-License-Identifier: MIT */
/* Access to a value at any address. A packed structure tells the compiler to be careful. */
#ifndef _LINUX_UNALIGNED_H
#define _LINUX_UNALIGNED_H

#include <linux/byteorder/generic.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define __get_unaligned_t(type, ptr)                                                     \
	__extension__({                                                                  \
		const struct {                                                           \
			type x;                                                          \
		} __packed __attribute__((__may_alias__)) *__pptr = (const void *)(ptr); \
		__pptr->x;                                                               \
	})
#define __put_unaligned_t(type, val, ptr)                                          \
	do {                                                                       \
		struct {                                                           \
			type x;                                                    \
		} __packed __attribute__((__may_alias__)) *__pptr = (void *)(ptr); \
		__pptr->x = (val);                                                 \
	} while (0)

#define get_unaligned(ptr)	__get_unaligned_t(__typeof__(*(ptr)), (ptr))
#define put_unaligned(val, ptr) __put_unaligned_t(__typeof__(*(ptr)), (val), (ptr))

#define __TL_UNALIGNED(end, bits)                                                   \
	static inline u##bits get_unaligned_##end##bits(const void *p)              \
	{                                                                           \
		return __##end##bits##_to_cpu(__get_unaligned_t(__##end##bits, p)); \
	}                                                                           \
	static inline void put_unaligned_##end##bits(u##bits val, void *p)          \
	{                                                                           \
		__put_unaligned_t(__##end##bits, __cpu_to_##end##bits(val), p);     \
	}
__TL_UNALIGNED(le, 16)
__TL_UNALIGNED(le, 32)
__TL_UNALIGNED(le, 64)
__TL_UNALIGNED(be, 16)
__TL_UNALIGNED(be, 32)
__TL_UNALIGNED(be, 64)
#undef __TL_UNALIGNED

static inline u32 get_unaligned_be24(const void *p)
{
	const u8 *b = p;

	return (u32)b[0] << 16 | (u32)b[1] << 8 | b[2];
}

static inline u32 get_unaligned_le24(const void *p)
{
	const u8 *b = p;

	return (u32)b[2] << 16 | (u32)b[1] << 8 | b[0];
}

static inline void put_unaligned_be24(u32 val, void *p)
{
	u8 *b = p;

	b[0] = (u8)(val >> 16);
	b[1] = (u8)(val >> 8);
	b[2] = (u8)val;
}

static inline void put_unaligned_le24(u32 val, void *p)
{
	u8 *b = p;

	b[2] = (u8)(val >> 16);
	b[1] = (u8)(val >> 8);
	b[0] = (u8)val;
}

#endif /* _LINUX_UNALIGNED_H */
