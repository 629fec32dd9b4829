/* SPDX-License-Identifier: MIT */
/* 64-bit registers in two accesses, the high half first, by names of their own; readq() is one access. */
#ifndef _LINUX_IO_64_NONATOMIC_HI_LO_H
#define _LINUX_IO_64_NONATOMIC_HI_LO_H

#include <linux/io.h>

static inline u64 hi_lo_readq(const volatile void __iomem *addr)
{
	u32 high = readl((const volatile u8 __iomem *)addr + 4);
	u32 low = readl(addr);

	return low | (u64)high << 32;
}

static inline void hi_lo_writeq(u64 val, volatile void __iomem *addr)
{
	writel((u32)(val >> 32), (volatile u8 __iomem *)addr + 4);
	writel((u32)val, addr);
}

static inline u64 hi_lo_readq_relaxed(const volatile void __iomem *addr)
{
	u32 high = readl_relaxed((const volatile u8 __iomem *)addr + 4);
	u32 low = readl_relaxed(addr);

	return low | (u64)high << 32;
}

static inline void hi_lo_writeq_relaxed(u64 val, volatile void __iomem *addr)
{
	writel_relaxed((u32)(val >> 32), (volatile u8 __iomem *)addr + 4);
	writel_relaxed((u32)val, addr);
}

#endif /* _LINUX_IO_64_NONATOMIC_HI_LO_H */
