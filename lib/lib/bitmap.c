// SPDX-License-Identifier: MIT
/* What is longer than a line of bitmaps: see <linux/bitmap.h>. The caller keeps others out. */
#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/slab.h>

#include "lib/bitmap.h"

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
{
	return kmalloc_array(BITS_TO_LONGS(nbits), sizeof(unsigned long), flags);
}
EXPORT_SYMBOL(bitmap_alloc);

unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
{
	return bitmap_alloc(nbits, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(bitmap_zalloc);

void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}
EXPORT_SYMBOL(bitmap_free);

unsigned long *devm_bitmap_alloc(struct device *dev, unsigned int nbits, gfp_t flags)
{
	return devm_kmalloc_array(dev, BITS_TO_LONGS(nbits), sizeof(unsigned long), flags);
}
EXPORT_SYMBOL(devm_bitmap_alloc);

unsigned long *devm_bitmap_zalloc(struct device *dev, unsigned int nbits, gfp_t flags)
{
	return devm_kcalloc(dev, BITS_TO_LONGS(nbits), sizeof(unsigned long), flags);
}
EXPORT_SYMBOL(devm_bitmap_zalloc);

void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	unsigned int end = start + nbits;

	for (unsigned int i = start / BITS_PER_LONG; nbits && i <= (end - 1) / BITS_PER_LONG; i++)
		map[i] |= part_of_word(i, start, end);
}
EXPORT_SYMBOL(bitmap_set);

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	unsigned int end = start + nbits;

	for (unsigned int i = start / BITS_PER_LONG; nbits && i <= (end - 1) / BITS_PER_LONG; i++)
		map[i] &= ~part_of_word(i, start, end);
}
EXPORT_SYMBOL(bitmap_clear);

/* Word @i of a bitmap of @nbits, with zeros behind its end. */
static unsigned long word(const unsigned long *src, unsigned int i, unsigned int nbits)
{
	unsigned int words = BITS_TO_LONGS(nbits);

	if (i >= words)
		return 0;
	return i == words - 1 ? src[i] & BITMAP_LAST_WORD_MASK(nbits) : src[i];
}

void bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
			unsigned int nbits)
{
	unsigned int off = shift / BITS_PER_LONG, rem = shift % BITS_PER_LONG;

	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++) {
		unsigned long low = word(src, i + off, nbits) >> rem;
		unsigned long high = rem ? word(src, i + off + 1, nbits) << (BITS_PER_LONG - rem) :
					   0;

		dst[i] = low | high;
	}
}
EXPORT_SYMBOL(bitmap_shift_right);

void bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
		       unsigned int nbits)
{
	unsigned int off = shift / BITS_PER_LONG, rem = shift % BITS_PER_LONG;

	for (unsigned int i = BITS_TO_LONGS(nbits); i-- > 0;) {
		unsigned long high = i >= off ? src[i - off] << rem : 0;
		unsigned long low =
			rem && i >= off + 1 ? src[i - off - 1] >> (BITS_PER_LONG - rem) : 0;

		dst[i] = high | low;
	}
}
EXPORT_SYMBOL(bitmap_shift_left);

void bitmap_cut(unsigned long *dst, const unsigned long *src, unsigned int first, unsigned int cut,
		unsigned int nbits)
{
	unsigned int i;

	memmove(dst, src, bitmap_size(nbits));
	for (i = first; i + cut < nbits; i++)
		__assign_bit(i, dst, test_bit(i + cut, dst));
	if (i < nbits)
		bitmap_clear(dst, i, nbits - i);
}
EXPORT_SYMBOL(bitmap_cut);

void bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
		    const unsigned long *mask, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = (old[i] & ~mask[i]) | (new[i] & mask[i]);
}
EXPORT_SYMBOL(bitmap_replace);

unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr,
					     unsigned long align_mask, unsigned long align_offset)
{
	for (;;) {
		unsigned long first = find_next_zero_bit(map, size, start), taken;

		first = ((first + align_offset + align_mask) & ~align_mask) - align_offset;
		if (first + nr > size)
			return first + nr;
		taken = find_next_bit(map, first + nr, first);
		if (taken == first + nr)
			return first;
		start = taken + 1;
	}
}
EXPORT_SYMBOL(bitmap_find_next_zero_area_off);

int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order)
{
	unsigned int end = pos + (1u << order);

	if (find_next_bit(bitmap, end, pos) < end)
		return -EBUSY;
	bitmap_set(bitmap, pos, 1u << order);
	return 0;
}
EXPORT_SYMBOL(bitmap_allocate_region);

void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order)
{
	bitmap_clear(bitmap, pos, 1u << order);
}
EXPORT_SYMBOL(bitmap_release_region);

int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits, int order)
{
	for (unsigned int pos = 0; pos + (1u << order) <= bits; pos += 1u << order)
		if (!bitmap_allocate_region(bitmap, pos, order))
			return (int)pos;
	return -ENOMEM;
}
EXPORT_SYMBOL(bitmap_find_free_region);

void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits)
{
	bitmap_zero(bitmap, nbits);
	for (unsigned int i = 0; i < BITS_TO_U32(nbits); i++)
		bitmap[i / 2] |= (unsigned long)buf[i] << i % 2 * 32;
	if (nbits % BITS_PER_LONG)
		bitmap[nbits / BITS_PER_LONG] &= BITMAP_LAST_WORD_MASK(nbits);
}
EXPORT_SYMBOL(bitmap_from_arr32);

void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_U32(nbits); i++)
		buf[i] = (u32)(word(bitmap, i / 2, nbits) >> i % 2 * 32);
}
EXPORT_SYMBOL(bitmap_to_arr32);

/* Where the bit @bit of a set goes if the n-th of @old is the n-th of @new, over and over. */
static unsigned long remapped(unsigned long bit, const unsigned long *old, const unsigned long *new,
			      unsigned int weight, unsigned int nbits)
{
	if (!weight || !test_bit((long)bit, old))
		return bit;
	return find_nth_bit(new, nbits, bitmap_weight(old, (unsigned int)bit) % weight);
}

void bitmap_remap(unsigned long *dst, const unsigned long *src, const unsigned long *old,
		  const unsigned long *new, unsigned int nbits)
{
	unsigned int weight = bitmap_weight(new, nbits);
	unsigned long bit;

	if (dst == src)
		return;
	bitmap_zero(dst, nbits);
	for_each_set_bit(bit, src, nbits)
		__set_bit((long)remapped(bit, old, new, weight, nbits), dst);
}
EXPORT_SYMBOL(bitmap_remap);

int bitmap_bitremap(int oldbit, const unsigned long *old, const unsigned long *new, int bits)
{
	unsigned int nbits = (unsigned int)bits;

	if ((unsigned int)oldbit >= nbits)
		return oldbit;
	return (int)remapped((unsigned long)oldbit, old, new, bitmap_weight(new, nbits), nbits);
}
EXPORT_SYMBOL(bitmap_bitremap);

void bitmap_onto(unsigned long *dst, const unsigned long *orig, const unsigned long *relmap,
		 unsigned int bits)
{
	unsigned long n;
	long m = 0;

	if (dst == orig)
		return;
	bitmap_zero(dst, bits);
	for_each_set_bit(n, relmap, bits)
		if (test_bit(m++, orig))
			__set_bit((long)n, dst);
}
EXPORT_SYMBOL(bitmap_onto);

void bitmap_fold(unsigned long *dst, const unsigned long *orig, unsigned int sz, unsigned int nbits)
{
	unsigned long bit;

	if (dst == orig)
		return;
	bitmap_zero(dst, nbits);
	for_each_set_bit(bit, orig, nbits)
		__set_bit((long)(bit % sz), dst);
}
EXPORT_SYMBOL(bitmap_fold);

void bitmap_scatter(unsigned long *dst, const unsigned long *src, const unsigned long *mask,
		    unsigned int nbits)
{
	unsigned long bit;
	long n = 0;

	bitmap_zero(dst, nbits);
	for_each_set_bit(bit, mask, nbits)
		__assign_bit((long)bit, dst, test_bit(n++, src));
}
EXPORT_SYMBOL(bitmap_scatter);

void bitmap_gather(unsigned long *dst, const unsigned long *src, const unsigned long *mask,
		   unsigned int nbits)
{
	unsigned long bit;
	long n = 0;

	bitmap_zero(dst, nbits);
	for_each_set_bit(bit, mask, nbits)
		__assign_bit(n++, dst, test_bit((long)bit, src));
}
EXPORT_SYMBOL(bitmap_gather);
