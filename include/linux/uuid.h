/* SPDX-License-Identifier: MIT */
/*
 * Universally unique identifiers: uuid_t with its numbers big-endian, guid_t (EFI's, Hyper-V's)
 * with the first three little-endian.
 */
#ifndef _TL_LINUX_UUID_H
#define _TL_LINUX_UUID_H

/* guid_t and GUID_INIT() */
#include_next <linux/uuid.h>

#include <linux/export.h>
#include <linux/string.h>
#include <linux/types.h>

#define UUID_SIZE	16
#define UUID_STRING_LEN 36

typedef struct {
	__u8 b[UUID_SIZE];
} uuid_t;

/* clang-format off: bytes in their order */
#define UUID_INIT(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)                                     \
	((uuid_t){{((a) >> 24) & 0xff, ((a) >> 16) & 0xff, ((a) >> 8) & 0xff, (a)&0xff,        \
		   ((b) >> 8) & 0xff, (b)&0xff, ((c) >> 8) & 0xff, (c)&0xff, (d0), (d1), (d2), \
		   (d3), (d4), (d5), (d6), (d7)}})
/* clang-format on */

__tl_api_begin

extern const guid_t guid_null;
extern const uuid_t uuid_null;

/** uuid_gen() - a random one, version 4; Context: any */
void uuid_gen(uuid_t *u);
/** guid_gen() - see uuid_gen() */
void guid_gen(guid_t *u);
/** generate_random_uuid() - uuid_gen() to 16 bytes */
void generate_random_uuid(unsigned char uuid[16]);
/** generate_random_guid() - guid_gen() to 16 bytes */
void generate_random_guid(unsigned char guid[16]);
/** uuid_is_valid() - Context: any; Return: is it 8-4-4-4-12 digits, whatever follows? */
bool uuid_is_valid(const char *uuid);
/** uuid_parse() - Context: any; Return: 0, or -EINVAL and @u is as it was */
int uuid_parse(const char *uuid, uuid_t *u);
/** guid_parse() - see uuid_parse() */
int guid_parse(const char *uuid, guid_t *u);

__tl_api_end

#define __TL_UUID_OPS(type)                                                   \
	static inline bool type##_equal(const type##_t *a, const type##_t *b) \
	{                                                                     \
		return memcmp(a, b, sizeof(*a)) == 0;                         \
	}                                                                     \
	static inline void type##_copy(type##_t *dst, const type##_t *src)    \
	{                                                                     \
		memcpy(dst, src, sizeof(*dst));                               \
	}                                                                     \
	static inline bool type##_is_null(const type##_t *u)                  \
	{                                                                     \
		return type##_equal(u, &type##_null);                         \
	}                                                                     \
	static inline void import_##type(type##_t *dst, const __u8 *src)      \
	{                                                                     \
		memcpy(dst, src, sizeof(*dst));                               \
	}                                                                     \
	static inline void export_##type(__u8 *dst, const type##_t *src)      \
	{                                                                     \
		memcpy(dst, src, sizeof(*src));                               \
	}
__TL_UUID_OPS(uuid)
__TL_UUID_OPS(guid)
#undef __TL_UUID_OPS

#endif /* _TL_LINUX_UUID_H */
