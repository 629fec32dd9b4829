/* SPDX-License-Identifier: MIT */
/* Fields of a register, given as a constant mask of consecutive bits: GENMASK(7, 4). */
#ifndef _LINUX_BITFIELD_H
#define _LINUX_BITFIELD_H

#include <linux/build_bug.h>
#include <linux/byteorder/generic.h>

#define __bf_shf(x) (__builtin_ffsll(x) - 1)

#define __BF_FIELD_CHECK(mask, pfx)                                                        \
	do {                                                                               \
		BUILD_BUG_ON_MSG(!__builtin_constant_p(mask), pfx "mask is not constant"); \
		BUILD_BUG_ON_MSG((mask) == 0, pfx "mask is zero");                         \
		BUILD_BUG_ON_MSG((((mask) + (1ULL << __bf_shf(mask))) & (mask)) != 0,      \
				 pfx "mask is not a run of bits");                         \
	} while (0)

/* The largest value that fits the field. */
#define FIELD_MAX(mask)                                       \
	__extension__({                                       \
		__BF_FIELD_CHECK(mask, "FIELD_MAX: ");        \
		(__typeof__(mask))((mask) >> __bf_shf(mask)); \
	})
#define FIELD_FIT(mask, val)                                                \
	__extension__({                                                     \
		__BF_FIELD_CHECK(mask, "FIELD_FIT: ");                      \
		!((((__typeof__(mask))(val)) << __bf_shf(mask)) & ~(mask)); \
	})
/* The value, shifted into its place. */
#define FIELD_PREP(mask, val)                                         \
	__extension__({                                               \
		__BF_FIELD_CHECK(mask, "FIELD_PREP: ");               \
		((__typeof__(mask))(val) << __bf_shf(mask)) & (mask); \
	})
/* For an initializer. */
#define FIELD_PREP_CONST(mask, val) (((__typeof__(mask))(val) << __bf_shf(mask)) & (mask))
/* The value, shifted out of its place. */
#define FIELD_GET(mask, reg)                                            \
	__extension__({                                                 \
		__BF_FIELD_CHECK(mask, "FIELD_GET: ");                  \
		(__typeof__(mask))(((reg) & (mask)) >> __bf_shf(mask)); \
	})
#define FIELD_MODIFY(mask, reg_p, val)                                             \
	do {                                                                       \
		__BF_FIELD_CHECK(mask, "FIELD_MODIFY: ");                          \
		*(reg_p) = (*(reg_p) & ~(mask)) |                                  \
			   (((__typeof__(mask))(val) << __bf_shf(mask)) & (mask)); \
	} while (0)

#define __TL_MAKE_OPS(name, type, base, to, from)                                     \
	static __always_inline type name##_encode_bits(base v, base field)            \
	{                                                                             \
		return to((v << __bf_shf(field)) & field);                            \
	}                                                                             \
	static __always_inline base name##_get_bits(type v, base field)               \
	{                                                                             \
		return (from(v) & field) >> __bf_shf(field);                          \
	}                                                                             \
	static __always_inline type name##_replace_bits(type old, base v, base field) \
	{                                                                             \
		return (old & ~to(field)) | name##_encode_bits(v, field);             \
	}                                                                             \
	static __always_inline void name##p_replace_bits(type *p, base v, base field) \
	{                                                                             \
		*p = name##_replace_bits(*p, v, field);                               \
	}
__TL_MAKE_OPS(u8, u8, u8, (u8), (u8))
__TL_MAKE_OPS(u16, u16, u16, (u16), (u16))
__TL_MAKE_OPS(u32, u32, u32, (u32), (u32))
__TL_MAKE_OPS(u64, u64, u64, (u64), (u64))
__TL_MAKE_OPS(le16, __le16, u16, cpu_to_le16, le16_to_cpu)
__TL_MAKE_OPS(le32, __le32, u32, cpu_to_le32, le32_to_cpu)
__TL_MAKE_OPS(le64, __le64, u64, cpu_to_le64, le64_to_cpu)
__TL_MAKE_OPS(be16, __be16, u16, cpu_to_be16, be16_to_cpu)
__TL_MAKE_OPS(be32, __be32, u32, cpu_to_be32, be32_to_cpu)
__TL_MAKE_OPS(be64, __be64, u64, cpu_to_be64, be64_to_cpu)
#undef __TL_MAKE_OPS

#endif /* _LINUX_BITFIELD_H */
