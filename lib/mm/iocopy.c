// SPDX-License-Identifier: MIT
/*
 * Blocks to and from a device: 32-bit accesses where the device's side is aligned, bytes at the
 * ends. Not memcpy(), which may touch a byte twice.
 */
#include <linux/io.h>

#include <stdint.h>
#include <string.h>

static bool word_fits(const volatile void __iomem *addr, size_t count)
{
	return count >= 4 && !((uintptr_t)addr & 3);
}

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count)
{
	const volatile u8 __iomem *src = from;
	u8 *dst = to;

	while (count) {
		if (word_fits(src, count)) {
			u32 word = __raw_readl(src);

			memcpy(dst, &word, 4);
			src += 4, dst += 4, count -= 4;
		} else {
			*dst++ = __raw_readb(src++);
			count--;
		}
	}
}
EXPORT_SYMBOL(memcpy_fromio);

void memcpy_toio(volatile void __iomem *to, const void *from, size_t count)
{
	volatile u8 __iomem *dst = to;
	const u8 *src = from;

	while (count) {
		if (word_fits(dst, count)) {
			u32 word;

			memcpy(&word, src, 4);
			__raw_writel(word, dst);
			src += 4, dst += 4, count -= 4;
		} else {
			__raw_writeb(*src++, dst++);
			count--;
		}
	}
}
EXPORT_SYMBOL(memcpy_toio);

void memset_io(volatile void __iomem *addr, int value, size_t count)
{
	volatile u8 __iomem *dst = addr;

	while (count) {
		if (word_fits(dst, count)) {
			__raw_writel((u8)value * 0x01010101u, dst);
			dst += 4, count -= 4;
		} else {
			__raw_writeb((u8)value, dst++);
			count--;
		}
	}
}
EXPORT_SYMBOL(memset_io);
