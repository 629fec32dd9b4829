/* SPDX-License-Identifier: MIT */
/*
 * Sets of small numbers: arrays of unsigned long, DECLARE_BITMAP() or bitmap_alloc().
 *
 * What yields a bitmap writes whole words; what looks at one ignores the bits behind its last.
 * Nothing here is atomic: set_bit() and clear_bit() are.
 */
#ifndef _LINUX_BITMAP_H
#define _LINUX_BITMAP_H

#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/find.h>
#include <linux/string.h>
#include <linux/types.h>

/* The bits of the first word from @start on; those of the last one of @nbits. */
#define BITMAP_FIRST_WORD_MASK(start) (~0UL << ((start) & (BITS_PER_LONG - 1)))
#define BITMAP_LAST_WORD_MASK(nbits)  (~0UL >> (-(nbits) & (BITS_PER_LONG - 1)))
#define bitmap_size(nbits)	      (ALIGN(nbits, BITS_PER_LONG) / BITS_PER_BYTE)

struct device;

__tl_api_begin

/**
 * bitmap_alloc() - a bitmap of @nbits bits, not initialised; bitmap_zalloc(): all clear
 * @nbits: how many
 * @flags: as for kmalloc()
 *
 * Context: as kmalloc(). Return: for bitmap_free(), or NULL. Follows Linux 6.12.
 */
unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags) __attribute__((malloc));
/** bitmap_zalloc() - see bitmap_alloc() */
unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags) __attribute__((malloc));
/** bitmap_free() - give one back; NULL is fine; Context: as kfree() */
void bitmap_free(const unsigned long *bitmap);
/** devm_bitmap_alloc() - bitmap_alloc() for as long as the driver is bound; and _zalloc */
unsigned long *devm_bitmap_alloc(struct device *dev, unsigned int nbits, gfp_t flags)
	__attribute__((malloc));
/** devm_bitmap_zalloc() - see devm_bitmap_alloc() */
unsigned long *devm_bitmap_zalloc(struct device *dev, unsigned int nbits, gfp_t flags)
	__attribute__((malloc));

/** bitmap_set() - set @nbits bits from @start on; Context: any */
void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits);
/** bitmap_clear() - clear @nbits bits from @start on; Context: any */
void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits);
/** bitmap_shift_right() - @dst: each bit @shift places lower, zeros from above; may be @src */
void bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
			unsigned int nbits);
/** bitmap_shift_left() - @dst: each bit @shift places higher, zeros from below; may be @src */
void bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
		       unsigned int nbits);
/** bitmap_cut() - @dst: without the @cut bits from @first on, what is above moved down */
void bitmap_cut(unsigned long *dst, const unsigned long *src, unsigned int first, unsigned int cut,
		unsigned int nbits);
/** bitmap_replace() - @dst: the bits of @new where @mask is set, those of @old elsewhere */
void bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
		    const unsigned long *mask, unsigned int nbits);

/**
 * bitmap_find_next_zero_area_off() - a run of clear bits
 * @map: the bitmap
 * @size: bits in it
 * @start: where to begin
 * @nr: how long
 * @align_mask: a power of two less 1; its first bit plus @align_offset is aligned to that
 * @align_offset: see there
 *
 * Context: any. Return: its first bit, or a number such that that plus @nr is over @size.
 * Follows Linux 6.12.
 */
unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr,
					     unsigned long align_mask, unsigned long align_offset);

/**
 * bitmap_find_free_region() - take the first aligned run of 1 << @order clear bits
 * @bitmap: the bitmap
 * @bits: bits in it
 * @order: of the length
 *
 * Context: any. Return: its first bit, or -ENOMEM. Follows Linux 6.12.
 */
int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits, int order);
/** bitmap_release_region() - clear 1 << @order bits from @pos on; Context: any */
void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order);
/** bitmap_allocate_region() - set them; Context: any; Return: 0, or -EBUSY if one was set */
int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order);

/** bitmap_from_arr32() - from 32-bit words, the lowest first, and back; Context: any */
void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits);
/** bitmap_to_arr32() - see bitmap_from_arr32() */
void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits);

/**
 * bitmap_remap() - move the bits of a set as one bitmap is mapped to another
 * @dst: all bits of @src: the one that is the n-th of @old becomes the n-th of @new, counted round
 * if that has fewer; those that are not in @old stay, and all do if @new is empty
 * @src: the set; if it is @dst nothing happens
 * @old: where from
 * @new: where to
 * @nbits: bits in each
 *
 * Context: any. Follows Linux 6.12.
 */
void bitmap_remap(unsigned long *dst, const unsigned long *src, const unsigned long *old,
		  const unsigned long *new, unsigned int nbits);
/** bitmap_bitremap() - bitmap_remap() of one bit; Context: any; Return: where it is moved to */
int bitmap_bitremap(int oldbit, const unsigned long *old, const unsigned long *new, int bits);
/** bitmap_onto() - @dst: the n-th bit of @relmap for each n of @orig; not in place; Context: any */
void bitmap_onto(unsigned long *dst, const unsigned long *orig, const unsigned long *relmap,
		 unsigned int bits);
/** bitmap_fold() - @dst: the bits of @orig modulo @sz; not in place; Context: any */
void bitmap_fold(unsigned long *dst, const unsigned long *orig, unsigned int sz,
		 unsigned int nbits);
/** bitmap_scatter() - @dst: the lowest bits of @src to where @mask is set, in order; Context: any */
void bitmap_scatter(unsigned long *dst, const unsigned long *src, const unsigned long *mask,
		    unsigned int nbits);
/** bitmap_gather() - @dst: the bits of @src where @mask is set, to its lowest, in order */
void bitmap_gather(unsigned long *dst, const unsigned long *src, const unsigned long *mask,
		   unsigned int nbits);

/**
 * bitmap_parse() - a bitmap from words in hex, of 32 bits each, the highest first: "1,0000000f"
 * @buf: the text; ends at NUL, at a newline, or after
 * @buflen: bytes, UINT_MAX if it ends anyhow
 * @maskp: the bitmap; undefined on failure
 * @nmaskbits: bits in it
 *
 * Words may be shorter; between and around them may be any number of commas and spaces.
 *
 * Context: any. Return: 0, -EINVAL (what is no digit) or -EOVERFLOW (a word of more than eight
 * digits, or more bits than there are). Follows Linux 6.12.
 */
int bitmap_parse(const char *buf, unsigned int buflen, unsigned long *maskp, int nmaskbits);
/**
 * bitmap_parselist() - a bitmap from a list of bits and ranges: "0,4-7,16-31:2/4"
 * @buf: the text, up to NUL or a newline
 * @maskp: the bitmap; undefined on failure
 * @nmaskbits: bits in it
 *
 * ":2/4": two of each four of the range; N: the last bit; "all": 0-N.
 *
 * Context: any. Return: 0, -EINVAL (no list), -ERANGE (a bit that there is not) or -EOVERFLOW (a
 * number of more than 32 bits). Follows Linux 6.12.
 */
int bitmap_parselist(const char *buf, unsigned long *maskp, int nmaskbits);
/**
 * bitmap_print_to_pagebuf() - the text of a bitmap, with a newline, up to the end of a page
 * @list: as bitmap_parselist() takes it, not as bitmap_parse() does
 * @buf: where to
 * @maskp: the bitmap
 * @nmaskbits: bits in it
 *
 * Context: any. Return: bytes written, without the NUL. Follows Linux 6.12.
 */
int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *maskp, int nmaskbits);

__tl_api_end

/* For the initialiser of a bitmap of 64 bits. */
#define BITMAP_FROM_U64(n) (n)

#define bitmap_find_next_zero_area(map, size, start, nr, align_mask) \
	bitmap_find_next_zero_area_off((map), (size), (start), (nr), (align_mask), 0)

static inline void bitmap_zero(unsigned long *dst, unsigned int nbits)
{
	memset(dst, 0, bitmap_size(nbits));
}

static inline void bitmap_fill(unsigned long *dst, unsigned int nbits)
{
	memset(dst, 0xff, bitmap_size(nbits));
}

static inline void bitmap_copy(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	memcpy(dst, src, bitmap_size(nbits));
}

/** bitmap_copy_clear_tail() - bitmap_copy() that clears what is behind the last bit */
static inline void bitmap_copy_clear_tail(unsigned long *dst, const unsigned long *src,
					  unsigned int nbits)
{
	bitmap_copy(dst, src, nbits);
	if (nbits % BITS_PER_LONG)
		dst[nbits / BITS_PER_LONG] &= BITMAP_LAST_WORD_MASK(nbits);
}

/** bitmap_from_arr64() - as bitmap_from_arr32(); the words are as long as ours */
static inline void bitmap_from_arr64(unsigned long *bitmap, const u64 *buf, unsigned int nbits)
{
	bitmap_copy_clear_tail(bitmap, (const unsigned long *)buf, nbits);
}

static inline void bitmap_to_arr64(u64 *buf, const unsigned long *bitmap, unsigned int nbits)
{
	bitmap_copy_clear_tail((unsigned long *)buf, bitmap, nbits);
}

static inline void bitmap_from_u64(unsigned long *dst, u64 mask)
{
	bitmap_from_arr64(dst, &mask, 64);
}

/** bitmap_empty() - no bit is set; bitmap_full(): all are */
static inline bool bitmap_empty(const unsigned long *src, unsigned int nbits)
{
	return find_first_bit(src, nbits) == nbits;
}

static inline bool bitmap_full(const unsigned long *src, unsigned int nbits)
{
	return find_first_zero_bit(src, nbits) == nbits;
}

/** bitmap_intersects() - is a bit set in both? */
static inline bool bitmap_intersects(const unsigned long *a, const unsigned long *b,
				     unsigned int nbits)
{
	return find_first_and_bit(a, b, nbits) < nbits;
}

/** bitmap_subset() - are all bits of @a set in @b? */
static inline bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	return find_first_andnot_bit(a, b, nbits) == nbits;
}

static inline bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	return __find_next(a[__i] ^ b[__i], nbits, 0) == nbits;
}

/** bitmap_or_equal() - is @a or @b the same as @c? */
static inline bool bitmap_or_equal(const unsigned long *a, const unsigned long *b,
				   const unsigned long *c, unsigned int nbits)
{
	return __find_next((a[__i] | b[__i]) ^ c[__i], nbits, 0) == nbits;
}

/* Operations on whole words. */
#define __TL_BITMAP_OP(name, expr)                                                     \
	static inline void __bitmap_##name(unsigned long *dst, const unsigned long *a, \
					   const unsigned long *b, unsigned int nbits) \
	{                                                                              \
		for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)                \
			dst[i] = expr;                                                 \
	}
__TL_BITMAP_OP(and, a[i] & b[i])
__TL_BITMAP_OP(or, a[i] | b[i])
__TL_BITMAP_OP(xor, a[i] ^ b[i])
__TL_BITMAP_OP(andnot, a[i] & ~b[i])
#undef __TL_BITMAP_OP

/** bitmap_and() - @dst: what is in both; Return: is there anything? bitmap_andnot(): in @a alone */
static inline bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
			      unsigned int nbits)
{
	__bitmap_and(dst, a, b, nbits);
	return !bitmap_empty(dst, nbits);
}

static inline bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
				 unsigned int nbits)
{
	__bitmap_andnot(dst, a, b, nbits);
	return !bitmap_empty(dst, nbits);
}

#define bitmap_or(dst, a, b, nbits)  __bitmap_or((dst), (a), (b), (nbits))
#define bitmap_xor(dst, a, b, nbits) __bitmap_xor((dst), (a), (b), (nbits))

static inline void bitmap_complement(unsigned long *dst, const unsigned long *src,
				     unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = ~src[i];
}

/** bitmap_weight() - how many bits are set; _and: in both of two; _andnot: in the first alone */
static inline unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned int n = 0;
	unsigned long bit;

	for_each_set_bit(bit, src, nbits)
		n++;
	return n;
}

static inline unsigned long bitmap_weight_and(const unsigned long *a, const unsigned long *b,
					      unsigned int nbits)
{
	unsigned long bit, n = 0;

	for_each_and_bit(bit, a, b, nbits) n++;
	return n;
}

static inline unsigned long bitmap_weight_andnot(const unsigned long *a, const unsigned long *b,
						 unsigned int nbits)
{
	unsigned long bit, n = 0;

	for_each_andnot_bit(bit, a, b, nbits) n++;
	return n;
}

/** bitmap_read() - the @nbits bits (1 to BITS_PER_LONG) from @start on, as a number */
static inline unsigned long bitmap_read(const unsigned long *map, unsigned long start,
					unsigned long nbits)
{
	unsigned long i = start / BITS_PER_LONG, at = start % BITS_PER_LONG;
	unsigned long value = map[i] >> at;

	if (at + nbits > BITS_PER_LONG)
		value |= map[i + 1] << (BITS_PER_LONG - at);
	return value & BITMAP_LAST_WORD_MASK(nbits);
}

/** bitmap_write() - put them there */
static inline void bitmap_write(unsigned long *map, unsigned long value, unsigned long start,
				unsigned long nbits)
{
	for (unsigned long i = 0; i < nbits; i++)
		__assign_bit((long)(start + i), map, value >> i & 1);
}

#define bitmap_get_value8(map, start)	     bitmap_read((map), (start), BITS_PER_BYTE)
#define bitmap_set_value8(map, value, start) bitmap_write((map), (value), (start), BITS_PER_BYTE)

#endif /* _LINUX_BITMAP_H */
