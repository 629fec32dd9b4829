/* SPDX-License-Identifier: MIT */
/* 64-bit registers in two accesses, the low half first, by names of their own; readq() is one access. */
#ifndef _LINUX_IO_64_NONATOMIC_LO_HI_H
#define _LINUX_IO_64_NONATOMIC_LO_HI_H

#include <linux/io.h>

static inline u64 lo_hi_readq(const volatile void __iomem *addr)
{
	u32 low = readl(addr);
	u32 high = readl((const volatile u8 __iomem *)addr + 4);

	return low | (u64)high << 32;
}

static inline void lo_hi_writeq(u64 val, volatile void __iomem *addr)
{
	writel((u32)val, addr);
	writel((u32)(val >> 32), (volatile u8 __iomem *)addr + 4);
}

static inline u64 lo_hi_readq_relaxed(const volatile void __iomem *addr)
{
	u32 low = readl_relaxed(addr);
	u32 high = readl_relaxed((const volatile u8 __iomem *)addr + 4);

	return low | (u64)high << 32;
}

static inline void lo_hi_writeq_relaxed(u64 val, volatile void __iomem *addr)
{
	writel_relaxed((u32)val, addr);
	writel_relaxed((u32)(val >> 32), (volatile u8 __iomem *)addr + 4);
}

#endif /* _LINUX_IO_64_NONATOMIC_LO_HI_H */
