/* SPDX-License-Identifier: MIT */
/*
 * Access to device registers: readl(), writel() and their families, ioremap().
 *
 * An __iomem address is either ordinary memory (a BAR that the host program mapped), and then an
 * access is one load or store after one compare; or a register of a simulated device, at or
 * above 1 << 54, and then it is a call into the library, which calls the device's model. No
 * ordinary address is that high, and the processor faults on one that is, so a driver that
 * dereferences a simulated register is told so (lib/mm/iofault.c).
 *
 * Order, as on Linux: readX() comes before all later reads of memory, all earlier writes to
 * memory come before writeX(); the _relaxed forms order only against other accesses to the
 * device. The registers are little-endian, and so are the machines that we run on.
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/types.h>
#include <asm/barrier.h>

#include <stddef.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "libtasklet runs on little-endian machines only"
#endif

__tl_api_begin

/* The slow path of every access below: call the model that has the window. */
u64 __tl_mmio_read(const volatile void __iomem *addr, unsigned int size);
void __tl_mmio_write(volatile void __iomem *addr, u64 value, unsigned int size);

/**
 * ioremap() - make the registers at a physical address accessible
 * @phys_addr: the first byte, in a window that tl_mmio_add() or tl_mmio_add_memory() made
 * @size: how many bytes
 *
 * Context: task.
 * Return: the address for readl() and its like, NULL when no window has the whole range.
 *	Follows Linux 6.12.
 */
void __iomem *ioremap(phys_addr_t phys_addr, size_t size);

/** iounmap() - the end of a mapping that ioremap() made; Context: task */
void iounmap(volatile void __iomem *addr);

/**
 * memcpy_fromio() - copy out of a device, in words where alignment allows
 * @to: memory
 * @from: registers
 * @count: bytes
 *
 * memcpy_toio() copies the other way, memset_io() fills.
 * Context: any. Follows Linux 6.12.
 */
void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count);
/** memcpy_toio() - copy @count bytes into a device; see memcpy_fromio() */
void memcpy_toio(volatile void __iomem *to, const void *from, size_t count);
/** memset_io() - fill @count bytes of a device; see memcpy_fromio() */
void memset_io(volatile void __iomem *addr, int value, size_t count);

__tl_api_end

#define ioremap_wc(phys, size)	    ioremap((phys), (size))
#define ioremap_wt(phys, size)	    ioremap((phys), (size))
#define ioremap_uc(phys, size)	    ioremap((phys), (size))
#define ioremap_np(phys, size)	    ioremap((phys), (size))
/* Until 5.5, and until 5.1. */
#define ioremap_nocache(phys, size) ioremap((phys), (size))
#define mmiowb()		    wmb()

#define IOMEM_ERR_PTR(err) ((void __iomem *)(long)(err))

/* The one compare. */
#define __tl_mmio_simulated(addr) __builtin_expect((unsigned long)(addr) >> 54 != 0, 0)

/**
 * readl() - read a register; writel(): write one. Made below for b, w, l and q: 8 to 64 bits
 * @addr: from ioremap(), aligned to the width
 *
 *	readl(), writel(v, addr)	ordered against memory, see the top (M1, M2)
 *	readl_relaxed() ...		against other accesses to the device only
 *	__raw_readl() ...		likewise
 *	readsl(), writesl()		@count times the same register, from or to a buffer
 *	ioread32(), iowrite32() ...	readl() and writel(); "be": big-endian registers
 *
 * A wrong address is reported; a read gives all ones, a write is dropped. The model of a
 * simulated device is called before the access returns, with interrupts held off.
 *
 * Context: any. Return: the value. Follows Linux 6.12.
 */

/* M1: a register is read before any later read of memory, as the buffer that a "done" bit
 * speaks of. Pairs with the device's own order of writing memory and register. */
#define __io_ar() dma_rmb()
/* M2: memory is written before the register that tells the device to look at it. */
#define __io_bw() dma_wmb()

#define __TL_IO_ACCESSORS(suffix, type)                                                     \
	static inline type __raw_read##suffix(const volatile void __iomem *addr)            \
	{                                                                                   \
		if (__tl_mmio_simulated(addr))                                              \
			return (type)__tl_mmio_read(addr, sizeof(type));                    \
		return *(const volatile type *)addr;                                        \
	}                                                                                   \
	static inline void __raw_write##suffix(type value, volatile void __iomem *addr)     \
	{                                                                                   \
		if (__tl_mmio_simulated(addr))                                              \
			__tl_mmio_write(addr, value, sizeof(type));                         \
		else                                                                        \
			*(volatile type *)addr = value;                                     \
	}                                                                                   \
	static inline type read##suffix##_relaxed(const volatile void __iomem *addr)        \
	{                                                                                   \
		return __raw_read##suffix(addr);                                            \
	}                                                                                   \
	static inline void write##suffix##_relaxed(type value, volatile void __iomem *addr) \
	{                                                                                   \
		__raw_write##suffix(value, addr);                                           \
	}                                                                                   \
	static inline type read##suffix(const volatile void __iomem *addr)                  \
	{                                                                                   \
		type value = __raw_read##suffix(addr);                                      \
                                                                                            \
		__io_ar();                                                                  \
		return value;                                                               \
	}                                                                                   \
	static inline void write##suffix(type value, volatile void __iomem *addr)           \
	{                                                                                   \
		__io_bw();                                                                  \
		__raw_write##suffix(value, addr);                                           \
	}                                                                                   \
	static inline void reads##suffix(const volatile void __iomem *addr, void *buffer,   \
					 unsigned int count)                                \
	{                                                                                   \
		type *p = (type *)buffer;                                                   \
                                                                                            \
		while (count--)                                                             \
			*p++ = __raw_read##suffix(addr);                                    \
	}                                                                                   \
	static inline void writes##suffix(volatile void __iomem *addr, const void *buffer,  \
					  unsigned int count)                               \
	{                                                                                   \
		const type *p = (const type *)buffer;                                       \
                                                                                            \
		while (count--)                                                             \
			__raw_write##suffix(*p++, addr);                                    \
	}

__TL_IO_ACCESSORS(b, u8)
__TL_IO_ACCESSORS(w, u16)
__TL_IO_ACCESSORS(l, u32)
__TL_IO_ACCESSORS(q, u64)

#undef __TL_IO_ACCESSORS

/* Drivers ask with #ifdef which widths there are. */
#define readb	       readb
#define readw	       readw
#define readl	       readl
#define readq	       readq
#define writeb	       writeb
#define writew	       writew
#define writel	       writel
#define writeq	       writeq
#define readb_relaxed  readb_relaxed
#define readw_relaxed  readw_relaxed
#define readl_relaxed  readl_relaxed
#define readq_relaxed  readq_relaxed
#define writeb_relaxed writeb_relaxed
#define writew_relaxed writew_relaxed
#define writel_relaxed writel_relaxed
#define writeq_relaxed writeq_relaxed

#define __TL_IOMAP_ACCESSORS(bits, suffix)                                                      \
	static inline u##bits ioread##bits(const volatile void __iomem *addr)                   \
	{                                                                                       \
		return read##suffix(addr);                                                      \
	}                                                                                       \
	static inline void iowrite##bits(u##bits value, volatile void __iomem *addr)            \
	{                                                                                       \
		write##suffix(value, addr);                                                     \
	}                                                                                       \
	static inline void ioread##bits##_rep(const volatile void __iomem *addr, void *buffer,  \
					      unsigned int count)                               \
	{                                                                                       \
		reads##suffix(addr, buffer, count);                                             \
	}                                                                                       \
	static inline void iowrite##bits##_rep(volatile void __iomem *addr, const void *buffer, \
					       unsigned int count)                              \
	{                                                                                       \
		writes##suffix(addr, buffer, count);                                            \
	}

__TL_IOMAP_ACCESSORS(8, b)
__TL_IOMAP_ACCESSORS(16, w)
__TL_IOMAP_ACCESSORS(32, l)
__TL_IOMAP_ACCESSORS(64, q)

#undef __TL_IOMAP_ACCESSORS

#define __TL_IOMAP_BE_ACCESSORS(bits, suffix)                                            \
	static inline u##bits ioread##bits##be(const volatile void __iomem *addr)        \
	{                                                                                \
		return __builtin_bswap##bits(read##suffix(addr));                        \
	}                                                                                \
	static inline void iowrite##bits##be(u##bits value, volatile void __iomem *addr) \
	{                                                                                \
		write##suffix(__builtin_bswap##bits(value), addr);                       \
	}

__TL_IOMAP_BE_ACCESSORS(16, w)
__TL_IOMAP_BE_ACCESSORS(32, l)
__TL_IOMAP_BE_ACCESSORS(64, q)

#undef __TL_IOMAP_BE_ACCESSORS

/* Physical addresses of memory are the virtual ones. */
static inline phys_addr_t virt_to_phys(const volatile void *address)
{
	return (phys_addr_t)(unsigned long)address;
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return (void *)(unsigned long)address;
}

struct device;
struct resource;

__tl_api_begin

/** devm_ioremap() - ioremap() for as long as the driver of @dev is bound; see ioremap() */
void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size);
/** devm_iounmap() - end a devm_ioremap() early; reports when there is none; Context: task */
void devm_iounmap(struct device *dev, void __iomem *addr);

/**
 * devm_ioremap_resource() - check, claim and map a memory resource until @dev is unbound
 * @dev: the device, which also names what goes wrong
 * @res: the resource; NULL and other types are an error
 *
 * Context: task.
 * Return: the address, or ERR_PTR(): -EINVAL not memory, -EBUSY claimed, -ENOMEM not mapped.
 *	Follows Linux 6.12.
 */
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res);

__tl_api_end

#endif /* _LINUX_IO_H */
